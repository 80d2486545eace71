//! `explain`: each leaf of each document has a provenance, in the document's order, and copies equal their originals.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, ensure};
use conformance::{load_cases, project};
use okta_normalizer::explain::{Explanation, Field, Rule};
use okta_normalizer::{Error, Normalizer, Schema};
use serde_json::Value;

/// How deep the values of a record are listed one by one; see `json::tape::DEPTH`.
const DEPTH: usize = 64;

/// The leaves of a value, as pointers, in their order. Empty objects and arrays are leaves.
fn leaves(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => members.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            leaves(&format!("{path}/{key}"), value, found);
        }),
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(index, value)| leaves(&format!("{path}/{index}"), value, found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// A record, and what the one string of it holds that pointers go on into.
struct Record {
    whole: Value,
    text: OnceCell<Value>,
}

impl Record {
    /// The value at a pointer that goes on into text, and how often it went into text.
    fn resolve(&self, pointer: &str) -> Result<(&Value, usize)> {
        let (mut value, mut texts) = (&self.whole, 0);
        for step in pointer.split('/').skip(1) {
            if let Value::String(text) = value {
                value = match self.text.get() {
                    Some(text) => text,
                    None => {
                        let text = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
                        self.text.get_or_init(|| text)
                    }
                };
                texts += 1;
            }
            let step = step.replace("~1", "/").replace("~0", "~");
            let next = match value {
                Value::Array(items) => items.get(step.parse::<usize>()?),
                other => other.get(&step),
            };
            value = next.with_context(|| format!("{pointer}: no {step}"))?;
        }
        Ok((value, texts))
    }
}

/// Numbers may be written as text: the same digits.
fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// What the bytes of a span say, when the escapes of that many strings are taken away.
fn unescaped(bytes: &[u8], levels: usize) -> Result<String> {
    let mut text = str::from_utf8(bytes)?.to_owned();
    for _ in 0..levels {
        text = serde_json::from_str(&format!("\"{text}\""))?;
    }
    Ok(text)
}

fn check_field(field: &Field, record: &[u8], parsed: &Record) -> Result<()> {
    let value: Value = serde_json::from_str(&field.value)?;
    let Some(input) = &field.input else {
        // Only what is the same everywhere, or says that something is missing, comes from nowhere.
        let nowhere = field.rule == Rule::Constant || field.output.starts_with("/okta/normalizer/warnings/");
        ensure!(nowhere, "no input");
        return Ok(());
    };
    ensure!(field.rule != Rule::Constant, "a constant has no input");
    let bytes = record.get(input.span.clone()).context("the span lies in the record")?;
    let (original, texts) = parsed.resolve(&input.pointer)?;
    match field.rule {
        Rule::Copied => {
            ensure!(
                value == *original || as_text(&value) == as_text(original) || is_text_of(&value, original),
                "{value} is no copy of {original}"
            );
            let levels = texts + usize::from(original.is_string());
            let said = unescaped(bytes, levels)?;
            let same = said == as_text(&value) || serde_json::from_str::<Value>(&said).ok() == Some(value);
            ensure!(same, "the span says {said}");
        }
        Rule::Text => {
            let text = value.as_str().context("text is a string")?;
            ensure!(serde_json::from_str::<Value>(text)? == *original, "{text} is not the text of {original}");
            ensure!(unescaped(bytes, texts)? == text, "the span is another text");
        }
        Rule::Derived | Rule::Constant => {
            let said = unescaped(bytes, texts + usize::from(original.is_string()))?;
            ensure!(
                as_text(original).contains(&said) || !original.is_string(),
                "the span is not the input's: {said}"
            );
        }
    }
    Ok(())
}

/// False if the record is too deep for serde_json, so that only the document could be looked at.
fn check(explanation: &Explanation, document: &[u8], record: &[u8]) -> Result<bool> {
    let document: Value = serde_json::from_slice(document)?;
    let mut expected = Vec::new();
    leaves("", &document, &mut expected);
    let mut fields = explanation.fields.iter().peekable();
    for (at, leaf) in expected.iter().enumerate() {
        let covers = |field: &&Field| {
            let rest = leaf.strip_prefix(&field.output);
            // Only what is too deep to be listed is one field with all that it contains.
            rest == Some("") || rest.is_some_and(|rest| rest.starts_with('/')) && leaf.matches('/').count() > DEPTH
        };
        let field = fields.peek().copied().filter(covers).with_context(|| format!("{leaf}: no provenance"))?;
        let value: Value = serde_json::from_str(&field.value)?;
        ensure!(document.pointer(&field.output) == Some(&value), "{field:?} has another value");
        let more = expected.get(at + 1);
        if !more.is_some_and(|more| more.starts_with(&format!("{}/", field.output))) {
            fields.next();
        }
    }
    ensure!(fields.next().is_none(), "there are more fields than leaves");

    let whole = match serde_json::from_slice(record) {
        Err(error) if error.to_string().contains("recursion limit") => return Ok(false),
        whole => whole?,
    };
    let parsed = Record { whole, text: OnceCell::new() };
    for field in &explanation.fields {
        check_field(field, record, &parsed).with_context(|| format!("{field:?}"))?;
    }

    // What is used is what some field names; the event's text as a whole is no input of the list.
    let named: BTreeSet<_> =
        explanation.fields.iter().filter_map(|field| Some(field.input.as_ref()?.pointer.as_str())).collect();
    let mut end = 0;
    for input in &explanation.inputs {
        let place = &input.place;
        ensure!(place.span.start >= end, "{place:?} begins before {end}");
        end = place.span.end;
        // A key that stands again further on hides what was in the first one.
        let value = match parsed.resolve(&place.pointer) {
            Ok((value, _)) => value,
            Err(_) if !input.used => continue,
            Err(error) => return Err(error),
        };
        // Of a key that stands twice, only the last value is found by its pointer.
        if named.contains(place.pointer.as_str()) && !input.used {
            let again = explanation.inputs.iter().filter(|other| other.place.pointer == place.pointer).count();
            ensure!(again > 1, "{place:?} is used");
        }
        ensure!(!input.used || named.contains(place.pointer.as_str()), "{place:?} is not used");
        let empty = match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        ensure!(input.empty == empty || !input.used, "{place:?} is empty: {empty}");
    }
    serde_json::from_str::<Value>(&explanation.to_json())?;
    Ok(true)
}

/// A lone surrogate is no character: serde_json refuses it, and the module makes U+FFFD of it. For the oracle it is
/// replaced beforehand, by an escape of the same length.
fn without_lone_surrogates(record: &[u8]) -> Result<Vec<u8>> {
    let text = str::from_utf8(record)?;
    let mut mended = text.to_owned();
    let is_surrogate = |at: usize, letters: [char; 4]| {
        let digits = text.get(at..at + 6).filter(|escape| escape.to_ascii_lowercase().starts_with("\\ud"));
        digits
            .and_then(|escape| escape.chars().nth(3))
            .is_some_and(|third| letters.contains(&third.to_ascii_lowercase()))
    };
    for (at, _) in text.match_indices("\\u") {
        let slashes = text.get(..at).map_or(0, |before| before.len() - before.trim_end_matches('\\').len());
        let step = 6 + slashes;
        let high = is_surrogate(at, ['8', '9', 'a', 'b']);
        let low = is_surrogate(at, ['c', 'd', 'e', 'f']);
        let paired = high && is_surrogate(at + step, ['c', 'd', 'e', 'f'])
            || low && at >= step && is_surrogate(at - step, ['8', '9', 'a', 'b']);
        if (high || low) && !paired {
            mended.replace_range(at..at + 6, "\\ufffd");
        }
    }
    Ok(mended.into_bytes())
}

/// Whether a text is how a number is written: one beyond a double is taken for text.
fn is_text_of(text: &Value, number: &Value) -> bool {
    let read = |text| serde_json::from_str::<Value>(text).ok();
    let beyond = !number.as_f64().is_some_and(|number| number.abs() < 1e308);
    number.is_number() && beyond && text.as_str().and_then(read).as_ref() == Some(number)
}

/// Every record of the cases, and the bundled ones, through every schema.
#[test]
fn every_leaf_has_a_provenance_and_copies_are_equal() -> Result<()> {
    let cases = load_cases(&project().join("tests/cases"))?;
    let bundled = fs::read(project().join("examples/events.ndjson"))?;
    let bundled = bundled.split(|byte| *byte == b'\n').enumerate();
    let records = cases.into_iter().map(|case| (case.name, case.record));
    let records = records.chain(bundled.map(|(line, record)| (format!("events.ndjson {line}"), record.to_vec())));
    let mut normalizer = Normalizer::new();
    let (mut explained, mut rules, mut deep) = (0, BTreeMap::new(), BTreeSet::new());
    for (name, record) in records {
        let record = without_lone_surrogates(&record).unwrap_or(record);
        for schema in Schema::ALL {
            let name = format!("{name} as {}", schema.name());
            let mut documents: Vec<Result<Vec<u8>, Error>> = Vec::new();
            let whole = normalizer.transform_many(&record, *schema, |document| {
                documents.push(document.map(<[u8]>::to_vec));
            });
            let mut explanations = Vec::new();
            let again = normalizer.explain_many(&record, *schema, |explanation| explanations.push(explanation));
            ensure!(whole == again && documents.len() == explanations.len(), "{name}: {whole:?}, {again:?}");
            for (document, explanation) in documents.into_iter().zip(explanations) {
                match (document, explanation) {
                    (Ok(document), Ok(explanation)) => {
                        if !check(&explanation, &document, &record).with_context(|| name.clone())? {
                            deep.insert(name.split(' ').next().unwrap_or_default().to_owned());
                        }
                        explained += 1;
                        explanation
                            .fields
                            .iter()
                            .for_each(|field| *rules.entry(field.rule.name()).or_insert(0) += 1);
                    }
                    (Err(error), Err(again)) if error == again => {}
                    (document, explanation) => anyhow::bail!("{name}: {document:?}, {explanation:?}"),
                }
            }
        }
    }
    println!("{explained} documents explained: {rules:?}");
    ensure!(deep.len() <= 1, "too deep for serde_json: {deep:?}");
    ensure!(explained > 300 && rules.len() == 4, "{explained} documents, {rules:?}");
    Ok(())
}

/// Places in a record whose event is text, with escapes in it.
#[test]
fn the_places_are_those_of_the_record() -> Result<()> {
    let event = r#"{"eventType":"user.session.start","published":"2026-03-04T08:15:30Z","version":"0",
        "actor":{"displayName":"Ada \"A\" \u00c9xample","alternateId":"ada@example.org","type":"User"}}"#;
    let record = serde_json::json!({"stream": "stdout", "message": event}).to_string();
    let explanation = Normalizer::new().explain(record.as_bytes(), Schema::Ecs)?;
    let field = |output: &str| {
        let field = explanation.fields.iter().find(|field| field.output == output);
        let field = field.with_context(|| output.to_owned())?;
        let input = field.input.as_ref().context("an input")?;
        Ok::<_, anyhow::Error>((field.rule, input.pointer.as_str(), &record[input.span.clone()]))
    };
    let whole = serde_json::to_string(event)?;
    assert_eq!(field("/event/original")?, (Rule::Copied, "/message", whole.trim_matches('"')));
    assert_eq!(field("/event/action")?, (Rule::Copied, "/message/eventType", "user.session.start"));
    assert_eq!(field("/event/category/0")?, (Rule::Derived, "/message/eventType", "user.session.start"));
    let name = r#"Ada \\\"A\\\" \\u00c9xample"#;
    assert_eq!(field("/user/full_name")?, (Rule::Copied, "/message/actor/displayName", name));
    assert_eq!(field("/user/domain")?, (Rule::Derived, "/message/actor/alternateId", "example.org"));
    assert_eq!(field("/stream")?, (Rule::Copied, "/stream", "stdout"));

    let explanation = Normalizer::new().explain(record.as_bytes(), Schema::Sekoia)?;
    let unused: Vec<_> =
        explanation.inputs.iter().filter(|input| !input.used).map(|input| input.place.pointer.as_str()).collect();
    assert_eq!(unused, ["/message/version"]);
    assert_eq!(explanation.coverage(), (6, 7));
    Ok(())
}

