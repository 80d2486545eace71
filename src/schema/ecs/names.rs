//! The names of the members of one object, no two of them the same.
//!
//! Where two keys of the event are the same, the last one counts, as everywhere. Where two different keys give
//! the same name, the second gets `_2`, the third `_3`, so that nothing is lost; a name that another key gives
//! is left to that one.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::snake::{self, quick};
use crate::json::order::{self, But};
use crate::list::{add, append, empty};

/// A member of an object that is being written.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The number of the member, for whoever added it.
    pub number: u32,
    /// The row of the reader's table that knows its key.
    pub row: Option<u8>,
    /// Whether the name is that of the row, without a number behind it.
    labelled: bool,
    /// Whether a later member has the same key, so that this one does not count.
    pub dead: bool,
    start: u32,
    end: u32,
    hash: u32,
}

impl Entry {
    /// The row whose label is the name.
    #[inline(always)]
    pub fn label(&self) -> Option<usize> {
        self.row.filter(|_| self.labelled).map(usize::from)
    }
}

/// The names of all objects that are open at a time, innermost last.
#[derive(Default)]
pub struct Names {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    /// Whether memory was refused, so that members are missing.
    pub failed: bool,
}

/// Where an object's names begin.
#[derive(Debug, Clone, Copy)]
pub struct Level {
    bytes: usize,
    entries: usize,
}

/// Up to so many members are compared each with each.
const FEW: usize = 32;

impl Names {
    /// Forgets all names.
    pub fn clear(&mut self) {
        empty(&mut self.bytes);
        empty(&mut self.entries);
        self.failed = false;
    }

    /// Begins an object.
    pub fn open(&self) -> Level {
        Level { bytes: self.bytes.len(), entries: self.entries.len() }
    }

    /// Ends it.
    pub fn close(&mut self, level: Level) {
        self.bytes.truncate(level.bytes);
        self.entries.truncate(level.entries);
    }

    /// The next entry of the object that counts, from that place on: its number among all, and its member's.
    #[inline(never)]
    pub fn next(&self, level: Level, at: &mut usize) -> Option<(u32, u32)> {
        loop {
            let number = level.entries + *at;
            let entry = self.entries.get(number)?;
            *at += 1;
            if !entry.dead {
                return Some((number as u32, entry.number));
            }
        }
    }

    /// The name of the entry of that number.
    pub fn name_at(&self, number: u32) -> &[u8] {
        self.entries.get(number as usize).map_or(&[], |entry| self.name(entry))
    }

    /// Whether the name of the entry of that number is a row's.
    pub fn is_label(&self, number: u32) -> bool {
        self.entries.get(number as usize).is_some_and(|entry| entry.label().is_some())
    }

    /// The name of an entry.
    #[inline(never)]
    fn name(&self, entry: &Entry) -> &[u8] {
        if let Some(row) = entry.label() {
            return snake::of_row(row);
        }
        self.bytes.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    /// Adds a member whose key a row of the reader's table knows.
    pub fn add_labelled(&mut self, number: u32, row: usize) {
        let name = snake::of_row(row);
        let hash = quick(name, 0, name.len());
        self.push(Entry { number, row: Some(row as u8), labelled: true, dead: false, start: 0, end: 0, hash });
    }

    /// Adds a member by its key.
    pub fn add_key(&mut self, number: u32, key: &[u8]) {
        let start = self.bytes.len();
        if snake::push(key, &mut self.bytes) {
            self.add(number, start);
        } else {
            self.failed = true;
        }
    }

    /// Adds a member whose name is its key as it stands.
    pub fn add_own(&mut self, number: u32, key: &[u8]) {
        let start = self.bytes.len();
        if append(&mut self.bytes, key) {
            self.add(number, start);
        } else {
            self.failed = true;
        }
    }

    fn add(&mut self, number: u32, start: usize) {
        let end = self.bytes.len();
        let hash = quick(&self.bytes, start, end);
        let (start, end) = (start as u32, end as u32);
        self.push(Entry { number, row: None, labelled: false, dead: false, start, end, hash });
    }

    #[inline(never)]
    fn push(&mut self, entry: Entry) {
        self.failed |= !add(&mut self.entries, entry);
    }

    /// Settles the names of the object that was opened last. `reserved` are taken already; `key` gives the
    /// characters of a member's key.
    #[inline(never)]
    pub fn settle<'k>(&mut self, level: Level, reserved: &[&str], key: &dyn Fn(u32) -> Cow<'k, [u8]>) {
        let entries = self.entries.get(level.entries..).unwrap_or_default();
        // One bit for each name: only where a bit is set already, names are compared.
        let mut bits = [0u64; 4];
        let mut distinct = entries.len() <= FEW;
        for (at, entry) in entries.iter().enumerate().take(FEW) {
            let (word, bit) = (entry.hash as usize & 3, 1 << (entry.hash >> 26));
            if bits[word] & bit != 0 {
                distinct &= !entries.iter().take(at).any(|other| other.hash == entry.hash);
            }
            bits[word] |= bit;
            distinct &= !is_reserved(self.name(entry), reserved);
        }
        if !distinct {
            self.settle_all(level, reserved, key);
        }
    }

