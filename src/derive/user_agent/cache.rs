//! Remembers the user agents seen last: in a log the same few come again and again.

use super::{MOST_BYTES, Parser, UserAgent};
use crate::bytes::{hash, same};
use crate::list::append;
use alloc::string::String;
use alloc::vec::Vec;

/// How many user agents are remembered: most organisations have fewer.
const ENTRIES: usize = 256;

/// How many places there are for each.
const GROUP: usize = 16;

/// The bytes that all of them together may take, apart from the fixed part of each.
const MOST_HELD: usize = 96 << 10;

/// The last user agents seen and what they were found to be.
///
/// It holds at most 256 of them and, with the work memory for parsing, at most 192 KiB. Of the sixteen that compete for a
/// place the one unused for longest makes room for a new one. User agents over 2,048 bytes are parsed each time.
pub struct Cache {
    parser: Parser,
    /// The hashes of the entries, apart from them: a look-up reads little else.
    hashes: Vec<u32>,
    entries: Vec<Entry>,
    /// Counts the look-ups: the age of an entry is when it was used last.
    clock: u32,
    /// What the entries hold together.
    held: usize,
    /// The place that is emptied next when that is too much.
    hand: usize,
    /// The last user agent that is too long to be remembered.
    passing: Option<Known>,
}

/// A place; an empty one has no note.
#[derive(Default)]
struct Entry {
    raw: Vec<u8>,
    known: Known,
    used: u32,
    held: usize,
}

/// What is remembered of a user agent; by default, what is known where memory was refused.
#[derive(Default)]
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
            return Known::default();
        }
        let agent = parser.parse(&String::from_utf8_lossy(raw));
        let names_unknown = raw.windows(7).any(|word| word.eq_ignore_ascii_case(b"unknown"));
        Known { note: note(&agent), names_unknown, agent }
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
        Self {
            parser: Parser::new(),
            hashes: Vec::new(),
            entries: Vec::new(),
            clock: 0,
            held: 0,
            hand: 0,
            passing: None,
        }
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
        self.clock = self.clock.wrapping_add(1);
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
        let first = group(hash);
        let is_it = |entry: &Entry| entry.known.note.is_some() && same(&entry.raw, raw);
        let hashes = self.hashes.get(first..first + GROUP)?.iter();
        let mut hits = hashes.enumerate().filter(|(_, other)| **other == hash).map(|(place, _)| first + place);
        hits.find(|place| self.entries.get(*place).is_some_and(is_it))
    }

    /// Takes the memory for all places in one go, so that growing leaves no gaps in the memory of a module. False if it is
    /// refused.
    fn is_ready(&mut self) -> bool {
        if self.entries.is_empty() {
            if self.hashes.try_reserve_exact(ENTRIES).is_err() || self.entries.try_reserve_exact(ENTRIES).is_err()
            {
                return false;
            }
            self.hashes.resize(ENTRIES, 0);
            self.entries.resize_with(ENTRIES, Entry::default);
        }
        true
    }

    /// Remembers a user agent. Gives its place.
    fn add(&mut self, hash: u32, raw: Vec<u8>, known: Known) -> usize {
        let first = group(hash);
        let age = |place: &usize| self.entries.get(*place).map_or(0, |entry| self.clock.wrapping_sub(entry.used));
        // Of those of one age the first: who looks for it comes there first.
        let place = (first..first + GROUP).rev().max_by_key(age).unwrap_or(first);
        self.empty(place);
        let held = raw.capacity() + text_bytes(&known.agent) + known.note.as_ref().map_or(0, Vec::capacity);
        while self.held > 0 && self.held + held > MOST_HELD {
            self.empty(self.hand);
            self.hand = (self.hand + 1) % ENTRIES;
        }
        if let (Some(entry), Some(other)) = (self.entries.get_mut(place), self.hashes.get_mut(place)) {
            self.held += held;
            *other = hash;
            *entry = Entry { raw, known, used: self.clock, held };
        }
        place
    }

    /// Forgets what is remembered at a place.
    fn empty(&mut self, place: usize) {
        if let Some(entry) = self.entries.get_mut(place) {
            self.held -= entry.held;
            *entry = Entry::default();
        }
    }
}

/// The first of the places for a hash.
fn group(hash: u32) -> usize {
    (hash >> (u32::BITS - (ENTRIES / GROUP).ilog2())) as usize * GROUP
}

/// The bytes of all texts of an answer.
fn text_bytes(agent: &UserAgent) -> usize {
    let UserAgent { name, version, os_name, os_version, device_name } = agent;
    let versions = [version, os_version].map(|version| version.as_ref().map_or(0, String::capacity));
    name.capacity() + os_name.capacity() + device_name.capacity() + versions.iter().sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::{Cache, ENTRIES, GROUP, MOST_HELD, group, hash};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec;
    use alloc::vec::Vec;

    /// How often a user agent is parsed when these are asked for one after the other; each note takes so many bytes.
    fn parsed(cache: &mut Cache, agents: &[String], bytes: usize) -> usize {
        let mut count = 0;
        for agent in agents {
            cache.noted(agent.as_bytes(), |_| {
                count += 1;
                Some(vec![b'x'; bytes])
            });
        }
        count
    }

    #[test]
    fn of_those_that_compete_the_one_unused_for_longest_is_forgotten() {
        let all = (0..).map(|number| format!("agent/{number}"));
        let some: Vec<String> = all.filter(|agent| group(hash(agent.as_bytes())) == 0).take(GROUP + 1).collect();
        let (last, first) = some.split_last().expect("there are some");
        let mut cache = Cache::new();
        assert_eq!(parsed(&mut cache, first, 1), GROUP);
        // Used in the other order: the last of them is unused for longest now.
        let again: Vec<String> = first.iter().rev().cloned().collect();
        assert_eq!(parsed(&mut cache, &again, 1), 0);
        assert_eq!(parsed(&mut cache, core::slice::from_ref(last), 1), 1);
        assert_eq!(parsed(&mut cache, &first[..GROUP - 1], 1), 0);
        assert_eq!(parsed(&mut cache, &first[GROUP - 1..], 1), 1);
    }

    #[test]
    fn two_hundred_by_turns_are_nearly_all_remembered() {
        let agents: Vec<String> = (0..200).map(|number| format!("Mozilla/5.0 agent/{number}")).collect();
        let mut cache = Cache::new();
        assert_eq!(parsed(&mut cache, &agents, 200), agents.len());
        let again: usize = (0..10).map(|_| parsed(&mut cache, &agents, 200)).sum();
        assert!(again < agents.len(), "{again} of 2,000");
    }

    #[test]
    fn what_is_held_has_a_limit_and_nothing_is_lost_from_the_books() {
        let mut cache = Cache::new();
        let agents: Vec<String> = (0..4 * ENTRIES).map(|number| format!("agent/{number}")).collect();
        for bytes in [1, MOST_HELD / 10, 2 * MOST_HELD, 1] {
            parsed(&mut cache, &agents, bytes);
            assert_eq!(cache.held, cache.entries.iter().map(|entry| entry.held).sum::<usize>());
            assert!(cache.held <= MOST_HELD.max(2 * bytes), "{} for {bytes}", cache.held);
        }
        assert_eq!(parsed(&mut cache, &agents[agents.len() - 1..], 1), 0);
    }
}
