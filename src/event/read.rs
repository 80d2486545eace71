//! The reader: a flat loop over the text, and in it that of `known.rs`, which is driven by the table of `fields.rs`.
//!
//! It checks that the text is JSON, all of it, and keeps the place of each value that the table knows. It never
//! recurses, so that nesting costs one bit a level, and it never decodes: escapes are found, not resolved.

use super::fields::{self, Context, Field, element};
use super::filling::{enter, fill, leave, note_key, note_last};
use super::find::Order;
use super::known::{self, Met, Position, Text, content};
use super::slot::{Slot, Slots};
use super::tail::Tail;
use crate::json::dialect::{Then, apart};
use crate::json::nesting::Nesting;
use crate::json::tape::{NO_MARK, Tape};
use crate::json::walk::Member;
use crate::json::{Bare, Dialect, Escape, Kind, Tap, Value, escape, token};
use crate::list::{add, append};
use alloc::vec::Vec;

/// Reads the object whose first member, or closing brace, is looked for at `at`. Fills `slots`, and lists in
/// `unknown` the members of the object itself that `outermost` has no row for.
///
/// A member that only makes a record an envelope fills its slot and is listed too.
///
/// Gives the offset behind the object's closing brace; None when the text is not JSON, or is wrapped in an
/// unusual way (see [`Wrapped`](crate::json::Wrapped)), or memory is refused, as `slots` then says. `seen` gathers
/// what [`is_ascii`](crate::json::dialect::is_ascii) judges.
///
/// Members that the table knows are read by [`known`]; all else is read here. Little stands in both: WAMR's interpreter takes
/// several times as long for a step that is not among the last thousand different ones (PERFORMANCE.md), so that short code is
/// fast code.
#[inline(always)]
pub fn read<D: Dialect, T: Tap>(
    input: &[u8],
    at: usize,
    outermost: Context,
    slots: &mut Slots,
    unknown: &mut Vec<Member>,
    tap: &mut T,
    seen: &mut u64,
) -> Option<usize> {
    let Some(mut all) = slots.all.take() else {
        return read_as::<D, T, false>((input, at), outermost, slots, unknown, tap, seen, &mut Tape::default());
    };
    let end = read_as::<D, T, true>((input, at), outermost, slots, unknown, tap, seen, &mut all);
    slots.all = Some(all);
    end
}

