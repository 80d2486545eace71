//! The cases through Fluent Bit, held against the native library byte for byte.
//!
//! Fluent Bit reads JSON and writes it anew, with its own escapes and number formats, before the filter and after
//! it. What it makes of a text is not modelled here but learned from it: the same input without the filters gives
//! the record's text as the module gets it, and the library's answers, sent through in the same way, give what must
//! come out.

use std::ffi::OsString;

use conformance::{Face, Native, load_cases, project};
use fluent_bit_host::{Configuration, FluentBit, free_port, post};
use serde_json::Value;

use crate::{Given, folder};

/// The schema that the examples name.
const SCHEMA: &str = "sekoia";

/// The last record of every run: once it is out, so is everything before it.
const END: &str = r#"{"end":"of the cases"}"#;

/// The documents and the failures that came out, in the order of the records.
struct Output {
    documents: Vec<String>,
    failures: Vec<String>,
}

pub(crate) fn as_lines_of_json(given: &Given) {
    let example = Configuration::example("fluent-bit.yaml");
    let input = example.clone().without_filters();
    compare(given, "json", &lines(), |lines, name, filtered| {
        tail(given, if filtered { &example } else { &input }, name, lines)
    });
}

pub(crate) fn as_text_under_log(given: &Given) {
    let example = Configuration::example("fluent-bit.yaml").without_line("parser: okta");
    let input = example.clone().without_filters();
    compare(given, "text", &lines(), |lines, name, filtered| {
        tail(given, if filtered { &example } else { &input }, name, lines)
    });
}

pub(crate) fn in_the_classic_format(given: &Given) {
    let lines = lines();
    let classic = tail(given, &Configuration::example("fluent-bit.conf"), "classic", &lines);
    let yaml = tail(given, &Configuration::example("fluent-bit.yaml"), "yaml", &lines);
    assert!(!classic.documents.is_empty());
    same("documents", &classic.documents, &yaml.documents);
    same("failures", &classic.failures, &yaml.failures);
}

pub(crate) fn over_http(given: &Given) {
    let example = Configuration::example("http.yaml");
    let input = example.clone().without_filters();
    // Anything else is refused by the HTTP input and never becomes a record.
    let objects = |record: &Vec<u8>| json(record).is_some_and(|value| value.is_object());
    let bodies: Vec<Vec<u8>> = cases().into_iter().filter(objects).collect();
    compare(given, "http", &bodies, |bodies, name, filtered| {
        let port = free_port();
        let variables = [("OKTA_PORT", port.to_string().into()), module(given)];
        let configuration = if filtered { &example } else { &input };
        let mut fluent_bit = FluentBit::start(&given.binary, configuration, folder(name), &variables);
        fluent_bit.wait("its port", |_| post(port, b"[]").is_some());
        for body in bodies {
            let status = post(port, body);
            assert_eq!(status, Some(201), "{}", String::from_utf8_lossy(body));
        }
        assert_eq!(post(port, END.as_bytes()), Some(201));
        finish(fluent_bit)
    });
}

/// Sends records through an input and holds what the filters make of them against the library.
///
/// `run` sends them through, in a folder of the given name, with the filters or without.
fn compare(given: &Given, name: &str, records: &[Vec<u8>], run: impl Fn(&[Vec<u8>], &str, bool) -> Output) {
    assert!(!records.is_empty(), "no record for {name}");
    let found = run(records, &format!("{name}-filtered"), true);
    let texts = run(records, &format!("{name}-input"), false).documents;
    assert!(texts.len() >= records.len(), "{} records of {}", texts.len(), records.len());

    let mut native = Native::default();
    let answers: Vec<Vec<u8>> =
        texts.iter().map(|text| native.filter(text.as_bytes(), SCHEMA).expect("the library's answer")).collect();
    let input = Configuration::example("fluent-bit.yaml").without_filters();
    let written = tail(given, &input, &format!("{name}-written"), &answers).documents;
    assert_eq!(written.len(), answers.len(), "the library's answers are one JSON object each");

    let (failures, documents): (Vec<String>, Vec<String>) = written.into_iter().partition(|text| failed(text));
    println!("{name}: {} documents, {} failures", documents.len(), failures.len());
    same(&format!("{name}: documents"), &found.documents, &documents);
    same(&format!("{name}: failures"), &found.failures, &failures);
}

/// Panics with the first record that differs, or is missing, or is too many.
fn same(what: &str, found: &[String], expected: &[String]) {
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!(found.len(), expected.len(), "{what}: records");
}

/// Sends lines through the tail input of a configuration.
fn tail(given: &Given, configuration: &Configuration, name: &str, lines: &[Vec<u8>]) -> Output {
    let fluent_bit = FluentBit::start(&given.binary, configuration, folder(name), &[module(given)]);
    fluent_bit.input(lines.iter().map(Vec::as_slice).chain([END.as_bytes()]));
    finish(fluent_bit)
}

/// Waits for the last record, ends Fluent Bit and takes what it wrote.
fn finish(mut fluent_bit: FluentBit) -> Output {
    let is_end = |line: &String| line.contains("of the cases");
    fluent_bit.wait("the last record", |it| it.lines("okta.ndjson").iter().any(is_end));
    assert!(fluent_bit.stop().success(), "{}", fluent_bit.said());
    let mut documents = fluent_bit.lines("okta.ndjson");
    assert!(documents.pop().as_ref().is_some_and(is_end), "the last record comes last");
    Output { documents, failures: fluent_bit.lines("failed.ndjson") }
}

/// Whether the examples send a record to the output for failures.
fn failed(text: &str) -> bool {
    json(text.as_bytes()).is_some_and(|record| record["event"]["kind"] == "pipeline_error")
}

fn module(given: &Given) -> (&'static str, OsString) {
    ("OKTA_NORMALIZER", given.module.clone().into())
}

fn json(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok()
}

/// The records of the cases for the schema, shorter than the inputs' buffers.
fn cases() -> Vec<Vec<u8>> {
    let cases = load_cases(&project().join("tests/cases")).expect("the cases");
    let records = cases.into_iter().filter(|case| case.schema == SCHEMA).map(|case| case.record);
    records.filter(|record| record.len() < 1_000_000).collect()
}

/// Those of them that the tail input can read: one line of UTF-8 each.
fn lines() -> Vec<Vec<u8>> {
    cases().into_iter().filter(|record| !record.contains(&b'\n') && str::from_utf8(record).is_ok()).collect()
}
