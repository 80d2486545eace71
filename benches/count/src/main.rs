//! `count SCHEMA FORM PASSES`: normalises the eight documented samples that many times.
//!
//! FORM is `bare` (the compact event) or `message` (the same as text). One pass more is made first, so that the
//! difference of two runs counts nothing but records that have been seen before.

use std::hint::black_box;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result, anyhow, ensure};
use okta_normalizer::{Normalizer, Schema};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [schema, form, passes] = arguments.as_slice() else { return Err(anyhow!("SCHEMA FORM PASSES")) };
    let schema = Schema::from_name(schema).context("no such schema")?;
    ensure!(form == "bare" || form == "message", "no such form");
    let records = records(form == "message")?;
    let mut normalizer = Normalizer::new();
    for _ in 0..=passes.parse::<u32>()? {
        for record in &records {
            black_box(normalizer.transform(record, schema).map_err(|error| anyhow!(error.code()))?);
        }
    }
    Ok(())
}

fn records(wrapped: bool) -> Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/sekoia/documented");
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    ensure!(files.len() == 8, "{} samples", files.len());
    let record = |file| -> Result<Vec<u8>> {
        let case: Value = serde_json::from_slice(&fs::read(file)?)?;
        let text = case["record"]["message"].as_str().context("a case without `message`")?;
        let event = serde_json::from_str::<Value>(text)?.to_string();
        Ok(if wrapped { json!({ "message": event }).to_string() } else { event }.into_bytes())
    };
    files.into_iter().map(record).collect()
}
