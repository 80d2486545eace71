//! The two ways in which the text of an event can lie in a record.
//!
//! [`Bare`]: the event is JSON in the record itself. [`Wrapped`]: the event is JSON text inside a JSON string, as
//! in `{"message":"{\"actor\":…}"}`, so that its quote is the two bytes `\"`. The wrapped text is read where it
//! lies, without being unescaped first; that halves the cost of the commonest envelope.

use super::tap::{Silent, Tap};
use super::value::Kind;

/// Each byte of a word set to `byte`.
const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const LOW: u64 = splat(1);
const HIGH: u64 = splat(0x80);

/// A word of a short text, its first byte the lowest: what [`Tap::word`] takes.
const fn word(text: &[u8]) -> u64 {
    let (mut word, mut at) = (0, text.len());
    while at > 0 {
        at -= 1;
        word = word << 8 | text[at] as u64;
    }
    word
}

/// A string that was read.
pub struct Text<'t> {
    /// How long its content is.
    pub length: usize,
    /// What it is.
    pub kind: Kind,
    /// What is left behind it.
    pub rest: &'t [u8],
    /// What was read behind it.
    pub then: Then,
}

/// What was read behind a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Its closing quotation mark only.
    Nothing,
    /// And the byte that was asked for.
    Byte,
    /// And the opening quotation mark of the next string.
    Quote,
    /// And `null`.
    Null,
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

/// How to find tokens in a text. Each function takes what is left of the text and gives what is left behind the
/// token, and tells the tap what it has read. None: the text is not JSON, or does not go on that way; in
/// [`Wrapped`] also where it is written in an unusual way.
pub trait Dialect {
    /// A quotation mark.
    fn quote<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]>;

    /// The content of a string and its closing quotation mark; and, if they follow at once, `byte`, and the opening
    /// quotation mark of the next string. Adds what is not ASCII to `seen`: see [`is_ascii`].
    fn string_then<'t, T: Tap>(rest: &'t [u8], byte: u8, tap: &mut T, seen: &mut u64) -> Option<Text<'t>>;

    /// What follows a key of that length that has been found to stand at the beginning of the window: its closing
    /// quotation mark, and, as `then` says, a colon and the opening quotation mark of a string. Gives how many bytes
    /// have been read, the key among them. None: the key does not end there.
    fn key<T: Tap>(window: &[u8; WINDOW], length: u8, then: &mut Then, tap: &mut T) -> Option<usize>;

    /// A step through the content of a string; at its end, whether `separator` and the opening quotation mark of the
    /// next string follow, is said in `then`.
    fn step<T: Tap>(window: &[u8; 16], separator: u8, then: &mut Then, tap: &mut T) -> Step;

    /// What a step has stopped before: an escape or characters that are not ASCII. Notes that in `kind` and `seen`.
    fn odd<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64, kind: &mut Kind) -> Option<&'t [u8]>;

    /// A comma and a quotation mark: what stands behind nearly all values.
    fn comma<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]>;

    /// White space, none included.
    fn space<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> &'t [u8];

    /// The same for a string of any length and kind, whose characters before `tail` are known to be ordinary, and
    /// told to the tap.
    #[inline(always)]
    fn long<'t, T: Tap>(rest: &'t [u8], tail: &'t [u8], tap: &mut T, seen: &mut u64) -> Option<Text<'t>> {
        let (end, kind) = Self::string(tail, tap, seen)?;
        let behind = Self::quote(end, tap)?;
        Some(Text { length: rest.len() - end.len(), kind, rest: behind, then: Then::Nothing })
    }

    /// The content of a string, and its kind. What is left begins with the closing quotation mark. Adds what is
    /// not ASCII to `seen`: see [`is_ascii`].
    fn string<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64) -> Option<(&'t [u8], Kind)>;
}

/// Whether all that was added to `seen` was ASCII.
pub fn is_ascii(seen: u64) -> bool {
    seen & HIGH == 0
}

/// Marks the highest bit of each byte that is a quote, a backslash, a control character or not ASCII. Only the
/// lowest mark is exact: bits above it may be false.
///
/// Flipping bit 1 moves the quote, 0x22, to 0x20, next to the control characters, which stay below it; so one
/// comparison finds both.
#[inline(always)]
fn stops(word: u64) -> u64 {
    let quote_or_control = (word ^ splat(0x02)).wrapping_sub(splat(0x21));
    let backslash = (word ^ splat(b'\\')).wrapping_sub(LOW);
    (quote_or_control | backslash) & HIGH
}

