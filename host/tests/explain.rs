//! The command `explain`.

mod common;

use std::io::Write;
use std::process::Output;

use common::{event, program, stderr, stdout};
use okta_normalizer::{Normalizer, Schema};

fn explain(arguments: &[&str], input: &str) -> Output {
    let mut child = program().arg("explain").args(arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn columns_are_for_people() {
    let output = explain(&["--schema", "sekoia"], &event(1));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let table = stdout(&output);
    let row = |field: &str| {
        let line = table.lines().find(|line| line.starts_with(&format!("{field} ")));
        line.unwrap_or_else(|| panic!("no {field} in\n{table}"))
            .split_whitespace()
            .skip(1)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(row("event.action"), r#"copied eventType "user.session.start""#);
    assert_eq!(row("source.ip"), r#"derived client.ipAddress "192.0.2.1""#);
    assert_eq!(row("observer.vendor"), r#"constant "Okta""#);
    assert!(row("message").starts_with("text (the record) "), "{table}");
    assert!(table.contains("values of the record are used; these are not:\n  uuid\n"), "{table}");
}

/// The shell's variable, which is not meant for us, may be empty.
#[test]
fn no_columns_are_no_trouble() {
    let mut child = program().arg("explain").env("COLUMNS", "").spawn().unwrap();
    child.stdin.take().unwrap().write_all(event(1).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn json_lines_are_the_librarys() {
    let record = serde_json::json!({ "message": event(2) }).to_string();
    let input = format!("{record}\nnonsense\n");
    let output = explain(&["--json", "-s", "ecs", "-"], &input);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    let expected = Normalizer::new().explain(record.as_bytes(), Schema::Ecs).unwrap().to_json();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], expected);
    assert!(lines[1].starts_with(r#"{"error":{"code":"invalid_json","message":"#), "{text}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let output = explain(&["--schema", "none"], "");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(stderr(&output).contains("no schema of that name"), "{}", stderr(&output));
    let output = explain(&["/nonexistent"], "");
    assert_eq!(output.status.code(), Some(2));
}
