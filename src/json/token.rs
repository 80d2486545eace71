//! Numbers and literals: the tokens that are the same in every dialect.

use super::value::Kind;

/// The number or literal that `rest` begins with: its length, and its kind.
#[inline]
pub fn scalar(rest: &[u8]) -> Option<(usize, Kind)> {
    match rest.first()? {
        b'n' => rest.starts_with(b"null").then_some((4, Kind::Null)),
        b't' => rest.starts_with(b"true").then_some((4, Kind::True)),
        b'f' => rest.starts_with(b"false").then_some((5, Kind::False)),
        _ => number(rest),
    }
}

/// The number at the start of `text`, by RFC 8259's grammar: its length, and its kind.
///
/// One that may be beyond a double is taken for text: Fluent Bit's parser and Vector's refuse a whole document for such
/// a number, and Fluent Bit 5.1 ends over it.
fn number(text: &[u8]) -> Option<(usize, Kind)> {
    let digits = |from: usize| {
        let mut at = from;
        while let Some(b'0'..=b'9') = text.get(at) {
            at += 1;
        }
        at - from
    };
    let start = usize::from(text.first() == Some(&b'-'));
    let mut at = start;
    match text.get(at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at += digits(at),
        _ => return None,
    }
    // The number is less than ten to this power.
    let mut order = at - start;
    if text.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let sign = text.get(at + 1).copied();
        at += 1 + usize::from(matches!(sign, Some(b'+' | b'-')));
        let length = digits(at);
        if length == 0 {
            return None;
        }
        let digits = text.iter().skip(at).take(length);
        let exponent =
            digits.fold(0_usize, |number, digit| (number * 10 + usize::from(*digit - b'0')).min(1 << 26));
        order = if sign == Some(b'-') { order.saturating_sub(exponent) } else { order + exponent };
        at += length;
    }
    Some((at, if order > LARGEST { Kind::Plain } else { Kind::Number }))
}

/// Every number below ten to this power is a double.
const LARGEST: usize = 308;
