//! A mapping as a table: rows that a sink goes through in one loop.
//!
//! The loop is some hundred steps of code for any number of fields, where a function that names each field has a dozen
//! for each of them. WAMR's interpreter takes several times as long for a step that it has not met lately.

use super::sink::{NO_NAME, Name};
use crate::event::{Event, Slot};
use crate::json::{Kind, Value};

/// A row: one field of the document, or the beginning or the end of an object.
pub struct Row {
    /// What it stands under.
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
    /// Members of the object that is open, as JSON text, each with a comma behind it. There is no name.
    Members,
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
    /// A value of a target that is a user, or the actor's in its place: [`Parts::person`].
    Person(Slot),
    /// A value of the event, if that one of [`Parts::conditions`] is met.
    If(Slot, usize),
    /// That one of [`Parts::derived`], which was made from a value of the event.
    Derived(usize, Slot),
    /// Text that is the same in every document.
    Constant(&'static str),
    /// It has no content of its own.
    None,
}

/// What a mapping finds out before its rows are written.
pub struct Parts<'p> {
    /// What was derived.
    pub derived: &'p [Part<'p>],
    /// Which conditions are met.
    pub conditions: &'p [bool],
    /// Where the values stand of the person whom the event is about: those of [`Slot::User`], or of the actor.
    pub person: Slot,
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
        Part { text, place: Value::new(0, text.len(), Kind::Plain) }
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

impl Parts<'_> {
    /// The value of the event that a row's content is made from.
    #[inline(always)]
    pub fn value(&self, event: &Event<'_>, source: Source) -> Value {
        match source {
            Source::Event(slot) | Source::Derived(_, slot) => event.get(slot),
            Source::Person(slot) => event.slots.beside(self.person, slot),
            Source::If(slot, condition) if self.conditions.get(condition) == Some(&true) => event.get(slot),
            Source::If(..) | Source::Constant(_) | Source::None => Value::ABSENT,
        }
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