/// The same, with what is decided by `LISTS` decided when this is compiled: whether all values are listed on `tape`.
#[inline(never)]
fn read_as<D: Dialect, T: Tap, const LISTS: bool>(
    (input, at): (&[u8], usize),
    outermost: Context,
    slots: &mut Slots,
    unknown: &mut Vec<Member>,
    tap_of_caller: &mut T,
    seen: &mut u64,
    tape: &mut Tape,
) -> Option<usize> {
    let text = Text { bytes: input, tail: Tail::of(input) };
    // A tap of the loop's own stays in registers.
    let mut tap = core::mem::take(tap_of_caller);
    let tap = &mut tap;

    // What is left of the text, and how long the text is: the tail makes both longer.
    let mut rest = input.get(at..)?;
    let mut length = input.len();
    let mut context = outermost;
    let mut in_object = true;
    // Containers that the table does not know, innermost last, and where the outermost began.
    let mut skipped = Nesting::default();
    let mut skipped_start = 0;
    // Outside of them: the row of the last key, and the key itself if its member is to be listed.
    let mut field = None;
    let mut key = Value::ABSENT;
    // The last key anywhere and its row, if all values are listed.
    let (mut name, mut mark) = (Value::ABSENT, NO_MARK);
    // What may stand next; or the opening quotation mark of a string has been read.
    let mut expected = QUOTE | CLOSE;
    // The number of the row that was found last.
    let mut last = Order::BEGINNING;
    let mut quoted = false;
    loop {
        let mut then = Then::Nothing;
        if !quoted && let Some(behind) = D::quote(rest, tap) {
            rest = behind;
            quoted = true;
        }
        if quoted && expected & (QUOTE | OPEN) == QUOTE && skipped.depth() == 0 {
            let from = Position { rest, length, context, last };
            let (behind, met) = known::read::<D, T, LISTS>(from, &text, outermost, slots, tape, tap, seen)?;
            Position { rest, length, context, last } = behind;
            field = None;
            match met {
                Met::Unknown => {}
                Met::Key { row, start, has_colon } => {
                    field = Some(row.field());
                    if LISTS {
                        (name, mark) = (row.key_at(start), u16::from(row.number));
                    }
                    quoted = false;
                    expected = if has_colon { VALUE } else { COLON };
                }
                Met::End => {
                    (quoted, expected) = (false, COMMA | CLOSE);
                    continue;
                }
            }
        }
        let value = if quoted {
            if expected & QUOTE == 0 {
                return None;
            }
            let separator = if expected & OPEN == 0 { b':' } else { b',' };
            let start = length - rest.len();
            let mut kind = Kind::Plain;
            let end;
            (rest, length, end) =
                content::<D, T>((rest, length), &text.tail, separator, &mut then, tap, seen, &mut kind)?;
            quoted = then == Then::Quote;
            let value = Value::new(start, end, kind);
            if expected & OPEN == 0 {
                expected = if quoted { VALUE } else { COLON };
                if LISTS {
                    (name, mark) = (value, NO_MARK);
                }
                if skipped.depth() == 0 {
                    let is_outermost = context as u8 == outermost as u8;
                    if is_outermost || kind != Kind::Plain {
                        field = find_slowly(context, input, value, slots);
                        if is_outermost && is_unknown(field) {
                            key = value;
                        }
                    }
                    if LISTS {
                        note_key(slots, tape, context, outermost, kind);
                    }
                }
                continue;
            }
            Some(value)
        } else {
            let byte = *rest.first()?;
            let token = TOKENS[usize::from(byte)];
            if token & expected == 0 {
                // White space, or what may not stand here.
                let behind = apart(tap, |tap| D::space(rest, tap));
                if behind.len() == rest.len() {
                    return None;
                }
                rest = behind;
                continue;
            }
            let start = length - rest.len();
            if token == SCALAR {
                let (count, kind) = token::scalar(rest)?;
                rest = token::tell(rest, count, tap)?;
                Some(Value::new(start, start + count, kind))
            } else {
                tap.word(u64::from(byte), 1);
                rest = rest.get(1..)?;
                match token {
                    COMMA => {
                        expected = if in_object { QUOTE } else { VALUE };
                        continue;
                    }
                    COLON => {
                        expected = VALUE;
                        continue;
                    }
                    OPEN => {
                        let field = if in_object { field } else { element(context) };
                        let (name, mark) = if in_object { (name, mark) } else { (Value::ABSENT, NO_MARK) };
                        in_object = byte == b'{';
                        let kind = if in_object { Kind::Object } else { Kind::Array };
                        if LISTS && !tape.open(name, mark, start, kind) {
                            slots.refused = true;
                            return None;
                        }
                        expected = if in_object { QUOTE | CLOSE } else { VALUE | CLOSE };
                        if skipped.depth() > 0 {
                        } else if let Some((slot, opens)) = opened(field, in_object) {
                            enter(slots, slot, opens, start);
                            context = opens;
                            continue;
                        } else {
                            skipped_start = start;
                            if LISTS {
                                note_last(slots, tape);
                            }
                        }
                        if !skipped.open(in_object) {
                            slots.refused = true;
                            return None;
                        }
                        continue;
                    }
                    _ => {
                        if (byte == b'}') != in_object {
                            return None;
                        }
                        let kind = if in_object { Kind::Object } else { Kind::Array };
                        // The end of the outermost object is none of the list's: nothing is open then.
                        if LISTS {
                            tape.close(start + 1);
                        }
                        if skipped.depth() > 0 {
                            skipped.close();
                            let is_over = skipped.depth() == 0;
                            in_object = if is_over { !context.is_array() } else { skipped.in_object() };
                            is_over.then_some(Value::new(skipped_start, start + 1, kind))
                        } else if context as u8 == outermost as u8 {
                            *tap_of_caller = core::mem::take(tap);
                            return (!slots.refused).then_some(start + 1);
                        } else {
                            context = leave(input, slots, context, start + 1);
                            in_object = !context.is_array();
                            None
                        }
                    }
                }
            }
        };

        if LISTS
            && let Some(value) = value
            && !matches!(value.kind, Kind::Object | Kind::Array)
        {
            let (name, mark) = if in_object { (name, mark) } else { (Value::ABSENT, NO_MARK) };
            if !tape.leaf(name, mark, value) {
                slots.refused = true;
                return None;
            }
        }
        // A value has been read, or the end of a container that was filled while it was.
        if let Some(value) = value
            && skipped.depth() == 0
        {
            if let Some(field) = if in_object { field } else { element(context) } {
                fill(slots, field.slot, value, || field);
            }
            if key.kind != Kind::Absent {
                list(unknown, Member { key, value }, slots)?;
                key = Value::ABSENT;
            }
        }
        if quoted {
            expected = if in_object { QUOTE } else { VALUE };
        } else {
            (rest, quoted, expected) = behind::<D, T>(rest, in_object, tap);
        }
    }
}

