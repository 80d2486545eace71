//! Finds the row of a key: the table of `fields.rs`, prepared at compile time for comparing whole words.
//!
//! A key need not be scanned for its end first. Its beginning and its context lead to the few rows that begin so; one of
//! them is the key, or the table does not have it.

use super::fields::{Context, FIELDS, Field};
use super::slot::Slot;
use crate::json::dialect::{WINDOW, eight};
use crate::json::{Kind, Value};

/// A row of the table, prepared. Words are little-endian: the first byte of the key is the lowest.
pub struct Row {
    /// The first sixteen bytes of the key, with zeroes behind it. What is beyond them is in [`Row::field`].
    words: [u64; 2],
    /// How long the key is.
    pub length: u8,
    context: Context,
    /// The row to look at if this one is not it, or [`NONE`].
    next: u8,
    /// Its number.
    pub number: u8,
    /// What its value fills.
    pub slot: Slot,
    /// The object that is read in its turn when the value is one.
    pub opens: Option<Context>,
}

impl Row {
    const fn of(row: usize, next: u8) -> Row {
        let (field, number) = (&FIELDS[row], row as u8);
        let key = field.key.as_bytes();
        assert!(key.len() >= 2 && key.len() <= 24);
        let words = [word(key, 0), word(key, 8)];
        let opens = match field.opens {
            Some(opens) if !opens.is_array() => Some(opens),
            _ => None,
        };
        Row { words, length: key.len() as u8, context: field.context, next, number, slot: field.slot, opens }
    }

