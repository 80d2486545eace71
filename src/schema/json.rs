//! The sink that writes JSON.

use super::sink::{Name, Sink};
use crate::json::{Kind, Output, Value, dialect, escape};

/// Writes fields as the members of a JSON object. Each ends in a comma; who closes the object overwrites the last.
///
/// It writes to room that is there, and notes when there was too little: the caller then starts again with more.
/// Growing in the middle would cost each field a look at the buffer's owner.
pub struct Json<'o> {
    room: &'o mut [u8],
    /// How much of it is filled.
    length: usize,
    /// Whether something found no room.
    short: bool,
    /// The text that values point into.
    event: &'o [u8],
}

/// Contents up to this length are copied as a whole, whatever their length: half of them are shorter than eight.
const SHORT: usize = 16;

impl<'o> Json<'o> {
    /// Writes to the beginning of `room`.
    pub fn new(room: &'o mut [u8], event: &'o [u8]) -> Self {
        Json { room, length: 0, short: false, event }
    }

    /// How much was written; None if the room was too small.
    pub fn finish(self) -> Option<usize> {
        (!self.short).then_some(self.length)
    }

    /// Writes a name, what opens a value, the value and what closes it.
    #[inline(always)]
    fn field<const OPEN: usize, const CLOSE: usize>(
        &mut self,
        name: Name,
        open: &[u8; OPEN],
        content: Content<'_>,
        close: &[u8; CLOSE],
    ) {
        let length = content.length();
        if let Some(rest) = self.room.get_mut(self.length..)
            && let Some((place, rest)) = rest.split_at_mut_checked(name.0.len())
            && let Some((opening, rest)) = rest.split_first_chunk_mut::<OPEN>()
            && let Some(()) = content.put(rest)
            && let Some(rest) = rest.get_mut(length..)
            && let Some(closing) = rest.first_chunk_mut::<CLOSE>()
        {
            place.copy_from_slice(name.0.as_bytes());
            *opening = *open;
            *closing = *close;
            self.length += name.0.len() + OPEN + length + CLOSE;
        } else {
            self.short = true;
        }
    }

    /// Writes a value of the event: its bytes as they are, unless that takes more care.
    #[inline(always)]
    fn value<const OPEN: usize, const CLOSE: usize>(
        &mut self,
        name: Name,
        open: &[u8; OPEN],
        from: Value,
        close: &[u8; CLOSE],
    ) {
        if from.is_verbatim() {
            let content = Content { text: self.event, start: from.start as usize, end: from.end as usize };
            self.field(name, open, content, close);
        } else {
            let mended = mended(self.event, from);
            self.field(name, open, Content::all(mended.bytes()), close);
        }
    }

    /// Writes text that is not the event's.
    #[inline(always)]
    fn text<const OPEN: usize, const CLOSE: usize>(
        &mut self,
        name: Name,
        open: &[u8; OPEN],
        text: &str,
        close: &[u8; CLOSE],
    ) {
        let text = text.as_bytes();
        if dialect::plain(text) == text.len() {
            self.field(name, open, Content::all(text), close);
        } else {
            let escaped = escaped(text);
            self.field(name, open, Content::all(escaped.bytes()), close);
        }
    }
}

/// A part of a text.
#[derive(Clone, Copy)]
struct Content<'t> {
    text: &'t [u8],
    start: usize,
    end: usize,
}

impl<'t> Content<'t> {
    fn all(text: &'t [u8]) -> Self {
        Content { text, start: 0, end: text.len() }
    }

    #[inline(always)]
    fn length(self) -> usize {
        self.end.wrapping_sub(self.start)
    }

    /// Copies it to the beginning of `place`. None if there is no room.
    #[inline(always)]
    fn put(self, place: &mut [u8]) -> Option<()> {
        let length = self.length();
        let from = self.text.get(self.start..)?;
        if length <= SHORT
            && let (Some(words), Some(place)) = (from.first_chunk::<SHORT>(), place.first_chunk_mut::<SHORT>())
        {
            *place = *words;
        } else {
            place.get_mut(..length)?.copy_from_slice(from.get(..length)?);
        }
        Some(())
    }
}

/// A value of the event as it may stand between quotes.
#[cold]
#[inline(never)]
fn mended(event: &[u8], from: Value) -> Output {
    let mut mended = Output::default();
    escape::copy(event, from, &mut mended);
    mended
}

/// Text as it may stand between quotes.
#[cold]
#[inline(never)]
fn escaped(text: &[u8]) -> Output {
    let mut escaped = Output::default();
    escape::escape(text, &mut escaped);
    escaped
}

/// No content: the field is all in its name, opening and closing.
const EMPTY: Content<'static> = Content { text: b"", start: 0, end: 0 };

impl Sink for Json<'_> {
    #[inline(always)]
    fn object(&mut self, name: Name, fields: impl FnOnce(&mut Self)) {
        let before = self.length;
        self.field(name, b"{", EMPTY, b"");
        let inside = self.length;
        fields(self);
        if self.length == inside {
            self.length = before;
        } else {
            self.close(b'}');
        }
    }

    #[inline(always)]
    fn copy(&mut self, name: Name, from: Value) {
        if from.is_textual() {
            self.value(name, b"\"", from, b"\",");
        }
    }

    #[inline(always)]
    fn copy_list(&mut self, name: Name, from: Value) {
        if from.is_textual() {
            self.value(name, b"[\"", from, b"\"],");
        }
    }

    #[inline(always)]
    fn number(&mut self, name: Name, from: Value) {
        if from.kind == Kind::Number {
            self.value(name, b"", from, b",");
        }
    }

    #[inline(always)]
    fn derived(&mut self, name: Name, text: &str, _: Value) {
        self.text(name, b"\"", text, b"\",");
    }

    #[inline(always)]
    fn derived_list(&mut self, name: Name, text: &str, _: Value) {
        self.text(name, b"[\"", text, b"\"],");
    }

    #[inline(always)]
    fn derived_number(&mut self, name: Name, digits: &str, _: Value) {
        self.field(name, b"", Content::all(digits.as_bytes()), b",");
    }

    #[inline(always)]
    fn words(&mut self, name: Name, words: &[&'static str], _: Value) {
        self.field(name, b"[", EMPTY, b"");
        for word in words {
            self.field(Name(""), b"\"", Content::all(word.as_bytes()), b"\",");
        }
        self.close(b']');
    }

    #[inline(always)]
    fn constant(&mut self, name: Name, text: &'static str) {
        self.field(name, b"\"", Content::all(text.as_bytes()), b"\",");
    }
}

impl Json<'_> {
    /// Puts a bracket over the last comma, and a comma behind it.
    #[inline(always)]
    fn close(&mut self, bracket: u8) {
        let last = self.length.wrapping_sub(1);
        if let Some(place) = self.room.get_mut(last..).and_then(|rest| rest.first_chunk_mut::<2>()) {
            *place = [bracket, b','];
            self.length += 1;
        } else {
            self.short = true;
        }
    }
}
