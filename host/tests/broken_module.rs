//! A module that breaks off: the record comes back in an error record, and the next one is answered like any other.

mod common;

use std::fs;
use std::ops::Range;

use common::{event, number, stderr, stdout, transform};
use okta_normalizer::Error;
use serde_json::Value;
use wasmparser::{Operator, Parser, Payload};

/// The end of the name under which the core module has `filter`.
const FILTER: &str = concat!("transformer@", env!("CARGO_PKG_VERSION"), "#filter");

/// The first instructions of the function behind `filter` of the contract that open no block and take `size` bytes or more, in
/// the component's bytes.
fn first_instructions(component: &[u8], size: usize) -> Range<usize> {
    let (mut wanted, mut function) = (None, 0);
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ExportSection(exports) => {
                let filter = exports.into_iter().flatten().find(|export| export.name.ends_with(FILTER));
                (wanted, function) = (filter.map(|export| export.index), 0);
            }
            Payload::CodeSectionEntry(body) => {
                if wanted == Some(function) {
                    let mut operators = body.get_operators_reader().unwrap();
                    let mut start = operators.original_position();
                    loop {
                        let is_apart = match operators.read().unwrap() {
                            // What opens a block has an end, which would be left alone.
                            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => true,
                            Operator::End | Operator::Else => true,
                            Operator::Unreachable => panic!("it breaks off already"),
                            _ => false,
                        };
                        let end = operators.original_position();
                        if is_apart {
                            start = end;
                        } else if end - start >= size as u64 {
                            return start.try_into().unwrap()..end.try_into().unwrap();
                        }
                    }
                }
                function += 1;
            }
            _ => {}
        }
    }
    panic!("no module in it exports the function")
}

/// Has two events read by a component whose function behind `filter` begins with `code`, and expects an error record for each.
fn breaks_off(code: &[u8], arguments: &[&str]) {
    let mut component =
        fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/okta_normalizer.component.wasm")).unwrap();
    // The module imports nothing, so that its functions are numbered from zero.
    let instructions = first_instructions(&component, code.len());
    component[instructions.clone()].fill(0x01); // nop
    component[instructions.start..][..code.len()].copy_from_slice(code);
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), component).unwrap();

    let input = format!("{}\n{}\n", event(1), event(2));
    let arguments = [&["--module", file.path().to_str().unwrap()], arguments].concat();
    let output = transform(&arguments, input.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("2 failed"), "{}", stderr(&output));
    let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    for (line, expected) in lines.iter().zip(1..) {
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&record["error"]["code"], number(line)), (&Error::ModuleFailed.code().into(), Some(expected)));
    }
}

#[test]
fn what_it_breaks_off_at_is_an_error_record() {
    breaks_off(&[0x00], &[]); // unreachable
}

#[test]
fn what_it_never_ends_with_is_an_error_record() {
    // loop, br 0, end, unreachable
    breaks_off(&[0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00], &["--time-limit", "1"]);
}
