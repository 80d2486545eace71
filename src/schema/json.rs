//! The sink that writes JSON.

use super::pen::{JsonPen, closing_of, opening_of};
use super::room::{self, NO_ROOM};
use super::rows::{Form, MOST_OPEN, Parts, Row};
use super::sink::{Key, Name, Sink, Words};
use crate::Error;
use crate::event::Event;
use crate::json::span::is_plain;
use crate::json::{Kind, Output, Value, escape};

/// Writes fields as the members of a JSON object. Each ends in a comma; who closes the object overwrites the last.
///
/// It writes to room that is there, and notes when there was too little: the caller then starts again with more.
/// Growing in the middle would cost each field a look at the buffer's owner.
pub struct Json<'o> {
    room: &'o mut [u8],
    /// How much of it is filled; [`NO_ROOM`] once something found none.
    length: usize,
    /// Whether memory was refused for something that took more than copying.
    refused: bool,
    /// The text that values point into.
    event: &'o [u8],
    /// Whether that text is the content of a JSON string, escapes and all.
    wrapped: bool,
}

/// What a field without a name stands under.
pub const NO_NAME: Name<'static> = Name(&Words::new("\""));

impl<'o> Json<'o> {
    /// Writes to the beginning of `room`.
    pub fn new(room: &'o mut [u8], event: &'o [u8], wrapped: bool) -> Self {
        Json { room, length: 0, refused: false, event, wrapped }
    }

    /// How much was written; None if the room was too small.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`]: something was left out.
    pub fn finish(self) -> Result<Option<usize>, Error> {
        if self.refused { Err(Error::OutOfMemory) } else { Ok((self.length != NO_ROOM).then_some(self.length)) }
    }

    /// The content of a string of the event that takes more care than copying.
    #[cold]
    #[inline(never)]
    fn mended(&mut self, from: Value) -> Output {
        mended(self.event, from, &mut self.refused)
    }

    /// A text as the content of a JSON string.
    #[cold]
    #[inline(never)]
    fn escaped(&mut self, text: &[u8]) -> Output {
        let mut escaped = Output::default();
        escape::escape(text, &mut escaped);
        self.refused |= escaped.failed();
        escaped
    }

    /// Writes a field with the content `text[start..end]`, which needs no escapes, between quotes or as it stands.
    ///
    /// One function for nearly all fields, called and not inlined, as that is smaller.
    #[inline(never)]
    fn field(&mut self, name: Name, quoted: bool, text: &[u8], start: usize, end: usize) {
        self.length = room::field(self.room, self.length, name, quoted, text, start, end);
    }

    /// Writes a field with a value of the event: its bytes as they are, unless that takes more care.
    #[inline(never)]
    fn value(&mut self, name: Name, quoted: bool, from: Value) {
        if matches!(from.kind, Kind::Escaped | Kind::Twice) {
            let mended = self.mended(from);
            self.field(name, quoted, mended.bytes(), 0, mended.len());
        } else {
            self.field(name, quoted, self.event, from.start as usize, from.end as usize);
        }
    }

    /// Writes a field with text that is not the event's.
    #[inline(never)]
    fn text(&mut self, name: Name, text: &[u8]) {
        if is_plain(text) {
            self.field(name, true, text, 0, text.len());
        } else {
            let escaped = self.escaped(text);
            self.field(name, true, escaped.bytes(), 0, escaped.len());
        }
    }

    /// Writes a bracket.
    #[inline(never)]
    fn open(&mut self, name: Name, bracket: u8) {
        self.length = room::open(self.room, self.length, name, bracket);
    }

    /// Puts a bracket over the last comma, and a comma behind it; where nothing has been written since `begun`,
    /// takes back what was written there.
    #[inline(never)]
    fn close(&mut self, begun: usize, bracket: u8) {
        self.length = room::close(self.room, self.length, begun, bracket);
    }

    /// Writes bytes as they are.
    #[inline(never)]
    fn push(&mut self, bytes: &[u8]) {
        let room = self.room.get_mut(self.length..);
        self.length = match room.and_then(|room| room.get_mut(..bytes.len())) {
            Some(place) => {
                place.copy_from_slice(bytes);
                self.length + bytes.len()
            }
            None => NO_ROOM,
        };
    }

    /// Writes a key that is not one of the schema's names, which [`Json::field`] writes.
    #[inline(never)]
    fn key(&mut self, key: Key<'_>) {
        let quoted: &[u8] = match key {
            Key::Name(name) => {
                return self.push(name.0.bytes.get(..name.0.length.wrapping_sub(1)).unwrap_or_default());
            }
            Key::Element => return,
            Key::Computed(name) => name,
            Key::Own(key) => key.bytes(self.event),
        };
        self.push(b"\"");
        match key {
            Key::Own(key) if !key.is_verbatim() => {
                let mended = self.mended(key);
                self.push(mended.bytes());
            }
            _ => self.push(quoted),
        }
        self.push(b"\":");
    }

