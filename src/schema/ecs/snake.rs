//! Okta's names in snake_case, mechanically: `deviceUDID` → `device_udid`, `New Geo-Location` →
//! `new_geo_location`.
//!
//! An underscore stands where a capital begins a word, and for every run of characters that are neither letters
//! nor digits; there is none at either end. ASCII letters become small, characters beyond ASCII stay. A name of
//! which nothing is left is `_`. What comes out needs no escape in JSON.

use crate::event::fields::{FIELDS, Field};
use crate::event::{Context, Slot};
use crate::schema::sink::{Name, Words, words};

/// How a byte appears, given its neighbours: whether a word begins with it, and the byte, 0 for none.
const fn step(before: u8, byte: u8, after: u8) -> (bool, u8) {
    if byte.is_ascii_uppercase() {
        let begins = !before.is_ascii_uppercase() || after.is_ascii_lowercase();
        return (begins, byte.to_ascii_lowercase());
    }
    (false, if byte.is_ascii_alphanumeric() || byte >= 0x80 { byte } else { 0 })
}

/// Appends the name of `key` to `name`. False if memory is refused.
pub fn push(key: &[u8], name: &mut Vec<u8>) -> bool {
    // At most one underscore before each byte, and one for nothing.
    if name.try_reserve(2 * key.len() + 1).is_err() {
        return false;
    }
    if key.iter().all(|byte| byte.is_ascii_lowercase()) && !key.is_empty() {
        name.extend_from_slice(key);
        return true;
    }
    let from = name.len();
    let (mut before, mut gap) = (0, false);
    let mut rest = key;
    while let Some((&byte, after)) = rest.split_first() {
        let (begins, small) = step(before, byte, after.first().copied().unwrap_or_default());
        if small != 0 {
            if (gap || begins) && name.len() > from {
                name.push(b'_');
            }
            name.push(small);
        }
        gap = small == 0;
        before = byte;
        rest = after;
    }
    if name.len() == from {
        name.push(b'_');
    }
    true
}

/// The longest label, with quotes and colon.
const LONGEST: usize = 32;

/// The output name of a row of the reader's table, with its quotes and colon.
#[derive(Clone, Copy)]
struct Label {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Label {
    const EMPTY: Label = Label { bytes: [0; LONGEST], length: 0 };

    const fn add(mut self, byte: u8) -> Label {
        self.bytes[self.length] = byte;
        self.length += 1;
        self
    }

    const fn of(field: &Field) -> Label {
        let key = own_name(field).as_bytes();
        let mut label = Label::EMPTY.add(b'"');
        let mut at = 0;
        while at < key.len() {
            let before = if at > 0 { key[at - 1] } else { 0 };
            let after = if at + 1 < key.len() { key[at + 1] } else { 0 };
            let (begins, small) = step(before, key[at], after);
            if begins && at > 0 {
                label = label.add(b'_');
            }
            label = label.add(if small == 0 { b'_' } else { small });
            at += 1;
        }
        label.add(b'"').add(b':')
    }

    /// The name with its quotes and colon.
    const fn quoted(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(name) => name,
            Err(_) => "",
        }
    }
}

/// The key whose snake_case is the output name: the key itself, but for those that the layout of public detection
/// content names otherwise, and those that come in two spellings.
const fn own_name(field: &Field) -> &'static str {
    match (field.context, field.slot) {
        (Context::Client, Slot::ClientIpAddress) => "ip",
        (Context::Device, Slot::DeviceOsPlatform) => "osPlatform",
        (Context::Root, Slot::EventType) => "eventType",
        (Context::Root, Slot::LegacyEventType) => "legacyEventType",
        (Context::Root, Slot::DisplayMessage) => "displayMessage",
        (Context::Root, Slot::Authentication) => "authenticationContext",
        (Context::Root, Slot::Security) => "securityContext",
        (Context::Root, Slot::Debug) => "debugContext",
        _ => field.key,
    }
}

static LABELS: [Label; FIELDS.len()] = {
    let mut labels = [Label::EMPTY; FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        labels[row] = Label::of(&FIELDS[row]);
        row += 1;
    }
    labels
};

static WORDS: [Words; FIELDS.len()] = {
    let mut all = [[0; size_of::<Words>()]; FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        all[row] = words(LABELS[row].quoted());
        row += 1;
    }
    all
};

/// The output names of the reader's table, row by row.
pub static NAMES: [Name; FIELDS.len()] = {
    let mut names = [Name("", &WORDS[0]); FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        names[row] = Name(LABELS[row].quoted(), &WORDS[row]);
        row += 1;
    }
    names
};

/// The output name of a row.
#[inline(always)]
pub fn of_row(row: usize) -> &'static [u8] {
    let quoted = NAMES.get(row).map_or(&b""[..], |name| name.0.as_bytes());
    quoted.get(1..quoted.len().saturating_sub(2)).unwrap_or_default()
}

/// The hashes of the output names, row by row.
pub static HASHES: [u32; FIELDS.len()] = {
    let mut hashes = [0; FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        hashes[row] = quick(&LABELS[row].bytes, 1, LABELS[row].length - 2);
        row += 1;
    }
    hashes
};

/// A hash of the name at `start..end` of `text` that tells most names apart, and never two that are the same.
#[inline(always)]
pub const fn quick(text: &[u8], start: usize, end: usize) -> u32 {
    let length = end - start;
    let (head, tail) =
        if length >= 8 { (word(text, start, 8), word(text, end - 8, 8)) } else { (word(text, start, length), 0) };
    let mixed = head ^ tail.rotate_left(23) ^ length as u64;
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// The first `length` bytes from `from` on, at most eight, in one number.
#[inline(always)]
const fn word(text: &[u8], from: usize, length: usize) -> u64 {
    let Some((_, rest)) = text.split_at_checked(from) else { return 0 };
    if let (8, Some(chunk)) = (length, rest.first_chunk::<8>()) {
        return u64::from_le_bytes(*chunk);
    }
    let mut word = 0;
    let mut at = 0;
    while at < length && at < rest.len() {
        word = word << 8 | rest[at] as u64;
        at += 1;
    }
    word
}
