//! Numbers and literals: the tokens that are the same in every dialect.

use super::span::{self, SPAN};
use super::tap::Tap;
use super::value::Kind;

/// The number or literal that `rest` begins with: its length, and its kind.
#[inline(never)]
pub fn scalar(rest: &[u8]) -> Option<(usize, Kind)> {
    const NULL: u32 = u32::from_le_bytes(*b"null");
    const TRUE: u32 = u32::from_le_bytes(*b"true");
    const FALS: u32 = u32::from_le_bytes(*b"fals");
    // One word, compared as such: as bytes it would be compared one by one.
    match rest.first_chunk().map(|word| u32::from_le_bytes(*word)) {
        Some(NULL) => Some((4, Kind::Null)),
        Some(TRUE) => Some((4, Kind::True)),
        Some(FALS) if rest.get(4) == Some(&b'e') => Some((5, Kind::False)),
        _ => number(rest),
    }
}

/// Tells the tap of a token that takes so many bytes. Gives what is left behind it.
#[inline(always)]
pub fn tell<'t, T: Tap>(rest: &'t [u8], count: usize, tap: &mut T) -> Option<&'t [u8]> {
    let (token, behind) = rest.split_at_checked(count)?;
    match rest.first_chunk() {
        Some(word) if count <= 8 => tap.word(u64::from_le_bytes(*word), count),
        _ => tap.bytes(token),
    }
    Some(behind)
}

/// The number at the start of `text`, by RFC 8259's grammar: its length, and its kind.
///
/// One that may be beyond a double is taken for text: Fluent Bit's parser and Vector's refuse a whole document for such
/// a number, and Fluent Bit 5.1 ends over it.
fn number(text: &[u8]) -> Option<(usize, Kind)> {
    let start = usize::from(text.first() == Some(&b'-'));
    let mut at = start;
    // Of the whole part, and of the fraction.
    let mut first = text.get(at);
    let mut order = 0;
    loop {
        let from = at;
        at += digits(text.get(at..)?);
        if at == from || order == 0 && first == Some(&b'0') && at > from + 1 {
            return None;
        }
        if order > 0 {
            break;
        }
        // The number is less than ten to this power.
        order = at - from;
        if text.get(at) != Some(&b'.') {
            break;
        }
        at += 1;
        first = None;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) || order > LARGEST {
        return scientific(text, at, order);
    }
    Some((at, Kind::Number))
}

/// How many digits a text begins with.
#[inline(always)]
fn digits(mut text: &[u8]) -> usize {
    let mut count = 0;
    while let Some((eight, behind)) = text.split_first_chunk() {
        let found = span::digits(u64::from_le_bytes(*eight));
        count += found;
        if found < SPAN {
            return count;
        }
        text = behind;
    }
    count + text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The same for a number that is so large, or has an exponent at `at`; but for that it is less than ten to the power
/// of `order`.
#[cold]
#[inline(never)]
fn scientific(text: &[u8], mut at: usize, mut order: usize) -> Option<(usize, Kind)> {
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let sign = text.get(at + 1).copied();
        at += 1 + usize::from(matches!(sign, Some(b'+' | b'-')));
        let digits = text.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit());
        let mut exponent = 0_usize;
        for digit in digits {
            exponent = (exponent * 10 + usize::from(*digit - b'0')).min(1 << 26);
            at += 1;
        }
        if !text.get(at - 1)?.is_ascii_digit() {
            return None;
        }
        order = if sign == Some(b'-') { order.saturating_sub(exponent) } else { order + exponent };
    }
    Some((at, if order > LARGEST { Kind::Plain } else { Kind::Number }))
}

/// Every number below ten to this power is a double.
const LARGEST: usize = 308;
