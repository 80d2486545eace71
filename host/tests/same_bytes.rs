//! The same bytes out of the same record: every case through the command line and the service, held to the native
//! library. The module's own faces are held to it where the cases are replayed.

mod common;

use std::collections::BTreeMap;

use common::producer::post;
use common::receiver::Receiver;
use common::service::Service;
use common::{stderr, transform};
use conformance::{Case, load_cases, project};
use okta_normalizer::{MAX_RECORD, Schema};

/// The cases whose record is not too long to be handed over whole, by schema.
fn cases() -> BTreeMap<String, Vec<Case>> {
    let mut by_schema: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in load_cases(&project().join("tests/cases")).unwrap() {
        if case.record.len() <= MAX_RECORD {
            by_schema.entry(case.schema.clone()).or_default().push(case);
        }
    }
    by_schema
}

fn native(case: &Case) -> Vec<u8> {
    common::native(&case.record, Schema::from_name(&case.schema).unwrap())
}

/// Whether the record is a line as the command line reads it: itself, and not a part of it or several.
fn is_line(case: &Case) -> bool {
    let record = &case.record;
    !record.contains(&b'\n') && !record.ends_with(b"\r") && !record.trim_ascii().is_empty()
}

#[test]
fn the_command_line_gives_the_librarys_bytes() {
    for (schema, cases) in cases() {
        let lines: Vec<&Case> = cases.iter().filter(|case| is_line(case)).collect();
        let input: Vec<u8> = lines.iter().flat_map(|case| [&case.record[..], b"\n"].concat()).collect();
        let output = transform(&["--schema", &schema], &input);
        let mut rest = output.stdout.as_slice();
        for case in &lines {
            let expected = native(case);
            let (answer, after) = rest.split_at_checked(expected.len()).unwrap_or((rest, &[]));
            assert!(answer == expected, "{}: {}", case.name, String::from_utf8_lossy(answer));
            rest = after;
        }
        assert!(rest.is_empty(), "{}", stderr(&output));
        println!("command line, {schema}: {} of {} cases, the same bytes", lines.len(), cases.len());
        assert!(lines.len() * 10 >= cases.len() * 9, "too many cases are no lines");
    }
}

#[test]
fn the_service_gives_the_librarys_bytes() {
    const SECRET: &str = "a-hook-secret-for-the-tests";
    for (schema, cases) in cases() {
        let receiver = Receiver::start();
        let mut command = Service::command("127.0.0.1:0", &receiver.url(), &["--schema", &schema]);
        let service = Service::spawn(command.env("OKTA_NORMALIZER_HOOK_AUTHORIZATION", SECRET));
        let mut expected = Vec::new();
        for case in &cases {
            let headers = format!("authorization: {SECRET}\r\n");
            // The route whose body is one record, whatever is in it.
            let answer = post(service.address, "/okta/event-hook", &headers, &case.record);
            assert_eq!(answer.status, 200, "{}", case.name);
            let lines = native(case);
            if !case.record.trim_ascii().is_empty() && !lines.is_empty() {
                expected.push((case, lines));
            }
        }
        let taken = receiver.taken();
        assert_eq!(taken.len(), expected.len());
        for (request, (case, lines)) in taken.iter().zip(&expected) {
            // A document is a line of its own: line ends between a record's tokens become spaces.
            let answer = request.body.strip_suffix('\n').unwrap().replace(['\n', '\r'], " ");
            let lines = String::from_utf8_lossy(lines);
            let lines = lines.strip_suffix('\n').unwrap().replace(['\n', '\r'], " ");
            assert!(answer == lines, "{}: {answer}", case.name);
        }
        println!("service, {schema}: {} cases, the same bytes", cases.len());
    }
}