/// Looks for what usually stands behind a value: a comma and a string. Gives what is left, whether it was there, and what
/// may stand next.
#[inline(always)]
fn behind<'t, D: Dialect, T: Tap>(rest: &'t [u8], in_object: bool, tap: &mut T) -> (&'t [u8], bool, u8) {
    match D::comma(rest, tap) {
        Some(behind) => (behind, true, if in_object { QUOTE } else { VALUE }),
        None => (rest, false, COMMA | CLOSE),
    }
}

/// What may stand next, a bit each. Where a value may stand, so may what opens a container.
const QUOTE: u8 = 1;
const SCALAR: u8 = 1 << 1;
const OPEN: u8 = 1 << 2;
const COLON: u8 = 1 << 3;
const COMMA: u8 = 1 << 4;
const CLOSE: u8 = 1 << 5;
const VALUE: u8 = QUOTE | SCALAR | OPEN;

/// What each byte is, or begins; 0 for all that stands only in strings, and for white space.
static TOKENS: [u8; 256] = {
    let mut tokens = [0; 256];
    let mut byte = b'0';
    while byte <= b'9' {
        tokens[byte as usize] = SCALAR;
        byte += 1;
    }
    let others: [(&[u8], u8); 5] =
        [(b"-tfn", SCALAR), (b"{[", OPEN), (b":", COLON), (b",", COMMA), (b"}]", CLOSE)];
    let mut other = 0;
    while other < others.len() {
        let (bytes, token) = others[other];
        let mut at = 0;
        while at < bytes.len() {
            tokens[bytes[at] as usize] = token;
            at += 1;
        }
        other += 1;
    }
    tokens
};

/// What a container fills and opens, if the table knows it.
#[inline(always)]
fn opened(field: Option<&Field>, object: bool) -> Option<(Slot, Context)> {
    let field = field?;
    let opens = field.opens?;
    (object != opens.is_array()).then_some((field.slot, opens))
}

/// Whether a member of the outermost object is none of the LogEvent's: a key without a row, or an envelope's.
#[inline(always)]
fn is_unknown(field: Option<&Field>) -> bool {
    field.is_none_or(|field| field.is_envelope())
}

/// Adds to a list that only the input bounds.
#[inline]
fn list(unknown: &mut Vec<Member>, member: Member, slots: &mut Slots) -> Option<()> {
    slots.refused |= !add(unknown, member);
    (!slots.refused).then_some(())
}

/// The row for a key that is written with escapes, or is none of the LogEvent's documented ones.
#[cold]
#[inline(never)]
fn find_slowly(context: Context, input: &[u8], key: Value, slots: &mut Slots) -> Option<&'static Field> {
    let mut scratch = Vec::new();
    let key = escape::content(input, key, &mut scratch);
    slots.refused |= key.is_none();
    let key = key?;
    fields::of(context).iter().find(|field| field.key.as_bytes() == key)
}

/// Reads a record of which nothing is known: lists its members.
pub fn read_members(input: &[u8], at: usize, members: &mut Vec<Member>, seen: &mut u64) -> Option<usize> {
    let mut none = Slots::default();
    read::<Bare, _>(input, at, Context::Foreign, &mut none, members, &mut Escape::default(), seen)
}

/// Lists all values of an object of which nothing is known, as [`read_members`] does its members.
pub fn read_all(input: &[u8], at: usize, all: &mut Tape) -> Option<usize> {
    let mut slots = Slots::default();
    slots.list_all(true, all);
    slots.clear();
    let hears_nothing = &mut Escape::default();
    let end = read::<Bare, _>(input, at, Context::Foreign, &mut slots, &mut Vec::new(), hears_nothing, &mut 0);
    slots.list_all(false, all);
    end
}

/// Writes `text` as the only member of an object, so that one reader reads any JSON value. False if memory is
/// refused.
pub fn as_member(text: &[u8], object: &mut Vec<u8>) -> bool {
    object.try_reserve(text.len() + 6).is_ok()
        && [b"{\"\":", text, b"}"].into_iter().all(|part| append(object, part))
}

/// The value that [`as_member`] wrote; None if it is not exactly one JSON value.
pub fn only_member(text: &[u8]) -> Option<Value> {
    let mut members = Vec::new();
    let end = read_members(text, 1, &mut members, &mut 0)?;
    match members[..] {
        [Member { value, .. }] if end == text.len() => Some(value),
        _ => None,
    }
}
