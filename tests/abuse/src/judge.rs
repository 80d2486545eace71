//! What must hold for the answer to any record at all.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use okta_normalizer::{Error, MAX_RECORD, Normalizer, Outcome, Schema};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};

/// Asks the native library and judges its answers.
#[derive(Default)]
pub struct Judge {
    normalizer: Normalizer,
}

/// Where a document carries the event's text.
#[derive(Deserialize)]
struct Carried {
    message: Option<Value>,
    event: Option<CarriedInEvent>,
}

#[derive(Deserialize)]
struct CarriedInEvent {
    original: Option<Value>,
}

impl Judge {
    /// Judges what every schema makes of the record: the answer is one JSON object in UTF-8, an error has a
    /// documented code, and the record's text can be had from it. Gives the answers as the raw face gives them.
    ///
    /// # Errors
    /// What is wrong.
    pub fn judge(&mut self, record: &[u8]) -> Result<Vec<Vec<u8>>> {
        let answers = Schema::ALL.iter().map(|&schema| {
            self.one(record, schema).with_context(|| {
                format!("{}: {}", schema.name(), String::from_utf8_lossy(&record[..record.len().min(2000)]))
            })
        });
        answers.collect()
    }

    fn one(&mut self, record: &[u8], schema: Schema) -> Result<Vec<u8>> {
        let code = self.normalizer.transform(record, schema).err().map(Error::code);
        ensure!(code.is_none_or(|code| Error::ALL.iter().any(|error| error.code() == code)), "{code:?}");
        match self.normalizer.filter(record, schema) {
            Outcome::Unchanged(answer) => ensure!(answer == record, "unchanged is another record"),
            Outcome::Document(document) => {
                ensure!(code.is_none(), "transform gives {code:?}, filter a document");
                object(document)?;
                text_is_there(record, document, schema)?;
            }
            Outcome::Failed(failure) => {
                ensure!(code == Some(failure.error.code()), "transform gives {code:?}, filter {}", failure.error);
                object(failure.record)?;
                record_is_there(record, failure.record)?;
            }
        }
        let answer = self.normalizer.filter_c(Some(record), schema);
        let (end, answer) = answer.split_last().context("no answer")?;
        ensure!(*end == 0 && !answer.contains(&0), "no C string");
        object(answer)?;
        Ok(answer.to_vec())
    }
}

/// One JSON object and nothing else. `IgnoredAny`, because a lone surrogate in a raw copy is JSON, though not for
/// every reader.
fn object(answer: &[u8]) -> Result<()> {
    str::from_utf8(answer)?;
    serde_json::from_slice::<IgnoredAny>(answer).or_else(|error| {
        // Nesting beyond 128 levels is JSON that serde_json declines to read.
        if error.to_string().contains("recursion") { Ok(IgnoredAny) } else { Err(error) }
    })?;
    ensure!(answer.trim_ascii_start().starts_with(b"{"), "no object");
    Ok(())
}

/// The event's text that a document carries is the record itself, or stands in it, or in a string of it.
fn text_is_there(record: &[u8], document: &[u8], schema: Schema) -> Result<()> {
    let Ok(carried) = serde_json::from_slice::<Carried>(document) else { return Ok(()) };
    let text = match schema {
        Schema::Sekoia => carried.message,
        Schema::Ecs => carried.event.and_then(|event| event.original),
        Schema::EcsLean => return Ok(()),
    };
    let text = text.as_ref().and_then(Value::as_str).context("the document carries no text")?;
    let record = str::from_utf8(record)?;
    if record.contains(text) {
        return Ok(());
    }
    let Ok(record) = serde_json::from_str::<Value>(record) else { return Ok(()) };
    ensure!(holds(&record, text), "the text in the document is not the record's: {text}");
    Ok(())
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string.contains(text),
        Value::Array(elements) => elements.iter().any(|value| holds(value, text)),
        Value::Object(members) => members.values().any(|value| holds(value, text)),
        _ => false,
    }
}

/// Whether a value was kept: it is the same, but that numbers which may be beyond a double, and only these, are text.
fn is_kept(kept: &Value, value: &Value) -> bool {
    match (kept, value) {
        (kept, Value::Number(number)) if may_be_beyond(number) => {
            kept.as_str().and_then(|kept| serde_json::from_str::<Value>(kept).ok()).as_ref() == Some(value)
        }
        (Value::Array(kept), Value::Array(items)) => {
            kept.len() == items.len() && kept.iter().zip(items).all(|(kept, item)| is_kept(kept, item))
        }
        (Value::Object(kept), Value::Object(members)) => {
            kept.len() == members.len()
                && members.iter().all(|(key, value)| kept.get(key).is_some_and(|kept| is_kept(kept, value)))
        }
        (kept, value) => kept == value,
    }
}

/// Whether a number has so many digits before its point, or such an exponent, that it may be 10³⁰⁸ or more.
fn may_be_beyond(number: &Number) -> bool {
    let text = number.to_string();
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let whole = digits.trim_start_matches('-').split('.').next().map_or(0, str::len);
    // One that is no i64 is far beyond, to one side or the other.
    exponent
        .parse::<i64>()
        .map_or(!exponent.starts_with('-'), |exponent| exponent.saturating_add(whole as i64) > 308)
}

/// An error record holds every member of the record, or its text, or its bytes.
fn record_is_there(record: &[u8], answer: &[u8]) -> Result<()> {
    let Ok(answer) = serde_json::from_slice::<Map<String, Value>>(answer) else { return Ok(()) };
    let members = serde_json::from_slice::<Map<String, Value>>(record).ok().filter(|_| record.len() <= MAX_RECORD);
    if let Some(members) = members {
        let displaced = answer.get("record").unwrap_or(&Value::Null);
        // These are merged with what an error record says.
        let merged = ["event", "error", "tags", "record"];
        for (key, value) in members.iter().filter(|(key, _)| !merged.contains(&key.as_str())) {
            let mut there = [answer.get(key), displaced.get(key)].into_iter().flatten();
            ensure!(there.any(|kept| is_kept(kept, value)), "{key:?} is lost");
        }
        return Ok(());
    }
    if !str::from_utf8(record).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
        || !is_object(record)
    {
        let text = answer.get("message").and_then(Value::as_str);
        // An object that only serde_json declines to read keeps its members.
        let Some(text) = text else { return Ok(()) };
        let bytes = match str::from_utf8(record) {
            Ok(_) => text.as_bytes().to_vec(),
            Err(_) => STANDARD.decode(text)?,
        };
        ensure!(bytes == record, "the record's text is lost: {text}");
    }
    Ok(())
}

fn is_object(record: &[u8]) -> bool {
    record.len() <= MAX_RECORD && record.trim_ascii_start().first() == Some(&b'{')
}
