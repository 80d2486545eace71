//! The words of Okta's vocabulary: each key that has been met, what it is called in a document, and what it says of
//! its value. They are kept from one event to the next, because events have the same keys.
//!
//! The rows of the reader's table are the first words. The others are found by their spelling. How many are kept is
//! limited, and so is how long one is looked for: a key beyond that is no word, and its name is made each time anew.

use super::encoded::encoding;
use super::secrets::is_secret;
use super::snake;
use super::tree::characters;
use crate::event::fields::{FIELDS, Field};
use crate::event::{Context, Slot};
use crate::json::{Kind, Value};
use crate::schema::sink::{Name, Words};
use alloc::vec::Vec;

/// A key that has been met.
pub struct Word {
    /// What it is called in a document.
    name: Words,
    /// How it is spelled.
    spelling: Spelling,
    /// The first word that is called the same.
    pub alike: u16,
    /// Whether its value is a secret.
    pub secret: bool,
    /// Whether values under its name are IP addresses, if they are any.
    pub address: bool,
    /// Whether values under its name are hashes.
    pub hash: bool,
    /// Whether it is no row of the reader's table, and called what the schema calls something of its own somewhere.
    pub reserved: bool,
    /// Whether it is none of the LogEvent's: no row, or an envelope's.
    pub foreign: bool,
    /// What is done with a value under it.
    pub use_of: Use,
    /// What the reader's table knows of an object or array under it.
    pub opens: Option<Context>,
}

/// What is done with a value under a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It is written where it stands, and nothing else. A container under a name of addresses is for who gathers them.
    Written,
    /// The same, and it is gathered if it is an address or a hash; a container is for who gathers what is in it.
    Gathered,
    /// Something else.
    Other,
}

impl Word {
    /// What it is called in a document.
    #[inline(always)]
    pub fn name(&self) -> Name<'_> {
        Name(&self.name)
    }
}

/// A key, its length and its context as whole words: all that is needed to tell one from another.
#[derive(Clone, Copy)]
struct Spelling {
    /// The first eight bytes, or fewer and zeroes.
    head: u64,
    /// The last eight bytes of a key of eight or more.
    tail: u64,
    /// The eight bytes behind the head of a key that is longer than sixteen.
    middle: u64,
    form: u64,
}

impl Spelling {
    /// That of the key of that length that `rest` begins with. None if it is too long.
    #[inline(always)]
    fn of(context: Context, rest: &[u8], length: usize) -> Option<Spelling> {
        let end;
        let window = match rest.first_chunk::<LONGEST>() {
            Some(window) => window,
            None => {
                end = end_of_text(rest);
                &end
            }
        };
        let word = |at: usize| Some(u64::from_le_bytes(*window.get(at..)?.first_chunk::<8>()?));
        let (head, form) = (word(0)?, (length as u64) << 8 | context as u64);
        if length < 8 {
            return Some(Spelling { head: head & ((1 << (8 * length)) - 1), tail: 0, middle: 0, form });
        }
        let middle = if length > 16 { word(8)? } else { 0 };
        // A key that is too long has no tail in the window.
        Some(Spelling { head, tail: word(length - 8)?, middle, form })
    }

    /// The same key where nothing is known.
    fn foreign(self) -> Spelling {
        Spelling { form: self.form & !0xFF | Context::Foreign as u64, ..self }
    }

    #[inline(always)]
    fn hash(&self) -> usize {
        let mixed = self.head ^ self.tail.rotate_left(17) ^ self.form << 32;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
    }

    #[inline(always)]
    fn is(&self, other: &Spelling) -> bool {
        let differ = (self.head ^ other.head) | (self.middle ^ other.middle);
        differ | (self.tail ^ other.tail) | (self.form ^ other.form) == 0
    }
}

/// A window on a text that ends before it does.
#[cold]
#[inline(never)]
fn end_of_text(rest: &[u8]) -> [u8; LONGEST] {
    let mut window = [0; LONGEST];
    window.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    window
}

