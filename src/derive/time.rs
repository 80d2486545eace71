//! The time of an event: read leniently, written in one form.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// A point in time as `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timestamp {
    text: [u8; 27],
    length: u8,
}

impl Timestamp {
    /// Becomes the time that [`utc`] reads. False if it reads none: then the text is of no use.
    #[inline(never)]
    pub(crate) fn read(&mut self, text: &[u8]) -> bool {
        usual(text, self).is_some() || any(text).map(|time| *self = time).is_some()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text, which is ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(..usize::from(self.length)).unwrap_or_default()
    }
}

/// Reads an RFC 3339 date and time and gives it in UTC, with six fraction digits, or none when the fraction is
/// zero; further digits are cut off.
///
/// More than RFC 3339 is read: a space in place of the `T`, an offset without a colon, and no zone at all, which
/// means UTC (Panther writes `2022-06-22 18:18:29.015`).
///
/// None for anything else, also where the year in UTC has not four digits, or a 60th second is not that of 23:59 UTC.
pub fn utc(text: impl AsRef<[u8]>) -> Option<Timestamp> {
    let mut time = Timestamp::default();
    time.read(text.as_ref()).then_some(time)
}

/// Eight characters as one number, the first one lowest.
const fn word(text: &[u8; 8]) -> u64 {
    u64::from_le_bytes(*text)
}

/// A time as Okta writes it, `2022-11-15T08:04:22.213Z`, on a day that every month has, or all but February. Nearly all
/// are; the rest are for [`any`] to judge.
///
/// Eight characters at a time. What takes a byte of a word over 127 has gone beyond what was allowed.
#[inline(always)]
fn usual(text: &[u8], time: &mut Timestamp) -> Option<()> {
    const OVER: u64 = word(&[0x80; 8]);
    const ZEROES: [&[u8; 8]; 4] = [b"0000-00-", b"00-00T00", b"00:00:00", b":00.000Z"];
    let text: &[u8; 24] = text.try_into().ok()?;
    let mut words = [0; 4];
    let mut over = 0;
    for ((word, zeroes), at) in words.iter_mut().zip(ZEROES).zip([0, 5, 11, 16]) {
        // A digit becomes its number, and what stands between digits 0.
        *word = u64::from_le_bytes(*text[at..].first_chunk()?) ^ self::word(zeroes);
        let most = self::word(&zeroes.map(|zero| if zero == b'0' { 0x7F - 9 } else { 0x7F }));
        over |= *word | word.wrapping_add(most);
    }
    // Two digits and what stands behind them, twice over: month, day and hour; hour, minute and second.
    let numbers =
        |word: u64| (word.wrapping_mul(10).wrapping_add(word >> 8)) & self::word(b"\xFF\0\0\xFF\0\0\xFF\0");
    let (date, clock) = (numbers(words[1]), numbers(words[2]));
    let most =
        |numbers: [u8; 3]| self::word(&[0x7F - numbers[0], 0, 0, 0x7F - numbers[1], 0, 0, 0x7F - numbers[2], 0]);
    over |= date.wrapping_add(most([12, 30, 23])) | clock.wrapping_add(most([23, 59, 59]));
    let zero = !date.wrapping_add(most([0, 0, 0])) & self::word(b"\x80\0\0\x80\0\0\0\0");
    let fraction = words[3] & self::word(b"\0\0\0\0\xFF\xFF\xFF\0");
    let (month, day) = (date as u8, (date >> 24) as u8);
    if over & OVER | zero != 0 || fraction == 0 || month == 2 && day > 28 {
        return None;
    }
    time.text[..24].copy_from_slice(text);
    time.text[23..].copy_from_slice(b"000Z");
    time.length = 27;
    Some(())
}

/// Any time.
#[cold]
#[inline(never)]
fn any(bytes: &[u8]) -> Option<Timestamp> {
    let (head, rest) = bytes.split_at_checked(19)?;
    let separators = [head[4], head[7], head[10], head[13], head[16]];
    if !matches!(separators, [b'-', b'-', b'T' | b't' | b' ', b':', b':']) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(digits(&head[..4])? as i32, digits(&head[5..7])?, digits(&head[8..10])?)?;
    let (second, leap) = match digits(&head[17..19])? {
        60 => (59, 1_000_000_000),
        second => (second, 0),
    };
    let (nanosecond, zone) = fraction(rest)?;
    let time =
        NaiveTime::from_hms_nano_opt(digits(&head[11..13])?, digits(&head[14..16])?, second, nanosecond + leap)?;
    let local = NaiveDateTime::new(date, time);
    match zone {
        [] | [b'Z' | b'z'] => write(local),
        _ => write(local.checked_sub_offset(FixedOffset::east_opt(offset(zone)?)?)?),
    }
}

/// The fraction of a second at the start of `text`, in nanoseconds, and what follows it.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some((b'.', rest)) = text.split_first() else { return Some((0, text)) };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, zone) = rest.split_at(length);
    let nanosecond =
        (0..9).fold(0, |number, at| number * 10 + fraction.get(at).map_or(0, |digit| u32::from(digit - b'0')));
    (length > 0).then_some((nanosecond, zone))
}

/// `+hh:mm`, `-hh:mm` or the same without the colon, in seconds east of UTC.
fn offset(zone: &[u8]) -> Option<i32> {
    let (sign, hours, minutes) = match zone {
        [sign, hours @ .., b':', m, n] if hours.len() == 2 => (sign, hours, [*m, *n]),
        [sign, hours @ .., m, n] if hours.len() == 2 => (sign, hours, [*m, *n]),
        _ => return None,
    };
    let (hours, minutes) = (digits(hours)?, digits(&minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 3600 + minutes * 60) as i32;
    match sign {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

fn write(time: NaiveDateTime) -> Option<Timestamp> {
    let year = u32::try_from(time.year()).ok().filter(|year| *year <= 9999)?;
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    put(&mut text[..4], year);
    put(&mut text[5..7], time.month());
    put(&mut text[8..10], time.day());
    put(&mut text[11..13], time.hour());
    put(&mut text[14..16], time.minute());
    // chrono keeps a leap second as a nanosecond beyond the second before it. There is none but at the end of a day in UTC.
    if time.nanosecond() >= 1_000_000_000 && (time.hour(), time.minute()) != (23, 59) {
        return None;
    }
    put(&mut text[17..19], time.second() + time.nanosecond() / 1_000_000_000);
    let microsecond = time.nanosecond() % 1_000_000_000 / 1000;
    if microsecond == 0 {
        text[19] = b'Z';
        return Some(Timestamp { text, length: 20 });
    }
    put(&mut text[20..26], microsecond);
    Some(Timestamp { text, length: 27 })
}

/// Writes the decimal digits of `number` into `place`, which has room for them all.
fn put(place: &mut [u8], mut number: u32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
