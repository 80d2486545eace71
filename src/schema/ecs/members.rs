//! What an object or array contains, one after the other: each member under its name in the document.

use super::names::{Entry, Level, Names};
use super::words::Vocabulary;
use crate::json::Value;
use crate::json::tape::{Node, Range, Tape};
use crate::schema::sink::{Key, Name};

/// What a value is written under.
#[derive(Clone, Copy)]
pub enum Under {
    /// The name of a word.
    Word(u16),
    /// The key as it stands, which has no escapes.
    Own(Value),
    /// The name of a member whose names are settled.
    Entry(Entry),
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
            Under::Word(word) => vocabulary.get(*word).map_or(Key::Element, |word| Key::Name(word.name())),
            Under::Own(key) => Key::Own(*key),
            Under::Entry(entry) => Key::Computed(names.name(entry)),
            Under::Name(name) => Key::Name(*name),
            Under::Element => Key::Element,
        }
    }

    /// The name of a member of that text.
    pub fn name<'k>(&self, text: &'k [u8], vocabulary: &'k Vocabulary, names: &'k Names) -> Option<&'k [u8]> {
        match self {
            Under::Word(word) => Some(vocabulary.get(*word)?.name().0.unquoted()),
            Under::Own(key) => Some(key.bytes(text)),
            Under::Entry(entry) => Some(names.name(entry)),
            Under::Name(_) | Under::Element => None,
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
    pub fn next(&mut self, tape: &Tape, names: &Names) -> Option<(Under, u32, Node)> {
        match self {
            Members::Words(range) => {
                let (number, node) = range.next(tape)?;
                Some((Under::Word(node.mark), number, node))
            }
            Members::Own(range) => {
                let (number, node) = range.next(tape)?;
                Some((Under::Own(node.key), number, node))
            }
            Members::Elements(range) => {
                let (number, node) = range.next(tape)?;
                Some((Under::Element, number, node))
            }
            Members::Named(level, at) => loop {
                let entry = names.entry(*level, *at)?;
                *at += 1;
                if !entry.dead {
                    return Some((Under::Entry(entry), entry.number, *tape.get(entry.number)?));
                }
            },
        }
    }

    /// Forgets the names that were settled for it.
    pub fn end(self, names: &mut Names) {
        if let Members::Named(level, _) = self {
            names.close(level);
        }
    }
}
