//! The ways in which the text of an event can lie in a record: [`Bare`], as it is, and
//! [`Wrapped`](super::Wrapped), inside of a JSON string.

use super::Bare;
use super::span::STEP;
use super::tap::{Silent, Tap};
use super::value::Kind;

/// A word of a short text, its first byte the lowest: what [`Tap::word`] takes.
pub const fn word(text: &[u8]) -> u64 {
    let (mut word, mut at) = (0, text.len());
    while at > 0 {
        at -= 1;
        word = word << 8 | text[at] as u64;
    }
    word
}

/// What was read behind a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Its closing quotation mark only.
    Nothing,
    /// And a colon.
    Colon,
    /// And what was asked for, and the opening quotation mark of the next string.
    Quote,
    /// And a colon and `null`.
    Null,
    /// And a colon, an opening brace, and the opening quotation mark of the first key.
    Object,
}

/// What a step through the content of a string has found.
pub enum Step {
    /// That many ordinary characters, and more of the string.
    On(usize),
    /// That many ordinary characters, and then the end: so many bytes are read behind them.
    End(usize, usize),
    /// That many ordinary characters, and then something else.
    Odd(usize),
}

/// How to find tokens in a text. Each function takes what is left of the text, or the beginning of that, and tells the
/// tap what it has read. None: the text is not JSON, or does not go on that way; in [`Wrapped`](super::Wrapped) also
/// where it is written in an unusual way.
pub trait Dialect {
    /// How many bytes a quotation mark takes.
    const QUOTE: usize;

    /// A quotation mark. Gives what is left behind it.
    fn quote<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]>;

    /// What follows a key of that length, at most 24, that has been found to stand at the beginning of the window, if it is its
    /// closing quotation mark, a colon, and the opening quotation mark of a string. Gives how many bytes have been read, the
    /// key among them.
    fn key_of_string<T: Tap>(window: &[u8; WINDOW], length: u8, tap: &mut T) -> Option<usize>;

    /// What follows such a key if it is no string. Gives how many bytes have been read, the key among them, and what it was
    /// besides the closing quotation mark: nothing, a colon, `null`, or, if the key `opens` one, the beginning of an object,
    /// with the opening quotation mark of its first key. None: the key does not end there.
    fn key<T: Tap>(window: &[u8; WINDOW], length: u8, opens: bool, tap: &mut T) -> Option<(usize, Then)>;

    /// A step through the content of a string; at its end, whether `separator` and the opening quotation mark of the
    /// next string follow, is said in `then`.
    fn step<T: Tap>(window: &[u8; STEP], separator: u8, then: &mut Then, tap: &mut T) -> Step;

    /// What a step has stopped before: an escape or characters that are not ASCII. Notes that in `kind` and `seen`; see
    /// [`is_ascii`]. Gives what is left behind it.
    fn odd<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64, kind: &mut Kind) -> Option<&'t [u8]>;

    /// A comma and a quotation mark: what stands behind nearly all values. Gives what is left behind them.
    fn comma<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]>;

    /// White space, none included. Gives what is left behind it.
    fn space<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> &'t [u8];
}

/// Whether all that was added to `seen` was ASCII.
pub fn is_ascii(seen: u64) -> bool {
    seen & 0x80 == 0
}

/// How much of the text is looked at to find a key that is known, and what stands behind it.
pub const WINDOW: usize = 64;

/// Eight bytes of a window.
#[inline(always)]
pub fn eight(window: &[u8; WINDOW], at: usize) -> u64 {
    window[at..].first_chunk::<8>().map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// The four hexadecimal digits at `at`, as a number.
pub fn hex4(input: &[u8], at: usize) -> Option<u32> {
    let digits = input.get(at..)?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}

/// Passes over characters that are not ASCII. None: there are none.
pub fn not_ascii<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T, seen: &mut u64) -> Option<&'t [u8]> {
    let before = rest.len();
    while let Some((&byte @ 0x80.., behind)) = rest.split_first() {
        tap.word(u64::from(byte), 1);
        *seen |= u64::from(byte);
        rest = behind;
    }
    (rest.len() < before).then_some(rest)
}

/// Passes over blanks, eight at a time; up to seven may be left over.
#[inline(always)]
pub fn blanks<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T) -> &'t [u8] {
    const BLANKS: u64 = word(b"        ");
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let other = u64::from_le_bytes(*chunk) ^ BLANKS;
        if other != 0 {
            let count = (other.trailing_zeros() / 8) as usize;
            tap.word(BLANKS, count);
            return rest.get(count..).unwrap_or_default();
        }
        tap.word(BLANKS, 8);
        rest = behind;
    }
    rest
}

/// Runs a rare step on a tap of its own. The hot loop's tap never has its address taken, so that its parts stay in
/// registers.
#[inline(always)]
pub fn apart<T: Tap, A>(tap: &mut T, step: impl FnOnce(&mut T) -> A) -> A {
    let mut own = core::mem::take(tap);
    let answer = step(&mut own);
    *tap = own;
    answer
}

/// Where a text begins: behind a byte order mark, which the text of a file may have that somebody has read whole.
pub fn behind_mark(text: &[u8]) -> usize {
    if text.starts_with("\u{feff}".as_bytes()) { "\u{feff}".len() } else { 0 }
}

/// The offset of the first byte at or after `at` that is not white space.
pub fn space_at<D: Dialect>(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    text.len() - D::space(rest, &mut Silent).len()
}

/// The length of a string's content, and its kind, where nobody listens. What is not ASCII adds to `seen`. None if the
/// string does not end.
#[inline(never)]
pub fn string<D: Dialect>(text: &[u8], seen: &mut u64) -> Option<(usize, Kind)> {
    let (mut rest, mut kind) = (text, Kind::Plain);
    loop {
        // Zeroes are no part of a string.
        let mut padded = [0; STEP];
        let window = match rest.first_chunk() {
            Some(window) => window,
            None => {
                padded.get_mut(..rest.len())?.copy_from_slice(rest);
                &padded
            }
        };
        match D::step(window, 0, &mut Then::Nothing, &mut Silent) {
            Step::On(count) => rest = rest.get(count..)?,
            Step::End(count, _) => return Some((text.len() - rest.len() + count, kind)),
            Step::Odd(count) => rest = D::odd(rest.get(count..)?, &mut Silent, seen, &mut kind)?,
        }
    }
}

/// The offset of a string's closing quotation mark, given that of its content; and its kind.
pub fn string_at(text: &[u8], at: usize) -> Option<(usize, Kind)> {
    let (length, kind) = string::<Bare>(text.get(at..)?, &mut 0)?;
    Some((at + length, kind))
}