/// Which byte of a word the lowest set bit is in. There is one.
///
/// WAMR's interpreter counts zeroes one by one, in a loop, so that a multiplication is quicker: it adds up the bytes
/// that lie below the bit, and its own.
#[inline(always)]
fn lowest(found: u64) -> usize {
    if cfg!(target_family = "wasm") {
        (((found ^ found.wrapping_sub(1)) & LOW).wrapping_mul(LOW) >> 56) as usize - 1
    } else {
        (found.trailing_zeros() / 8) as usize
    }
}

/// Passes over ordinary characters, eight bytes at a time. Stops at the first of the bytes that [`stops`] marks, or
/// where less than eight bytes are left.
#[inline(always)]
fn scan<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T) -> &'t [u8] {
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let found = stops(word);
        if found != 0 {
            let before = (found.trailing_zeros() / 8) as usize;
            tap.word(word, before);
            return rest.get(before..).unwrap_or_default();
        }
        tap.word(word, 8);
        rest = behind;
    }
    rest
}

/// How much of the text is looked at to find a key that is known, and what stands behind it.
pub const WINDOW: usize = 64;

/// Eight bytes of a window.
#[inline(always)]
pub fn eight(window: &[u8; WINDOW], at: usize) -> u64 {
    window[at..].first_chunk::<8>().map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// The first eight bytes of a window, and where the first of them is that [`stops`] marks.
#[inline(always)]
fn first_stop(window: &[u8; 16]) -> (u64, u64) {
    let word = window.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
    (word, stops(word))
}

/// The eight bytes behind the first `count`, which are less than eight.
#[inline(always)]
fn behind(window: &[u8; 16], count: usize) -> u64 {
    window[count % 8..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// How much of the text one look takes in: a short string and what stands behind it.
const LOOK: usize = 24;

/// What one look at the beginning of a string says.
enum Look<'t> {
    /// Less than sixteen ordinary characters, as most strings are: the text, how many they are, and the eight bytes
    /// that follow, the first of which ended them.
    Short(&'t [u8; LOOK], usize, u64),
    /// Sixteen ordinary characters or more: the text, and what is left behind sixteen.
    Long(&'t [u8; LOOK], &'t [u8]),
}

/// Looks at the beginning of a string. None near the end of the text.
#[inline(always)]
fn look(rest: &[u8]) -> Option<Look<'_>> {
    let window = rest.first_chunk::<LOOK>()?;
    let at = |at: usize| window.get(at..)?.first_chunk::<8>().map(|eight| u64::from_le_bytes(*eight));
    let (mut found, mut before) = (stops(at(0)?), 0);
    if found == 0 {
        (found, before) = (stops(at(8)?), 8);
        if found == 0 {
            return Some(Look::Long(window, rest.get(16..)?));
        }
    }
    let length = before + lowest(found) % 8;
    Some(Look::Short(window, length, at(length % 16)?))
}

/// Passes over characters that are ordinary, or not ASCII. Stops at a quote, a backslash or a control character.
fn scan_all<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64) -> Option<&'t [u8]> {
    let mut rest = scan(rest, tap);
    loop {
        let (&byte, behind) = rest.split_first()?;
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            return Some(rest);
        }
        tap.word(u64::from(byte), 1);
        *seen |= u64::from(byte);
        rest = if byte < 0x80 { scan(behind, tap) } else { behind };
    }
}

/// The four hexadecimal digits at `at`, as a number.
pub fn hex4(input: &[u8], at: usize) -> Option<u32> {
    let digits = input.get(at..)?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}

/// JSON as it is.
pub struct Bare;

