//! The 15 documented samples, through the built module: equal as JSON documents.

use std::fs;

use anyhow::{Context, Result, ensure};
use conformance::{Face, Raw, core_module, project};
use serde_json::Value;

/// The samples of one document: file name, record, documented output.
fn samples(document: &str) -> Result<Vec<(String, Vec<u8>, Value)>> {
    let mut samples = Vec::new();
    for entry in fs::read_dir(project().join("tests/samples").join(document))? {
        let path = entry?.path();
        let mut sample: Value = serde_json::from_slice(&fs::read(&path)?)?;
        let name = path.file_stem().context("a file has a name")?.to_string_lossy().into_owned();
        samples.push((name, serde_json::to_vec(&sample["record"])?, sample["expected"].take()));
    }
    Ok(samples)
}

/// Sorts what the documents leave unordered.
fn unordered(document: &mut Value) {
    for key in ["hosts", "ip", "user"] {
        if let Some(list) = document.pointer_mut(&format!("/related/{key}")).and_then(Value::as_array_mut) {
            list.sort_by_key(Value::to_string);
        }
    }
    document.sort_all_objects();
}

fn normalised(raw: &mut Raw, record: &[u8]) -> Result<Value> {
    let mut document = serde_json::from_slice(&raw.filter(record, "sekoia")?)?;
    unordered(&mut document);
    Ok(document)
}

#[test]
fn the_newer_document_comes_out_as_documented() -> Result<()> {
    let mut raw = Raw::load(&core_module())?;
    let samples = samples("sekoia-2023-08")?;
    ensure!(samples.len() == 8, "{} samples", samples.len());
    for (name, record, mut expected) in samples {
        unordered(&mut expected);
        let document = normalised(&mut raw, &record)?;
        ensure!(document == expected, "{name}:\n{document:#}\nshould be\n{expected:#}");
    }
    println!("figure: 8 samples of the newer document come out as documented");
    Ok(())
}

/// The newer document adds `okta.system.target`, and nothing else.
#[test]
fn the_older_document_comes_out_but_for_the_target() -> Result<()> {
    let mut raw = Raw::load(&core_module())?;
    let samples = samples("sekoia-2023-07")?;
    ensure!(samples.len() == 7, "{} samples", samples.len());
    let mut with_target = Vec::new();
    for (name, record, mut expected) in samples {
        unordered(&mut expected);
        let mut document = normalised(&mut raw, &record)?;
        let system = document.pointer_mut("/okta/system").and_then(Value::as_object_mut);
        if system.context("okta.system is missing")?.remove("target").is_some() {
            with_target.push(name.clone());
        }
        let record: Value = serde_json::from_slice(&record)?;
        let event: Value = serde_json::from_str(record["message"].as_str().context("message is text")?)?;
        let application = event["target"]
            .as_array()
            .is_some_and(|targets| targets.iter().any(|target| target["type"] == "AppInstance"));
        ensure!(application == with_target.contains(&name), "{name}: okta.system.target against the input");
        ensure!(document == expected, "{name}:\n{document:#}\nshould be\n{expected:#}");
    }
    with_target.sort();
    ensure!(
        with_target == ["auth_via_idp", "authentication_sso", "authentication_sso_failure"],
        "{with_target:?}"
    );
    println!("figure: 7 samples of the older document come out as documented");
    Ok(())
}