/// The longest key that can be a word.
const LONGEST: usize = 24;

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
    /// See [`Vocabulary::is_guarded`].
    guarded: bool,
}

impl Vocabulary {
    /// Makes the vocabulary ready for an event: one that is full begins anew. False if memory is refused.
    pub fn prepare(&mut self) -> bool {
        self.guarded = false;
        if self.words.len() >= FIELDS.len() && self.words.len() < FIELDS.len() + LIMIT {
            return true;
        }
        self.words.clear();
        self.places.clear();
        if self.words.try_reserve(FIELDS.len()).is_err() || self.places.try_reserve_exact(2 * PLACES).is_err() {
            return false;
        }
        self.places.resize(2 * PLACES, EMPTY);
        FIELDS.iter().enumerate().all(|(row, field)| {
            let key = field.key.as_bytes();
            let spelling = Spelling::of(field.context, key, key.len());
            spelling.and_then(|spelling| self.add(key, snake::of_row(row), spelling)).is_some()
        })
    }

    /// The word of that number.
    #[inline(always)]
    pub fn get(&self, word: u16) -> Option<&Word> {
        self.words.get(usize::from(word))
    }

    /// The name of that word if a value under it is [only written](Use::Written).
    #[inline(always)]
    pub fn only_written(&self, word: u16) -> Option<Name<'_>> {
        self.get(word).filter(|word| word.use_of == Use::Written).map(Word::name)
    }

    /// Whether a key that is a secret's, or no word, has been met since [`Vocabulary::prepare`]: then who opens an object must
    /// know the way to it.
    pub fn is_guarded(&self) -> bool {
        self.guarded
    }

    /// Notes that there is such a key.
    pub fn guard(&mut self) {
        self.guarded = true;
    }

    /// The number of the word for a key in that context.
    #[inline(always)]
    pub fn find(&mut self, context: Context, text: &[u8], key: Value) -> Option<u16> {
        if key.kind != Kind::Plain {
            return self.find_escaped(context, text, key);
        }
        let rest = text.get(key.start as usize..)?;
        let length = key.end.saturating_sub(key.start) as usize;
        let spelling = Spelling::of(context, rest, length)?;
        // Nearly every word stands at the first of its places.
        let word = *self.places.get(spelling.hash() % PLACES)?;
        if self.get(word).is_some_and(|known| known.spelling.is(&spelling)) {
            return Some(word);
        }
        self.find_further(rest.get(..length)?, spelling)
    }

    /// The number of the row for a key that is written with escapes; those of other words are not looked for.
    #[cold]
    #[inline(never)]
    fn find_escaped(&self, context: Context, text: &[u8], key: Value) -> Option<u16> {
        let key = characters(text, key);
        let word = self.look(&Spelling::of(context, &key, key.len())?)?.ok()?;
        field(word).map(|_| word)
    }

    /// The number of the word of that spelling, which may stand at its other places, be one wherever it stands, or
    /// be new.
    #[inline(never)]
    fn find_further(&mut self, key: &[u8], spelling: Spelling) -> Option<u16> {
        if let Some(Ok(word)) = self.look(&spelling) {
            return Some(word);
        }
        let spelling = spelling.foreign();
        match self.look(&spelling)? {
            Ok(word) => Some(word),
            Err(_) => self.learn(key, spelling),
        }
    }

    /// The word of that spelling, or the place where it would stand. None if all of its places are taken.
    #[inline(never)]
    fn look(&self, spelling: &Spelling) -> Option<Result<u16, usize>> {
        (0..NEAR).map(|near| (spelling.hash() + near) % PLACES).find_map(|place| {
            let word = *self.places.get(place)?;
            match self.get(word) {
                Some(known) if known.spelling.is(spelling) => Some(Ok(word)),
                Some(_) => None,
                None => Some(Err(place)),
            }
        })
    }

    /// Makes a word of a key. None if there are too many, its name is too long, or memory is refused.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, key: &[u8], spelling: Spelling) -> Option<u16> {
        if self.words.len() >= FIELDS.len() + LIMIT {
            return None;
        }
        let mut name = Vec::new();
        snake::push(key, &mut name).then_some(())?;
        self.add(key, &name, spelling)
    }

    /// Adds the word for a key under its name.
    fn add(&mut self, key: &[u8], name: &[u8], spelling: Spelling) -> Option<u16> {
        let words = Words::quoted(name)?;
        self.words.try_reserve(1).ok()?;
        let Err(place_of_spelling) = self.look(&spelling)? else { return None };
        let number = self.words.len() as u16;
        let row = field(number);
        let first = snake::quick(name, 0, name.len()) as usize;
        let place = (0..NEAR).map(|near| PLACES + (first + near) % PLACES).find(|place| {
            let word = self.places.get(*place).and_then(|word| self.get(*word));
            word.is_none_or(|word| word.name == words)
        })?;
        let place = self.places.get_mut(place)?;
        let alike = if *place == EMPTY { number } else { *place };
        *place = alike;
        debug_assert!(row.is_none() || ALIKE.get(usize::from(number)).copied().map(u16::from) == Some(alike));
        *self.places.get_mut(place_of_spelling)? = number;
        let secret = row.is_none() && is_secret(key);
        let (address, hash) = (names_address(name), names_hash(name));
        let use_of = match row {
            Some(row) => use_of_row(row),
            None if secret || encoding(key).is_some() => Use::Other,
            None if address || hash => Use::Gathered,
            None => Use::Written,
        };
        self.words.push(Word {
            name: words,
            spelling,
            alike,
            secret,
            address,
            hash,
            reserved: row.is_none() && RESERVED.iter().any(|reserved| reserved.as_bytes() == name),
            foreign: is_foreign(row),
            use_of,
            opens: row.and_then(|row| row.opens),
        });
        Some(number)
    }
}