impl Dialect for Bare {
    #[inline(always)]
    fn quote<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]> {
        let (b'"', behind) = rest.split_first()? else { return None };
        tap.word(const { word(b"\\\"") }, 2);
        Some(behind)
    }

    #[inline(always)]
    fn string_then<'t, T: Tap>(rest: &'t [u8], byte: u8, tap: &mut T, seen: &mut u64) -> Option<Text<'t>> {
        let joint = u32::from_le_bytes([b'"', byte, b'"', 0]);
        let escaped = u64::from_le_bytes([b'\\', b'"', byte, b'\\', b'"', 0, 0, 0]);
        let mut tail = rest;
        match look(rest) {
            Some(Look::Short(window, length, behind)) => {
                let behind = behind as u32;
                let (then, read, told) = if behind & 0x00FF_FFFF == joint {
                    (Then::Quote, 3, 5)
                } else if behind as u16 == joint as u16 {
                    (Then::Byte, 2, 3)
                } else if behind as u8 == b'"' {
                    (Then::Nothing, 1, 2)
                } else {
                    return Self::long(rest, rest, tap, seen);
                };
                tap.short(window, length, escaped, told);
                return Some(Text { length, kind: Kind::Plain, rest: rest.get(length + read..)?, then });
            }
            Some(Look::Long(window, behind)) => {
                tap.long(window);
                tail = behind;
            }
            None => {}
        }
        Self::long(rest, tail, tap, seen)
    }

    #[inline(always)]
    fn key<T: Tap>(window: &[u8; WINDOW], length: u8, then: &mut Then, tap: &mut T) -> Option<usize> {
        let length = usize::from(length % 32);
        let behind = eight(window, length) as u32;
        let (read, told) = if behind & 0x00FF_FFFF == const { word(b"\":\"") as u32 } {
            *then = Then::Quote;
            (3, 5)
        } else if eight(window, length) << 16 == const { word(b"\":null") << 16 } {
            *then = Then::Null;
            tap.key(window, length, const { word(b"\\\":null") }, 7);
            return Some(length + 6);
        } else if behind as u8 == b'"' {
            (1, 2)
        } else {
            return None;
        };
        tap.key(window, length, const { word(b"\\\":\\\"") }, told);
        Some(length + read)
    }

    #[inline(always)]
    fn step<T: Tap>(window: &[u8; 16], separator: u8, then: &mut Then, tap: &mut T) -> Step {
        let (word, found) = first_stop(window);
        if found == 0 {
            tap.word(word, 8);
            return Step::On(8);
        }
        let count = lowest(found) % 8;
        let behind = behind(window, count) as u32;
        let (read, told) = if behind & 0x00FF_FFFF == u32::from(separator) << 8 | 0x0022_0022 {
            *then = Then::Quote;
            (3, 5)
        } else if behind as u8 == b'"' {
            (1, 2)
        } else {
            tap.word(word, count);
            return Step::Odd(count);
        };
        tap.end(word, count, u64::from(separator) << 16 | const { self::word(b"\\\"\0\\\"") }, told);
        Step::End(count, read)
    }

    #[cold]
    #[inline(never)]
    fn odd<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T, seen: &mut u64, kind: &mut Kind) -> Option<&'t [u8]> {
        if rest.first() == Some(&b'\\') {
            *kind = Kind::Escaped;
            return bare_escape(rest, tap);
        }
        let before = rest.len();
        while let Some((&byte @ 0x80.., behind)) = rest.split_first() {
            tap.word(u64::from(byte), 1);
            *seen |= u64::from(byte);
            rest = behind;
        }
        (rest.len() < before).then_some(rest)
    }

    #[inline(always)]
    fn comma<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]> {
        if *rest.first_chunk::<2>()? != *b",\"" {
            return None;
        }
        tap.word(const { word(b",\\\"") }, 3);
        rest.get(2..)
    }

    #[inline(always)]
    fn space<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> &'t [u8] {
        match rest.first() {
            Some(byte) if *byte > b' ' => rest,
            _ => apart(tap, |tap| bare_space(rest, tap)),
        }
    }

    #[inline(always)]
    fn string<'t, T: Tap>(rest: &'t [u8], tap: &mut T, seen: &mut u64) -> Option<(&'t [u8], Kind)> {
        let end = scan(rest, tap);
        if end.first() == Some(&b'"') {
            return Some((end, Kind::Plain));
        }
        apart(tap, |tap| bare_string(end, tap, seen))
    }
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

/// What stands between a key and its value: a colon, and white space. Gives what is left, and whether the value is a
/// string, whose opening quotation mark has been read as well.
#[inline(always)]
pub fn colon<'t, D: Dialect, T: Tap>(key: &Text<'t>, tap: &mut T) -> Option<(&'t [u8], bool)> {
    let mut rest = key.rest;
    match key.then {
        Then::Quote => return Some((rest, true)),
        Then::Byte | Then::Null => {}
        Then::Nothing => {
            let (b':', behind) = D::space(rest, tap).split_first()? else { return None };
            tap.word(u64::from(b':'), 1);
            rest = behind;
        }
    }
    let rest = D::space(rest, tap);
    Some(D::quote(rest, tap).map_or((rest, false), |rest| (rest, true)))
}

/// Passes over blanks, eight at a time; up to seven may be left over.
#[inline(always)]
fn blanks<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T) -> &'t [u8] {
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let other = u64::from_le_bytes(*chunk) ^ splat(b' ');
        if other != 0 {
            let count = (other.trailing_zeros() / 8) as usize;
            tap.word(splat(b' '), count);
            return rest.get(count..).unwrap_or_default();
        }
        tap.word(splat(b' '), 8);
        rest = behind;
    }
    rest
}

