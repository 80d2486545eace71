//! The functions of the contract agree, and what one record must not do to the next. That every
//! face gives the same bytes is in `host/tests/same_bytes.rs`.

use anyhow::{Context, Result, ensure};
use conformance::{Case, Component, Face, Raw, component, core_module, load_cases, project};

fn cases() -> Vec<Case> {
    load_cases(&project().join("tests/cases")).expect("the cases can be read")
}

/// `transform` is the documented schema; `transform-batch` and `transform-many` answer as `transform-to` does.
#[test]
fn the_functions_of_the_contract_agree() -> Result<()> {
    let mut face = Component::load(&component())?;
    let cases = cases();
    let sekoia: Vec<&Case> =
        cases.iter().filter(|case| case.schema == "sekoia" && case.record.len() < 100_000).collect();
    let mut records = Vec::new();
    let mut expected = Vec::new();
    for case in sekoia {
        let Ok(record) = String::from_utf8(case.record.clone()) else { continue };
        let one = face.transform_to(&case.record, "sekoia")?.map_err(|error| (error.code, error.message));
        let plain = face.transform(&case.record)?.map_err(|error| (error.code, error.message));
        ensure!(one == plain, "{}: transform differs from transform-to", case.name);
        let many = face.transform_many(&case.record, "sekoia")?.map_err(|error| (error.code, error.message));
        match (&one, many) {
            (Ok(one), Ok(many)) => {
                let [Ok(document)] = many.as_slice() else { anyhow::bail!("{}: not one document", case.name) };
                ensure!(document == one, "{}: transform-many differs", case.name);
            }
            (Err(one), Err(many)) => ensure!(*one == many, "{}: transform-many has another error", case.name),
            (Err(one), Ok(many)) => {
                let [Err(error)] = many.as_slice() else { anyhow::bail!("{}: not one error", case.name) };
                ensure!(one.0 == error.code, "{}: transform-many has another error", case.name);
            }
            (Ok(_), Err(_)) => anyhow::bail!("{}: transform-many fails", case.name),
        }
        records.push(record);
        expected.push(one);
    }
    ensure!(records.len() > 100, "only {} records", records.len());
    let batch: Vec<_> = face
        .transform_batch(&records, "sekoia")?
        .into_iter()
        .map(|result| result.map_err(|error| (error.code, error.message)))
        .collect();
    ensure!(batch == expected, "transform-batch differs from transform-to");
    Ok(())
}

#[test]
fn a_schema_that_is_none_is_an_error() -> Result<()> {
    let mut face = Component::load(&component())?;
    let record = br#"{"eventType":"user.session.start","published":"2022-11-15T08:04:22Z"}"#;
    let error = face.transform_to(record, "no_such_schema")?.err().context("there should be an error")?;
    ensure!(error.code == "unknown_schema", "the code is {}", error.code);
    let answer: serde_json::Value = serde_json::from_slice(&face.filter(record, "no_such_schema")?)?;
    ensure!(answer["error"]["code"] == "unknown_schema" && answer["eventType"] == "user.session.start");
    Ok(())
}

/// Fluent Bit passes a record that it has no room for as a NULL pointer with its length.
#[test]
fn a_record_that_is_not_handed_over_is_an_error_record() -> Result<()> {
    let mut raw = Raw::load(&core_module())?;
    let answer: serde_json::Value = serde_json::from_slice(&raw.filter_null(70_000, "sekoia")?)?;
    ensure!(answer["error"]["code"] == "record_unavailable", "{answer}");
    ensure!(answer["tags"][0] == "okta_normalizer_failure", "{answer}");
    Ok(())
}

/// What one record leaves behind must not show in the next: the cases backwards give the same answers.
#[test]
fn order_does_not_matter() -> Result<()> {
    let mut raw = Raw::load(&core_module())?;
    let cases = cases();
    let mut answers = Vec::new();
    for case in &cases {
        answers.push(raw.filter(&case.record, &case.schema)?);
    }
    for (case, answer) in cases.iter().zip(&answers).rev() {
        ensure!(raw.filter(&case.record, &case.schema)? == *answer, "{} depends on what came before", case.name);
    }
    ensure!(raw.memory_bytes() <= 160 << 20, "the memory has grown to {} bytes", raw.memory_bytes());
    Ok(())
}

/// Redpanda gives a module 2 MiB, and what a WebAssembly memory has grown to it keeps.
#[test]
fn ordinary_records_take_little_memory() -> Result<()> {
    let mut raw = Raw::load(&core_module())?;
    for _ in 0..20 {
        for case in cases().iter().filter(|case| case.record.len() <= 16 << 10) {
            raw.filter(&case.record, &case.schema)?;
        }
    }
    ensure!(raw.memory_bytes() <= 2 << 20, "the memory has grown to {} bytes", raw.memory_bytes());
    println!("linear memory: {} bytes", raw.memory_bytes());
    Ok(())
}
