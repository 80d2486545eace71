//! The words of Okta's vocabulary: each key that has been met, what it is called in a document, and what it says of
//! its value. They are kept from one event to the next, because events have the same keys.
//!
//! The rows of the reader's table are the first words. The others are found by their spelling. How many are kept is
//! limited, and so is how long one is looked for, and how long it is: a key beyond that is no word, and its name is made each
//! time anew.

use super::encoded::encoding;
use super::secrets::is_secret;
use super::snake;
use super::spelling::Spelling;
use super::tree::characters;
use crate::event::fields::{FIELDS, Field};
use crate::event::{Context, Slot};
use crate::json::{Kind, Value};
use crate::list::append;
use crate::schema::sink::{Key, Name, Words};
use alloc::vec::Vec;

/// A key that has been met.
pub struct Word {
    /// What it is called in a document, unless it is a long word.
    name: Words,
    /// Where a long word and its name lie.
    long: Option<Long>,
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

/// A key that its spelling does not say all of, or whose name is too long to be copied as whole words: both lie one behind the
/// other in [`Vocabulary::long`].
#[derive(Clone, Copy)]
struct Long {
    start: u32,
    key: u8,
    name: u8,
}

/// What is done with a value under a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It is written where it stands, and nothing else. A container under a name of addresses is for who gathers them. No long
    /// word is one of these.
    Written,
    /// The same, and it is gathered if it is an address or a hash; a container is for who gathers what is in it.
    Gathered,
    /// If it is a text, that encodes a structure: it may have to be taken apart, or hidden.
    Encoded,
    /// Something else.
    Other,
}

impl Word {
    /// What it is called in a document; not that of a long word, which is [`Vocabulary::key`].
    #[inline(always)]
    pub fn name(&self) -> Name<'_> {
        debug_assert!(self.long.is_none());
        Name(&self.name)
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
    /// The long words and their names.
    long: Vec<u8>,
    /// See [`Vocabulary::is_guarded`].
    guarded: bool,
    /// Whether memory was refused for the characters of a key since [`Vocabulary::prepare`].
    pub refused: bool,
}

impl Vocabulary {
    /// Makes the vocabulary ready for an event: one that is full begins anew. False if memory is refused.
    pub fn prepare(&mut self) -> bool {
        (self.guarded, self.refused) = (false, false);
        if self.words.len() >= FIELDS.len() && self.words.len() < FIELDS.len() + LIMIT {
            return true;
        }
        self.words.clear();
        self.places.clear();
        self.long.clear();
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

    /// What a member stands under whose key is that word.
    #[inline(always)]
    pub fn key(&self, word: u16) -> Key<'_> {
        match self.get(word) {
            Some(word) if word.long.is_none() => Key::Name(word.name()),
            Some(word) => Key::Computed(self.text_of_name(word)),
            None => Key::Element,
        }
    }

    /// The name of a word, without what stands around it.
    pub fn text_of_name<'w>(&'w self, word: &'w Word) -> &'w [u8] {
        match word.long {
            Some(Long { start, key, name }) => self.long_text(start + u32::from(key), name),
            None => word.name.unquoted(),
        }
    }

    /// The key of a long word.
    fn text_of_key(&self, word: &Word) -> &[u8] {
        word.long.map_or(&[], |Long { start, key, .. }| self.long_text(start, key))
    }

    fn long_text(&self, start: u32, length: u8) -> &[u8] {
        self.long.get(start as usize..).and_then(|rest| rest.get(..usize::from(length))).unwrap_or_default()
    }