#[test]
fn one_explanation_is_for_one_event() {
    let event = r#"{"eventType":"user.session.start","published":"2026-03-04T08:15:30Z"}"#;
    let mut normalizer = Normalizer::new();
    let mut code = |record: &str| normalizer.explain(record.as_bytes(), Schema::Sekoia).map_err(Error::code).err();
    assert_eq!(code(&format!("[{event},{event}]")), Some("several_events"));
    assert_eq!(code("[]"), Some("no_event"));
    assert_eq!(code("{}"), Some("not_an_okta_event"));
    assert_eq!(code(&format!("[{event}]")), None);
}

/// An explanation goes over an event twice, and the words that `ecs` keeps may begin anew in between.
#[test]
fn an_explanation_does_not_depend_on_earlier_events() -> Result<()> {
    let event = |actor: Value, data: Value| {
        serde_json::json!({
            "eventType": "user.session.start", "published": "2024-05-06T07:08:09.123Z",
            "actor": actor, "debugContext": {"debugData": data},
        })
        .to_string()
    };
    let words: serde_json::Map<String, Value> = (0..520).map(|word| (format!("w{word}"), 1.into())).collect();
    let earlier = event(serde_json::json!({"colour": "red", "sharedPassword": 1}), Value::Null);
    let actor = serde_json::json!({"id": "a", "colour": "red", "sharedPassword": "hunter2"});
    let record = event(actor, Value::Object(words));
    let mut kept = Normalizer::new();
    for schema in Schema::ALL {
        let new = Normalizer::new().explain(record.as_bytes(), *schema)?;
        kept.filter(earlier.as_bytes(), *schema);
        assert!(kept.explain(record.as_bytes(), *schema)? == new, "{}", schema.name());
    }
    Ok(())
}
