//! Escaping a text while it is read.
//!
//! A schema that carries the event's text as a JSON string must escape every quote of it. The reader stops at
//! each of those bytes anyway, so it tells a tap about them, and the tap copies what lies between.

use super::Output;

/// Listens to a reader. Positions only grow.
pub trait Tap {
    /// At `at` stands a quote or a backslash: a byte that needs a backslash before it in a JSON string.
    fn mark(&mut self, input: &[u8], at: usize);
    /// At `at` stands a line feed, a carriage return or a tab between two tokens.
    fn control(&mut self, input: &[u8], at: usize);
}

/// Hears nothing.
pub struct Silent;

impl Tap for Silent {
    #[inline(always)]
    fn mark(&mut self, _: &[u8], _: usize) {}
    #[inline(always)]
    fn control(&mut self, _: &[u8], _: usize) {}
}

/// Writes the text that is read as the content of a JSON string.
pub struct Escape<'o> {
    output: &'o mut Output,
    /// Everything before this offset is written.
    done: usize,
}

impl<'o> Escape<'o> {
    /// Starts at offset `from` of the text.
    pub fn new(output: &'o mut Output, from: usize) -> Self {
        Escape { output, done: from }
    }

    /// Writes what is left of the text up to `end`, which holds no byte that needs an escape.
    pub fn finish(&mut self, input: &[u8], end: usize) {
        self.output.push_part(input, self.done, end);
    }
}

impl Tap for Escape<'_> {
    #[inline(always)]
    fn mark(&mut self, input: &[u8], at: usize) {
        self.output.push_part(input, self.done, at);
        self.output.push(b"\\");
        self.done = at;
    }

    #[inline]
    fn control(&mut self, input: &[u8], at: usize) {
        self.output.push_part(input, self.done, at);
        self.output.push(match input.get(at) {
            Some(b'\n') => b"\\n",
            Some(b'\r') => b"\\r",
            _ => b"\\t",
        });
        self.done = at + 1;
    }
}