    /// The name of that word if a value under it is [only written](Use::Written).
    #[inline(always)]
    pub fn only_written(&self, word: u16) -> Option<Name<'_>> {
        self.get(word).filter(|word| word.use_of == Use::Written).map(Word::name)
    }

    /// Whether a key that is a secret's, or no word, or a container that is too deep to be listed, has been met since
    /// [`Vocabulary::prepare`]: then who opens an object must know the way to it.
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
        let Some(spelling) = Spelling::of(context, rest, length) else {
            return self.find_long(rest.get(..length)?);
        };
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
    fn find_escaped(&mut self, context: Context, text: &[u8], key: Value) -> Option<u16> {
        let key = characters(text, key);
        self.refused |= key.is_none();
        let key = key?;
        let word = self.look(&key, &Spelling::of(context, &key, key.len())?)?.ok()?;
        field(word).map(|_| word)
    }

    /// The number of the word of that spelling, which may stand at its other places, be one wherever it stands, or
    /// be new.
    #[inline(never)]
    fn find_further(&mut self, key: &[u8], spelling: Spelling) -> Option<u16> {
        match self.look(key, &spelling) {
            Some(Ok(word)) => Some(word),
            _ => self.find_or_learn(key, spelling.foreign()),
        }
    }

    /// The number of the word for a long key.
    #[inline(never)]
    fn find_long(&mut self, key: &[u8]) -> Option<u16> {
        self.find_or_learn(key, Spelling::of_long(key)?)
    }

    fn find_or_learn(&mut self, key: &[u8], spelling: Spelling) -> Option<u16> {
        match self.look(key, &spelling)? {
            Ok(word) => Some(word),
            Err(_) => self.learn(key, spelling),
        }
    }

    /// The word for a key of that spelling, or the place where it would stand. None if all of its places are taken.
    #[inline(never)]
    fn look(&self, key: &[u8], spelling: &Spelling) -> Option<Result<u16, usize>> {
        let is_it =
            |known: &Word| known.spelling.is(spelling) && (!spelling.is_long() || self.text_of_key(known) == key);
        (0..NEAR).map(|near| (spelling.hash() + near) % PLACES).find_map(|place| {
            let word = *self.places.get(place)?;
            match self.get(word) {
                Some(known) if is_it(known) => Some(Ok(word)),
                Some(_) => None,
                None => Some(Err(place)),
            }
        })
    }

    /// Makes a word of a key. None if there are too many, or memory is refused.
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
        let words = if spelling.is_long() { None } else { Words::quoted(name) };
        let long = match words {
            Some(_) => None,
            None => Some(Long {
                start: self.long.len() as u32,
                key: u8::try_from(key.len()).ok()?,
                name: u8::try_from(name.len()).ok()?,
            }),
        };
        self.words.try_reserve(1).ok()?;
        let Err(place_of_spelling) = self.look(key, &spelling)? else { return None };
        let number = self.words.len() as u16;
        let row = field(number);
        let first = snake::quick(name, 0, name.len()) as usize;
        let place = (0..NEAR).map(|near| PLACES + (first + near) % PLACES).find(|place| {
            let word = self.places.get(*place).and_then(|word| self.get(*word));
            word.is_none_or(|word| self.text_of_name(word) == name)
        })?;
        if long.is_some() && !(append(&mut self.long, key) && append(&mut self.long, name)) {
            return None;
        }
        let place = self.places.get_mut(place)?;
        let alike = if *place == EMPTY { number } else { *place };
        *place = alike;
        debug_assert!(row.is_none() || ALIKE.get(usize::from(number)).copied().map(u16::from) == Some(alike));
        *self.places.get_mut(place_of_spelling)? = number;
        let secret = is_secret(key);
        let (address, hash) = (names_address(name), names_hash(name));
        let use_of = match row {
            Some(row) if !secret => use_of_row(row),
            _ if secret => Use::Other,
            _ if encoding(key).is_some() => Use::Encoded,
            _ if address || hash => Use::Gathered,
            _ if long.is_some() => Use::Other,
            _ => Use::Written,
        };
        self.words.push(Word {
            name: words.unwrap_or(const { Words::new("") }),
            long,
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

/// What is done with a value of that row, if it is no secret. The client's address is gathered from its slot.
fn use_of_row(row: &Field) -> Use {
    match row.slot {
        _ if is_foreign(Some(row)) => Use::Other,
        Slot::IpAddressIp | Slot::DtHash | Slot::Ja3 | Slot::Ja4 => Use::Gathered,
        Slot::DeviceIntegrator | Slot::DebugBehaviors | Slot::DebugRisk | Slot::LogOnlySecurityData => {
            Use::Encoded
        }
        Slot::ClientIpChain
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
