//! JSON as it is.

use super::dialect::{Dialect, Step, Then, WINDOW, apart, blanks, eight, hex4, not_ascii, word};
use super::span::{SPAN, STEP, first_other};
use super::tap::Tap;
use super::value::Kind;

/// JSON as it is. The tap is told it with a backslash before each quotation mark and backslash.
pub struct Bare;

impl Dialect for Bare {
    const QUOTE: usize = 1;

    #[inline(always)]
    fn quote<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]> {
        let (b'"', behind) = rest.split_first()? else { return None };
        tap.word(const { word(b"\\\"") }, 2);
        Some(behind)
    }

    #[inline(always)]
    fn key_of_string<T: Tap>(window: &[u8; WINDOW], length: u8, tap: &mut T) -> Option<usize> {
        let length = usize::from(length % 32);
        if eight(window, length) << 40 != const { word(b"\":\"") << 40 } {
            return None;
        }
        tap.key(window, length, const { word(b"\\\":\\\"") }, 5);
        Some(length + 3)
    }

    #[inline(always)]
    fn key<T: Tap>(window: &[u8; WINDOW], length: u8, opens: bool, tap: &mut T) -> Option<(usize, Then)> {
        let length = usize::from(length % 32);
        let behind = eight(window, length);
        let (then, read, word, told) = if opens && behind as u32 == const { word(b"\":{\"") as u32 } {
            (Then::Object, 4, word(b"\\\":{\\\""), 6)
        } else if behind << 16 == const { word(b"\":null") << 16 } {
            (Then::Null, 6, word(b"\\\":null"), 7)
        } else if behind as u16 == const { word(b"\":") as u16 } {
            (Then::Colon, 2, word(b"\\\":"), 3)
        } else if behind as u8 == b'"' {
            (Then::Nothing, 1, word(b"\\\""), 2)
        } else {
            return None;
        };
        tap.key(window, length, word, told);
        Some((length + read, then))
    }

    #[inline(always)]
    fn step<T: Tap>(window: &[u8; STEP], separator: u8, then: &mut Then, tap: &mut T) -> Step {
        let Some(count) = first_other(window) else {
            tap.span(window, SPAN);
            return Step::On(SPAN);
        };
        let behind = window[count % SPAN..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
        let (read, told) = if behind & 0x00FF_FFFF == u32::from(separator) << 8 | 0x0022_0022 {
            *then = Then::Quote;
            (3, 5)
        } else if behind as u8 == b'"' {
            (1, 2)
        } else {
            tap.span(window, count);
            return Step::Odd(count);
        };
        tap.end(window, count, u64::from(separator) << 16 | const { word(b"\\\"\0\\\"") }, told);
        Step::End(count, read)
    }

    #[cold]
    #[inline(never)]
    fn odd<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64, kind: &mut Kind) -> Option<&'t [u8]> {
        let [b'\\', escaped, ..] = rest else { return not_ascii(rest, tap, seen) };
        *kind = Kind::Escaped;
        match escaped {
            b'"' | b'\\' => {
                tap.word(u64::from_le_bytes([b'\\', b'\\', b'\\', *escaped, 0, 0, 0, 0]), 4);
                return rest.get(2..);
            }
            b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
            b'u' => {
                hex4(rest, 2)?;
            }
            _ => return None,
        }
        tap.word(u64::from_le_bytes([b'\\', b'\\', *escaped, 0, 0, 0, 0, 0]), 3);
        rest.get(2..)
    }

    #[inline(always)]
    fn comma<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]> {
        if *rest.first_chunk::<2>()? != *b",\"" {
            return None;
        }
        tap.word(const { word(b",\\\"") }, 3);
        rest.get(2..)
    }

    #[inline(always)]
    fn space<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> &'t [u8] {
        match rest.first() {
            Some(byte) if *byte > b' ' => rest,
            _ => apart(tap, |tap| space(rest, tap)),
        }
    }
}

#[cold]
#[inline(never)]
fn space<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T) -> &'t [u8] {
    loop {
        rest = blanks(rest, tap);
        let Some((byte, behind)) = rest.split_first() else { break };
        match byte {
            b' ' => tap.word(u64::from(b' '), 1),
            b'\n' => tap.word(const { word(b"\\n") }, 2),
            b'\r' => tap.word(const { word(b"\\r") }, 2),
            b'\t' => tap.word(const { word(b"\\t") }, 2),
            _ => break,
        }
        rest = behind;
    }
    rest
}
