//! The words of Okta's vocabulary: each key that has been met, what it is called in a document, and what it says of
//! its value. They are kept from one event to the next, because events have the same keys.
//!
//! The rows of the reader's table are the first words. The others are found by their spelling. How many are kept is
//! limited, and so is how long one is looked for: a key beyond that is no word, and its name is made each time anew.

use super::secrets::is_secret;
use super::snake;
use super::tree::characters;
use crate::event::Context;
use crate::event::fields::{self, FIELDS, Field};
use crate::json::{Kind, Value};
use crate::schema::sink::{Name, Words};
use alloc::vec::Vec;

/// A key that has been met.
pub struct Word {
    /// What it is called in a document.
    name: Words,
    /// How it is spelled; nothing for a row of the reader's table, which has its own way to find it.
    spelling: Spelling,
    /// The first word that is called the same.
    pub alike: u16,
    /// Whether its value is a secret.
    pub secret: bool,
    /// Whether values under its name are IP addresses, if they are any.
    pub address: bool,
    /// Whether values under its name are hashes.
    pub hash: bool,
    /// Whether it is called what the schema calls something of its own somewhere.
    pub reserved: bool,
}

impl Word {
    /// What it is called in a document.
    #[inline(always)]
    pub fn name(&self) -> Name<'_> {
        Name(&self.name)
    }
}

/// A key of up to 24 bytes, and zeroes behind it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Spelling {
    parts: [u64; 3],
    length: usize,
}

impl Spelling {
    /// That of the key of that length that `rest` begins with. None if it is too long.
    #[inline(always)]
    fn of(rest: &[u8], length: usize) -> Option<Spelling> {
        let mut window = [0; 24];
        match rest.first_chunk::<24>() {
            Some(chunk) => window = *chunk,
            None => window.get_mut(..length)?.copy_from_slice(rest.get(..length)?),
        }
        let (parts, _) = window.as_chunks::<8>();
        let part = |number: usize| {
            let more = length.saturating_sub(8 * number);
            let mask = if more >= 8 { u64::MAX } else { (1 << (8 * more)) - 1 };
            u64::from_le_bytes(parts[number]) & mask
        };
        (length <= window.len()).then(|| Spelling { parts: [part(0), part(1), part(2)], length })
    }

    #[inline(always)]
    fn hash(&self) -> usize {
        let [a, b, c] = self.parts;
        let mixed = a ^ b.rotate_left(23) ^ c.rotate_left(41) ^ (self.length as u64) << 58;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
    }
}

/// How many words are kept, those of the reader's table not counted.
const LIMIT: usize = 512;

/// A table of words by a hash, for twice as many words as there can be.
const PLACES: usize = 2048;

/// How many neighbouring places a word may have.
const NEAR: usize = 4;

/// A place without a word.
const EMPTY: u16 = u16::MAX;

/// The words.
#[derive(Default)]
pub struct Vocabulary {
    words: Vec<Word>,
    /// By spelling, and behind those by name.
    places: Vec<u16>,
}

impl Vocabulary {
    /// Makes the vocabulary ready for an event: one that is full begins anew. False if memory is refused.
    pub fn prepare(&mut self) -> bool {
        if self.words.len() >= FIELDS.len() && self.words.len() < FIELDS.len() + LIMIT {
            return true;
        }
        self.words.clear();
        self.places.clear();
        if self.words.try_reserve(FIELDS.len()).is_err() || self.places.try_reserve_exact(2 * PLACES).is_err() {
            return false;
        }
        self.places.resize(2 * PLACES, EMPTY);
        (0..FIELDS.len()).all(|row| {
            let name = snake::of_row(row);
            self.add(name, Spelling::default(), false).is_some()
        })
    }

    /// The word of that number.
    #[inline(always)]
    pub fn get(&self, word: u16) -> Option<&Word> {
        self.words.get(usize::from(word))
    }

    /// The number of the word for a key in that context.
    #[inline(always)]
    pub fn find(&mut self, context: Context, text: &[u8], key: Value) -> Option<u16> {
        if key.kind != Kind::Plain {
            return find_escaped(context, text, key);
        }
        let rest = text.get(key.start as usize..)?;
        let length = key.end.saturating_sub(key.start) as usize;
        if context != Context::Foreign
            && let Some(row) = fields::find_row(context, rest, length)
        {
            return Some(row as u16);
        }
        let spelling = Spelling::of(rest, length)?;
        for near in 0..NEAR {
            let place = (spelling.hash() + near) % PLACES;
            match self.places.get(place) {
                Some(&word) if word != EMPTY => {
                    if self.get(word)?.spelling == spelling {
                        return Some(word);
                    }
                }
                _ => return self.learn(rest.get(..length)?, spelling, place),
            }
        }
        None
    }

    /// Makes a word of a key. None if there are too many, its name is too long, or memory is refused.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, key: &[u8], spelling: Spelling, place: usize) -> Option<u16> {
        if self.words.len() >= FIELDS.len() + LIMIT {
            return None;
        }
        let mut name = Vec::new();
        snake::push(key, &mut name).then_some(())?;
        let word = self.add(&name, spelling, is_secret(key))?;
        *self.places.get_mut(place)? = word;
        Some(word)
    }

    /// Adds a word under its name.
    fn add(&mut self, name: &[u8], spelling: Spelling, secret: bool) -> Option<u16> {
        let words = Words::quoted(name)?;
        self.words.try_reserve(1).ok()?;
        let number = self.words.len() as u16;
        let first = snake::quick(name, 0, name.len()) as usize;
        let place = (0..NEAR).map(|near| PLACES + (first + near) % PLACES).find(|place| {
            let word = self.places.get(*place).and_then(|word| self.get(*word));
            word.is_none_or(|word| word.name == words)
        })?;
        let place = self.places.get_mut(place)?;
        if *place == EMPTY {
            *place = number;
        }
        let alike = *place;
        self.words.push(Word {
            name: words,
            spelling,
            alike,
            secret,
            address: names_address(name),
            hash: names_hash(name),
            reserved: RESERVED.iter().any(|reserved| reserved.as_bytes() == name),
        });
        Some(number)
    }
}

/// The number of the row for a key that is written with escapes; those of other words are not kept.
#[cold]
#[inline(never)]
fn find_escaped(context: Context, text: &[u8], key: Value) -> Option<u16> {
    let key = characters(text, key);
    fields::find_row(context, &key, key.len()).map(|row| row as u16)
}

/// The row of the reader's table that a word is, if it is one.
#[inline(always)]
pub fn field(word: u16) -> Option<&'static Field> {
    FIELDS.get(usize::from(word))
}

/// All names that the schema writes itself next to those of the event, wherever that is.
const RESERVED: [&str; 10] = [
    "normalizer",
    "debug_context",
    "request",
    "ip_chain",
    "as",
    "debug_data",
    "flattened",
    "risk_level",
    "risk_reasons",
    "risk_behaviors",
];

/// Whether values under that name are IP addresses, if they are any: `ip`, `new_ip_address`, `client_address`.
pub fn names_address(name: &[u8]) -> bool {
    name.ends_with(b"ip") || name.ends_with(b"address")
}

/// Whether values under that name are hashes.
pub fn names_hash(name: &[u8]) -> bool {
    matches!(name, b"dt_hash" | b"ja3" | b"ja4" | b"hash")
}
