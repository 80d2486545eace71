//! Texts that say only that something is not known, like `unknown` or `-`.

use crate::json::{Kind, Value};

static ABSENT: Value = Value::ABSENT;

/// The longest of them.
const LONGEST: u32 = 7;

/// The value, unless it says only that something is not known.
#[inline(never)]
pub fn unless_sentinel<'v>(text: &[u8], value: &'v Value) -> &'v Value {
    let may_be = value.kind == Kind::Plain && value.end.wrapping_sub(value.start) <= LONGEST;
    if may_be && is_sentinel(value.bytes(text)) { &ABSENT } else { value }
}

/// Whether a text says only that something is not known: never an identity.
#[inline(never)]
pub fn is_sentinel(text: &[u8]) -> bool {
    // As words; with this bit a letter is small.
    const fn small(word: &[u8; 4]) -> u32 {
        u32::from_le_bytes(*word) | 0x2020_2020
    }
    let ends = (text.first_chunk().map(small), text.last_chunk().map(small));
    match text.len() {
        0 => true,
        1 => matches!(text, b"-" | b"."),
        4 => ends.0 == Some(const { small(b"null") }),
        7 => ends == (Some(const { small(b"unkn") }), Some(const { small(b"nown") })),
        _ => false,
    }
}
