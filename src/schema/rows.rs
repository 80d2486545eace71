//! A mapping as a table: rows that a sink goes through in one loop.
//!
//! The loop is some hundred steps of code for any number of fields, where a function that names each field has a dozen
//! for each of them. WAMR's interpreter takes several times as long for a step that it has not met lately.

use crate::event::{Event, Slot};
use crate::json::{Kind, Value};
use crate::schema::sentinel::unless_sentinel;

/// A row: one field of the document, or the beginning or the end of an object.
///
/// All that is written around the content lies in the row, as whole words.
pub struct Row {
    /// What is written before the content: the field's name, and what begins it. The last ones are what is written behind the
    /// content; of a constant, which has none, it may be all of them.
    words: [u8; WORDS],
    /// The kinds of value that may stand as they are, a bit each.
    accepts: u8,
    opening_length: u8,
    ending_length: u8,
    /// What it is.
    pub form: Form,
    /// Where its content comes from.
    pub source: Source,
    /// Which value of the event that is, or is made from.
    pub slot: Slot,
    /// Which one of [`Parts::parts`] it is.
    pub part: u8,
}

/// How long what is written around a content may be.
const WORDS: usize = 32;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Form {
    /// Text, from a string or a number; it may stand in an object or a list of its own.
    Text,
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
#[repr(u8)]
pub enum Source {
    /// A value of the event.
    Event,
    /// A value of the event, unless it says only that something is not known.
    Known,
    /// A value of the person whom the event is about; which one is said as a slot of the first target that is a user.
    Person,
    /// A part that is a value of the event, but not always written.
    Chosen,
    /// A part that was derived from a value of the event.
    Derived,
    /// It has no content of its own.
    None,
}

/// A source, the slot, and the part: what the functions below give.
pub type From = (Source, Slot, u8);

/// A value of the event.
pub const fn event(slot: Slot) -> From {
    (Source::Event, slot, 0)
}

/// A value of the event, unless it says only that something is not known.
pub const fn known(slot: Slot) -> From {
    (Source::Known, slot, 0)
}

/// A value of the person whom the event is about: the slot is one of [`Slot::User`].
pub const fn person(slot: Slot) -> From {
    (Source::Person, slot, 0)
}

/// A value of the event that is not always written: one of [`Parts::parts`].
pub const fn chosen(part: u8, slot: Slot) -> From {
    (Source::Chosen, slot, part)
}

/// What was derived from a value of the event: one of [`Parts::parts`].
pub const fn derived(part: u8, slot: Slot) -> From {
    (Source::Derived, slot, part)
}

/// No content.
pub const NONE: From = (Source::None, Slot::Uuid, 0);

impl Row {
    /// The row of that form with those bytes before its content. Fails to compile where they are too many.
    pub const fn new(form: Form, opening: &str, (source, slot, part): From) -> Row {
        let (number, plain) = (1 << Kind::Number as u8, 1 << Kind::Plain as u8);
        let accepts = match form {
            Form::Text => number | plain,
            Form::Json => number,
            Form::Members => plain,
            Form::Constant | Form::Open | Form::Close => 0,
        };
        let (ending, ending_length) = ending(form, opening.as_bytes());
        let opening_length = opening.len() as u8;
        let mut words = [b' '; WORDS];
        if ending_length > 0 {
            let (_, place) = words.split_at_mut(WORDS - ending.len());
            place.copy_from_slice(&ending);
            assert!(opening.len() <= WORDS - ending.len());
        }
        let (place, _) = words.split_at_mut(opening.len());
        place.copy_from_slice(opening.as_bytes());
        Row { words, accepts, opening_length, ending_length, form, source, slot, part }
    }

    /// What is written before the content.
    #[cfg(not(target_os = "wasi"))]
    pub fn opening(&self) -> &[u8] {
        self.words.get(..usize::from(self.opening_length)).unwrap_or_default()
    }

    /// Writes that as whole words. Gives how much of them it is.
    #[inline(always)]
    pub fn write_opening<const ROOM: usize>(&self, place: &mut [u8; ROOM]) -> usize {
        let length = usize::from(self.opening_length % 64);
        place[..16].copy_from_slice(&self.words[..16]);
        if length > 16 {
            place[16..WORDS].copy_from_slice(&self.words[16..]);
        }
        length
    }

    /// What is written behind the content, and how much of that.
    #[inline(always)]
    pub fn ending(&self) -> ([u8; 4], usize) {
        (self.words.last_chunk().copied().unwrap_or_default(), usize::from(self.ending_length))
    }

    /// Whether it is a field with content of its own.
    #[inline(always)]
    pub fn has_content(&self) -> bool {
        self.accepts != 0
    }

    /// Whether a value of that kind is content that may stand as it is; an empty one may not.
    #[inline(always)]
    pub fn accepts(&self, kind: Kind) -> bool {
        u32::from(self.accepts) >> kind as u32 & 1 != 0
    }
}

/// What is behind a content that is opened so: it ends each bracket of its own, and the field.
const fn ending(form: Form, opening: &[u8]) -> ([u8; 4], u8) {
    let (mut ending, mut length) = ([b' '; 4], 0);
    if !matches!(form, Form::Text | Form::Json) {
        return (ending, 0);
    }
    if matches!(form, Form::Text) {
        ending[0] = b'"';
        length = 1;
    }
    let mut at = opening.len();
    while at > 0 {
        at -= 1;
        let bracket = match opening[at] {
            b'{' => b'}',
            b'[' => b']',
            _ => continue,
        };
        ending[length] = bracket;
        length += 1;
    }
    ending[length] = b',';
    (ending, length as u8 + 1)
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
    /// The text; where there is none, nor such a part, all of a part is zeroes: so many are made in one step.
    text: Option<&'p [u8]>,
    /// The place in it.
    pub place: Value,
}

impl<'p> Part<'p> {
    /// That place in a text. What stands there needs no escapes if it is [`Kind::Plain`].
    pub fn new(text: &'p [u8], place: Value) -> Self {
        Part { text: Some(text), place }
    }

    /// A value of the event.
    pub fn value(place: Value) -> Self {
        Part { text: None, place }
    }

    /// A text that needs no escapes.
    pub fn text(text: &'p [u8]) -> Self {
        Part::new(text, Value::new(0, text.len(), Kind::Plain))
    }

    /// A number, in decimal digits.
    pub fn number(digits: &'p [u8]) -> Self {
        Part::new(digits, Value::new(0, digits.len(), Kind::Number))
    }

    /// Whether it is unset, or nothing was found for it.
    pub fn is_empty(&self) -> bool {
        self.place.start == self.place.end
    }

    /// Its text, if it is none of the event's.
    pub fn own(&self) -> &'p [u8] {
        self.place.bytes(self.text.unwrap_or_default())
    }
}

