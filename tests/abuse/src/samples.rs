//! The documented samples, whole and damaged.

use std::fs;

use serde_json::Value;

/// The text of the event of each documented sample, as a collector would send it.
pub fn texts() -> Vec<String> {
    let folder = conformance::project().join("tests/samples");
    let mut files = Vec::new();
    for release in fs::read_dir(folder).expect("the samples are there") {
        let release = release.expect("an entry").path();
        files.extend(
            fs::read_dir(release).expect("a folder of samples").map(|file| file.expect("an entry").path()),
        );
    }
    files.sort();
    let text = |file| {
        let sample: Value = serde_json::from_slice(&fs::read(file).expect("a sample")).expect("a sample is JSON");
        sample["record"]["message"].as_str().expect("message is text").to_owned()
    };
    files.into_iter().map(text).collect()
}

/// The event as text under `message`.
pub fn wrapped(text: &str) -> Vec<u8> {
    serde_json::json!({ "message": text }).to_string().into_bytes()
}

/// What a field is replaced by: each JSON type, plain and odd.
pub const REPLACEMENTS: [&str; 14] = [
    "null",
    "true",
    "false",
    "0",
    "-1.5e3",
    "1e999",
    "\"\"",
    "\"text\"",
    "\"\\ud800\\u0000\"",
    "[]",
    "{}",
    "[null,[1],{\"a\":2}]",
    "{\"id\":{\"id\":1},\"type\":[\"User\"]}",
    "[{\"type\":\"User\",\"id\":7}]",
];

/// The event with each of its values replaced, one at a time, by each replacement.
pub fn retyped(text: &str, mut each: impl FnMut(String)) {
    let event: Value = serde_json::from_str(text).expect("a sample is JSON");
    // No replacement spells this.
    let mark = "\u{1}mark\u{1}";
    let quoted = serde_json::to_string(mark).expect("text is JSON");
    for pointer in pointers(&event) {
        let mut marked = event.clone();
        *marked.pointer_mut(&pointer).expect("a pointer into the event") = mark.into();
        let marked = marked.to_string();
        REPLACEMENTS.iter().for_each(|replacement| each(marked.replace(&quoted, replacement)));
    }
}

/// A JSON pointer to each value in the event.
fn pointers(event: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = vec![(String::new(), event)];
    while let Some((pointer, value)) = open.pop() {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(members) => {
                let escape = |key: &String| key.replace('~', "~0").replace('/', "~1");
                members.iter().map(|(key, value)| (format!("{pointer}/{}", escape(key)), value)).collect()
            }
            Value::Array(elements) => {
                elements.iter().enumerate().map(|(at, value)| (format!("{pointer}/{at}"), value)).collect()
            }
            _ => Vec::new(),
        };
        all.extend(inner.iter().map(|(pointer, _)| pointer.clone()));
        open.extend(inner);
    }
    all
}
