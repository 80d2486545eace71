//! What a mapping writes through, so that one mapping serves documents and their provenance alike.

use super::rows::{Parts, Row};
use crate::event::Event;
use crate::json::{Kind, Value};

/// The name of an output field, with its quotes, its colon, and the quote that opens a text, ready to be written. Those of
/// the schemas are made by [`name!`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'n>(pub &'n Words);

/// A short text that can be copied as whole words.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// The text, and blanks behind it.
    pub bytes: [u8; 32],
    /// How long it is.
    pub length: usize,
}

impl Words {
    /// The words of a text; fails to compile where it is too long for them.
    pub const fn new(text: &str) -> Words {
        assert!(text.len() <= 32);
        let mut bytes = [b' '; 32];
        let (place, _) = bytes.split_at_mut(text.len());
        place.copy_from_slice(text.as_bytes());
        Words { bytes, length: text.len() }
    }

    /// What a [`Name`] is made of, for one that needs no escapes. None if that is longer than the words.
    pub fn quoted(name: &[u8]) -> Option<Words> {
        let mut bytes = [b' '; 32];
        bytes[0] = b'"';
        bytes.get_mut(1..1 + name.len())?.copy_from_slice(name);
        bytes.get_mut(1 + name.len()..4 + name.len())?.copy_from_slice(b"\":\"");
        Some(Words { bytes, length: name.len() + 4 })
    }

    /// The name that [`Words::quoted`] was given.
    pub fn unquoted(&self) -> &[u8] {
        self.bytes.get(1..self.length.saturating_sub(3)).unwrap_or_default()
    }
}

/// A field name: `name!("city_name")`.
macro_rules! name {
    ($name:literal) => {
        $crate::schema::sink::Name(const { &$crate::schema::sink::Words::new(concat!("\"", $name, "\":\"")) })
    };
}
pub(crate) use name;

/// What an output field stands under.
#[derive(Debug, Clone, Copy)]
pub enum Key<'k> {
    /// A name of the schema's, or one that is ready to be written like those.
    Name(Name<'k>),
    /// A name that was computed, in UTF-8, of characters that need no escape.
    Computed(&'k [u8]),
    /// A key of the event, as it stands.
    Own(Value),
    /// Nothing: it is an element of an array.
    Element,
}

impl<'k> From<Name<'k>> for Key<'k> {
    #[inline(always)]
    fn from(name: Name<'k>) -> Self {
        Key::Name(name)
    }
}

/// Receives the output fields of a document, in their order.
///
/// Every method that takes a [`Value`] is told where in the event the field comes from. A field whose value is
/// unset, or not of the kind that the method takes, is left out; so is an object or array without content.
pub trait Sink {
    /// What writes values of the event where they stand, for a loop over many of them.
    type Pen<'s>: Pen
    where
        Self: 's;
    /// Takes it up. What it has written counts when it is dropped.
    fn pen(&mut self) -> Self::Pen<'_>;
    /// Begins an object or an array; what is written next belongs to it. Gives what [`Sink::end`] takes.
    fn begin<'k>(&mut self, key: impl Into<Key<'k>>, kind: Kind) -> usize;
    /// Ends the object or array that was begun last.
    fn end(&mut self, begun: usize, kind: Kind);
    /// An object, whose fields `fields` writes.
    #[inline(always)]
    fn object(&mut self, name: Name, fields: impl FnOnce(&mut Self)) {
        let begun = self.begin(name, Kind::Object);
        fields(self);
        self.end(begun, Kind::Object);
    }
    /// How much has been written; for [`Sink::again`].
    fn written(&self) -> usize {
        0
    }
    /// Fields that have been written before, between those two marks. `fields` would write them.
    #[inline(always)]
    fn again(&mut self, _: [usize; 2], fields: impl FnOnce(&mut Self)) {
        fields(self);
    }
    /// Text, from a string or a number of the event.
    fn copy(&mut self, name: Name, from: Value);
    /// A string, number or literal of the event as it stands, empty strings and `null` included.
    fn leaf(&mut self, key: Key<'_>, from: Value);
    /// An object or array of the event as one string of JSON text.
    fn json_text(&mut self, key: Key<'_>, from: Value);
    /// Text in UTF-8 that was computed from a value of the event.
    fn derived<'k>(&mut self, key: impl Into<Key<'k>>, text: impl AsRef<[u8]>, from: Value);
    /// A number in decimal digits, or a literal, computed from a value of the event.
    fn derived_number<'k>(&mut self, key: impl Into<Key<'k>>, digits: &str, from: Value);
    /// The fields of a table.
    fn rows(&mut self, rows: &[Row], event: &Event<'_>, parts: &Parts<'_>);
    /// Text that is the same in every document.
    fn constant(&mut self, name: Name, text: &'static str);
}

/// Writes values of the event as they stand, each under a name, or as an element of an array where it is given none.
pub trait Pen {
    /// As [`Sink::leaf`].
    fn leaf(&mut self, name: Option<Name<'_>>, from: &Value);
    /// As [`Sink::begin`].
    fn begin(&mut self, name: Option<Name<'_>>, kind: Kind) -> usize;
    /// As [`Sink::end`].
    fn end(&mut self, begun: usize, kind: Kind);
}
