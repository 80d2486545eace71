//! Numbers and literals: the tokens that are the same in every dialect.

use super::value::Kind;

/// The number or literal that `rest` begins with: its length, and its kind.
#[inline]
pub fn scalar(rest: &[u8]) -> Option<(usize, Kind)> {
    match rest.first()? {
        b'n' => rest.starts_with(b"null").then_some((4, Kind::Null)),
        b't' => rest.starts_with(b"true").then_some((4, Kind::True)),
        b'f' => rest.starts_with(b"false").then_some((5, Kind::False)),
        _ => Some((number(rest)?, Kind::Number)),
    }
}

/// How long the number at the start of `text` is, by RFC 8259's grammar.
fn number(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| text.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(text.first() == Some(&b'-'));
    match text.get(at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at += digits(at),
        _ => return None,
    }
    if text.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    Some(at)
}
