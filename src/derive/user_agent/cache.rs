//! Remembers the user agents seen last: in a log the same few come again and again.

use super::{MOST_BYTES, Parser, UserAgent};
use crate::bytes::{hash, same};
use crate::list::append;
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
    passing: Option<Known>,
}

struct Entry {
    raw: Vec<u8>,
    known: Known,
    used: u64,
    held: usize,
}

/// What is remembered of a user agent.
pub struct Known {
    /// What it says of itself.
    pub agent: UserAgent,
    /// Whether it calls itself unknown, in any case of letters.
    pub names_unknown: bool,
    /// What the caller has made of it; None where memory was refused, and then nothing here says what it is, and it is not
    /// remembered.
    pub note: Option<Vec<u8>>,
}

impl Known {
    fn of(raw: &[u8], parser: &mut Parser, note: impl FnOnce(&UserAgent) -> Option<Vec<u8>>) -> Known {
        if !Parser::has_room() {
            return Known::refused();
        }
        let agent = parser.parse(&String::from_utf8_lossy(raw));
        let names_unknown = raw.windows(7).any(|word| word.eq_ignore_ascii_case(b"unknown"));
        Known { note: note(&agent), names_unknown, agent }
    }

    /// What is known where memory was refused.
    const fn refused() -> Known {
        let agent = UserAgent {
            name: String::new(),
            version: None,
            os_name: String::new(),
            os_version: None,
            device_name: String::new(),
        };
        Known { agent, names_unknown: false, note: None }
    }
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
        &self.noted(raw.as_ref(), |_| Some(Vec::new())).agent
    }

    /// The same, and with it what the caller makes of it, `note`, which must depend on nothing else: it is asked when a
    /// user agent is not remembered.
    pub fn noted(&mut self, raw: &[u8], note: impl FnOnce(&UserAgent) -> Option<Vec<u8>>) -> &Known {
        if raw.len() > MOST_BYTES {
            return self.passing.insert(Known::of(raw, &mut self.parser, note));
        }
        self.clock += 1;
        let hash = hash(raw);
        let index = match self.position(hash, raw) {
            Some(index) => index,
            None => {
                let known = Known::of(raw, &mut self.parser, note);
                let mut copy = Vec::new();
                if known.note.is_none() || !self.is_ready() || !append(&mut copy, raw) {
                    return self.passing.insert(known);
                }
                self.add(hash, copy, known)
            }
        };
        // The index is that of an entry.
        match self.entries.get_mut(index) {
            Some(entry) => {
                entry.used = self.clock;
                &entry.known
            }
            None => self.passing.insert(Known::of(raw, &mut self.parser, |_| None)),
        }
    }

    /// Where a user agent is remembered.
    fn position(&self, hash: u32, raw: &[u8]) -> Option<usize> {
        let is_it = |entry: &Entry| same(&entry.raw, raw);
        let mut hits = self.hashes.iter().enumerate().filter(|(_, other)| **other == hash);
        hits.find_map(|(index, _)| self.entries.get(index).is_some_and(is_it).then_some(index))
    }

    /// Takes the memory for all entries in one go, so that growing leaves no gaps in the memory of a module. False if it is
    /// refused.
    fn is_ready(&mut self) -> bool {
        self.entries.capacity() > 0
            || self.hashes.try_reserve_exact(ENTRIES).is_ok() && self.entries.try_reserve_exact(ENTRIES).is_ok()
    }

    /// Remembers a user agent, forgetting the ones unused for longest as far as room is needed.
    fn add(&mut self, hash: u32, raw: Vec<u8>, known: Known) -> usize {
        let held = raw.capacity() + text_bytes(&known.agent) + known.note.as_ref().map_or(0, Vec::capacity);
        while self.entries.len() >= ENTRIES || (self.held + held > MOST_HELD && !self.entries.is_empty()) {
            self.forget();
        }
        self.held += held;
        self.hashes.push(hash);
        self.entries.push(Entry { raw, known, used: self.clock, held });
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
