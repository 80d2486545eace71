//! Writes the `expected` of every case that has one anew, from what the native library gives today.
//!
//! For after an intended change: the difference is then read in the version control's diff, case by case.

use std::fs;

use anyhow::{Context, Result};
use conformance::{Face, Native, document, load_cases, project};
use serde_json::{Map, Value};

fn main() -> Result<()> {
    let mut native = Native::default();
    let mut changed = 0;
    for case in load_cases(&project().join("tests/cases"))? {
        let text = fs::read_to_string(&case.path)?;
        let mut file: Map<String, Value> = serde_json::from_str(&text)?;
        if let Some(expected) = file.get_mut("expected") {
            let answer = native.filter(&case.record, &case.schema)?;
            *expected = document(&case, &answer).with_context(|| case.name.clone())?;
        }
        let blessed = format!("{:#}\n", Value::Object(file));
        if blessed != text {
            fs::write(&case.path, blessed)?;
            println!("{}", case.name);
            changed += 1;
        }
    }
    println!("{changed} cases changed");
    Ok(())
}
