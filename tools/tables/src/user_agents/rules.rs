//! Reads uap-core's `regexes.yaml` into one flat list of rules.

use anyhow::{Context, Result};
use serde::Deserialize;

/// The three lists of `regexes.yaml`, in the order in which the table holds them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    user_agent_parsers: Vec<Entry>,
    os_parsers: Vec<Entry>,
    device_parsers: Vec<Entry>,
}

/// One item of any of the three lists; each list uses some of the keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    regex: String,
    regex_flag: Option<String>,
    #[serde(alias = "os_replacement", alias = "device_replacement")]
    family_replacement: Option<String>,
    #[serde(alias = "os_v1_replacement")]
    v1_replacement: Option<String>,
    #[serde(alias = "os_v2_replacement")]
    v2_replacement: Option<String>,
    #[serde(alias = "os_v3_replacement")]
    v3_replacement: Option<String>,
    /// The brand and the model of a device are no output of the normaliser.
    #[serde(rename = "brand_replacement")]
    _brand_replacement: Option<String>,
    #[serde(rename = "model_replacement")]
    _model_replacement: Option<String>,
}

/// One rule: when `regex` is found, the templates say what the user agent is.
pub struct Rule {
    /// The regular expression, unanchored.
    pub regex: String,
    /// Whether upper and lower case are the same to `regex`.
    pub ignore_case: bool,
    /// The name, with `$1` to `$9` for the groups.
    pub name: String,
    /// Major, minor and patch version, likewise; empty for devices, which have no version.
    pub version: [String; 3],
}

/// All rules of `regexes.yaml`.
pub struct Rules {
    /// Browsers, operating systems, devices, each in the order of the file.
    pub rules: Vec<Rule>,
    /// How many of each kind, in this order.
    pub counts: [usize; 3],
}

/// Reads the text of `regexes.yaml`.
pub fn read(yaml: &str) -> Result<Rules> {
    let file: File = serde_yaml_ng::from_str(yaml).context("regexes.yaml")?;
    let counts = [file.user_agent_parsers.len(), file.os_parsers.len(), file.device_parsers.len()];
    let browsers = file.user_agent_parsers.into_iter().chain(file.os_parsers);
    let mut rules: Vec<Rule> = browsers.map(|entry| rule(entry, ["$2", "$3", "$4"])).collect();
    rules.extend(file.device_parsers.into_iter().map(|entry| rule(entry, [""; 3])));
    Ok(Rules { rules, counts })
}

/// Fills in what uap-core's specification gives where a rule has no replacement: group 1 is the
/// name, groups 2, 3 and 4 are the version.
fn rule(entry: Entry, version: [&str; 3]) -> Rule {
    let own = [entry.v1_replacement, entry.v2_replacement, entry.v3_replacement];
    let mut parts = own.into_iter().zip(version).map(|(own, default)| own.unwrap_or(default.into()));
    Rule {
        regex: entry.regex,
        ignore_case: entry.regex_flag.as_deref() == Some("i"),
        name: entry.family_replacement.unwrap_or("$1".into()),
        version: std::array::from_fn(|_| parts.next().unwrap_or_default()),
    }
}
