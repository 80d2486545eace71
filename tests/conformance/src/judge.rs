//! Whether an answer is the one that a case expects.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{Case, Expectation};

/// Judges the answer of a face without an error channel.
///
/// Documents are compared with the order of their keys and the digits of their numbers.
///
/// # Errors
/// What is wrong with the answer.
pub fn judge_filter(case: &Case, answer: &[u8]) -> Result<()> {
    match &case.expectation {
        Expectation::Unchanged => {
            ensure!(answer == case.record, "the record should pass unchanged, but became {}", text(answer));
            Ok(())
        }
        Expectation::Document(document) => same(case, answer, document),
        Expectation::Error(code, expected) => {
            let record = parsed(answer)?;
            let field = |path: &str| record.pointer(path).and_then(Value::as_str).unwrap_or_default();
            ensure!(field("/error/code") == code, "error.code should be {code}: {}", text(answer));
            ensure!(!field("/error/message").is_empty(), "error.message is missing: {}", text(answer));
            ensure!(field("/event/kind") == "pipeline_error", "event.kind is wrong: {}", text(answer));
            let tags = record.pointer("/tags").and_then(Value::as_array);
            let tagged = tags.is_some_and(|tags| tags.iter().any(|tag| tag == "okta_normalizer_failure"));
            ensure!(tagged, "the tag is missing: {}", text(answer));
            expected.as_ref().map_or(Ok(()), |expected| same(case, answer, expected))
        }
    }
}

/// Judges the answer of a face with an error channel: a document, or the code of an error.
///
/// # Errors
/// What is wrong with the answer.
pub fn judge_transform(case: &Case, answer: Result<&[u8], &str>) -> Result<()> {
    match (&case.expectation, answer) {
        (Expectation::Document(document), Ok(answer)) => same(case, answer, document),
        (Expectation::Error(code, _), Err(answer)) => {
            ensure!(code == answer, "the error should be {code}, but is {answer}");
            Ok(())
        }
        (Expectation::Unchanged, Err(answer)) => {
            ensure!(answer == "not_an_okta_event", "the error should be not_an_okta_event, but is {answer}");
            Ok(())
        }
        (_, Ok(answer)) => anyhow::bail!("there should be an error, but there is {}", text(answer)),
        (_, Err(answer)) => anyhow::bail!("there should be a document, but there is the error {answer}"),
    }
}

fn same(case: &Case, answer: &[u8], expected: &Value) -> Result<()> {
    let answer = document(case, answer)?;
    // As text, because comparing values does not see the order of keys.
    let [answer, expected] = [&answer, expected].map(|document| format!("{document:#}"));
    let difference = answer.lines().zip(expected.lines()).find(|(answer, expected)| answer != expected);
    ensure!(
        answer == expected,
        "the document differs{}\nanswer:\n{answer}",
        difference.map_or(String::new(), |(answer, expected)| format!(
            ", first at\n  answer:   {answer}\n  expected: {expected}"
        ))
    );
    Ok(())
}

/// The document of an answer as it stands in the case's file.
///
/// # Errors
/// The answer is no JSON object, or does not carry the text of a generated record.
pub fn document(case: &Case, answer: &[u8]) -> Result<Value> {
    let mut document = parsed(answer)?;
    // Where the schema carries the event's text.
    let (holder, key) = match case.schema.as_str() {
        "sekoia" => (Some(&mut document), "message"),
        "ecs" => (document.pointer_mut("/event"), "original"),
        _ => (None, ""),
    };
    if case.generated
        && let Some(fields) = holder.and_then(Value::as_object_mut)
    {
        let text = fields.shift_remove(key);
        let whole = text.as_ref().and_then(Value::as_str).map(str::as_bytes) == Some(&case.record);
        ensure!(whole, "{key} should be the record's text");
    }
    Ok(document)
}

fn parsed(answer: &[u8]) -> Result<Value> {
    let document: Value =
        serde_json::from_slice(answer).with_context(|| format!("the answer is no JSON: {}", text(answer)))?;
    ensure!(document.is_object(), "the answer is no object: {}", text(answer));
    Ok(document)
}

/// The answer for a message: long ones are cut.
fn text(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer.get(..2000).unwrap_or(answer)).into_owned()
}