static ABSENT: Value = Value::ABSENT;

impl<'p> Parts<'p> {
    /// The text that a row's content lies in, and its place there.
    #[inline(always)]
    pub fn content(&self, event: &Event<'p>, row: &Row) -> (&'p [u8], &Value) {
        match row.source {
            // For a row without content nobody asks: no branch of its own, which would be felt.
            Source::Event | Source::None => (event.text, event.slots.at(row.slot)),
            Source::Known => (event.text, unless_sentinel(event.text, event.slots.at(row.slot))),
            Source::Person => (event.text, event.slots.beside(self.person, row.slot)),
            Source::Derived | Source::Chosen => match self.parts.get(usize::from(row.part)) {
                Some(part) => (part.text.unwrap_or(event.text), &part.place),
                None => (event.text, &ABSENT),
            },
        }
    }
}

/// The end of an object.
pub const CLOSE: Row = Row::new(Form::Close, "", NONE);

/// How deep the objects of a table may lie in each other.
pub const MOST_OPEN: usize = 8;

/// Whether each object of a table ends, and none lies deeper than [`MOST_OPEN`].
pub const fn are_balanced(rows: &[Row]) -> bool {
    let (mut open, mut row) = (0, 0);
    while row < rows.len() {
        match rows[row].form {
            Form::Open if open == MOST_OPEN => return false,
            Form::Open => open += 1,
            Form::Close if open == 0 => return false,
            Form::Close => open -= 1,
            _ => {}
        }
        row += 1;
    }
    open == 0
}

/// A row that is several members.
pub const fn members(from: From) -> Row {
    Row::new(Form::Members, "", from)
}

/// A row with a name: `row!(Text "city_name": event(Slot::GeoCity))`, `row!(Open "geo")`, `row!(Constant "kind": "event")`. A
/// field that is alone in its object, or in its list: `row!(Text "debug"/"dtHash": event(Slot::DtHash))`,
/// `row!(Text "hosts"[]: event(Slot::Domain))`.
macro_rules! row {
    (Text $name:literal: $from:expr) => {
        row!(@ Text, concat!("\"", $name, "\":\""), $from)
    };
    (Text $object:literal/$name:literal: $from:expr) => {
        row!(@ Text, concat!("\"", $object, "\":{\"", $name, "\":\""), $from)
    };
    (Text $name:literal[]: $from:expr) => {
        row!(@ Text, concat!("\"", $name, "\":[\""), $from)
    };
    (Json $name:literal: $from:expr) => {
        row!(@ Json, concat!("\"", $name, "\":"), $from)
    };
    (Constant $name:literal: $text:literal) => {
        row!(@ Constant, concat!("\"", $name, "\":\"", $text, "\","), $crate::schema::rows::NONE)
    };
    (Constant $object:literal/$name:literal: $text:literal) => {
        row!(@ Constant, concat!("\"", $object, "\":{\"", $name, "\":\"", $text, "\"},"), $crate::schema::rows::NONE)
    };
    (Open $name:literal) => {
        row!(@ Open, concat!("\"", $name, "\":{"), $crate::schema::rows::NONE)
    };
    (@ $form:ident, $opening:expr, $from:expr) => {
        $crate::schema::rows::Row::new($crate::schema::rows::Form::$form, $opening, $from)
    };
}
pub(crate) use row;
