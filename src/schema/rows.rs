//! A mapping as a table: rows that a sink goes through in one loop.
//!
//! The loop is some hundred steps of code for any number of fields, where a function that names each field has a dozen
//! for each of them. WAMR's interpreter takes several times as long for a step that it has not met lately.

use super::sink::Words;
use crate::event::{Event, Slot};
use crate::json::{Kind, Value};

/// A row: one field of the document, or the beginning or the end of an object.
pub struct Row {
    /// What is written before the content: the field's name, and what begins it. Of a constant, the whole member.
    pub opening: &'static Words,
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
    /// Members of the object that is open, as JSON text with a comma behind each.
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
    /// A value of the person whom the event is about: which one, as a slot of the first target that is a user.
    Person(Slot),
    /// A value of the event that is not always written: one of [`Parts::parts`], and its slot.
    Chosen(u8, Slot),
    /// What was derived from a value of the event: one of [`Parts::parts`], and the value's slot.
    Derived(u8, Slot),
    /// It has no content of its own.
    None,
}

/// What a mapping finds out before its rows are written.
pub struct Parts<'p> {
    /// What was derived or chosen.
    pub parts: &'p [Part<'p>],
    /// Where the values of the person stand: those of [`Slot::User`] or of [`Slot::Actor`].
    pub person: Slot,
}

/// Content that is no value of the event as it stands: a place in a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part<'p> {
    /// The text.
    pub text: &'p [u8],
    /// The place in it; absent or empty where there is no such part.
    pub place: Value,
}

impl<'p> Part<'p> {
    /// A text that needs no escapes.
    pub fn text(text: &'p [u8]) -> Self {
        Part { text, place: Value::new(0, text.len(), Kind::Plain) }
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
            Source::Person(slot) => (event.text, event.slots.beside(self.person, slot)),
            Source::Derived(part, _) | Source::Chosen(part, _) => match self.parts.get(usize::from(part)) {
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
        /// For each form the kinds, a bit each.
        static ACCEPTED: [u16; 7] = {
            let (number, plain, nothing) =
                (1 << Kind::Number as u16, 1 << Kind::Plain as u16, 1 << Kind::True as u16);
            [number | plain, number | plain, number, plain, nothing, nothing, 0]
        };
        ACCEPTED[self as usize] >> kind as u32 & 1 != 0
    }
}

/// The end of an object.
pub const CLOSE: Row = Row { opening: const { &Words::new("") }, form: Form::Close, source: Source::None };

/// A row that is several members.
pub const fn members(source: Source) -> Row {
    Row { opening: const { &Words::new("") }, form: Form::Members, source }
}

/// A row with a name: `row!(Text "city_name": source)`, `row!(Open "geo")`, `row!(Constant "kind": "event")`.
macro_rules! row {
    (Text $name:literal: $source:expr) => {
        $crate::schema::rows::row!(@ Text, concat!("\"", $name, "\":\""), $source)
    };
    (List $name:literal: $source:expr) => {
        $crate::schema::rows::row!(@ List, concat!("\"", $name, "\":[\""), $source)
    };
    (Json $name:literal: $source:expr) => {
        $crate::schema::rows::row!(@ Json, concat!("\"", $name, "\":"), $source)
    };
    (Constant $name:literal: $text:literal) => {
        $crate::schema::rows::row!(@ Constant, concat!("\"", $name, "\":\"", $text, "\","), Source::None)
    };
    (Open $name:literal) => {
        $crate::schema::rows::row!(@ Open, concat!("\"", $name, "\":{"), Source::None)
    };
    (@ $form:ident, $opening:expr, $source:expr) => {
        $crate::schema::rows::Row {
            opening: const { &$crate::schema::sink::Words::new($opening) },
            form: $crate::schema::rows::Form::$form,
            source: $source,
        }
    };
}
pub(crate) use row;
