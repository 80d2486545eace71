//! The keys whose values are secrets: they are left out of the fields.
//!
//! `data/secrets/judged_keys.tsv` judges, one by one with the reason, every key that Okta's catalogue flags as
//! sensitive, and those that it does not flag and should. A test holds this list against it.

use crate::json::escape::unescape;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// What stands in the place of a secret.
pub const REDACTED: &str = "REDACTED";

/// The keys, without capitals and underscores: they are the same secret in every spelling and at any depth.
pub const SECRETS: [&str; 8] = [
    "clientsecret",
    "clientsecrets",
    "credentialsclientsecret",
    "credentialssigningprivatekey",
    "ldapadminpassword",
    "proxypassword",
    "recoverytoken",
    "sharedpassword",
];

/// Whether a key names a secret.
pub fn is_secret(key: &[u8]) -> bool {
    SECRETS.iter().any(|secret| match key.len().checked_sub(secret.len()) {
        None => false,
        Some(0) => key.eq_ignore_ascii_case(secret.as_bytes()),
        Some(more) => more <= 4 && first_is(key, secret) && without_separators(key, secret),
    })
}

/// Whether a key begins with the secret's first letter: hardly any does.
fn first_is(key: &[u8], secret: &str) -> bool {
    key.first().map(u8::to_ascii_lowercase) == secret.bytes().next()
}

/// Whether a text has a key in it that names a secret, whatever structure the text encodes, and however many strings lie in each
/// other. None if memory is refused.
///
/// For text that no reader takes apart: a key is what stands before a colon or an equals sign.
#[cold]
#[inline(never)]
pub fn has_secret(text: &[u8]) -> Option<bool> {
    let mut text = Cow::Borrowed(text);
    // As it is, without the escapes of its strings, and without those of the strings in them.
    for _ in 0..3 {
        let mut signs = text.iter().enumerate().filter(|(_, byte)| matches!(byte, b':' | b'='));
        if signs.any(|(at, _)| ends_with_secret(text.get(..at).unwrap_or_default())) {
            return Some(true);
        }
        if !text.contains(&b'\\') {
            break;
        }
        let mut characters = Vec::new();
        if !unescape(&text, &mut characters) {
            return None;
        }
        text = Cow::Owned(characters);
    }
    Some(false)
}

/// Whether a text ends with a key that names a secret, and what may stand behind a key.
fn ends_with_secret(text: &[u8]) -> bool {
    const LONGEST: usize = 40;
    let is_behind = |byte: &u8| matches!(byte, b'"' | b'\'' | b'\\' | b' ' | b'\t' | b'\r' | b'\n');
    let end = text.iter().rposition(|byte| !is_behind(byte)).map_or(0, |last| last + 1);
    // What is cut off belongs to a longer key, which is none.
    let text = text.get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
    let key = |is_inside: fn(&u8) -> bool| {
        let start = text.iter().rposition(|byte| !is_inside(byte)).map_or(0, |before| before + 1);
        text.get(start..).unwrap_or_default().trim_ascii_start()
    };
    let is_inside: fn(&u8) -> bool = |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    // A blank may be one of a key, or stand before it.
    is_secret(key(is_inside))
        || is_secret(key(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' ')))
}

fn without_separators(key: &[u8], secret: &str) -> bool {
    let letters = key.iter().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'.'));
    letters.map(u8::to_ascii_lowercase).eq(secret.bytes())
}

#[cfg(test)]
mod tests {
    use super::has_secret;

    #[test]
    fn a_key_in_a_text_is_found_in_every_encoding_and_a_word_that_is_no_key_is_not() {
        for text in [
            r#"{"clientSecret":"x"}"#,
            r#"{"Client_Secret" : "x"}"#,
            r#"{"client\u0053ecret":"x"}"#,
            r#"[{\"a\":\"{\\\"clientSecret\\\":1}\"}]"#,
            r#"{\"client\\u0053ecret\":\"x\"}"#,
            "{a=b, clientSecret=x}",
            "{a=b, client secret=x}",
            "recoveryToken: x",
        ] {
            assert_eq!(has_secret(text.as_bytes()), Some(true), "{text}");
        }
        for text in [
            "",
            ":",
            "=",
            r#"{"a":"clientSecret"}"#,
            "{clientSecretId=x}",
            r#"{"oldClientSecret":1}"#,
            "secret: x",
        ] {
            assert_eq!(has_secret(text.as_bytes()), Some(false), "{text}");
        }
    }
}