#[cold]
#[inline(never)]
fn bare_space<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T) -> &'t [u8] {
    loop {
        rest = blanks(rest, tap);
        let Some((byte, behind)) = rest.split_first() else { break };
        match byte {
            b' ' => tap.word(u64::from(b' '), 1),
            b'\n' => tap.word(const { word(b"\\n") }, 2),
            b'\r' => tap.word(const { word(b"\\r") }, 2),
            b'\t' => tap.word(const { word(b"\\t") }, 2),
            _ => break,
        }
        rest = behind;
    }
    rest
}

/// The rest of a string that is not plain ASCII, or lies at the end of the text.
#[cold]
#[inline(never)]
fn bare_string<'t, T: Tap>(mut rest: &'t [u8], tap: &mut T, seen: &mut u64) -> Option<(&'t [u8], Kind)> {
    let mut kind = Kind::Plain;
    loop {
        rest = scan_all(rest, tap, seen)?;
        match rest.first()? {
            b'"' => return Some((rest, kind)),
            b'\\' => {
                kind = Kind::Escaped;
                rest = bare_escape(rest, tap)?;
            }
            _ => return None,
        }
    }
}

/// The escape that `rest` begins with.
fn bare_escape<'t, T: Tap>(rest: &'t [u8], tap: &mut T) -> Option<&'t [u8]> {
    let escaped = *rest.get(1)?;
    match escaped {
        b'"' | b'\\' => {
            tap.word(u64::from_le_bytes([b'\\', b'\\', b'\\', escaped, 0, 0, 0, 0]), 4);
            return rest.get(2..);
        }
        b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
        b'u' => {
            hex4(rest, 2)?;
        }
        _ => return None,
    }
    tap.word(u64::from_le_bytes([b'\\', b'\\', escaped, 0, 0, 0, 0, 0]), 3);
    rest.get(2..)
}

/// JSON text inside a JSON string, read in place. Gives up on anything that a usual writer would not write, such
/// as `\u007b` for a brace: the caller then unescapes the text and reads it as [`Bare`]. So this dialect never
/// has to judge a text, only to read the good ones.
///
/// What it reads needs no further escapes: it tells the tap nothing.
pub struct Wrapped;

impl Dialect for Wrapped {
    #[inline(always)]
    fn quote<'t, T: Tap>(rest: &'t [u8], _: &mut T) -> Option<&'t [u8]> {
        let mark = u16::from_le_bytes(*rest.first_chunk::<2>()?);
        if mark == u16::from_le_bytes(*b"\\\"") { rest.get(2..) } else { None }
    }

    #[inline(always)]
    fn string_then<'t, T: Tap>(rest: &'t [u8], byte: u8, tap: &mut T, seen: &mut u64) -> Option<Text<'t>> {
        let joint = u64::from_le_bytes([b'\\', b'"', byte, b'\\', b'"', 0, 0, 0]);
        let mut tail = rest;
        match look(rest) {
            Some(Look::Short(_, length, behind)) => {
                let (then, read) = if behind << 24 == joint << 24 {
                    (Then::Quote, 5)
                } else if behind << 40 == joint << 40 {
                    (Then::Byte, 3)
                } else if behind as u16 == joint as u16 {
                    (Then::Nothing, 2)
                } else {
                    return Self::long(rest, rest, tap, seen);
                };
                return Some(Text { length, kind: Kind::Plain, rest: rest.get(length + read..)?, then });
            }
            Some(Look::Long(_, behind)) => tail = behind,
            None => {}
        }
        Self::long(rest, tail, tap, seen)
    }

    #[inline(always)]
    fn key<T: Tap>(window: &[u8; WINDOW], length: u8, then: &mut Then, _: &mut T) -> Option<usize> {
        let length = usize::from(length % 32);
        let behind = eight(window, length);
        if behind << 24 == const { word(b"\\\":\\\"") << 24 } {
            *then = Then::Quote;
            Some(length + 5)
        } else if behind << 8 == const { word(b"\\\":null") << 8 } {
            *then = Then::Null;
            Some(length + 7)
        } else {
            (behind as u16 == const { word(b"\\\"") as u16 }).then_some(length + 2)
        }
    }

    #[inline(always)]
    fn step<T: Tap>(window: &[u8; 16], separator: u8, then: &mut Then, _: &mut T) -> Step {
        let (_, found) = first_stop(window);
        if found == 0 {
            return Step::On(8);
        }
        let count = lowest(found) % 8;
        let behind = behind(window, count);
        if behind << 24 == u64::from(separator) << 40 | const { word(b"\\\"\0\\\"") << 24 } {
            *then = Then::Quote;
            Step::End(count, 5)
        } else if behind as u16 == const { word(b"\\\"") as u16 } {
            Step::End(count, 2)
        } else {
            Step::Odd(count)
        }
    }

    #[cold]
    #[inline(never)]
    fn odd<'t, T: Tap>(mut rest: &'t [u8], _: &mut T, seen: &mut u64, kind: &mut Kind) -> Option<&'t [u8]> {
        if rest.first() == Some(&b'\\') {
            return rest.get(wrapped_escape(rest, kind)?..);
        }
        let before = rest.len();
        while let Some((&byte @ 0x80.., behind)) = rest.split_first() {
            *seen |= u64::from(byte);
            rest = behind;
        }
        (rest.len() < before).then_some(rest)
    }

    #[inline(always)]
    fn comma<'t, T: Tap>(rest: &'t [u8], _: &mut T) -> Option<&'t [u8]> {
        if *rest.first_chunk::<3>()? == *b",\\\"" { rest.get(3..) } else { None }
    }

    #[inline(always)]
    fn space<'t, T: Tap>(rest: &'t [u8], _: &mut T) -> &'t [u8] {
        match rest.first() {
            Some(byte) if *byte > b' ' && *byte != b'\\' => rest,
            _ => wrapped_space(rest),
        }
    }

    #[inline(always)]
    fn string<'t, T: Tap>(rest: &'t [u8], _: &mut T, seen: &mut u64) -> Option<(&'t [u8], Kind)> {
        let end = scan(rest, &mut Silent);
        let stop = end.first_chunk::<2>().map(|stop| u16::from_le_bytes(*stop));
        if stop == Some(u16::from_le_bytes(*b"\\\"")) {
            return Some((end, Kind::Plain));
        }
        wrapped_string(end, seen)
    }
}

