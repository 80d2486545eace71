//! The characters of values, whether they are written with escapes or not.

use super::escape;
use super::value::Value;
use crate::list;
use alloc::vec::Vec;

/// Room for the characters of a value that is written with escapes.
///
/// It remembers when memory is refused for them: whoever asked has been told that there is no text, and the document would
/// lack it as if the event did.
#[derive(Default)]
pub struct Scratch {
    room: Vec<u8>,
    refused: bool,
}

impl Scratch {
    /// The characters of a textual value: borrowed from the text, or written here where it has escapes. None if it is unset or no
    /// text, or memory is refused. As bytes: enough for what only compares them, and without another look whether they are
    /// UTF-8, which the text as a whole was found to be.
    #[inline(never)]
    pub fn content<'t>(&'t mut self, text: &'t [u8], value: Value) -> Option<&'t [u8]> {
        if !value.is_textual() {
            None
        } else if value.is_verbatim() {
            Some(value.bytes(text))
        } else {
            self.unescaped(text, value)
        }
    }

    #[cold]
    #[inline(never)]
    fn unescaped<'t>(&'t mut self, text: &'t [u8], value: Value) -> Option<&'t [u8]> {
        let content = escape::content(text, value, &mut self.room);
        self.refused |= content.is_none();
        content
    }

    /// The same as a string.
    #[inline(never)]
    pub fn characters<'t>(&'t mut self, text: &'t [u8], value: Value) -> Option<&'t str> {
        core::str::from_utf8(self.content(text, value)?).ok()
    }

    /// Whether memory was refused since this was asked last.
    pub fn was_refused(&mut self) -> bool {
        core::mem::take(&mut self.refused)
    }

    /// Gives memory back that an unusually long value has taken.
    pub fn empty(&mut self) {
        list::empty(&mut self.room);
    }
}
