//! Cases: data files that say what goes in and what comes out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// What comes out of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Expectation {
    /// A document.
    Document(Value),
    /// An error with this code; where there is no error channel, this error record, if the case gives one.
    Error(String, Option<Value>),
    /// The record claims nothing that is Okta's: it passes as it is.
    Unchanged,
}

/// A case: one file under `tests/cases/<schema>/`, a JSON object.
///
/// | key | what it is |
/// |---|---|
/// | `record` | the record, an object; it goes in as compact JSON with the keys in this order |
/// | `text` | or the record's exact text |
/// | `base64` | or its bytes, where they are no text |
/// | `repeat` | or `{"before", "text", "times", "after"}`: a long text, not written out |
/// | `expected` | the document that comes out; for `repeat` without the event's text (`message`, `event.original`), which must be the record's |
/// | `error` | or the code of the error; `expected` beside it is the error record |
/// | `unchanged` | or `true`: the record passes as it is |
/// | `why` | what the case is about, for the reader |
#[derive(Debug, Clone)]
pub struct Case {
    /// Folder and file name without the ending, such as `sekoia/edges/no_target`.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The schema's name: the first folder.
    pub schema: String,
    /// The record's bytes.
    pub record: Vec<u8>,
    /// What comes out.
    pub expectation: Expectation,
    /// Whether the record is made by `repeat`: the event's text is then not in the file.
    pub generated: bool,
}

/// Reads every case under the folder, sorted by name.
///
/// # Errors
/// A folder or file that cannot be read, or a file that is no case.
pub fn load_cases(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).with_context(|| inner.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                cases.push(load(folder, path.clone()).with_context(|| path.display().to_string())?);
            }
        }
    }
    ensure!(!cases.is_empty(), "no cases under {}", folder.display());
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

fn load(folder: &Path, path: PathBuf) -> Result<Case> {
    let name = path.strip_prefix(folder)?.with_extension("").display().to_string();
    let schema = name.split('/').next().unwrap_or_default().to_owned();
    let case: Map<String, Value> = serde_json::from_slice(&fs::read(&path)?)?;
    const KEYS: [&str; 8] = ["record", "text", "base64", "repeat", "expected", "error", "unchanged", "why"];
    if let Some(key) = case.keys().find(|key| !KEYS.contains(&key.as_str())) {
        bail!("a case has no key {key:?}");
    }
    let generated = case.contains_key("repeat");
    Ok(Case { record: record(&case)?, expectation: expectation(&case)?, generated, name, path, schema })
}

fn record(case: &Map<String, Value>) -> Result<Vec<u8>> {
    let text = |key: &str, of: &Value| of.as_str().map(str::to_owned).with_context(|| format!("{key} is no text"));
    let given: Vec<_> =
        ["record", "text", "base64", "repeat"].iter().filter_map(|key| case.get_key_value(*key)).collect();
    let [(kind, value)] = given[..] else { bail!("a case has one of record, text, base64, repeat") };
    Ok(match kind.as_str() {
        "record" => serde_json::to_vec(value)?,
        "text" => text(kind, value)?.into_bytes(),
        "base64" => STANDARD.decode(text(kind, value)?)?,
        _ => {
            let part = |key: &str| value.get(key).map_or(Ok(String::new()), |part| text(key, part));
            let times = value.get("times").and_then(Value::as_u64).context("times is no number")?;
            [part("before")?, part("text")?.repeat(times as usize), part("after")?].concat().into_bytes()
        }
    })
}

fn expectation(case: &Map<String, Value>) -> Result<Expectation> {
    let expected = case.get("expected").cloned();
    match (case.get("error"), expected, case.get("unchanged")) {
        (Some(Value::String(code)), expected, None) => Ok(Expectation::Error(code.clone(), expected)),
        (None, Some(document), None) => Ok(Expectation::Document(document)),
        (None, None, Some(Value::Bool(true))) => Ok(Expectation::Unchanged),
        _ => bail!("a case has one of expected, error, unchanged"),
    }
}
