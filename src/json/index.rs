//! Numbers by text, for lists too long to be compared each with each.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// A number for each of some texts. One type for all that look texts up, so that its code is there once.
#[derive(Default)]
pub struct Index<'t> {
    numbers: BTreeMap<Cow<'t, [u8]>, usize>,
}

impl<'t> Index<'t> {
    /// Gives a text a number. The one that it had before, if any.
    #[inline(never)]
    pub fn insert(&mut self, text: Cow<'t, [u8]>, number: usize) -> Option<usize> {
        self.numbers.insert(text, number)
    }

    /// The number of a text.
    #[inline(never)]
    pub fn get(&self, text: &[u8]) -> Option<usize> {
        self.numbers.get(text).copied()
    }
}
