//! The command `transform`, as a process: what comes out for what goes in.

mod common;

use std::fs;
use std::io::Write;

use common::{event, events, native, number, numbers, producer, program, stderr, stdout, transform};
use okta_normalizer::{Error, Normalizer, Outcome, Schema};

/// The error record that the native library gives.
fn native_failure(record: &[u8], error: Error) -> Vec<u8> {
    match Normalizer::new().fail(record, error) {
        Outcome::Failed(failure) => [failure.record, b"\n"].concat(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_are_records_whatever_ends_them() {
    let input = format!("\u{feff}{}\r\n\n  \r\n{}\n{}", event(1), event(2), event(3));
    let output = transform(&[], input.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let expected: Vec<u8> = (1..=3).flat_map(|number| native(event(number).as_bytes(), Schema::Sekoia)).collect();
    assert_eq!(stdout(&output), String::from_utf8(expected).unwrap());
    assert_eq!(stderr(&output), "okta-normalizer: 3 lines: 3 documents, 0 unchanged, 0 failed\n");
    let output = transform(&[], event(1).as_bytes());
    assert_eq!(stderr(&output), "okta-normalizer: 1 line: 1 document, 0 unchanged, 0 failed\n");
}

#[test]
fn an_empty_input_is_no_error() {
    for input in ["", "\n", "\r\n \n"] {
        let output = transform(&[], input.as_bytes());
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    }
}

#[test]
fn every_schema_gives_what_the_library_gives() {
    for schema in Schema::ALL {
        let output = transform(&["--schema", schema.name()], events(0..20).as_bytes());
        let expected: Vec<u8> = (0..20).flat_map(|number| native(event(number).as_bytes(), *schema)).collect();
        assert!(output.stdout == expected, "{}", schema.name());
    }
}

#[test]
fn an_unknown_schema_is_refused_with_the_known_ones() {
    let output = transform(&["--schema", "nonesuch"], event(1).as_bytes());
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(stderr(&output).contains("nonesuch") && stderr(&output).contains("sekoia"), "{}", stderr(&output));
}

#[test]
fn a_record_has_as_many_lines_as_the_library_has_answers() {
    for record in [format!("[{},{}]", event(1), event(2)), "[]".into()] {
        let output = transform(&[], record.as_bytes());
        assert_eq!(stdout(&output), String::from_utf8(native(record.as_bytes(), Schema::Sekoia)).unwrap());
    }
}

#[test]
fn what_is_not_oktas_passes() {
    let line = r#"{"log": "GET / 200",  "n":1.50}"#;
    let output = transform(&[], format!("{line}\n").as_bytes());
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), format!("{line}\n")));
    assert!(stderr(&output).contains("1 unchanged"));
}

/// A line cut in the middle, which claims to be an event.
fn broken() -> String {
    event(2)[..200].to_owned()
}

#[test]
fn error_records_keep_their_place() {
    let input = format!("{}\n{}\n{}\n", event(1), broken(), event(3));
    let output = transform(&[], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let out = stdout(&output);
    assert_eq!(numbers(&out), [1, 2, 3]);
    let record: serde_json::Value = serde_json::from_str(out.lines().nth(1).unwrap()).unwrap();
    assert_eq!(record["error"]["code"], "invalid_json");
    assert_eq!(record["event"]["kind"], "pipeline_error");
    assert_eq!(record["tags"][0], "okta_normalizer_failure");
    assert_eq!(record["message"], broken());
    assert_eq!(stderr(&output), "okta-normalizer: 3 lines: 2 documents, 0 unchanged, 1 failed (invalid_json 1)\n");
}

#[test]
fn error_records_go_to_a_file_or_nowhere_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("failed.jsonl");
    let input = format!("{}\n{}\n{}\n", event(1), broken(), event(3));
    // Twice: the file grows, a restart does not lose what it held.
    for count in [1, 2] {
        let output = transform(&["--errors", file.to_str().unwrap()], input.as_bytes());
        assert_eq!((output.status.code(), numbers(&stdout(&output))), (Some(1), vec![1, 3]));
        assert_eq!(numbers(&fs::read_to_string(&file).unwrap()), vec![2; count]);
    }
    let output = transform(&["--on-error", "drop"], input.as_bytes());
    assert_eq!((output.status.code(), numbers(&stdout(&output))), (Some(1), vec![1, 3]));
    assert!(stderr(&output).contains("1 failed"));
}

#[test]
fn what_is_not_utf8_is_the_librarys_error_record() {
    let line = b"{\"eventType\":\"user.session.start\",\"displayMessage\":\"\xff\xfe\"}";
    let output = transform(&[], line);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, native_failure(line, Error::InvalidUtf8));
    assert!(stdout(&output).contains("invalid_utf8"));
}

#[test]
fn a_line_over_the_limit_is_an_error_record_with_its_head() {
    const MAX: usize = okta_normalizer::MAX_RECORD;
    let fill = |length: usize| {
        let event = event(2);
        let padding = " ".repeat(length - event.len());
        event.strip_suffix('}').unwrap().to_owned() + &padding + "}"
    };
    // At the limit, with CR LF, then one byte over it, then far over it with two-byte characters.
    let far = format!("{{\"é\":\"{}\"}}", "é".repeat(MAX));
    let input = format!("{}\n{}\r\n{}\n{far}\n{}", event(1), fill(MAX), fill(MAX + 1), event(5));
    let output = transform(&["--jobs", "1"], input.as_bytes());
    let out = stdout(&output);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 5, "{}", stderr(&output));
    assert_eq!([number(lines[0]), number(lines[1]), number(lines[4])], [Some(1), Some(2), Some(5)]);
    assert!(!lines[1].contains("record_too_large"));
    let cut = fill(MAX + 1);
    let head = &cut.as_bytes()[..64 << 10];
    assert_eq!(lines[2].as_bytes(), native_failure(head, Error::RecordTooLarge).trim_ascii_end());
    assert!(lines[3].contains("record_too_large") && lines[3].len() < 256 << 10);
    assert!(stderr(&output).contains("2 failed (record_too_large 2)"), "{}", stderr(&output));
}

