//! A module that breaks off: the record comes back in an error record, and the next one is answered like any other.

mod common;

use std::fs;
use std::ops::Range;

use common::{event, number, stderr, stdout, transform};
use okta_normalizer::Error;
use serde_json::Value;
use wasmparser::{Operator, Parser, Payload};

/// The first instruction of the function behind `filter` of the contract that opens no block, in the component's bytes.
fn first_instruction(component: &[u8]) -> Range<usize> {
    let (mut wanted, mut function) = (None, 0);
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ExportSection(exports) => {
                let filter =
                    exports.into_iter().flatten().find(|export| export.name.ends_with("transformer@0.1.0#filter"));
                (wanted, function) = (filter.map(|export| export.index), 0);
            }
            Payload::CodeSectionEntry(body) => {
                if wanted == Some(function) {
                    let mut operators = body.get_operators_reader().unwrap();
                    loop {
                        let start = operators.original_position();
                        match operators.read().unwrap() {
                            // What opens a block has an end, which would be left alone.
                            Operator::Block { .. } | Operator::Loop { .. } => {}
                            Operator::Unreachable => panic!("it breaks off already"),
                            _ => {
                                return start.try_into().unwrap()
                                    ..operators.original_position().try_into().unwrap();
                            }
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

#[test]
fn what_it_breaks_off_at_is_an_error_record() {
    let mut component =
        fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/okta_normalizer.component.wasm")).unwrap();
    // The module imports nothing, so that its functions are numbered from zero.
    let instruction = first_instruction(&component);
    component[instruction.clone()].fill(0x01); // nop
    component[instruction.start] = 0x00; // unreachable
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), component).unwrap();

    let input = format!("{}\n{}\n", event(1), event(2));
    let output = transform(&["--module", file.path().to_str().unwrap()], input.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("2 failed"), "{}", stderr(&output));
    let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    for (line, expected) in lines.iter().zip(1..) {
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&record["error"]["code"], number(line)), (&Error::ModuleFailed.code().into(), Some(expected)));
    }
}
