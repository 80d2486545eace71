//! Lists that are gathered from all over the event: `related.*`, risk reasons, warnings.

use crate::bytes::same;
use crate::json::order::{self, But};
use crate::json::{Kind, Value};
use crate::list::{add, append, empty};
use crate::schema::sink::{Key, Name, Sink};
use alloc::vec::Vec;

/// Texts in the order in which they were found, and where in the event each was found; of those that are found again, the first.
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

/// Up to so many texts are compared each with each, as they are found. The others are sorted.
const FEW: usize = 16;

impl Gathered {
    /// Empties the list.
    #[inline(never)]
    pub fn clear(&mut self) {
        empty(&mut self.texts);
        empty(&mut self.items);
        self.failed = false;
    }

    /// Adds a text in UTF-8.
    pub fn add(&mut self, text: impl AsRef<[u8]>, from: Value) {
        self.add_bytes(text.as_ref(), from);
    }

    #[inline(never)]
    fn add_bytes(&mut self, text: &[u8], from: Value) {
        if self.items.len() < FEW && self.has(text) {
            return;
        }
        let start = self.texts.len();
        let added = append(&mut self.texts, text);
        let item = Item { start: start as u32, end: self.texts.len() as u32, from };
        self.failed |= !added || !add(&mut self.items, item);
    }

    /// Whether it is one of the first texts.
    pub fn has(&self, text: &[u8]) -> bool {
        self.items.iter().take(FEW).any(|item| same(item.text(&self.texts), text))
    }

    /// Writes the list, each text once.
    #[inline(never)]
    pub fn write<S: Sink>(&mut self, name: Name, sink: &mut S) {
        if self.items.is_empty() {
            return;
        }
        let mut again = Vec::new();
        if self.items.len() > FEW {
            match self.again() {
                Some(found) => again = found,
                None => self.failed = true,
            }
        }
        let begun = sink.begin(name, Kind::Array);
        for (at, item) in self.items.iter().enumerate() {
            if again.get(at) != Some(&true) {
                sink.derived(Key::Element, item.text(&self.texts), item.from);
            }
        }
        sink.end(begun, Kind::Array);
    }

    /// For each text of a long list, whether it has come before. None if memory is refused.
    #[cold]
    #[inline(never)]
    fn again(&self) -> Option<Vec<bool>> {
        let text = |at: usize| self.items.get(at).map(|item| item.text(&self.texts));
        order::repeated(self.items.len(), But::First, &|a, b| text(a).cmp(&text(b)))
    }
}

impl Item {
    fn text(self, texts: &[u8]) -> &[u8] {
        texts.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}
