//! The values of a document that contain no others.

use std::ops::Range;

use crate::host_keys::characters;
use crate::json::tape::DEPTH;
use crate::json::walk::{elements, members};
use crate::json::{Kind, Value};
use crate::schema::provenance::push_step;

/// A value of a document.
pub struct Leaf {
    /// Where it stands: a JSON pointer.
    pub pointer: String,
    /// Its bytes, with the quotation marks of a string.
    pub text: Range<usize>,
}

/// How deep a schema may write: a text in the event that is as deep as an event may be, and what lies around it.
const OWN: usize = 3 * DEPTH;

/// The leaves of a document in their order, of which the first `own` are the schema's. Of the others, which the
/// record brought along, containers as deep as [`DEPTH`] are leaves, as they are in the record.
pub fn leaves(document: &[u8], own: usize) -> Vec<Leaf> {
    let start = document.iter().position(|byte| *byte == b'{').unwrap_or_default();
    let mut walk = Walk { text: document, own, pointer: String::new(), found: Vec::new() };
    walk.value(Value::new(start, document.len(), Kind::Object), 0);
    walk.found
}

struct Walk<'t> {
    text: &'t [u8],
    own: usize,
    pointer: String,
    found: Vec<Leaf>,
}

impl Walk<'_> {
    fn value(&mut self, value: Value, depth: usize) {
        let before = self.found.len();
        // What had to make way for a field of the schema's lies one step deeper than in the record.
        let displaced = usize::from(self.pointer.starts_with("/record/"));
        let limit = if before < self.own { OWN } else { DEPTH + displaced };
        let length = self.pointer.len();
        if value.kind == Kind::Object && depth < limit {
            for member in members(self.text, value) {
                push_step(&String::from_utf8_lossy(&characters(self.text, member.key)), &mut self.pointer);
                self.value(member.value, depth + 1);
                self.pointer.truncate(length);
            }
        } else if value.kind == Kind::Array && depth < limit {
            for (index, element) in elements(self.text, value).enumerate() {
                push_step(&index.to_string(), &mut self.pointer);
                self.value(element, depth + 1);
                self.pointer.truncate(length);
            }
        }
        if self.found.len() == before {
            let quote = usize::from(value.is_string());
            let text = (value.start as usize).saturating_sub(quote)..value.end as usize + quote;
            self.found.push(Leaf { pointer: self.pointer.clone(), text });
        }
    }
}
