//! Prints what the native library answers to each case, for the tests of the npm package: a JSON object for each
//! line with `name`, `schema`, `record`, `transform` (a document or a code), `outcomes` and `explained`; all bytes in
//! hexadecimal.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::{Context, Result};
use conformance::{load_cases, project};
use okta_normalizer::{Error, Normalizer, Outcome, Schema};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut normalizer = Normalizer::new();
    let mut lines = io::stdout().lock();
    for case in load_cases(&project().join("tests/cases"))? {
        let schema = Schema::from_name(&case.schema).context("a folder of cases is named like a schema")?;
        let transformed = normalizer.transform(&case.record, schema).map(hexadecimal);
        let mut outcomes = Vec::new();
        normalizer.filter_many(&case.record, schema, |outcome| {
            let (kind, code) = match &outcome {
                Outcome::Document(_) => ("document", Value::Null),
                Outcome::Unchanged(_) => ("unchanged", Value::Null),
                Outcome::Failed(failure) => ("failed", failure.error.code().into()),
            };
            outcomes.push(json!({"kind": kind, "code": code, "record": hexadecimal(outcome.record())}));
        });
        let mut explained = Vec::new();
        let whole = normalizer.explain_many(&case.record, schema, |explanation| {
            explained.push(explanation.map(|explanation| explanation.to_json()).map_err(Error::code));
        });
        let line = json!({
            "name": case.name,
            "schema": case.schema,
            "record": hexadecimal(&case.record),
            "transform": answer(transformed),
            "outcomes": outcomes,
            "explained": whole.map_or_else(|error| json!({"code": error.code()}), |()| {
                explained.into_iter().map(|one| one.map_or_else(|code| json!({"code": code}), |json| json!({"json": json})))
                    .collect()
            }),
        });
        writeln!(lines, "{line}")?;
    }
    Ok(())
}

fn answer(transformed: Result<String, Error>) -> Value {
    transformed.map_or_else(|error| json!({"code": error.code()}), |document| json!({"document": document}))
}

/// Bytes as hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
