//! What an object or array contains, one after the other: each member under its name in the document.

use super::names::{Level, Names};
use super::words::Vocabulary;
use crate::json::Value;
use crate::json::tape::{Item, Range, Tape};
use crate::schema::sink::{Key, Name};

/// What a value is written under.
#[derive(Clone, Copy)]
pub enum Under {
    /// The name of a word.
    Word(u16),
    /// The key as it stands, which has no escapes.
    Own(Value),
    /// The settled name of that number.
    Entry(u32),
    /// A name of the schema's.
    Name(Name<'static>),
    /// An element of an array.
    Element,
}

impl Under {
    /// The same for the sink.
    #[inline(always)]
    pub fn key<'k>(&self, vocabulary: &'k Vocabulary, names: &'k Names) -> Key<'k> {
        match self {
            Under::Word(word) => vocabulary.key(*word),
            Under::Own(key) => Key::Own(*key),
            Under::Entry(entry) => Key::Computed(names.name_at(*entry)),
            Under::Name(name) => Key::Name(*name),
            Under::Element => Key::Element,
        }
    }

    /// The name of a member of that text, as it stands in the document.
    pub fn name<'k>(&self, text: &'k [u8], vocabulary: &'k Vocabulary, names: &'k Names) -> Option<&'k [u8]> {
        match self {
            Under::Word(word) => Some(vocabulary.text_of_name(vocabulary.get(*word)?)),
            Under::Own(key) => Some(key.bytes(text)),
            Under::Entry(entry) => Some(names.name_at(*entry)),
            Under::Name(name) => Some(name.0.unquoted()),
            Under::Element => None,
        }
    }
}

/// What is left of an object or array.
#[derive(Clone, Copy)]
pub enum Members {
    /// The members of an object whose keys are words with names of their own.
    Words(Range),
    /// The same, under the keys as they stand.
    Own(Range),
    /// The members of any other object, whose names are settled: where those begin, and the next one.
    Named(Level, usize),
    /// The elements of an array.
    Elements(Range),
}

impl Members {
    /// The next one that counts.
    #[inline(always)]
    pub fn next<'t>(&mut self, tape: &'t Tape, names: &Names) -> Option<(Under, Item<'t>)> {
        match self {
            Members::Words(range) => {
                let item = range.next(tape)?;
                Some((Under::Word(item.1.mark), item))
            }
            Members::Own(range) => {
                let item = range.next(tape)?;
                Some((Under::Own(item.1.key()), item))
            }
            Members::Elements(range) => Some((Under::Element, range.next(tape)?)),
            Members::Named(level, at) => {
                let (number, member) = names.next(*level, at)?;
                Some((Under::Entry(number), (member, tape.get(member)?)))
            }
        }
    }

    /// Forgets the names that were settled for it.
    pub fn end(self, names: &mut Names) {
        if let Members::Named(level, _) = self {
            names.close(level);
        }
    }
}
