//! The keys whose values are secrets: they are left out of the fields.
//!
//! `data/secrets/judged_keys.tsv` judges, one by one with the reason, every key that Okta's catalogue flags as
//! sensitive, and those that it does not flag and should. A test holds this list against it.

use crate::json::escape::unescape;
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

/// Whether a key names a secret. All that is no letter or digit separates words, as where a name is made of the key.
#[inline(never)]
pub fn is_secret(key: &[u8]) -> bool {
    let letters = key.iter().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let letters = letters.map(u8::to_ascii_lowercase);
    // No secret is shorter than this, and hardly any key begins as one.
    key.len() >= SHORTEST && SECRETS.iter().any(|secret| letters.clone().eq(secret.bytes()))
}

/// How long the shortest of the keys is.
const SHORTEST: usize = 12;

/// Whether a text has a key in it that names a secret, whatever structure the text encodes. None if memory is refused.
///
/// For text that no reader takes apart: a key is what stands before a colon or an equals sign. The text is looked at as it is,
/// without the escapes of its strings, and without those of the strings in them.
pub fn has_secret(text: &[u8]) -> Option<bool> {
    has_secret_below(text, 2)
}

/// The same, with so many layers of escapes taken off.
#[cold]
#[inline(never)]
fn has_secret_below(text: &[u8], layers: u8) -> Option<bool> {
    let mut has_escapes = false;
    // Where the last word begins; the last words that only blanks stand between; and where both end.
    let (mut word, mut words, mut end) = (0, 0, 0);
    let mut only_blanks = true;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-' | b'.' => {
                if at != end {
                    word = at;
                    words = if only_blanks { words } else { at };
                }
                (end, only_blanks) = (at + 1, true);
            }
            b' ' => {}
            b'"' | b'\'' | b'\\' | b'\t' | b'\r' | b'\n' => {
                has_escapes |= *byte == b'\\';
                only_blanks = false;
            }
            _ => {
                let names_secret = |start: usize| text.get(start..end).is_some_and(is_secret);
                if matches!(byte, b':' | b'=') && (names_secret(word) || names_secret(words)) {
                    return Some(true);
                }
                (word, words, end, only_blanks) = (at + 1, at + 1, at + 1, true);
            }
        }
    }
    if layers == 0 || !has_escapes {
        return Some(false);
    }
    let mut characters = Vec::new();
    if unescape(text, &mut characters) { has_secret_below(&characters, layers - 1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::{SECRETS, SHORTEST, has_secret, is_secret};

    #[test]
    fn a_key_is_the_same_secret_in_every_spelling() {
        for key in [
            "clientSecret",
            "_client_secret",
            "client:secret",
            "c_l_i_e_n_t_secret",
            "CLIENT/SECRET",
            "client\tsecret",
        ] {
            assert!(is_secret(key.as_bytes()), "{key}");
        }
        for key in ["", "clientsecre", "clientsecretx", "client\u{e9}secret", "____________", "oldClientSecret"] {
            assert!(!is_secret(key.as_bytes()), "{key}");
        }
        assert!(SECRETS.iter().all(|secret| secret.len() >= SHORTEST && is_secret(secret.as_bytes())));
    }

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