    #[cold]
    #[inline(never)]
    fn settle_all<'k>(&mut self, level: Level, reserved: &[&str], key: &dyn Fn(u32) -> Cow<'k, [u8]>) {
        if self.settle_equal(level, key).and_then(|()| self.settle_alike(level, reserved)).is_none() {
            self.failed = true;
        }
    }

    /// Of members with the same key only the last one counts. None if memory is refused.
    fn settle_equal<'k>(&mut self, level: Level, key: &dyn Fn(u32) -> Cow<'k, [u8]>) -> Option<()> {
        let entries = self.entries.get_mut(level.entries..)?;
        let key = |at: usize| entries.get(at).map(|entry| key(entry.number));
        let dead = order::repeated(entries.len(), But::Last, &|a, b| key(a).cmp(&key(b)))?;
        entries.iter_mut().zip(dead).for_each(|(entry, dead)| entry.dead = dead);
        Some(())
    }

    /// Of members with the same name the first one keeps it, the others take a number that makes a name which no
    /// member has. None if memory is refused.
    fn settle_alike(&mut self, level: Level, reserved: &[&str]) -> Option<()> {
        let entries = self.entries.get(level.entries..)?;
        let name = |at: usize| entries.get(at).map(|entry| self.name(entry));
        let order = order::sorted(entries.len(), &|a, b| name(a).cmp(&name(b)))?;
        let mut named = Vec::new();
        named.try_reserve_exact(order.len()).ok()?;
        named.extend(order.iter().filter_map(|at| {
            let entry = entries.get(*at as usize).filter(|entry| !entry.dead)?;
            Some((*at as usize, *entry))
        }));
        let (mut count, mut before): (usize, Option<Entry>) = (1, None);
        for (at, entry) in &named {
            let name = self.name(entry);
            if before.is_none_or(|before| self.name(&before) != name) {
                (count, before) = (1, Some(*entry));
                if !is_reserved(name, reserved) {
                    continue;
                }
            }
            let free = loop {
                count += 1;
                let candidate = numbered(name, count)?;
                let taken = named.binary_search_by(|(_, entry)| self.name(entry).cmp(&candidate)).is_ok();
                if !taken && !is_reserved(&candidate, reserved) {
                    break candidate;
                }
            };
            self.rename(level.entries + at, &free);
        }
        Some(())
    }

    fn rename(&mut self, at: usize, name: &[u8]) {
        let start = self.bytes.len();
        if !append(&mut self.bytes, name) {
            self.failed = true;
            return;
        }
        if let Some(entry) = self.entries.get_mut(at) {
            *entry = Entry { start: start as u32, end: self.bytes.len() as u32, labelled: false, ..*entry };
        }
    }
}

fn is_reserved(name: &[u8], reserved: &[&str]) -> bool {
    reserved.iter().any(|reserved| reserved.as_bytes() == name)
}

/// `name_2`. None if memory is refused.
fn numbered(name: &[u8], number: usize) -> Option<Vec<u8>> {
    let mut digits = [b'0'; 20];
    let (mut rest, mut first) = (number, digits.len());
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        if rest == 0 {
            break;
        }
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        first = at;
    }
    let mut numbered = Vec::new();
    let parts = [name, b"_", digits.get(first..).unwrap_or_default()];
    parts.into_iter().all(|part| append(&mut numbered, part)).then_some(numbered)
}
