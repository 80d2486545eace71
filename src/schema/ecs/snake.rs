//! Okta's names in snake_case, mechanically: `deviceUDID` → `device_udid`, `New Geo-Location` →
//! `new_geo_location`.
//!
//! An underscore stands where a capital begins a word, and for every run of characters that are neither letters
//! nor digits; there is none at either end. ASCII letters become small, characters beyond ASCII stay. A name of
//! which nothing is left is `_`. What comes out needs no escape in JSON.

use crate::event::fields::{FIELDS, Field};
use crate::event::{Context, Slot};
use crate::list::append;
use alloc::vec::Vec;

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
        return append(name, key);
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

/// The longest label: what can be copied as whole words, with what stands around it (`Words::quoted`).
const LONGEST: usize = 28;

/// The output name of a row of the reader's table.
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
        let mut label = Label::EMPTY;
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
        label
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

const LABELS: [Label; FIELDS.len()] = {
    let mut labels = [Label::EMPTY; FIELDS.len()];
    let mut row = 0;
    while row < FIELDS.len() {
        labels[row] = Label::of(&FIELDS[row]);
        row += 1;
    }
    labels
};

/// Whether two rows have the same output name.
pub const fn are_alike(a: usize, b: usize) -> bool {
    let (a, b) = (&LABELS[a], &LABELS[b]);
    let mut at = 0;
    while at < a.length && at < b.length && a.bytes[at] == b.bytes[at] {
        at += 1;
    }
    at == a.length && at == b.length
}

/// How long the labels are, one behind the other.
const LENGTH: usize = {
    let (mut length, mut row) = (0, 0);
    while row < FIELDS.len() {
        length += LABELS[row].length;
        row += 1;
    }
    length
};

/// The output names of the reader's table, one behind the other, and where each begins; the last one's end is the
/// last of these.
static NAMES: ([u8; LENGTH], [u16; FIELDS.len() + 1]) = {
    let (mut names, mut starts) = ([0; LENGTH], [0; FIELDS.len() + 1]);
    let (mut length, mut row) = (0, 0);
    while row < FIELDS.len() {
        let mut at = 0;
        while at < LABELS[row].length {
            names[length] = LABELS[row].bytes[at];
            length += 1;
            at += 1;
        }
        row += 1;
        starts[row] = length as u16;
    }
    (names, starts)
};

/// The output name of a row.
pub fn of_row(row: usize) -> &'static [u8] {
    let (names, starts) = &NAMES;
    match (starts.get(row), starts.get(row + 1)) {
        (Some(start), Some(end)) => names.get(usize::from(*start)..usize::from(*end)).unwrap_or_default(),
        _ => &[],
    }
}

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
