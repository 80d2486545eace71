//! The sink that writes JSON.

use super::sink::{Key, Name, Sink};
use crate::json::{Kind, Output, Value, escape};

/// Writes fields as the members of a JSON object. Each ends in a comma; who closes the object overwrites the last.
pub struct Json<'o> {
    output: &'o mut Output,
    /// The text that values point into.
    event: &'o [u8],
    /// Whether that text is the content of a JSON string, escapes and all.
    wrapped: bool,
}

impl<'o> Json<'o> {
    /// Writes to the end of `output`.
    pub fn new(output: &'o mut Output, event: &'o [u8], wrapped: bool) -> Self {
        Json { output, event, wrapped }
    }

    #[inline(always)]
    fn key(&mut self, key: Key<'_>) {
        match key {
            Key::Name(name) => self.output.push(name.0.as_bytes()),
            Key::Computed(name) => {
                self.output.push(b"\"");
                self.output.push(name);
                self.output.push(b"\":");
            }
            Key::Own(key) => {
                self.output.push(b"\"");
                self.content(key);
                self.output.push(b"\":");
            }
            Key::Element => {}
        }
    }

    #[inline(always)]
    fn content(&mut self, value: Value) {
        match value.kind {
            Kind::Plain | Kind::Number => self.output.push(value.bytes(self.event)),
            _ => escape::copy(self.event, value, self.output),
        }
    }
}

impl Sink for Json<'_> {
    #[inline(always)]
    fn begin<'k>(&mut self, key: impl Into<Key<'k>>, kind: Kind) -> usize {
        let before = self.output.len();
        self.key(key.into());
        self.output.push(if kind == Kind::Array { b"[" } else { b"{" });
        before
    }

    #[inline(always)]
    fn end(&mut self, begun: usize, kind: Kind) {
        // Whatever was written in between ends in a comma.
        if self.output.bytes().last() == Some(&b',') {
            self.output.replace_last(if kind == Kind::Array { b']' } else { b'}' });
            self.output.push(b",");
        } else {
            self.output.truncate(begun);
        }
    }

    #[inline]
    fn copy(&mut self, name: Name, from: Value) {
        if from.is_textual() {
            self.output.push(name.0.as_bytes());
            self.output.push(b"\"");
            self.content(from);
            self.output.push(b"\",");
        }
    }

    #[inline]
    fn copy_list(&mut self, name: Name, from: Value) {
        if from.is_textual() {
            self.output.push(name.0.as_bytes());
            self.output.push(b"[\"");
            self.content(from);
            self.output.push(b"\"],");
        }
    }

    #[inline]
    fn number(&mut self, name: Name, from: Value) {
        if from.kind == Kind::Number {
            self.output.push(name.0.as_bytes());
            self.content(from);
            self.output.push(b",");
        }
    }

    #[inline]
    fn leaf(&mut self, key: Key<'_>, from: Value) {
        self.key(key);
        if from.is_string() {
            self.output.push(b"\"");
            self.content(from);
            self.output.push(b"\",");
        } else {
            self.output.push(from.bytes(self.event));
            self.output.push(b",");
        }
    }

    #[cold]
    fn json_text(&mut self, key: Key<'_>, from: Value) {
        self.key(key);
        self.output.push(b"\"");
        if self.wrapped {
            // The text is a string's content already; only lone surrogates are to be mended.
            escape::copy(self.event, Value { kind: Kind::Escaped, ..from }, self.output);
        } else {
            escape::escape(from.bytes(self.event), self.output);
        }
        self.output.push(b"\",");
    }

    #[inline]
    fn derived<'k>(&mut self, key: impl Into<Key<'k>>, text: &str, _: Value) {
        self.key(key.into());
        self.output.push(b"\"");
        escape::escape(text.as_bytes(), self.output);
        self.output.push(b"\",");
    }

    #[inline]
    fn derived_list(&mut self, name: Name, text: &str, _: Value) {
        self.output.push(name.0.as_bytes());
        self.output.push(b"[\"");
        escape::escape(text.as_bytes(), self.output);
        self.output.push(b"\"],");
    }

    #[inline]
    fn derived_number<'k>(&mut self, key: impl Into<Key<'k>>, digits: &str, _: Value) {
        self.key(key.into());
        self.output.push(digits.as_bytes());
        self.output.push(b",");
    }

    #[inline]
    fn words(&mut self, name: Name, words: &[&'static str], _: Value) {
        self.output.push(name.0.as_bytes());
        self.output.push(b"[");
        for word in words {
            self.output.push(b"\"");
            self.output.push(word.as_bytes());
            self.output.push(b"\",");
        }
        self.output.replace_last(b']');
        self.output.push(b",");
    }

    #[inline]
    fn constant(&mut self, name: Name, text: &'static str) {
        self.output.push(name.0.as_bytes());
        self.output.push(b"\"");
        self.output.push(text.as_bytes());
        self.output.push(b"\",");
    }
}