#[test]
fn many_workers_keep_the_order() {
    let input: String = (0..4000).map(|n| if n % 7 == 0 { event(n) + "\r\n" } else { event(n) + "\n" }).collect();
    let one = transform(&["--jobs", "1"], input.as_bytes());
    let many = transform(&["--jobs", "5"], input.as_bytes());
    assert_eq!(numbers(&stdout(&one)), (0..4000).collect::<Vec<_>>());
    assert!(one.stdout == many.stdout);
}

#[test]
fn files_are_read_in_turn_and_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("plain"), events(0..10)).unwrap();
    // Two members each, as concatenated files have; the second has no line end.
    let parts = [events(10..20), events(20..30).trim_end().to_owned()];
    fs::write(path("gzip"), parts.clone().map(|part| producer::gzip(part.as_bytes())).concat()).unwrap();
    let zstd = |part: &str| zstd::encode_all(part.as_bytes(), 1).unwrap();
    fs::write(path("zstd"), [zstd(&events(30..40)), zstd(&events(40..50))].concat()).unwrap();
    let output = transform(
        &[&path("plain"), &path("gzip"), &path("zstd"), "-"],
        &producer::gzip(events(50..60).as_bytes()),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(numbers(&stdout(&output)), (0..60).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // Bytes that do not compress, so that the cut falls far behind the first lines.
    let text: String = (0..2000).map(|n| event(n * 7919 % 10_007) + "\n").collect();
    let packed = producer::gzip(text.as_bytes());
    fs::write(path("cut.gz"), &packed[..packed.len() / 2]).unwrap();
    fs::write(path("whole"), events(90_000..90_002)).unwrap();
    let output = transform(&[&path("absent"), &path("cut.gz"), &path("whole")], b"");
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(
        told.contains("absent cannot be opened") && told.contains("cut.gz cannot be read to its end"),
        "{told}"
    );
    let out = stdout(&output);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines.len() > 500, "the lines before the cut are there: {}", lines.len());
    // The line that the cut went through is an error record between those before and those after.
    let cut = lines[lines.len() - 3];
    assert!(cut.contains("invalid_json"), "{cut}");
    assert_eq!(numbers(&lines[lines.len() - 2..].join("\n")), [90_000, 90_001]);
}

#[test]
fn pretty_is_for_people() {
    let output = transform(&["--pretty"], format!("{}\n{{\"n\":[1.50,{{}}, [ ]]}}\n", event(1)).as_bytes());
    let out = stdout(&output);
    assert!(out.starts_with("{\n  \""), "{out}");
    assert!(out.contains(" more)\""), "the event's text is shortened: {out}");
    assert!(out.ends_with("\n}\n{\n  \"n\": [\n    1.50,\n    {},\n    []\n  ]\n}\n"), "{out}");
}

#[test]
fn another_module_is_taken_as_a_component_only() {
    let dist = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");
    let component = format!("{dist}/okta_normalizer.component.wasm");
    let output = transform(&["--module", &component], event(1).as_bytes());
    assert_eq!(numbers(&stdout(&output)), [1]);
    let output = transform(&["--module", &format!("{dist}/okta_normalizer.wasm")], event(1).as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("pass ") && stderr(&output).contains(".component.wasm"),
        "{}",
        stderr(&output)
    );
    for (bytes, reason) in
        [(&b"no module"[..], "is no WebAssembly file"), (b"\0asm\x0d\0\x01\0", "cannot be loaded")]
    {
        let mut garbage = tempfile::NamedTempFile::new().unwrap();
        garbage.write_all(bytes).unwrap();
        let output = transform(&["--module", garbage.path().to_str().unwrap()], b"");
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.contains(reason) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn the_help_names_the_schemas() {
    for command in ["transform", "serve", "explain"] {
        let help = stdout(&program().args([command, "-h"]).output().unwrap());
        assert!(Schema::ALL.iter().all(|schema| help.contains(schema.name())), "{help}");
    }
}

#[test]
fn a_module_without_memory_gives_error_records() {
    // 16 MiB of memory are not enough for a record of 15 MiB and its document.
    let large = event(2).replace("User login", &"x".repeat(15 << 20));
    let input = format!("{}\n{large}\n{}\n", event(1), event(3));
    let output = transform(&["--memory-limit", "16"], input.as_bytes());
    assert_eq!(numbers(&stdout(&output)), [1, 2, 3], "{}", stderr(&output));
    let out = stdout(&output);
    let record: serde_json::Value = serde_json::from_str(out.lines().nth(1).unwrap()).unwrap();
    assert_eq!(record["error"]["code"], "out_of_memory");
}

#[test]
fn a_file_that_is_written_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("failures.jsonl");
    let path = file.to_str().unwrap();
    let before = "{\"eventType\":\"a.b\"}\n";
    fs::write(&file, before).unwrap();
    let output = transform(&["--errors", path, path], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("read and written at the same time"), "{}", stderr(&output));
    let own = fs::OpenOptions::new().append(true).open(&file).unwrap();
    let output = program().args(["transform", path]).stdout(own).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn a_line_of_brackets_does_not_become_its_own_square() {
    let line = format!("{}1{}", "{\"a\":[".repeat(8000), "]}".repeat(8000));
    let output = transform(&["--pretty"], line.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.len() < 300 * line.len(), "{} for {}", output.stdout.len(), line.len());
}
