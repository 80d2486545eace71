//! Okta's LogEvent as borrowed, lenient values: every field Okta documents, read in one pass.

pub mod fields;
mod filling;
pub mod find;
mod known;
pub mod read;
pub mod slot;
mod tail;

pub use fields::Context;
pub use read::read;
pub use slot::{Slot, Slots};

use crate::json::{Value, escape};
use alloc::vec::Vec;

/// An event that has been read: its text, and where its values lie in it.
#[derive(Clone, Copy)]
pub struct Event<'e> {
    /// The text that the values point into.
    pub text: &'e [u8],
    /// The fields.
    pub slots: &'e Slots,
    /// About how long the event is, in bytes: its text may be a page of many.
    pub length: usize,
    /// Whether the text is that of a JSON string, with its escapes: [`Wrapped`](crate::json::Wrapped).
    pub wrapped: bool,
    /// Whether the event is the record itself, so that the keys Okta does not document are the host's.
    pub bare: bool,
}

impl<'e> Event<'e> {
    /// The value of a field.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> Value {
        self.slots.get(slot)
    }

    /// The characters of a textual field: borrowed, or written to `scratch` where the value has escapes. None if the field is
    /// unset or no text. As bytes: enough for what only compares them, and without another look whether they are UTF-8, which
    /// the text as a whole was found to be.
    pub fn content(&self, slot: Slot, scratch: &'e mut Vec<u8>) -> Option<&'e [u8]> {
        let value = self.get(slot);
        if value.is_textual() { escape::content(self.text, value, scratch) } else { None }
    }
}
