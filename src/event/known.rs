//! Reads members that the table knows, one after the other: the loop in which most of an event is read.
//!
//! The reader hands over to it wherever a key may stand in an object of the table, and knows everything else itself.

use super::fields::Context;
use super::filling::{enter, fill, leave};
use super::find::Row;
use super::slot::Slots;
use super::tail::Tail;
use crate::json::dialect::{Step, Then, WINDOW, apart};
use crate::json::tape::Tape;
use crate::json::{Dialect, Kind, Tap, Value, token};

/// A text that is read.
pub struct Text<'t> {
    /// All of it.
    pub bytes: &'t [u8],
    /// Its end, with room behind it.
    pub tail: Tail,
}

/// How far the reader is.
pub struct Position<'t> {
    /// What is left of the text.
    pub rest: &'t [u8],
    /// How long the text is; the tail makes both longer.
    pub length: usize,
    /// The object that the next member is one of.
    pub context: Context,
    /// The number of the row that was found last.
    pub last: u8,
}

/// What ends a run of members.
pub enum Met {
    /// A key that is not looked for: the table does not have it, or only as an envelope's, or it is written with escapes. Its
    /// opening quotation mark has been read.
    Unknown,
    /// A key, behind which there is no string, `null`, number, or object that the table knows; or it is not directly behind it.
    Key {
        /// What the table says of it.
        row: &'static Row,
        /// Where it begins.
        start: usize,
        /// Whether its colon has been read.
        has_colon: bool,
    },
    /// The end of a value, behind which there is no comma and key directly, nor the end of an object that lies in one.
    End,
}

/// Reads members from the content of a key on, which is looked for in the table. None: as the reader's.
///
/// Called, and not inlined, it takes a tenth longer: what both loops need then passes through memory.
#[inline(always)]
pub fn read<'t, D: Dialect, T: Tap, const LISTS: bool>(
    from: Position<'t>,
    text: &'t Text<'_>,
    outermost: Context,
    slots: &mut Slots,
    tape: &mut Tape,
    tap: &mut T,
    seen: &mut u64,
) -> Option<(Position<'t>, Met)> {
    let Position { mut rest, mut length, mut context, mut last } = from;
    let mut guess = slots.order.behind(last);
    let met = 'members: loop {
        let Some(window) = rest.first_chunk::<WINDOW>() else {
            (rest, length) = text.tail.behind(rest, length)?;
            continue;
        };
        let Some(row) = slots.order.find(context, window, last, guess) else { break Met::Unknown };
        let start = length - rest.len();
        // What is read behind the value of a string.
        let mut then = Then::Nothing;
        let value = if let Some(read) = D::key_of_string(window, row.length, tap) {
            rest = rest.get(read..)?;
            (last, guess) = (row.number, slots.order.behind(row.number));
            let start = length - rest.len();
            let mut kind = Kind::Plain;
            let end;
            (rest, length, end) =
                content::<D, T>((rest, length), &text.tail, b',', &mut then, tap, seen, &mut kind)?;
            Value::new(start, end, kind)
        } else {
            let Some((read, behind)) = D::key(window, row.length, row.opens.is_some(), tap) else {
                break Met::Unknown;
            };
            rest = rest.get(read..)?;
            (last, guess) = (row.number, slots.order.behind(row.number));
            let here = length - rest.len();
            if behind == Then::Null {
                Value::new(here - 4, here, Kind::Null)
            } else if behind == Then::Object
                && let Some(opens) = row.opens
            {
                debug_assert_eq!(window.get(read - D::QUOTE - 1), Some(&b'{'));
                let brace = here - D::QUOTE - 1;
                if LISTS && !tape.open(row.key_at(start), u16::from(row.number), brace, Kind::Object) {
                    slots.refused = true;
                    return None;
                }
                enter(slots, row.slot, opens, brace);
                context = opens;
                continue;
            } else if behind == Then::Colon
                && let Some(b'-'..=b'9') = rest.first()
                && let Some((count, kind)) = token::scalar(rest)
            {
                rest = token::tell(rest, count, tap)?;
                Value::new(here, here + count, kind)
            } else {
                break Met::Key { row, start, has_colon: behind == Then::Colon };
            }
        };
        fill(slots, row.slot, value, || row.field());
        if LISTS && !tape.leaf(row.key_at(start), u16::from(row.number), value) {
            slots.refused = true;
            return None;
        }
        if then == Then::Quote {
            continue;
        }
        // Ends of objects that lie in objects.
        loop {
            if let Some(behind) = D::comma(rest, tap) {
                rest = behind;
                continue 'members;
            }
            let is_inner = context as u8 != outermost as u8 && !context.is_element();
            if !is_inner || rest.first() != Some(&b'}') {
                break 'members Met::End;
            }
            tap.word(u64::from(b'}'), 1);
            rest = rest.get(1..)?;
            let end = length - rest.len();
            if LISTS {
                tape.close(end);
            }
            context = leave(text.bytes, slots, context, end);
        }
    };
    Some((Position { rest, length, context, last }, met))
}

/// Reads the content of a string to its end, and what follows. Gives what is left, how long the text is, and where the content
/// ends; `kind` becomes that of the string.
#[inline(always)]
pub fn content<'t, D: Dialect, T: Tap>(
    (mut rest, mut length): (&'t [u8], usize),
    tail: &'t Tail,
    separator: u8,
    then: &mut Then,
    tap: &mut T,
    seen: &mut u64,
    kind: &mut Kind,
) -> Option<(&'t [u8], usize, usize)> {
    *then = Then::Nothing;
    loop {
        let Some(window) = rest.first_chunk() else {
            (rest, length) = tail.behind(rest, length)?;
            continue;
        };
        match D::step(window, separator, then, tap) {
            Step::On(count) => rest = rest.get(count..)?,
            Step::End(count, read) => {
                let end = length - rest.len() + count;
                return Some((rest.get(count + read..)?, length, end));
            }
            Step::Odd(count) => {
                let odd = rest.get(count..)?;
                rest = apart(tap, |tap| D::odd(odd, tap, seen, kind))?;
            }
        }
    }
}
