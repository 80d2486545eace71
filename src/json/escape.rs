//! Escapes of JSON strings: taken away, put in, and mended.

use super::dialect::hex4;
use super::output::Output;
use super::value::{Kind, Value};
use crate::list::append;
use alloc::vec::Vec;

/// What stands for a lone surrogate, which is no character.
const REPLACEMENT: char = '\u{FFFD}';

/// Appends the characters of a string's content to `characters`. A lone surrogate becomes U+FFFD; the content
/// has been read before, so that its escapes are complete. False if memory is refused.
pub fn unescape(content: &[u8], characters: &mut Vec<u8>) -> bool {
    // Characters are never longer than their escapes.
    if characters.try_reserve(content.len()).is_err() {
        return false;
    }
    let mut rest = content;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        let (before, escape) = rest.split_at(at);
        let (character, length) = escaped_character(escape);
        let utf8 = &mut [0; 4];
        if !append(characters, before) || !append(characters, character.encode_utf8(utf8).as_bytes()) {
            return false;
        }
        rest = escape.get(length..).unwrap_or_default();
    }
    append(characters, rest)
}

/// The character that the escape at the start of `escape` stands for, and how long the escape is.
pub fn escaped_character(escape: &[u8]) -> (char, usize) {
    match escape.get(1) {
        Some(b'u') => {
            let high = hex4(escape, 2).unwrap_or_default();
            if let 0xD800..=0xDBFF = high
                && escape.get(6..8) == Some(b"\\u")
                && let Some(low @ 0xDC00..=0xDFFF) = hex4(escape, 8)
            {
                let character = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return (char::from_u32(character).unwrap_or(REPLACEMENT), 12);
            }
            (char::from_u32(high).unwrap_or(REPLACEMENT), 6)
        }
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(&character) => (char::from(character), 2),
        None => (REPLACEMENT, 1),
    }
}

/// Appends `characters` as the content of a JSON string.
pub fn escape(characters: &[u8], output: &mut Output) {
    let mut rest = characters;
    while let Some(at) = rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (before, special) = rest.split_at(at);
        output.push(before);
        let byte = special.first().copied().unwrap_or_default();
        match byte {
            b'\n' => output.push(b"\\n"),
            b'\r' => output.push(b"\\r"),
            b'\t' => output.push(b"\\t"),
            0..0x20 => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                output.push(b"\\u00");
                output.push(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
            _ => output.push(&[b'\\', byte]),
        }
        rest = special.get(1..).unwrap_or_default();
    }
    output.push(rest);
}

/// Appends the content of the string or number `value` as the content of a JSON string: its bytes as they are,
/// but for lone surrogates, which become U+FFFD, because a strict reader would refuse the whole document.
pub fn copy(text: &[u8], value: Value, output: &mut Output) {
    let content = value.bytes(text);
    match value.kind {
        Kind::Escaped => copy_escaped(content, output),
        Kind::Twice => {
            let mut once = Vec::new();
            if unescape(content, &mut once) {
                copy_escaped(&once, output);
            } else {
                output.fail();
            }
        }
        _ => output.push(content),
    }
}

#[cold]
fn copy_escaped(content: &[u8], output: &mut Output) {
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = content.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\')) {
        at += found;
        let (character, length) = escaped_character(content.get(at..).unwrap_or_default());
        if character == REPLACEMENT && length == 6 {
            output.push(content.get(done..at).unwrap_or_default());
            output.push(REPLACEMENT.encode_utf8(&mut [0; 4]).as_bytes());
            done = at + length;
        }
        at += length;
    }
    output.push(content.get(done..).unwrap_or_default());
}

/// The characters of the string or number `value`: borrowed where no escape stands in the way, else written to
/// `scratch`. None if memory is refused.
pub fn characters<'t>(text: &'t [u8], value: Value, scratch: &'t mut Vec<u8>) -> Option<&'t str> {
    // The text as a whole is checked to be UTF-8 when it is read, and tokens end at ASCII bytes.
    core::str::from_utf8(content(text, value, scratch)?).ok()
}

/// As [`characters`], as bytes.
pub fn content<'t>(text: &'t [u8], value: Value, scratch: &'t mut Vec<u8>) -> Option<&'t [u8]> {
    let content = value.bytes(text);
    Some(match value.kind {
        Kind::Escaped | Kind::Twice => {
            scratch.clear();
            if !unescape(content, scratch) {
                return None;
            }
            if value.kind == Kind::Twice {
                let once = core::mem::take(scratch);
                if !unescape(&once, scratch) {
                    return None;
                }
            }
            scratch
        }
        _ => content,
    })
}