    /// What the table says.
    pub fn field(&self) -> &'static Field {
        // Each row has one, so that the first is never given for another.
        FIELDS.get(usize::from(self.number)).unwrap_or(&FIELDS[0])
    }

    /// Its key where it begins there.
    #[inline(always)]
    pub fn key_at(&self, start: usize) -> Value {
        Value::new(start, start + usize::from(self.length), Kind::Plain)
    }

    /// Whether the text in the window begins with its key, in that context.
    #[inline(always)]
    fn begins(&self, context: Context, window: &[u8; WINDOW]) -> bool {
        let masks = &MASKS[usize::from(self.length) % MASKS.len()];
        let [head, tail] = [eight(window, 0) & masks[0], eight(window, 8) & masks[1]];
        let other = (head ^ self.words[0]) | (tail ^ self.words[1]);
        other == 0 && self.context as u8 == context as u8 && (self.length <= 16 || is_long(self, window))
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

/// The rows.
static KNOWN: [Row; ROWS] = {
    let mut rows = [const { Row::of(0, NONE) }; ROWS];
    let mut row = 0;
    while row < ROWS {
        rows[row] = Row::of(row, first(row + 1, place_of(row)));
        row += 1;
    }
    rows
};

/// What leads to a row: its context, and the first two bytes of a key and one bit of the third. Where the key has only
/// two, a quotation mark is the third, or the backslash that one begins with inside of a string: that bit of both is 0.
#[inline(always)]
const fn beginning(context: Context, head: u64) -> u32 {
    (head as u32 & 0x01_FFFF) << 8 | context as u32
}

/// The place that leads to the rows with that beginning.
#[inline(always)]
const fn place(beginning: u32, factor: u32) -> usize {
    (beginning.wrapping_mul(factor) >> (32 - BITS)) as usize
}

/// How many places there are, as a power of two. With half as many the factor would be looked for too long.
const BITS: u32 = 10;

/// The first one of many numbers that leads all that begins differently to different places.
const FACTOR: u32 = {
    let mut factor: u32 = 1;
    while !tells_apart(factor) {
        factor = factor.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    }
    factor
};

const fn tells_apart(factor: u32) -> bool {
    let (mut rows, mut row) = ([NONE; 1 << BITS], 0);
    while row < ROWS {
        if !FIELDS[row].is_envelope() {
            let beginning = beginning_of(row);
            let place = place(beginning, factor);
            if rows[place] != NONE && beginning_of(rows[place] as usize) != beginning {
                return false;
            }
            rows[place] = row as u8;
        }
        row += 1;
    }
    true
}

/// What leads to a row.
const fn beginning_of(row: usize) -> u32 {
    beginning(FIELDS[row].context, word(FIELDS[row].key.as_bytes(), 0))
}

/// Where a row is looked for.
const fn place_of(row: usize) -> usize {
    place(beginning_of(row), FACTOR)
}

/// The first row from that one on that is looked for at a place, or [`NONE`]. An envelope's key is not looked for.
const fn first(mut row: usize, place: usize) -> u8 {
    while row < ROWS {
        if !FIELDS[row].is_envelope() && place_of(row) == place {
            return row as u8;
        }
        row += 1;
    }
    NONE
}

/// For each place the first of its rows, or [`NONE`].
static INDEX: [u8; 1 << BITS] = {
    let mut index = [NONE; 1 << BITS];
    let mut row = 0;
    while row < ROWS {
        index[place_of(row)] = first(0, place_of(row));
        row += 1;
    }
    index
};

/// Whether the key of a row begins another one that is looked for in the same object, as `event` begins `eventType`. Then
/// the beginning would not tell which one stands there.
const fn begins_another(row: usize) -> bool {
    let (field, mut other) = (&FIELDS[row], 0);
    while other < ROWS {
        let longer = &FIELDS[other];
        let length = field.key.len();
        if longer.context as u8 == field.context as u8 && !longer.is_envelope() && longer.key.len() > length {
            let (mut at, key) = (0, field.key.as_bytes());
            while at < length && longer.key.as_bytes()[at] == key[at] {
                at += 1;
            }
            if at == length {
                return true;
            }
        }
        other += 1;
    }
    false
}

const _: () = {
    let mut row = 0;
    while row < ROWS {
        assert!(
            FIELDS[row].is_envelope() || !begins_another(row),
            "no key begins another one of its object, but for those of envelopes, which are not looked for"
        );
        row += 1;
    }
};

/// In which order keys came: for each row the one that came behind it, and that which came first.
///
/// Events are alike, so that the next key is mostly the one that it was before. It is compared all the same; but where the
/// text goes on behind it hangs on the guess, which is there early, in place of what is looked up by the key's beginning.
pub struct Order([&'static Row; PLACES]);

/// Room for each row, and for none.
const PLACES: usize = (ROWS + 1).next_power_of_two();

/// A row that no text begins with: what is expected where nothing has come yet.
static NO_KEY: Row = Row { words: [u64::MAX; 2], ..Row::of(0, NONE) };

const _: () = assert!(NO_KEY.length < 8, "of any text, a byte of the first word is compared as 0");

impl Default for Order {
    fn default() -> Self {
        Order([&NO_KEY; PLACES])
    }
}

impl Order {
    /// What stands for the row before the first one.
    pub const BEGINNING: u8 = (PLACES - 1) as u8;

    /// The row that came behind that one.
    #[inline(always)]
    pub fn behind(&self, last: u8) -> &'static Row {
        self.0[usize::from(last) % PLACES]
    }

    /// The row whose key the text in the window begins with, in that context, if the one before it was `last`; `guess` is what
    /// [`Order::behind`] has given for that one, earlier than it is needed. Whether the key ends there is for the caller to see:
    /// where no quotation mark follows, the table does not have the key.
    #[inline(always)]
    pub fn find(
        &mut self,
        context: Context,
        window: &[u8; WINDOW],
        last: u8,
        guess: &'static Row,
    ) -> Option<&'static Row> {
        if guess.begins(context, window) {
            return Some(guess);
        }
        let row = look_up(context, window)?;
        self.0[usize::from(last) % PLACES] = row;
        Some(row)
    }
}

/// The row of a key that was not expected.
#[inline(never)]
fn look_up(context: Context, window: &[u8; WINDOW]) -> Option<&'static Row> {
    let mut row = KNOWN.get(usize::from(INDEX[place(beginning(context, eight(window, 0)), FACTOR)]))?;
    while !row.begins(context, window) {
        row = KNOWN.get(usize::from(row.next))?;
    }
    Some(row)
}

/// Whether the window has what is beyond the first sixteen bytes of a key.
#[inline(always)]
fn is_long(row: &Row, window: &[u8; WINDOW]) -> bool {
    // The last eight bytes, in one comparison: they go back to where the first sixteen have been compared.
    let key = row.field().key.as_bytes();
    let last = key.last_chunk::<8>().map_or(0, |eight| u64::from_le_bytes(*eight));
    eight(window, usize::from(row.length % 32) - 8) == last
}