/// White space, or a quotation mark, which begins with a backslash as well.
fn wrapped_space(mut rest: &[u8]) -> &[u8] {
    loop {
        rest = match blanks(rest, &mut Silent) {
            [b' ', behind @ ..] | [b'\\', b'n' | b'r' | b't', behind @ ..] => behind,
            rest => return rest,
        }
    }
}

/// The rest of a string that is not plain ASCII, or lies at the end of the text.
#[cold]
#[inline(never)]
fn wrapped_string<'t>(mut rest: &'t [u8], seen: &mut u64) -> Option<(&'t [u8], Kind)> {
    let mut kind = Kind::Plain;
    loop {
        rest = scan_all(rest, &mut Silent, seen)?;
        match rest {
            [b'\\', b'"', ..] => return Some((rest, kind)),
            [b'\\', ..] => rest = rest.get(wrapped_escape(rest, &mut kind)?..)?,
            _ => return None,
        }
    }
}

/// How long the escape is that `rest` begins with.
fn wrapped_escape(rest: &[u8], kind: &mut Kind) -> Option<usize> {
    match rest.get(1)? {
        // A backslash of the event's own: one of its escapes follows.
        b'\\' => {
            *kind = Kind::Twice;
            match rest.get(2)? {
                b'\\' if matches!(rest.get(3), Some(b'"' | b'\\' | b'/')) => Some(4),
                b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(3),
                b'u' => hex4(rest, 3).map(|_| 7),
                _ => None,
            }
        }
        // A character that the record's writer escaped, not the event's.
        b'/' => {
            escaped(kind);
            Some(2)
        }
        b'u' => {
            escaped(kind);
            let character = hex4(rest, 2)?;
            let ordinary = character >= 0x20 && character != u32::from(b'"') && character != u32::from(b'\\');
            ordinary.then_some(6)
        }
        _ => None,
    }
}

fn escaped(kind: &mut Kind) {
    if *kind == Kind::Plain {
        *kind = Kind::Escaped;
    }
}

/// Whether a text is ASCII that needs no escapes in a JSON string. Compares words: the last one overlaps others.
pub fn is_plain(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        return text.iter().all(|&byte| (b' '..0x80).contains(&byte) && byte != b'"' && byte != b'\\');
    };
    let plain = |word: &[u8; 8]| stops(u64::from_le_bytes(*word)) == 0;
    plain(last) && text.as_chunks::<8>().0.iter().all(plain)
}

/// The offset of the first byte at or after `at` that is not white space.
pub fn space_at<D: Dialect>(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    text.len() - D::space(rest, &mut Silent).len()
}

/// The content of a string, and its kind, where nobody listens: one function for all who read a second time.
#[inline(never)]
pub fn string_unheard<D: Dialect>(rest: &[u8]) -> Option<(&[u8], Kind)> {
    D::string(rest, &mut Silent, &mut 0)
}
