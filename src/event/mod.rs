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

use crate::json::{Scratch, Value};

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

    /// The characters of a textual field: see [`Scratch::content`].
    #[inline(always)]
    pub fn content<'c>(&'c self, slot: Slot, scratch: &'c mut Scratch) -> Option<&'c [u8]> {
        scratch.content(self.text, self.get(slot))
    }
}
