//! JSON text inside of a JSON string.

use super::dialect::{Dialect, Step, Then, WINDOW, blanks, eight, hex4, not_ascii, word};
use super::span::{SPAN, STEP, first_other};
use super::tap::{Silent, Tap};
use super::value::Kind;

/// JSON text inside a JSON string, as in `{"message":"{\"actor\":…}"}`, so that its quote is the two bytes `\"`. It is
/// read where it lies, without being unescaped first; that halves the cost of the commonest envelope.
///
/// Gives up on anything that a usual writer would not write, such as `\u007b` for a brace: the caller then unescapes the
/// text and reads it as [`Bare`](super::Bare). So this dialect never has to judge a text, only to read the good ones.
///
/// What it reads needs no further escapes: it tells the tap nothing.
pub struct Wrapped;

impl Dialect for Wrapped {
    const QUOTE: usize = 2;

    #[inline(always)]
    fn quote<'t, T: Tap>(rest: &'t [u8], _: &mut T) -> Option<&'t [u8]> {
        let mark = u16::from_le_bytes(*rest.first_chunk::<2>()?);
        if mark == u16::from_le_bytes(*b"\\\"") { rest.get(2..) } else { None }
    }

    #[inline(always)]
    fn key_of_string<T: Tap>(window: &[u8; WINDOW], length: u8, _: &mut T) -> Option<usize> {
        let length = usize::from(length % 32);
        (eight(window, length) << 24 == const { word(b"\\\":\\\"") << 24 }).then_some(length + 5)
    }

    #[inline(always)]
    fn key<T: Tap>(window: &[u8; WINDOW], length: u8, opens: bool, _: &mut T) -> Option<(usize, Then)> {
        let length = usize::from(length % 32);
        let behind = eight(window, length);
        let (read, then) = if opens && behind << 16 == const { word(b"\\\":{\\\"") << 16 } {
            (6, Then::Object)
        } else if behind << 8 == const { word(b"\\\":null") << 8 } {
            (7, Then::Null)
        } else if behind << 40 == const { word(b"\\\":") << 40 } {
            (3, Then::Colon)
        } else if behind as u16 == const { word(b"\\\"") as u16 } {
            (2, Then::Nothing)
        } else {
            return None;
        };
        Some((length + read, then))
    }

    #[inline(always)]
    fn step<T: Tap>(window: &[u8; STEP], separator: u8, then: &mut Then, _: &mut T) -> Step {
        let Some(count) = first_other(window) else {
            return Step::On(SPAN);
        };
        let behind = window[count % SPAN..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        if behind << 24 == u64::from(separator) << 40 | const { word(b"\\\"\0\\\"") << 24 } {
            *then = Then::Quote;
            Step::End(count, 5)
        } else if behind as u16 == const { word(b"\\\"") as u16 } {
            Step::End(count, 2)
        } else {
            Step::Odd(count)
        }
    }

    #[cold]
    #[inline(never)]
    fn odd<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64, kind: &mut Kind) -> Option<&'t [u8]> {
        if rest.first() == Some(&b'\\') { rest.get(escape(rest, kind)?..) } else { not_ascii(rest, tap, seen) }
    }

    #[inline(always)]
    fn comma<'t, T: Tap>(rest: &'t [u8], _: &mut T) -> Option<&'t [u8]> {
        if *rest.first_chunk::<3>()? == *b",\\\"" { rest.get(3..) } else { None }
    }

    #[inline(always)]
    fn space<'t, T: Tap>(rest: &'t [u8], _: &mut T) -> &'t [u8] {
        match rest.first() {
            Some(byte) if *byte > b' ' && *byte != b'\\' => rest,
            _ => space(rest),
        }
    }
}

/// White space, or a quotation mark, which begins with a backslash as well.
fn space(mut rest: &[u8]) -> &[u8] {
    loop {
        rest = match blanks(rest, &mut Silent) {
            [b' ', behind @ ..] | [b'\\', b'n' | b'r' | b't', behind @ ..] => behind,
            rest => return rest,
        }
    }
}

/// How long the escape is that `rest` begins with.
fn escape(rest: &[u8], kind: &mut Kind) -> Option<usize> {
    match rest.get(1)? {
        // A backslash of the event's own: one of its escapes follows.
        b'\\' => {
            *kind = Kind::Twice;
            match rest.get(2)? {
                b'\\' if matches!(rest.get(3), Some(b'"' | b'\\' | b'/')) => Some(4),
                b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(3),
                b'u' => hex4(rest, 3).map(|_| 7),
                _ => None,
            }
        }
        // A character that the record's writer escaped, not the event's.
        b'/' => {
            escaped(kind);
            Some(2)
        }
        b'u' => {
            escaped(kind);
            let character = hex4(rest, 2)?;
            let ordinary = character >= 0x20 && character != u32::from(b'"') && character != u32::from(b'\\');
            ordinary.then_some(6)
        }
        _ => None,
    }
}

fn escaped(kind: &mut Kind) {
    if *kind == Kind::Plain {
        *kind = Kind::Escaped;
    }
}
