//! Remembers what was derived from the texts seen last: in a log the same few come again and again.

use alloc::vec::Vec;

/// How many texts are remembered.
const ENTRIES: usize = 64;

/// The longest text that is remembered, in bytes.
const LONGEST: usize = 63;

/// What was derived from the last short texts. A text takes the place of another one with the same hash, so that a memo
/// never grows: 64 entries of 64 bytes and a value each. Longer texts are derived from anew each time.
pub struct Memo<T> {
    keys: Vec<Key>,
    values: Vec<T>,
}

/// A text that is remembered.
#[derive(Clone, Copy)]
struct Key {
    length: u8,
    text: [u8; LONGEST],
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo { keys: Vec::new(), values: Vec::new() }
    }
}

impl<T: Copy + Default> Memo<T> {
    /// What `derive` gives for a text, which must depend on nothing else.
    #[inline(always)]
    pub fn get(&mut self, text: &[u8], derive: impl FnOnce(&[u8]) -> T) -> T {
        let place = hash(text) as usize % ENTRIES;
        if is_at(&self.keys, place, text)
            && let Some(value) = self.values.get(place)
        {
            return *value;
        }
        let value = derive(text);
        self.keep(place, text, value);
        value
    }

    #[cold]
    #[inline(never)]
    fn keep(&mut self, place: usize, text: &[u8], value: T) {
        if self.keys.is_empty() {
            // Where memory is refused, nothing is remembered.
            if self.keys.try_reserve_exact(ENTRIES).is_err() || self.values.try_reserve_exact(ENTRIES).is_err() {
                return;
            }
            // No text has this length.
            self.keys.resize(ENTRIES, Key { length: u8::MAX, text: [0; LONGEST] });
            self.values.resize(ENTRIES, T::default());
        }
        if let (Some(key), Some(kept)) = (self.keys.get_mut(place), self.values.get_mut(place))
            && let Some(room) = key.text.get_mut(..text.len())
        {
            room.copy_from_slice(text);
            key.length = text.len() as u8;
            *kept = value;
        }
    }
}

/// Whether that text is remembered there.
#[inline(never)]
fn is_at(keys: &[Key], place: usize, text: &[u8]) -> bool {
    keys.get(place).is_some_and(|key| key.text.get(..usize::from(key.length)).is_some_and(|key| same(key, text)))
}

/// A hash that reads eight bytes at a time, as Firefox's does. Whoever makes texts collide gains nothing but some more
/// work.
#[inline(never)]
pub fn hash(text: &[u8]) -> u32 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (mut hash, mut rest) = (text.len() as u64, text);
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        hash = mix(hash, u64::from_le_bytes(*word));
        rest = behind;
    }
    while let Some((byte, behind)) = rest.split_first() {
        hash = mix(hash, u64::from(*byte));
        rest = behind;
    }
    (hash >> 32) as u32
}

/// Whether two texts are the same, again by words: in a module `==` goes byte by byte.
#[inline(never)]
pub fn same(mut a: &[u8], mut b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    while let (Some((word_a, behind_a)), Some((word_b, behind_b))) = (a.split_first_chunk::<8>(), b.split_first_chunk()) {
        if u64::from_le_bytes(*word_a) != u64::from_le_bytes(*word_b) {
            return false;
        }
        (a, b) = (behind_a, behind_b);
    }
    while let (Some((byte_a, behind_a)), Some((byte_b, behind_b))) = (a.split_first(), b.split_first()) {
        if byte_a != byte_b {
            return false;
        }
        (a, b) = (behind_a, behind_b);
    }
    true
}
