//! Remembers what was derived from the texts seen last: in a log the same few come again and again.

use crate::bytes::{hash, same};
use alloc::string::String;
use alloc::vec::Vec;

/// How many texts are remembered.
const ENTRIES: usize = 256;

/// How many places there are for a text. With two, three texts of a few would often compete for them.
const GROUP: usize = 4;

/// The longest text that is remembered, in bytes: all event types and most names are shorter.
const LONGEST: usize = 95;

/// The longest event of which anything is remembered, in bytes. What a longer one leaves would lie behind its document
/// and in the way of the next long one, and a module never gives memory back.
const LONGEST_EVENT: usize = 64 << 10;

/// How many texts may be derived from one.
pub const TEXTS: usize = 3;

/// What was derived from the last texts. A text takes the place of the one of four that was remembered first, so that a
/// memo never holds more than 256 of them, 96 KiB. Long ones, and those of long events, are derived from anew each time.
///
/// One function looks up all of them: WAMR's interpreter is faster where the same code serves again.
#[derive(Default)]
pub struct Memo {
    entries: Vec<Derived>,
}

/// What was derived from a text.
#[derive(Default)]
pub struct Derived {
    from: Vec<u8>,
    /// The texts, one behind the other.
    pub text: String,
    /// Where each begins and ends; one that there is not is empty.
    pub places: [[u32; 2]; TEXTS],
    /// Whether memory was refused for some of it.
    refused: bool,
}

impl Derived {
    /// The text of that number: all these parts.
    pub fn add(&mut self, number: usize, parts: &[&str]) {
        let start = self.text.len() as u32;
        for part in parts {
            self.refused |= self.text.try_reserve_exact(part.len()).is_err();
            if !self.refused {
                self.text.push_str(part);
            }
        }
        if let Some(place) = self.places.get_mut(number) {
            *place = [start, self.text.len() as u32];
        }
    }

    #[cold]
    fn refill(&mut self, from: &[u8], derive: impl FnOnce(&[u8], &mut Derived)) {
        self.from.clear();
        self.text.clear();
        self.places = Default::default();
        self.refused = self.from.try_reserve_exact(from.len()).is_err();
        if !self.refused {
            derive(from, self);
        }
        // What is not whole is not found again: no text that is looked for is empty.
        if !self.refused {
            self.from.extend_from_slice(from);
        }
    }
}

impl Memo {
    /// What `derive` gives for a text that is not empty, on which alone it must depend. It lies in `passing` if it is not
    /// remembered, for which also the length of the event counts. None if memory is refused.
    #[inline(always)]
    pub fn get<'m>(
        &'m mut self,
        from: &[u8],
        event: usize,
        passing: &'m mut Derived,
        derive: impl FnOnce(&[u8], &mut Derived),
    ) -> Option<&'m Derived> {
        let is_long = from.len() > LONGEST;
        if !is_long && let Some(found) = self.find(from) {
            return self.entries.get(found);
        }
        let entry = if is_long || event > LONGEST_EVENT { passing } else { self.place(from)? };
        entry.refill(from, derive);
        (!entry.refused).then_some(entry)
    }

    /// Where a text is remembered.
    #[inline(never)]
    fn find(&self, from: &[u8]) -> Option<usize> {
        let group = group(from);
        let mut entries = self.entries.get(group..group + GROUP)?.iter();
        entries.position(|entry| same(&entry.from, from)).map(|place| group + place)
    }

    /// Where a text is to be remembered. None if memory is refused.
    #[cold]
    #[inline(never)]
    fn place(&mut self, from: &[u8]) -> Option<&mut Derived> {
        if self.entries.is_empty() {
            self.entries.try_reserve_exact(ENTRIES).ok()?;
            self.entries.resize_with(ENTRIES, Derived::default);
        }
        // The one that was remembered last stands first of them.
        let group = group(from);
        let entries = self.entries.get_mut(group..group + GROUP)?;
        entries.rotate_right(1);
        entries.first_mut()
    }
}

/// The first of the places of a text. By the highest bits of the hash: the others do not depend on all of a text.
fn group(from: &[u8]) -> usize {
    (hash(from) >> (u32::BITS - (ENTRIES / GROUP).ilog2())) as usize * GROUP
}

#[cfg(test)]
mod tests {
    use super::{Derived, ENTRIES, GROUP, Memo, group};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    /// How often it is derived when the texts are asked for by turns, ten times each.
    fn derived(texts: &[String]) -> usize {
        let (mut memo, mut passing, mut count) = (Memo::default(), Derived::default(), 0);
        for text in texts.iter().cycle().take(texts.len() * 10) {
            let derived = memo.get(text.as_bytes(), 0, &mut passing, |_, derived| {
                count += 1;
                derived.add(0, &[text]);
            });
            assert_eq!(derived.map(|derived| &derived.text), Some(text));
        }
        count
    }

    #[test]
    fn texts_of_the_same_places_are_all_remembered() {
        let texts = || (0..10_000).map(|number| format!("text {number}"));
        for place in [0, 28, 60] {
            let some: Vec<String> = texts().filter(|text| group(text.as_bytes()) == place).take(GROUP).collect();
            assert_eq!((some.len(), derived(&some)), (GROUP, GROUP));
        }
    }

    #[test]
    fn texts_that_differ_in_one_byte_are_spread() {
        // Texts of eight bytes: the last one lies in the highest bits of a word.
        let texts = ('0'..='9').chain('a'..='z').chain('A'..='Z').map(|last| format!("10.0.0.{last}"));
        let groups: alloc::collections::BTreeSet<usize> = texts.map(|text| group(text.as_bytes())).collect();
        assert!(groups.len() > ENTRIES / GROUP / 2, "{groups:?}");
    }

    #[test]
    fn long_texts_and_those_of_long_events_are_derived_each_time() {
        assert_eq!(derived(&["x".repeat(super::LONGEST)]), 1);
        assert_eq!(derived(&["x".repeat(super::LONGEST + 1)]), 10);
        let (mut memo, mut passing, mut count) = (Memo::default(), Derived::default(), 0);
        for event in [super::LONGEST_EVENT + 1, super::LONGEST_EVENT + 1, super::LONGEST_EVENT, 0] {
            memo.get(b"text", event, &mut passing, |_, _| count += 1);
        }
        assert_eq!(count, 3);
    }
}
