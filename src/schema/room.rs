//! Writes fields to room that is there, as whole words: what the JSON sink is made of.
//!
//! Each function takes the position in the room to write at and gives the one behind what it wrote, or [`NO_ROOM`].

use super::rows::Row;
use super::sink::Name;

/// What ends a field, and how long that is.
type Ending = ([u8; 4], usize);

/// Contents up to this length are copied as whole words: of those in the documented samples four of five, and half
/// of them are longer than 16 bytes.
const SHORT: usize = 32;

/// Room for a name, a short content and what stands around it, as whole words.
const FIELD: usize = 104;

/// What the position becomes where something found no room: nothing finds any there.
pub const NO_ROOM: usize = usize::MAX;

/// Puts a bracket over the last comma, and a comma behind it; where nothing has been written since `begun`, takes back what
/// was written there.
#[inline(always)]
pub fn close(room: &mut [u8], length: usize, begun: usize, bracket: u8) -> usize {
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

/// Writes a name and an opening bracket.
#[inline(always)]
pub fn open(room: &mut [u8], length: usize, name: Name, bracket: u8) -> usize {
    let Some(place) = room.get_mut(length..).and_then(|room| room.first_chunk_mut()) else { return NO_ROOM };
    let behind_name = begin(place, name);
    place[behind_name] = bracket;
    length + behind_name + 1
}

/// Writes a field with the content `text[start..end]`, which needs no escapes, between quotes or as it stands.
#[inline(always)]
pub fn field(
    room: &mut [u8],
    length: usize,
    name: Name,
    quoted: bool,
    text: &[u8],
    start: usize,
    end: usize,
) -> usize {
    static ENDINGS: [[u8; 4]; 2] = [*b",   ", *b"\",  "];
    let ending = (ENDINGS[usize::from(quoted)], 1 + usize::from(quoted));
    put(room, length, |place| begin(place, name) + usize::from(quoted), (text, start, end), ending)
}

/// Writes what a row has before its content: all, of one without.
#[inline(always)]
pub fn opening(room: &mut [u8], length: usize, row: &Row) -> usize {
    let place = room.get_mut(length..).and_then(|room| room.first_chunk_mut::<FIELD>());
    place.map_or(NO_ROOM, |place| length + row.write_opening(place))
}

/// Writes a row with the content `text[start..end]`, which needs no escapes.
#[inline(always)]
pub fn row(room: &mut [u8], length: usize, row: &Row, text: &[u8], start: usize, end: usize) -> usize {
    put(room, length, |place| row.write_opening(place), (text, start, end), row.ending())
}

/// Writes what `opening` does, which says how much that is, the content `text[start..end]`, and an ending.
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
