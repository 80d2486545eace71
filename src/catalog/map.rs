//! A read-only map from text to a value, its index built at compile time.
//!
//! Open addressing. The hash takes in only the length and both ends of the text, eight bytes
//! each: a few instructions, where one for each byte would be felt in an interpreter. Rows of the
//! same hash sit next to each other.

use crate::bytes::same;

/// A map over `rows`; `SLOTS` is a power of two, larger than the number of rows.
pub(super) struct Map<T: 'static, const SLOTS: usize> {
    rows: &'static [(&'static str, T)],
    /// The position of a row plus one, or 0.
    slots: [u16; SLOTS],
}

impl<T, const SLOTS: usize> Map<T, SLOTS> {
    /// The map over `rows`, whose keys differ. Fails to compile when there are too many rows.
    pub(super) const fn new(rows: &'static [(&'static str, T)]) -> Self {
        assert!(SLOTS.is_power_of_two() && rows.len() < SLOTS && rows.len() < u16::MAX as usize);
        let mut slots = [0; SLOTS];
        let mut row = 0;
        while row < rows.len() {
            let mut slot = hash(rows[row].0.as_bytes()) % SLOTS;
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            row += 1;
            slots[slot] = row as u16;
        }
        Self { rows, slots }
    }

    /// The row of `key`.
    pub(super) fn get(&self, key: &[u8]) -> Option<&'static (&'static str, T)> {
        let mut slot = hash(key) % SLOTS;
        loop {
            // At least one slot is empty, so the walk ends.
            let row = usize::from(*self.slots.get(slot)?).checked_sub(1)?;
            let row = self.rows.get(row)?;
            if same(row.0.as_bytes(), key) {
                return Some(row);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// A number for `text`, the same for the same text.
const fn hash(text: &[u8]) -> usize {
    let (first, last) = match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (short(text), 0),
    };
    let mixed = (first ^ last.rotate_left(29)).wrapping_add(text.len() as u64);
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
}

/// The bytes of a text shorter than eight, as one number.
const fn short(text: &[u8]) -> u64 {
    let (mut number, mut at) = (0, 0);
    while at < text.len() {
        number = number << 8 | text[at] as u64;
        at += 1;
    }
    number
}
