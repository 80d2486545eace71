//! The two ways in which the text of an event can lie in a record.
//!
//! [`Bare`]: the event is JSON in the record itself. [`Wrapped`]: the event is JSON text inside a JSON string, as
//! in `{"message":"{\"actor\":…}"}`, so that its quote is the two bytes `\"`. The wrapped text is read where it
//! lies, without being unescaped first; that halves the cost of the commonest envelope.

use super::tap::Tap;
use super::value::Kind;

/// Each byte of a word set to `byte`.
const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const LOW: u64 = splat(1);
const HIGH: u64 = splat(0x80);

/// How to find tokens in a text. A reader gives up with None: on text that is not JSON, and in [`Wrapped`] also
/// on text that is written in an unusual way.
pub trait Dialect {
    /// The length of a quotation mark.
    const QUOTE: usize;

    /// Whether a quotation mark stands at `at`.
    fn is_quote(input: &[u8], at: usize) -> bool;

    /// The offset of the first byte at or after `at` that is not white space.
    fn space<T: Tap>(input: &[u8], at: usize, tap: &mut T) -> usize;

    /// Where the string whose content begins at `at` ends (the offset of its closing quotation mark), and its
    /// kind. Adds the bytes it has seen to `seen`: see [`is_ascii`].
    fn string<T: Tap>(input: &[u8], at: usize, tap: &mut T, seen: &mut u64) -> Option<(usize, Kind)>;
}

/// Whether all words that were added to `seen` were ASCII.
pub fn is_ascii(seen: u64) -> bool {
    seen & HIGH == 0
}

/// The offset of the first quote, backslash or control character at or after `at`: eight bytes at a time.
#[inline(always)]
fn scan(input: &[u8], mut at: usize, seen: &mut u64) -> Option<usize> {
    while let Some(chunk) = input.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        // In each term the lowest set bit marks the first byte that is met exactly; bits above it may be false,
        // which does not matter for the lowest one. Flipping bit 1 moves the quote, 0x22, to 0x20, next to the
        // control characters, which stay below it; so one comparison finds both.
        let quote_or_control = (word ^ splat(0x02)).wrapping_sub(splat(0x21));
        let backslash = (word ^ splat(b'\\')).wrapping_sub(LOW);
        let found = (quote_or_control | backslash) & !word & HIGH;
        *seen |= word;
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    scan_tail(input, at, seen)
}

/// The same for the last bytes of the text.
#[cold]
fn scan_tail(input: &[u8], at: usize, seen: &mut u64) -> Option<usize> {
    let rest = input.get(at..)?;
    let found = rest.iter().position(|&byte| {
        *seen |= u64::from(byte);
        byte == b'"' || byte == b'\\' || byte < 0x20
    })?;
    Some(at + found)
}

/// The four hexadecimal digits at `at`, as a number.
pub fn hex4(input: &[u8], at: usize) -> Option<u32> {
    let digits = input.get(at..)?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}

/// JSON as it is.
pub struct Bare;

impl Dialect for Bare {
    const QUOTE: usize = 1;

    #[inline(always)]
    fn is_quote(input: &[u8], at: usize) -> bool {
        input.get(at) == Some(&b'"')
    }

    #[inline(always)]
    fn space<T: Tap>(input: &[u8], mut at: usize, tap: &mut T) -> usize {
        loop {
            match input.get(at) {
                Some(b' ') => {}
                Some(b'\n' | b'\r' | b'\t') => tap.control(input, at),
                _ => return at,
            }
            at += 1;
        }
    }

    #[inline(always)]
    fn string<T: Tap>(input: &[u8], mut at: usize, tap: &mut T, seen: &mut u64) -> Option<(usize, Kind)> {
        let mut kind = Kind::Plain;
        loop {
            at = scan(input, at, seen)?;
            match input.get(at) {
                Some(b'"') => return Some((at, kind)),
                Some(b'\\') => {
                    kind = Kind::Escaped;
                    at = bare_escape(input, at, tap)?;
                }
                _ => return None,
            }
        }
    }
}

/// The end of the escape whose backslash stands at `at`.
#[cold]
#[inline(never)]
fn bare_escape<T: Tap>(input: &[u8], at: usize, tap: &mut T) -> Option<usize> {
    tap.mark(input, at);
    match input.get(at + 1)? {
        b'"' | b'\\' => {
            tap.mark(input, at + 1);
            Some(at + 2)
        }
        b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => hex4(input, at + 2).map(|_| at + 6),
        _ => None,
    }
}

/// JSON text inside a JSON string, read in place. Gives up on anything that a usual writer would not write, such
/// as `\u007b` for a brace: the caller then unescapes the text and reads it as [`Bare`]. So this dialect never
/// has to judge a text, only to read the good ones.
pub struct Wrapped;

impl Dialect for Wrapped {
    const QUOTE: usize = 2;

    #[inline(always)]
    fn is_quote(input: &[u8], at: usize) -> bool {
        input.get(at..).is_some_and(|rest| rest.starts_with(b"\\\""))
    }

    #[inline(always)]
    fn space<T: Tap>(input: &[u8], mut at: usize, _: &mut T) -> usize {
        loop {
            match input.get(at) {
                Some(b' ') => at += 1,
                Some(b'\\') if matches!(input.get(at + 1), Some(b'n' | b'r' | b't')) => at += 2,
                _ => return at,
            }
        }
    }

    #[inline(always)]
    fn string<T: Tap>(input: &[u8], mut at: usize, _: &mut T, seen: &mut u64) -> Option<(usize, Kind)> {
        let mut kind = Kind::Plain;
        loop {
            at = scan(input, at, seen)?;
            match (input.get(at), input.get(at + 1)) {
                (Some(b'\\'), Some(b'"')) => return Some((at, kind)),
                (Some(b'\\'), _) => at = wrapped_escape(input, at, &mut kind)?,
                _ => return None,
            }
        }
    }
}

/// The end of the escape whose first backslash stands at `at`.
#[cold]
#[inline(never)]
fn wrapped_escape(input: &[u8], at: usize, kind: &mut Kind) -> Option<usize> {
    match input.get(at + 1)? {
        // A backslash of the event's own: one of its escapes follows.
        b'\\' => {
            *kind = Kind::Twice;
            match input.get(at + 2)? {
                b'\\' if matches!(input.get(at + 3), Some(b'"' | b'\\' | b'/')) => Some(at + 4),
                b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 3),
                b'u' => hex4(input, at + 3).map(|_| at + 7),
                _ => None,
            }
        }
        // A character that the record's writer escaped, not the event's.
        b'/' => {
            escaped(kind);
            Some(at + 2)
        }
        b'u' => {
            escaped(kind);
            let character = hex4(input, at + 2)?;
            let ordinary = character >= 0x20 && character != u32::from(b'"') && character != u32::from(b'\\');
            ordinary.then_some(at + 6)
        }
        _ => None,
    }
}

fn escaped(kind: &mut Kind) {
    if *kind == Kind::Plain {
        *kind = Kind::Escaped;
    }
}
