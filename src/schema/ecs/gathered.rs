//! Lists that are gathered from all over the event: `related.*`, risk reasons, warnings.

use crate::json::order::{self, But};
use crate::json::{Kind, Value};
use crate::list::{add, append};
use crate::schema::sink::{Key, Name, Sink};
use alloc::vec::Vec;

/// Texts in the order in which they were found, and where in the event each was found.
#[derive(Default)]
pub struct Gathered {
    texts: Vec<u8>,
    items: Vec<Item>,
    /// Whether memory was refused, so that the list is not whole.
    pub failed: bool,
}

#[derive(Clone, Copy)]
struct Item {
    start: u32,
    end: u32,
    from: Value,
}

/// Up to so many texts are compared each with each.
const FEW: usize = 16;

impl Gathered {
    /// Empties the list.
    pub fn clear(&mut self) {
        self.texts.clear();
        self.items.clear();
        self.failed = false;
    }

    /// Adds a text in UTF-8.
    pub fn add(&mut self, text: impl AsRef<[u8]>, from: Value) {
        self.add_parts(&[text.as_ref()], from);
    }

    /// Adds a text that is given in parts.
    #[inline(never)]
    pub fn add_parts(&mut self, parts: &[&[u8]], from: Value) {
        let start = self.texts.len();
        let texts = &mut self.texts;
        self.failed |= !parts.iter().all(|part| append(texts, part))
            || !add(&mut self.items, Item { start: start as u32, end: texts.len() as u32, from });
    }

    /// Writes the list, each text once.
    pub fn write<S: Sink>(&self, name: Name, sink: &mut S) {
        if self.items.is_empty() {
            return;
        }
        let again = if self.items.len() > FEW { self.again() } else { None };
        let begun = sink.begin(name, Kind::Array);
        for (at, item) in self.items.iter().enumerate() {
            let text = self.text(item);
            let again = match &again {
                Some(again) => again.get(at) == Some(&true),
                None => self.items.iter().take(at).any(|earlier| self.text(earlier) == text),
            };
            if !again {
                sink.derived(Key::Element, text, item.from);
            }
        }
        sink.end(begun, Kind::Array);
    }

    /// For each text of a long list, whether it has come before. None if memory is refused.
    #[cold]
    #[inline(never)]
    fn again(&self) -> Option<Vec<bool>> {
        let text = |at: usize| self.items.get(at).map(|item| self.text(item));
        order::repeated(self.items.len(), But::First, &|a, b| text(a).cmp(&text(b)))
    }

    #[inline(never)]
    fn text(&self, item: &Item) -> &[u8] {
        self.texts.get(item.start as usize..item.end as usize).unwrap_or_default()
    }
}
