//! Keys as whole words, so that one is told from another in a few steps.

use crate::event::Context;

/// A key, its length and its context as whole words: all that is needed to tell one from another, unless it is long.
#[derive(Clone, Copy)]
pub struct Spelling {
    /// The first eight bytes, or fewer and zeroes.
    head: u64,
    /// The last eight bytes of a key of eight or more.
    tail: u64,
    /// The eight bytes behind the head of a key that is longer than sixteen.
    middle: u64,
    form: u64,
}

impl Spelling {
    /// That of the key of that length that `rest` begins with. None if it is long.
    #[inline(always)]
    pub fn of(context: Context, rest: &[u8], length: usize) -> Option<Spelling> {
        let end;
        let window = match rest.first_chunk::<SHORT>() {
            Some(window) => window,
            None => {
                end = end_of_text(rest);
                &end
            }
        };
        let word = |at: usize| Some(u64::from_le_bytes(*window.get(at..)?.first_chunk::<8>()?));
        let (head, form) = (word(0)?, (length as u64) << 8 | context as u64);
        if length < 8 {
            return Some(Spelling { head: head & ((1 << (8 * length)) - 1), tail: 0, middle: 0, form });
        }
        let middle = if length > 16 { word(8)? } else { 0 };
        // A long key has no tail in the window.
        Some(Spelling { head, tail: word(length - 8)?, middle, form })
    }

    /// That of a long key: its beginning, its end and its length. None if it is short, or longer than [`MOST`].
    pub fn of_long(key: &[u8]) -> Option<Spelling> {
        if key.len() <= SHORT || key.len() > MOST {
            return None;
        }
        let whole = Spelling::of(Context::Foreign, key, SHORT)?;
        let tail = u64::from_le_bytes(*key.last_chunk()?);
        Some(Spelling { tail, form: (key.len() as u64) << 8 | Context::Foreign as u64, ..whole })
    }

    /// Whether it is a long key's, so that the key itself has to be compared, too.
    pub fn is_long(&self) -> bool {
        self.form >> 8 > SHORT as u64
    }

    /// The same key where nothing is known.
    pub fn foreign(self) -> Spelling {
        Spelling { form: self.form & !0xFF | Context::Foreign as u64, ..self }
    }

    /// A hash of it.
    #[inline(always)]
    pub fn hash(&self) -> usize {
        let mixed = self.head ^ self.tail.rotate_left(17) ^ self.form << 32;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
    }

    /// Whether it is the same.
    #[inline(always)]
    pub fn is(&self, other: &Spelling) -> bool {
        let differ = (self.head ^ other.head) | (self.middle ^ other.middle);
        differ | (self.tail ^ other.tail) | (self.form ^ other.form) == 0
    }
}

/// A window on a text that ends before it does.
#[cold]
#[inline(never)]
fn end_of_text(rest: &[u8]) -> [u8; SHORT] {
    let mut window = [0; SHORT];
    window.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    window
}

/// The longest key that its spelling says all of.
const SHORT: usize = 24;

/// The longest key that has a spelling.
const MOST: usize = 64;
