//! How many characters at the beginning of a text are ordinary, or digits.
//!
//! Ordinary ones mean themselves in every JSON string. All others are a quotation mark, a backslash, a control character, or not
//! ASCII.

/// How many characters are looked at together.
pub const SPAN: usize = 8;

/// How much of a text is looked at to find the end of a string: a span, and what may stand behind a character of it.
pub const STEP: usize = SPAN + 8;

/// Which of the first characters is the first that is not ordinary; None if all of [`SPAN`] are.
#[inline(always)]
pub fn first_other(window: &[u8; STEP]) -> Option<usize> {
    let found = others(window.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight)));
    (found != 0).then(|| lowest(found))
}

/// How many of the bytes of a word, from the lowest on, are digits; [`SPAN`] if all are.
#[inline(always)]
pub fn digits(word: u64) -> usize {
    // One that is too small borrows, one that is too large carries: only bytes above it may be marked wrongly.
    lowest((word.wrapping_sub(splat(b'0')) | word.wrapping_add(splat(0x7f - b'9'))) & splat(0x80))
}

/// A word of eight equal bytes.
const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; SPAN])
}

/// Marks the highest bit of each byte that is not ordinary. Only the lowest mark is exact: bits above it may be false.
///
/// Flipping bit 1 moves the quote, 0x22, to 0x20, next to the control characters, which stay below it; so one
/// comparison finds both.
#[inline(always)]
fn others(word: u64) -> u64 {
    let quote_or_control = (word ^ splat(0x02)).wrapping_sub(splat(0x21));
    let backslash = (word ^ splat(b'\\')).wrapping_sub(splat(1));
    (quote_or_control | backslash) & splat(0x80)
}

/// Which byte of a word the lowest set bit is in; [`SPAN`] if none is set.
#[inline(always)]
fn lowest(found: u64) -> usize {
    (found.trailing_zeros() / 8) as usize
}

/// Whether a text is ASCII that needs no escapes in a JSON string.
pub fn is_plain(text: &[u8]) -> bool {
    let words = text.as_chunks::<SPAN>().0;
    match text.last_chunk::<SPAN>() {
        // The last ones are looked at together, however many of them have been before.
        Some(last) => words.iter().chain([last]).all(|word| others(u64::from_le_bytes(*word)) == 0),
        None => {
            let mut word = [b' '; SPAN];
            word.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte);
            others(u64::from_le_bytes(word)) == 0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SPAN, digits};

    #[test]
    fn digits_are_counted_up_to_the_first_byte_that_is_none() {
        for place in 0..SPAN {
            for byte in 0..=u8::MAX {
                for behind in [b'0', b'9', 0, 0x2f, 0x3a, 0xb9, 0xba, 0xff] {
                    let mut word = [b'7'; SPAN];
                    word[place..].fill(behind);
                    word[place] = byte;
                    let counted = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    assert_eq!(digits(u64::from_le_bytes(word)), counted, "{word:?}");
                }
            }
        }
    }
}
