//! An explanation as JSON text, the same on the command line and in the browser.

use super::{Explanation, Place};
use crate::json::{Output, escape};

impl Explanation {
    /// The explanation as one JSON object:
    /// `{"fields":[{"output","value","rule","input","span"}],"inputs":[{"input","span","used","empty"}]}`.
    ///
    /// `span` is the first byte in the record and the one behind the last. `input` and `span` are left out where a
    /// field has no input.
    pub fn to_json(&self) -> String {
        let mut json = Output::default();
        json.push(b"{\"fields\":[");
        for (at, field) in self.fields.iter().enumerate() {
            json.push(if at > 0 { b",{\"output\":" } else { b"{\"output\":" });
            text(&field.output, &mut json);
            json.push(b",\"value\":");
            json.push(field.value.as_bytes());
            json.push(b",\"rule\":");
            text(field.rule.name(), &mut json);
            if let Some(input) = &field.input {
                json.push(b",\"input\":");
                place(input, &mut json);
            }
            json.push(b"}");
        }
        json.push(b"],\"inputs\":[");
        for (at, input) in self.inputs.iter().enumerate() {
            json.push(if at > 0 { b",{\"input\":" } else { b"{\"input\":" });
            place(&input.place, &mut json);
            json.push(if input.used { b",\"used\":true" } else { b",\"used\":false" });
            json.push(if input.empty { b",\"empty\":true}" } else { b",\"empty\":false}" });
        }
        json.push(b"]}");
        String::from_utf8_lossy(json.bytes()).into_owned()
    }
}

/// A pointer as a string, and the member `span` behind it.
fn place(place: &Place, json: &mut Output) {
    text(&place.pointer, json);
    json.push(format!(",\"span\":[{},{}]", place.span.start, place.span.end).as_bytes());
}

fn text(text: &str, json: &mut Output) {
    json.push(b"\"");
    escape::escape(text.as_bytes(), json);
    json.push(b"\"");
}
