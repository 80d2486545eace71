//! Remembers the user agents seen last: in a log the same few come again and again.

use super::{MOST_BYTES, Parser, UserAgent};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// How many user agents are remembered.
const ENTRIES: usize = 64;

/// The bytes that all of them together may take, apart from the fixed part of each.
const MOST_HELD: usize = 24 * 1_024;

/// The last user agents seen and what they were found to be.
///
/// It holds at most 64 of them and, with the work memory for parsing, at most 64 KiB. The one
/// unused for longest makes room for a new one. User agents over 2,048 bytes are parsed each time.
pub struct Cache {
    parser: Parser,
    /// The hashes of the entries, apart from them: a look-up reads nothing else.
    hashes: Vec<u32>,
    entries: Vec<Entry>,
    /// Counts the look-ups: the age of an entry is when it was used last.
    clock: u64,
    /// What the entries hold together.
    held: usize,
    /// The last user agent that is too long to be remembered.
    passing: Option<UserAgent>,
}

struct Entry {
    raw: Box<[u8]>,
    agent: UserAgent,
    used: u64,
    held: usize,
}

impl Default for Cache {
    fn default() -> Self {
        Self::new()
    }
}

impl Cache {
    /// A cache that holds nothing yet.
    pub const fn new() -> Self {
        Self { parser: Parser::new(), hashes: Vec::new(), entries: Vec::new(), clock: 0, held: 0, passing: None }
    }

    /// Says what a user agent is, as [`super::parse`] does. It should be UTF-8.
    pub fn get(&mut self, raw: impl AsRef<[u8]>) -> &UserAgent {
        let raw = raw.as_ref();
        if raw.len() > MOST_BYTES {
            return self.passing.insert(self.parser.parse(&String::from_utf8_lossy(raw)));
        }
        self.clock += 1;
        let hash = hash(raw);
        let index = match self.position(hash, raw) {
            Some(index) => index,
            None => {
                let agent = self.parser.parse(&String::from_utf8_lossy(raw));
                self.add(hash, raw, agent)
            }
        };
        match self.entries.get_mut(index) {
            Some(entry) => {
                entry.used = self.clock;
                &entry.agent
            }
            // Not reached: the index is that of an entry.
            None => self.passing.insert(self.parser.parse(&String::from_utf8_lossy(raw))),
        }
    }

    /// Where a user agent is remembered.
    fn position(&self, hash: u32, raw: &[u8]) -> Option<usize> {
        let same = |entry: &Entry| same_bytes(&entry.raw, raw);
        let mut hits = self.hashes.iter().enumerate().filter(|(_, other)| **other == hash);
        hits.find_map(|(index, _)| self.entries.get(index).is_some_and(same).then_some(index))
    }

    /// Remembers a user agent, forgetting the ones unused for longest as far as room is needed.
    fn add(&mut self, hash: u32, raw: &[u8], agent: UserAgent) -> usize {
        let held = raw.len() + text_bytes(&agent);
        while self.entries.len() >= ENTRIES || (self.held + held > MOST_HELD && !self.entries.is_empty()) {
            self.forget();
        }
        if self.entries.capacity() == 0 {
            // In one go, so that growing leaves no gaps in the memory of a module.
            self.entries.reserve_exact(ENTRIES);
            self.hashes.reserve_exact(ENTRIES);
        }
        self.held += held;
        self.hashes.push(hash);
        self.entries.push(Entry { raw: raw.into(), agent, used: self.clock, held });
        self.entries.len() - 1
    }

    /// Forgets the entry that was unused for longest.
    fn forget(&mut self) {
        let oldest = self.entries.iter().enumerate().min_by_key(|(_, entry)| entry.used);
        if let Some((index, _)) = oldest {
            self.held -= self.entries.swap_remove(index).held;
            self.hashes.swap_remove(index);
        }
    }
}

/// The bytes of all texts of an answer.
fn text_bytes(agent: &UserAgent) -> usize {
    let UserAgent { name, version, os_name, os_version, device_name } = agent;
    let versions = [version, os_version].map(|version| version.as_ref().map_or(0, String::capacity));
    name.capacity() + os_name.capacity() + device_name.capacity() + versions.iter().sum::<usize>()
}

/// Bytes as words of eight, and the last one, which overlaps the one before it; a shorter text is filled up with
/// zeros. Plain slices, as an interpreter pays for each step of a chain of iterators.
fn words(bytes: &[u8]) -> (&[[u8; 8]], u64) {
    let last = match bytes.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last),
        None => bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    (bytes.as_chunks::<8>().0, last)
}

/// A hash that reads eight bytes at a time, as Firefox's does. Whoever makes user agents collide
/// gains nothing but some more comparisons.
fn hash(bytes: &[u8]) -> u32 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (whole, last) = words(bytes);
    let hash = whole.iter().fold(bytes.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    (mix(hash, last) >> 32) as u32
}

/// Whether two texts are the same, again by words: in a module `==` goes byte by byte.
fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let ((whole_a, last_a), (whole_b, last_b)) = (words(a), words(b));
    let same = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*a) == u64::from_le_bytes(*b);
    a.len() == b.len() && last_a == last_b && whole_a.iter().zip(whole_b).all(same)
}
