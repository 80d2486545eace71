//! Finds the row of a key: the table of `fields.rs`, prepared at compile time for comparing whole words.
//!
//! A key need not be scanned for its end first. Its beginning and its context lead to the few rows that begin so; one of
//! them is the key, or the table does not have it.

use super::fields::{Context, FIELDS, Field};
use crate::json::dialect::{WINDOW, eight};

/// A row of the table, prepared. Words are little-endian: the first byte of the key is the lowest.
pub struct Row {
    /// The first sixteen bytes of the key, with zeroes behind it. What is beyond them is in the field.
    words: [u64; 2],
    /// How long the key is.
    pub length: u8,
    context: Context,
    /// The row to look at if this one is not it, or [`NONE`].
    next: u8,
    /// Its number.
    pub number: u8,
    /// What the table says.
    pub field: &'static Field,
}

impl Row {
    const fn of(number: usize, next: u8) -> Row {
        let field = &FIELDS[number];
        let key = field.key.as_bytes();
        assert!(key.len() >= 2 && key.len() <= 24);
        Row { words: [word(key, 0), word(key, 8)], length: key.len() as u8, context: field.context, next, number: number as u8, field }
    }
}

const NONE: u8 = u8::MAX;
const ROWS: usize = FIELDS.len();
const _: () = assert!(ROWS < NONE as usize);

/// For each length which bits of the first two words belong to a key.
static MASKS: [[u64; 2]; 32] = {
    let mut masks = [[u64::MAX; 2]; 32];
    let mut length = 0;
    while length < 8 {
        masks[length] = [(1 << (8 * length)) - 1, 0];
        masks[length + 8][1] = masks[length][0];
        length += 1;
    }
    masks
};

/// Eight bytes of a key from `at` on; zeroes stand for those behind its end.
const fn word(key: &[u8], at: usize) -> u64 {
    let (mut word, mut place) = (0, at);
    while place < key.len() && place < at + 8 {
        word |= (key[place] as u64) << (8 * (place - at));
        place += 1;
    }
    word
}

/// The rows. One that begins another, such as `event`, stands behind it in the chain of those that begin alike.
static KNOWN: [Row; ROWS] = {
    let mut rows = [const { Row::of(0, NONE) }; ROWS];
    let mut row = 0;
    while row < ROWS {
        rows[row] = Row::of(row, behind(row));
        row += 1;
    }
    rows
};

/// What leads to a row: its context, and the first two bytes of a key and one bit of the third. Where the key has only
/// two, a quotation mark is the third, or the backslash that one begins with inside of a string: that bit of both is 0.
#[inline(always)]
const fn place(context: Context, head: u64) -> usize {
    let beginning = (head as u32 & 0x01_FFFF) << 8 | context as u32;
    (beginning.wrapping_mul(FACTOR) >> (32 - BITS)) as usize
}

/// How many places there are, as a power of two; and a factor, found by trying, which leads all that begins
/// differently to different ones.
const BITS: u32 = 9;
const FACTOR: u32 = 0x773F_E433;

/// Where a row is looked for.
const fn place_of(row: usize) -> usize {
    place(FIELDS[row].context, word(FIELDS[row].key.as_bytes(), 0))
}

/// Whether a row comes before another of the same place: the longer key does, so that one which begins another, such as
/// `event`, stands behind it; or the one that is earlier in the table. An envelope's key is not looked for.
const fn before(a: usize, b: usize) -> bool {
    let (a_length, b_length) = (FIELDS[a].key.len(), FIELDS[b].key.len());
    let are_looked_for = !FIELDS[a].is_envelope() && !FIELDS[b].is_envelope();
    are_looked_for && place_of(a) == place_of(b) && (a_length > b_length || a_length == b_length && a < b)
}

/// Of the rows of the same place, the one that comes next.
const fn behind(row: usize) -> u8 {
    let (mut next, mut other) = (NONE, 0);
    while other < ROWS {
        if before(row, other) && (next == NONE || before(other, next as usize)) {
            next = other as u8;
        }
        other += 1;
    }
    next
}

/// For each place the first of its rows, or [`NONE`].
static INDEX: [u8; 1 << BITS] = {
    let mut index = [NONE; 1 << BITS];
    let mut row = 0;
    while row < ROWS {
        let place = place_of(row);
        if !FIELDS[row].is_envelope() && (index[place] == NONE || before(row, index[place] as usize)) {
            index[place] = row as u8;
        }
        row += 1;
    }
    index
};

/// The row whose key the text in the window begins with, in that context. Whether the key ends there is for the caller
/// to see: where no quotation mark follows, the table does not have the key.
#[inline(always)]
pub fn begins(context: Context, window: &[u8; WINDOW]) -> Option<&'static Row> {
    let (head, tail) = (eight(window, 0), eight(window, 8));
    let mut row = KNOWN.get(usize::from(INDEX[place(context, head)]))?;
    loop {
        let masks = &MASKS[usize::from(row.length) % MASKS.len()];
        let other = (head & masks[0] ^ row.words[0]) | (tail & masks[1] ^ row.words[1]);
        if other == 0 && row.context as u8 == context as u8 && (row.length <= 16 || is_long(row, window)) {
            return Some(row);
        }
        row = KNOWN.get(usize::from(row.next))?;
    }
}

/// Whether the window has what is beyond the first sixteen bytes of a key.
#[inline(always)]
fn is_long(row: &Row, window: &[u8; WINDOW]) -> bool {
    // The last eight bytes, in one comparison: they go back to where the first sixteen have been compared.
    let key = row.field.key.as_bytes();
    let last = key.last_chunk::<8>().map_or(0, |eight| u64::from_le_bytes(*eight));
    eight(window, usize::from(row.length % 32) - 8) == last
}
