//! The sink that writes JSON.

use super::rows::{Form, MOST_OPEN, Parts, Row};
use super::sink::{Key, Name, Sink, Words};
use crate::Error;
use crate::event::Event;
use crate::json::span::is_plain;
use crate::json::tape::{Range, Tape};
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

/// What ends a field, and how long that is.
type Ending = ([u8; 4], usize);

/// What a field without a name stands under.
const NO_NAME: Name<'static> = Name(&Words::new("\""));

/// Contents up to this length are copied as whole words: of those in the documented samples four of five, and half
/// of them are longer than 16 bytes.
const SHORT: usize = 32;

/// Room for a name, a short content and what stands around it, as whole words.
const FIELD: usize = 104;

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
        self.length = write_field(self.room, self.length, name, quoted, text, start, end);
    }

    /// Writes a field with a value of the event: its bytes as they are, unless that takes more care.
    #[inline(never)]
    fn value(&mut self, name: Name, quoted: bool, from: Value) {
        if takes_care(from) {
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
        let place = self.room.get_mut(self.length..).and_then(|room| room.first_chunk_mut::<FIELD>());
        self.length = match place {
            Some(place) => {
                let behind_name = begin(place, name);
                place[behind_name] = bracket;
                self.length + behind_name + 1
            }
            None => NO_ROOM,
        };
    }

    /// Puts a bracket over the last comma, and a comma behind it; where nothing has been written since `begun`,
    /// takes back what was written there.
    #[inline(never)]
    fn close(&mut self, begun: usize, bracket: u8) {
        self.length = close(self.room, self.length, begun, bracket);
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

/// What the position becomes where something found no room: nothing finds any there.
const NO_ROOM: usize = usize::MAX;

/// As [`Json::close`]: gives the position behind it.
#[inline(always)]
fn close(room: &mut [u8], length: usize, begun: usize, bracket: u8) -> usize {
    match room.get_mut(length.wrapping_sub(1)..).and_then(|rest| rest.first_chunk_mut::<2>()) {
        // Whatever was written in between ends in a comma.
        Some(place) if place[0] == b',' => {
            *place = [bracket, b','];
            length + 1
        }
        Some(_) => begun,
        None => NO_ROOM,
    }
}

/// Writes a name, and the quote behind it. Gives how much is before that quote.
#[inline(always)]
fn begin(place: &mut [u8; FIELD], name: Name) -> usize {
    place[..size_of_val(&name.0.bytes)].copy_from_slice(&name.0.bytes);
    name.0.length.wrapping_sub(1) % size_of_val(&name.0.bytes)
}

/// As [`Json::field`]: gives the position behind it.
#[inline(always)]
fn write_field(
    room: &mut [u8],
    length: usize,
    name: Name,
    quoted: bool,
    text: &[u8],
    start: usize,
    end: usize,
) -> usize {
    let ending = if quoted { (*b"\",  ", 2) } else { (*b",   ", 1) };
    put(room, length, |place| begin(place, name) + usize::from(quoted), (text, start, end), ending)
}

/// Whether the content of a value takes more care than copying.
#[inline(always)]
fn takes_care(from: Value) -> bool {
    matches!(from.kind, Kind::Escaped | Kind::Twice)
}

/// Writes a string that takes more care than copying. Gives the position behind it.
#[cold]
#[inline(never)]
fn write_mended(
    room: &mut [u8],
    length: usize,
    name: Name,
    event: &[u8],
    from: Value,
    refused: &mut bool,
) -> usize {
    let mended = mended(event, from, refused);
    write_field(room, length, name, true, mended.bytes(), 0, mended.len())
}

/// Writes a row whose content is `text[start..end]`, which needs no escapes, at `length`. Gives the position behind it.
#[inline(always)]
fn write_row(room: &mut [u8], length: usize, row: &Row, text: &[u8], start: usize, end: usize) -> usize {
    put(room, length, |place| row.write_opening(place), (text, start, end), row.ending())
}

/// Writes at `length` what `opening` does, which says how much that is, the content `text[start..end]`, and an ending.
/// Gives the position behind them.
///
/// Whole words are copied, and what is too much of them is written over by what comes next.
#[inline(always)]
fn put(
    room: &mut [u8],
    length: usize,
    opening: impl FnOnce(&mut [u8; FIELD]) -> usize,
    (text, start, end): (&[u8], usize, usize),
    (ending, ending_length): Ending,
) -> usize {
    let Some(room) = room.get_mut(length..) else { return NO_ROOM };
    let Some(place) = room.first_chunk_mut::<FIELD>() else { return NO_ROOM };
    let inside = opening(place) % 64;
    let content_length = end.wrapping_sub(start);
    let words = text.get(start..).and_then(|rest| rest.first_chunk::<SHORT>());
    if content_length <= SHORT
        && let Some(words) = words
    {
        place[inside..inside + SHORT].copy_from_slice(words);
        place[inside + content_length..inside + content_length + 4].copy_from_slice(&ending);
    } else if let Some(text) = text.get(start..end)
        && let Some((content, rest)) =
            room.get_mut(inside..).and_then(|room| room.split_at_mut_checked(content_length))
        && let Some(place) = rest.first_chunk_mut()
    {
        content.copy_from_slice(text);
        *place = ending;
    } else {
        return NO_ROOM;
    }
    length + inside + content_length + ending_length
}

/// The content of a string of the event that takes more care than copying.
#[cold]
#[inline(never)]
fn mended(event: &[u8], from: Value, refused: &mut bool) -> Output {
    let mut mended = Output::default();
    escape::copy(event, from, &mut mended);
    *refused |= mended.failed();
    mended
}

impl Sink for Json<'_> {
    #[inline(always)]
    fn begin<'k>(&mut self, key: impl Into<Key<'k>>, kind: Kind) -> usize {
        let before = self.length;
        let bracket = if kind == Kind::Array { b'[' } else { b'{' };
        match key.into() {
            Key::Name(name) => self.open(name, bracket),
            key => {
                self.key(key);
                self.open(NO_NAME, bracket);
            }
        }
        before
    }

    #[inline(always)]
    fn end(&mut self, begun: usize, kind: Kind) {
        self.close(begun, if kind == Kind::Array { b']' } else { b'}' });
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
                    length = close(room, length, begun[open % MOST_OPEN], b'}');
                    continue;
                }
                if row.form == Form::Open {
                    begun[open % MOST_OPEN] = length;
                    open = open.wrapping_add(1);
                }
                let place = room.get_mut(length..).and_then(|room| room.first_chunk_mut::<FIELD>());
                length = place.map_or(NO_ROOM, |place| length + row.write_opening(place));
                continue;
            }
            let (text, place) = parts.content(event, row);
            let (start, end) = (place.start as usize, place.end as usize);
            if row.accepts(place.kind) && start != end {
                length = write_row(room, length, row, text, start, end);
            } else if row.form == Form::Text && place.is_textual() {
                let mended = mended(self.event, *place, &mut self.refused);
                length = write_row(room, length, row, mended.bytes(), 0, mended.len());
            }
        }
        self.length = length;
    }

    #[inline(always)]
    fn leaves<'n>(&mut self, range: Range, tape: &Tape, name: impl Fn(u16) -> Option<Name<'n>>) -> u32 {
        // The loop's own stay in registers.
        let (room, event, mut length) = (&mut *self.room, self.event, self.length);
        let behind = tape.pass_leaves(range.at, range.end, |node| {
            let (name, from) = (name(node.mark)?, node.value);
            if takes_care(from) {
                length = write_mended(room, length, name, event, from, &mut self.refused);
            } else if from.kind != Kind::Null {
                let (start, end) = (from.start as usize, from.end as usize);
                length = write_field(room, length, name, from.is_string(), event, start, end);
            }
            Some(())
        });
        self.length = length;
        behind
    }

    #[inline(never)]
    fn constant(&mut self, name: Name, text: &'static str) {
        self.field(name, true, text.as_bytes(), 0, text.len());
    }
}
