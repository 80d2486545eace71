//! The kit itself: it must pass what `make build` made, and fail a module in which one byte is another.

use std::path::Path;
use std::process::{Command, Output};

use conformance::{component, core_module, read_built};
use conformance_kit::ENGINES;

fn kit(files: &[&Path]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_conformance-kit")).args(files).output().expect("the kit runs");
    let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned();
    println!("{said}");
    (output, said)
}

#[test]
fn a_component_alone_is_asked_on_every_engine() {
    let (output, said) = kit(&[&component()]);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.ends_with("good\n") && !said.contains("NOT"), "{said}");
    for engine in ENGINES {
        let row = said.lines().find(|row| row.starts_with(engine.engine) && row.contains(engine.face));
        assert!(row.is_some_and(|row| row.contains(" 0 ") || row.contains("not run: ")), "{said}");
    }
}

/// A byte of a text that every document has.
#[test]
fn one_byte_of_a_data_segment_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, name) in [(core_module(), "module.wasm"), (component(), "component.wasm")] {
        let mut bytes = read_built(&file).expect("the built file");
        let text = b"pipeline_error";
        let place = bytes.windows(text.len()).position(|bytes| bytes == text).expect("the text is in the data");
        bytes[place] = b'P';
        let doctored = folder.path().join(name);
        std::fs::write(&doctored, bytes).expect("the doctored file");
        let (output, said) = kit(&[&doctored]);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("NOT GOOD") && said.contains("event.kind is wrong"), "{said}");
    }
}

#[test]
fn what_is_no_module_is_no_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let module = read_built(&core_module()).expect("the built file");
    for (name, bytes) in
        [("cut.wasm", &module[..module.len() / 2]), ("text.wasm", b"text"), ("empty.wasm", b"\0asm\x01\0\0\0")]
    {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        let (output, said) = kit(&[&file]);
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
    let (output, said) = kit(&[Path::new("/nonexistent.wasm")]);
    assert_eq!(output.status.code(), Some(2), "{said}");
}
