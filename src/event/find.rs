//! Finds the row of a key: the table of `fields.rs`, prepared at compile time for comparing whole words.
//!
//! A key need not be scanned for its end first. Its first three bytes and its context lead to the few rows that begin
//! so; one of them is the key, or the table does not have it.

use super::fields::{Context, FIELDS, Field};
use crate::json::dialect::{WINDOW, eight};

/// A row of the table, prepared. Words are little-endian: the first byte of the key is the lowest.
pub struct Row {
    /// The key, with zeroes behind it.
    words: [u64; 3],
    /// Which bits of the first two words belong to the key.
    masks: [u64; 2],
    /// How long the key is.
    pub length: u8,
    context: Context,
    /// The row to look at if this one is not it, or [`NONE`].
    next: u8,
    /// What the table says.
    pub field: &'static Field,
}

impl Row {
    const fn of(field: &'static Field, next: u8) -> Row {
        let key = field.key.as_bytes();
        assert!(key.len() >= 2 && key.len() <= 24);
        Row {
            words: [word(key, 0), word(key, 8), word(key, 16)],
            masks: [low(key.len()), if key.len() > 8 { low(key.len() - 8) } else { 0 }],
            length: key.len() as u8,
            context: field.context,
            next,
            field,
        }
    }
}

const NONE: u8 = u8::MAX;
const ROWS: usize = FIELDS.len();
const _: () = assert!(ROWS < NONE as usize);

/// A mask of the lowest `length` bytes of a word.
const fn low(length: usize) -> u64 {
    if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX }
}

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
    let mut rows = [const { Row::of(&FIELDS[0], NONE) }; ROWS];
    let mut row = 0;
    while row < ROWS {
        rows[row] = Row::of(&FIELDS[row], behind(row));
        row += 1;
    }
    rows
};

/// What a text begins with that leads to a row: three bytes, and the context below them.
#[inline(always)]
const fn beginning(context: Context, head: u64) -> u32 {
    (head as u32) << 8 | context as u32
}

/// The bytes that a quotation mark begins with, in a text as it is and in one inside of a string.
const QUOTES: [u8; 2] = *b"\"\\";

/// For each row what leads to it: a key of two bytes is followed by one or the other quotation mark.
const BEGINNINGS: [[u32; 2]; ROWS] = {
    let mut beginnings = [[0; 2]; ROWS];
    let mut row = 0;
    while row < ROWS {
        let key = FIELDS[row].key.as_bytes();
        let head = word(key, 0);
        let quote = if key.len() == 2 { 16 } else { 24 };
        beginnings[row] = [
            beginning(FIELDS[row].context, head | (QUOTES[0] as u64) << quote),
            beginning(FIELDS[row].context, head | (QUOTES[1] as u64) << quote),
        ];
        row += 1;
    }
    beginnings
};

/// Whether a row comes before another that begins alike: the longer key does, or the one that is earlier in the table.
const fn before(a: usize, b: usize) -> bool {
    let (a_length, b_length) = (FIELDS[a].key.len(), FIELDS[b].key.len());
    let alike = BEGINNINGS[a][0] == BEGINNINGS[b][0] && !FIELDS[a].is_envelope() && !FIELDS[b].is_envelope();
    alike && (a_length > b_length || a_length == b_length && a < b)
}

/// Of the rows that begin like this one, the one that comes next.
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

/// Whether no row that begins like this one comes before it.
const FIRST: [bool; ROWS] = {
    let mut first = [true; ROWS];
    let mut row = 0;
    while row < ROWS {
        let next = behind(row);
        if next != NONE {
            first[next as usize] = false;
        }
        row += 1;
    }
    first
};

const BITS: u32 = 10;

/// Where [`INDEX`] says what begins so.
#[inline(always)]
const fn place(beginning: u32, factor: u32) -> usize {
    (beginning.wrapping_mul(factor) >> (32 - BITS)) as usize
}

/// For each place the first of the rows that begin alike, or [`NONE`]; None if two beginnings share a place.
const fn index(factor: u32) -> Option<[u8; 1 << BITS]> {
    let mut index = [NONE; 1 << BITS];
    let mut row = 0;
    while row < ROWS {
        let mut quote = 0;
        while FIRST[row] && !FIELDS[row].is_envelope() && quote < QUOTES.len() {
            let place = place(BEGINNINGS[row][quote], factor);
            if index[place] != NONE && index[place] as usize != row {
                return None;
            }
            index[place] = row as u8;
            quote += 1;
        }
        row += 1;
    }
    Some(index)
}

/// The first factor found that leads different beginnings to different places.
const FACTOR: u32 = {
    let mut factor: u32 = 0x9E37_79B9;
    while index(factor).is_none() {
        factor = factor.wrapping_mul(0x915F_77F5).wrapping_add(2);
    }
    factor
};

static INDEX: [u8; 1 << BITS] = match index(FACTOR) {
    Some(index) => index,
    None => [NONE; 1 << BITS],
};

/// The row whose key the text in the window begins with, in that context. Whether the key ends there is for the caller
/// to see: where no quotation mark follows, the table does not have the key.
#[inline(always)]
pub fn begins(context: Context, window: &[u8; WINDOW]) -> Option<&'static Row> {
    let (head, tail) = (eight(window, 0), eight(window, 8));
    let mut row = KNOWN.get(usize::from(INDEX[place(beginning(context, head), FACTOR)]))?;
    loop {
        let other = (head & row.masks[0] ^ row.words[0]) | (tail & row.masks[1] ^ row.words[1]);
        if other == 0 && row.context as u8 == context as u8 && (row.length <= 16 || is_long(row, window)) {
            return Some(row);
        }
        row = KNOWN.get(usize::from(row.next))?;
    }
}

/// Whether the window has what is beyond the first two words of a key.
#[inline(always)]
fn is_long(row: &Row, window: &[u8; WINDOW]) -> bool {
    eight(window, 16) & low(usize::from(row.length) - 16) == row.words[2]
}
