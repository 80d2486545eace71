//! The sink that writes JSON.

use super::sink::{Name, Sink};
use crate::json::{Kind, Output, Value, escape};

/// Writes fields as the members of a JSON object. Each ends in a comma; who closes the object overwrites the last.
pub struct Json<'o> {
    output: &'o mut Output,
    /// The text that values point into.
    event: &'o [u8],
}

impl<'o> Json<'o> {
    /// Writes to the end of `output`.
    pub fn new(output: &'o mut Output, event: &'o [u8]) -> Self {
        Json { output, event }
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
    fn object(&mut self, name: Name, fields: impl FnOnce(&mut Self)) {
        let before = self.output.len();
        self.output.push(name.0.as_bytes());
        self.output.push(b"{");
        let inside = self.output.len();
        fields(self);
        if self.output.len() == inside {
            self.output.truncate(before);
        } else {
            self.output.replace_last(b'}');
            self.output.push(b",");
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
    fn derived(&mut self, name: Name, text: &str, _: Value) {
        self.output.push(name.0.as_bytes());
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
    fn derived_number(&mut self, name: Name, digits: &str, _: Value) {
        self.output.push(name.0.as_bytes());
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
