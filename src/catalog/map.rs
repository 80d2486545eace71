//! A read-only map from text to a value, its index built at compile time.
//!
//! Open addressing over a 32-bit FNV-1a hash. The hash of a longer text goes on from the hash of
//! its beginning, so one walk over an event type gives the hash of each of its beginnings.

/// The hash of the empty text.
pub(super) const EMPTY: u32 = 0x811c_9dc5;

/// The hash of a text of hash `hash` with `byte` appended.
pub(super) const fn append(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

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
            let key = rows[row].0.as_bytes();
            let (mut hash, mut at) = (EMPTY, 0);
            while at < key.len() {
                hash = append(hash, key[at]);
                at += 1;
            }
            let mut slot = hash as usize % SLOTS;
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            row += 1;
            slots[slot] = row as u16;
        }
        Self { rows, slots }
    }

    /// The value of `key`, whose hash is `hash`.
    pub(super) fn get(&self, hash: u32, key: &str) -> Option<&'static T> {
        let mut slot = hash as usize % SLOTS;
        loop {
            // At least one slot is empty, so the walk ends.
            let row = usize::from(*self.slots.get(slot)?).checked_sub(1)?;
            let (found, value) = self.rows.get(row)?;
            if *found == key {
                return Some(value);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}
