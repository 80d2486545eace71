//! Remembers what was derived from the texts seen last: in a log the same few come again and again.

use alloc::vec::Vec;

/// How many texts are remembered.
const ENTRIES: usize = 64;

/// The longest text that is remembered, in bytes.
const LONGEST: usize = 255;

/// How many texts may be derived from one.
pub const TEXTS: usize = 3;

/// What was derived from the last texts. A text takes the place of the one of two that was remembered earlier, so that a
/// memo never holds more than 64. Long ones are derived from anew each time.
///
/// One function looks up all of them: WAMR's interpreter is faster where the same code serves again.
#[derive(Default)]
pub struct Memo {
    entries: Vec<Derived>,
    /// What was derived from the last long text.
    passing: Derived,
}

/// What was derived from a text.
#[derive(Default)]
pub struct Derived {
    from: Vec<u8>,
    /// The texts, one behind the other.
    pub text: Vec<u8>,
    /// Where each begins and ends; one that there is not is empty.
    pub places: [[u32; 2]; TEXTS],
}

impl Derived {
    /// Adds the text of that number.
    pub fn add(&mut self, number: usize, text: &[u8]) {
        if let Some(place) = self.places.get_mut(number) {
            let start = self.text.len();
            self.text.extend_from_slice(text);
            *place = [start as u32, self.text.len() as u32];
        }
    }

    fn refill(&mut self, from: &[u8], derive: impl FnOnce(&[u8], &mut Derived)) {
        self.text.clear();
        self.places = Default::default();
        self.from.clear();
        self.from.extend_from_slice(from);
        derive(from, self);
    }
}

impl Memo {
    /// What `derive` gives for a text that is not empty, on which alone it must depend.
    #[inline(always)]
    pub fn get(&mut self, from: &[u8], derive: impl FnOnce(&[u8], &mut Derived)) -> &Derived {
        match self.find(from) {
            Some(found) => self.entries.get(found).unwrap_or(&self.passing),
            None => self.derive(from, derive),
        }
    }

    /// Where a text is remembered.
    #[inline(never)]
    fn find(&self, from: &[u8]) -> Option<usize> {
        let first = hash(from) as usize % ENTRIES;
        let mut place = first;
        loop {
            let entry = self.entries.get(place)?;
            if same(&entry.from, from) {
                return Some(place);
            }
            place ^= 1;
            if place == first {
                return None;
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn derive(&mut self, from: &[u8], derive: impl FnOnce(&[u8], &mut Derived)) -> &Derived {
        let place = hash(from) as usize % ENTRIES;
        if from.len() > LONGEST {
            self.passing = Derived::default();
            self.passing.refill(from, derive);
            return &self.passing;
        }
        if self.entries.is_empty() {
            self.entries.resize_with(ENTRIES, Derived::default);
        }
        // The one that is remembered now comes second.
        self.entries.swap(place, place ^ 1);
        let entry = self.entries.get_mut(place).unwrap_or(&mut self.passing);
        entry.refill(from, derive);
        entry
    }
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
    while let (Some((word_a, behind_a)), Some((word_b, behind_b))) =
        (a.split_first_chunk::<8>(), b.split_first_chunk())
    {
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