    /// Writes text that is not the event's under any key.
    #[inline(never)]
    fn keyed_text(&mut self, key: Key<'_>, text: &[u8]) {
        self.key(key);
        self.text(NO_NAME, text);
    }
}

/// The content of a string of the event that takes more care than copying.
#[cold]
#[inline(never)]
pub fn mended(event: &[u8], from: Value, refused: &mut bool) -> Output {
    let mut mended = Output::default();
    escape::copy(event, from, &mut mended);
    *refused |= mended.failed();
    mended
}

impl Sink for Json<'_> {
    type Pen<'s>
        = JsonPen<'s>
    where
        Self: 's;

    #[inline(always)]
    fn pen(&mut self) -> JsonPen<'_> {
        let Json { room, length, refused, event, .. } = self;
        JsonPen::new(room, event, length, refused)
    }

    #[inline(always)]
    fn begin<'k>(&mut self, key: impl Into<Key<'k>>, kind: Kind) -> usize {
        let before = self.length;
        match key.into() {
            Key::Name(name) => self.open(name, opening_of(kind)),
            key => {
                self.key(key);
                self.open(NO_NAME, opening_of(kind));
            }
        }
        before
    }

    #[inline(always)]
    fn end(&mut self, begun: usize, kind: Kind) {
        self.close(begun, closing_of(kind));
    }

    #[inline(always)]
    fn written(&self) -> usize {
        self.length
    }

    #[inline(never)]
    fn again(&mut self, [start, end]: [usize; 2], _: impl FnOnce(&mut Self)) {
        let parts = self.room.split_at_mut_checked(self.length);
        let Some((done, room)) = parts else { return };
        // The last comma among them has become a bracket.
        let Some(fields) = done.get(start..end.wrapping_sub(1)) else { return };
        self.length = match room.split_at_mut_checked(fields.len()) {
            Some((place, [comma, ..])) => {
                place.copy_from_slice(fields);
                *comma = b',';
                self.length + end - start
            }
            _ => NO_ROOM,
        };
    }

    #[inline(never)]
    fn copy(&mut self, name: Name, from: Value) {
        if from.is_textual() {
            self.value(name, true, from);
        }
    }

    #[inline]
    fn derived<'k>(&mut self, key: impl Into<Key<'k>>, text: impl AsRef<[u8]>, _: Value) {
        match key.into() {
            Key::Name(name) => self.text(name, text.as_ref()),
            Key::Element => self.text(NO_NAME, text.as_ref()),
            key => self.keyed_text(key, text.as_ref()),
        }
    }

    #[inline]
    fn leaf(&mut self, key: Key<'_>, from: Value) {
        match key {
            Key::Name(name) => self.value(name, from.is_string(), from),
            Key::Element => self.value(NO_NAME, from.is_string(), from),
            Key::Computed(_) | Key::Own(_) => {
                self.key(key);
                self.value(NO_NAME, from.is_string(), from);
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn json_text(&mut self, key: Key<'_>, from: Value) {
        // The text of a wrapped event is a string's content already; only lone surrogates are to be mended.
        let content = if self.wrapped {
            self.mended(Value { kind: Kind::Escaped, ..from })
        } else {
            self.escaped(from.bytes(self.event))
        };
        self.key(key);
        self.push(b"\"");
        self.push(content.bytes());
        self.push(b"\",");
    }

    #[inline]
    fn derived_number<'k>(&mut self, key: impl Into<Key<'k>>, digits: &str, _: Value) {
        match key.into() {
            Key::Name(name) => self.field(name, false, digits.as_bytes(), 0, digits.len()),
            key => {
                self.key(key);
                self.field(NO_NAME, false, digits.as_bytes(), 0, digits.len());
            }
        }
    }

    #[inline(never)]
    fn rows(&mut self, rows: &[Row], event: &Event<'_>, parts: &Parts<'_>) {
        let mut begun = [0; MOST_OPEN];
        let mut open = 0usize;
        // The loop's own stay in registers.
        let (room, mut length) = (&mut *self.room, self.length);
        for row in rows {
            if !row.has_content() {
                if row.form == Form::Close {
                    open = open.wrapping_sub(1);
                    length = room::close(room, length, begun[open % MOST_OPEN], b'}');
                    continue;
                }
                if row.form == Form::Open {
                    begun[open % MOST_OPEN] = length;
                    open = open.wrapping_add(1);
                }
                length = room::opening(room, length, row);
                continue;
            }
            let (text, place) = parts.content(event, row);
            let (start, end) = (place.start as usize, place.end as usize);
            if row.accepts(place.kind) && start != end {
                length = room::row(room, length, row, text, start, end);
            } else if row.form == Form::Text && place.is_textual() {
                let mended = mended(self.event, *place, &mut self.refused);
                length = room::row(room, length, row, mended.bytes(), 0, mended.len());
            }
        }
        self.length = length;
    }

    #[inline(never)]
    fn constant(&mut self, name: Name, text: &'static str) {
        self.field(name, true, text.as_bytes(), 0, text.len());
    }
}
