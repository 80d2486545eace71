//! A mapping as a table: rows that a sink goes through in one loop.
//!
//! The loop is some hundred steps of code for any number of fields, where a function that names each field has a dozen
//! for each of them. WAMR's interpreter takes several times as long for a step that it has not met lately.

use super::sink::{Name, Words};
use crate::event::{Event, Slot};
use crate::json::{Kind, Value};

/// A row: one field of the document, or the beginning or the end of an object.
pub struct Row {
    /// What it stands under. Of a constant, the whole member.
    pub name: Name<'static>,
    /// What it is.
    pub form: Form,
    /// Where its content comes from.
    pub source: Source,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Form {
    /// Text, from a string or a number.
    Text,
    /// A list with one element, text.
    List,
    /// A number, or JSON that was made of something else, as it stands.
    Json,
    /// Members of the object that is open, as JSON text with a comma behind each. There is no name.
    Members,
    /// A member that is the same in every document.
    Constant,
    /// An object begins. One that stays without content is left out.
    Open,
    /// The object that began last ends.
    Close,
}

/// Where the content of a field comes from. A value that is unset or of another kind leaves the field out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A value of the event.
    Event(Slot),
    /// One of [`Parts::chosen`].
    Chosen(u8),
    /// One of [`Parts::derived`], and the slot of the value that it was made from.
    Derived(u8, Slot),
    /// It has no content of its own.
    None,
}

/// What a mapping finds out before its rows are written.
pub struct Parts<'p> {
    /// Values of the event that depend on others of its values; absent where they are not to be written.
    pub chosen: &'p [Value],
    /// What was derived.
    pub derived: &'p [Part<'p>],
}

/// JSON content that was derived from a value: a place in a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part<'p> {
    /// The text.
    pub text: &'p [u8],
    /// The place in it; absent where nothing could be derived.
    pub place: Value,
}

impl<'p> Part<'p> {
    /// A text that needs no escapes.
    pub fn text(text: &'p [u8]) -> Self {
        Part::within(text, 0, text.len())
    }

    /// A place in a text that needs no escapes.
    pub fn within(text: &'p [u8], start: usize, end: usize) -> Self {
        Part { text, place: Value::new(start, end, Kind::Plain) }
    }

    /// JSON as it stands.
    pub fn json(text: &'p [u8]) -> Self {
        Part { text, place: Value::new(0, text.len(), Kind::Number) }
    }
}

/// The content of a row that has none of its own: an empty place.
static NOTHING: Value = Value { start: 0, end: 0, kind: Kind::True };
static ABSENT: Value = Value::ABSENT;

impl<'p> Parts<'p> {
    /// The text that a row's content lies in, and its place there.
    #[inline(always)]
    pub fn content(&self, event: &Event<'p>, source: Source) -> (&'p [u8], &Value) {
        match source {
            Source::Event(slot) => (event.text, event.slots.at(slot)),
            Source::Chosen(value) => (event.text, self.chosen.get(usize::from(value)).unwrap_or(&ABSENT)),
            Source::Derived(part, _) => match self.derived.get(usize::from(part)) {
                Some(part) => (part.text, &part.place),
                None => (event.text, &ABSENT),
            },
            Source::None => (event.text, &NOTHING),
        }
    }
}

impl Form {
    /// Whether a value of that kind is content of this form that may stand as it is; an empty one may not.
    #[inline(always)]
    pub fn takes(self, kind: Kind) -> bool {
        // The number of each kind as a bit.
        const ACCEPTED: [u16; 7] = {
            let (number, plain, nothing) = (1 << Kind::Number as u16, 1 << Kind::Plain as u16, 1 << Kind::True as u16);
            [number | plain, number | plain, number, number, nothing, nothing, 0]
        };
        ACCEPTED[self as usize] >> kind as u32 & 1 != 0
    }
}

/// A row that is text.
pub const fn text(name: Name<'static>, source: Source) -> Row {
    Row { name, form: Form::Text, source }
}

/// A row that is a list with one text in it.
pub const fn list(name: Name<'static>, source: Source) -> Row {
    Row { name, form: Form::List, source }
}

/// A row that is a number, or JSON that was made of something else.
pub const fn json(name: Name<'static>, source: Source) -> Row {
    Row { name, form: Form::Json, source }
}

/// A row that is several members.
pub const fn members(source: Source) -> Row {
    Row { name: NO_NAME, form: Form::Members, source }
}

/// The beginning of an object.
pub const fn open(name: Name<'static>) -> Row {
    Row { name, form: Form::Open, source: Source::None }
}

/// The end of an object.
pub const CLOSE: Row = Row { name: NO_NAME, form: Form::Close, source: Source::None };

/// What a row without a name stands under.
pub const NO_NAME: Name<'static> = Name(&Words::new(""));

/// A row that is the same in every document: `constant!("kind": "event")`.
macro_rules! constant {
    ($name:literal: $text:literal) => {
        $crate::schema::rows::Row {
            name: $crate::schema::sink::Name(
                const { &$crate::schema::sink::Words::new(concat!("\"", $name, "\":\"", $text, "\",")) },
            ),
            form: $crate::schema::rows::Form::Constant,
            source: $crate::schema::rows::Source::None,
        }
    };
}
pub(crate) use constant;