/// For each row of the reader's table the first one that is called the same.
pub static ALIKE: [u8; FIELDS.len()] = {
    let mut alike = [0; FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        let mut first = 0;
        while !snake::are_alike(first, row) {
            first += 1;
        }
        alike[row] = first as u8;
        row += 1;
    }
    alike
};

/// Rows of one object have the same name where they fill the same slot, and only there: so a reader that finds no slot filled
/// twice has met no name twice.
const _: () = {
    let (mut a, mut b) = (0, 0);
    while a < FIELDS.len() {
        let same_object = FIELDS[a].context as u8 == FIELDS[b].context as u8;
        let same_slot = FIELDS[a].slot as u8 == FIELDS[b].slot as u8;
        assert!(!same_object || same_slot == (ALIKE[a] == ALIKE[b]));
        b += 1;
        if b == FIELDS.len() {
            (a, b) = (a + 1, 0);
        }
    }
};

/// The row of the reader's table that a word is, if it is one.
#[inline(always)]
pub fn field(word: u16) -> Option<&'static Field> {
    FIELDS.get(usize::from(word))
}

/// Whether a key is none of the LogEvent's: one without a row, or an envelope's.
pub fn is_foreign(row: Option<&Field>) -> bool {
    row.is_none_or(|row| row.slot as u8 >= Slot::Message as u8)
}

/// What is done with a value of that row. Nothing that the table names is a secret, and the client's address is gathered from its
/// slot.
fn use_of_row(row: &Field) -> Use {
    match row.slot {
        _ if is_foreign(Some(row)) => Use::Other,
        Slot::IpAddressIp | Slot::DtHash | Slot::Ja3 => Use::Gathered,
        Slot::ClientIpChain
        | Slot::DeviceIntegrator
        | Slot::Security
        | Slot::AsNumber
        | Slot::AsOrg
        | Slot::UserBehaviors
        | Slot::Risk
        | Slot::Debug => Use::Other,
        _ => Use::Written,
    }
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
