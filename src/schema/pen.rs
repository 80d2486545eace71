//! The pen of the JSON sink: for a loop over many values, in which the position stays in a register.

use super::json::{NO_NAME, mended};
use super::room;
use super::sink::{Name, Pen};
use crate::json::{Kind, Value};

/// Writes to the room of a [`Json`](super::json::Json) that is borrowed for as long.
pub struct JsonPen<'s> {
    room: &'s mut [u8],
    length: usize,
    refused: &'s mut bool,
    event: &'s [u8],
    /// Where the position is kept otherwise.
    kept: &'s mut usize,
}

impl<'s> JsonPen<'s> {
    /// Begins to write at the position that `kept` is.
    #[inline(always)]
    pub fn new(room: &'s mut [u8], event: &'s [u8], kept: &'s mut usize, refused: &'s mut bool) -> Self {
        JsonPen { room, length: *kept, refused, event, kept }
    }
}

impl Drop for JsonPen<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        *self.kept = self.length;
    }
}

impl Pen for JsonPen<'_> {
    #[inline(always)]
    fn leaf(&mut self, name: Option<Name<'_>>, from: &Value) {
        let name = name.unwrap_or(NO_NAME);
        self.length = match from.kind {
            Kind::Escaped | Kind::Twice => {
                write_mended(self.room, self.length, name, self.event, from, self.refused)
            }
            kind => {
                let (start, end) = (from.start as usize, from.end as usize);
                room::field(self.room, self.length, name, kind == Kind::Plain, self.event, start, end)
            }
        };
    }

    #[inline(always)]
    fn begin(&mut self, name: Option<Name<'_>>, kind: Kind) -> usize {
        let before = self.length;
        self.length = room::open(self.room, before, name.unwrap_or(NO_NAME), opening_of(kind));
        before
    }

    #[inline(always)]
    fn end(&mut self, begun: usize, kind: Kind) {
        self.length = room::close(self.room, self.length, begun, closing_of(kind));
    }
}

/// Writes a string that takes more care than copying. Gives the position behind it.
#[cold]
#[inline(never)]
fn write_mended(
    room: &mut [u8],
    length: usize,
    name: Name,
    event: &[u8],
    from: &Value,
    refused: &mut bool,
) -> usize {
    let mended = mended(event, *from, refused);
    room::field(room, length, name, true, mended.bytes(), 0, mended.len())
}

/// What an object or an array begins with.
pub fn opening_of(kind: Kind) -> u8 {
    if kind == Kind::Array { b'[' } else { b'{' }
}

/// What it ends with.
pub fn closing_of(kind: Kind) -> u8 {
    if kind == Kind::Array { b']' } else { b'}' }
}
