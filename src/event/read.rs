//! The reader: one flat loop over the text, driven by the table of `fields.rs`.
//!
//! It checks that the text is JSON, all of it, and keeps the place of each value that the table knows. It never
//! recurses, so that nesting costs one bit a level, and it never decodes: escapes are found, not resolved.

use super::fields::{self, Context, Field};
use super::slot::{Slot, Slots};
use crate::json::dialect::{Then, colon};
use crate::json::nesting::Nesting;
use crate::json::walk::Member;
use crate::json::{Bare, Dialect, Escape, Kind, Tap, Value, escape, token};
use alloc::vec::Vec;

/// How deep the containers that the table knows lie in each other.
const DEPTH: usize = 4;

/// A container that the table knows and the reader is in: what it came from, and what the container fills.
#[derive(Clone, Copy)]
struct Frame {
    context: Context,
    slot: Slot,
    start: usize,
}

/// Reads the object whose first member, or closing brace, is looked for at `at`. Fills `slots`, and lists in
/// `unknown` the members of the object itself that `context` has no row for.
///
/// A member that only makes a record an envelope fills its slot and is listed too.
///
/// Gives the offset behind the object's closing brace; None when the text is not JSON, or is wrapped in an
/// unusual way (see [`Wrapped`](crate::json::Wrapped)), or memory for what it lists is refused, as `slots` then says. `seen` gathers
/// what [`is_ascii`](crate::json::dialect::is_ascii) judges.
pub fn read<D: Dialect, T: Tap>(
    input: &[u8],
    at: usize,
    mut context: Context,
    slots: &mut Slots,
    unknown: &mut Vec<Member>,
    tap_of_caller: &mut T,
    seen: &mut u64,
) -> Option<usize> {
    let mut frames = [Frame { context, slot: Slot::Target, start: 0 }; DEPTH];
    let mut depth = 0;
    // Containers that the table does not know, innermost last; where the outermost began, and what it fills.
    let mut skipped = Nesting::default();
    let mut skipped_start = 0;
    let mut holder = None;
    // The last key outside of them.
    let mut key = Value::ABSENT;
    let mut in_object = true;
    // A tap of the loop's own stays in registers.
    let mut tap = core::mem::take(tap_of_caller);
    let tap = &mut tap;

    // What is left of the text, and where a part of it begins.
    let mut rest = D::space(input.get(at..)?, tap);
    let offset = |rest: &[u8]| input.len() - rest.len();
    let mut closing = rest.first() == Some(&b'}');
    // Whether the quotation mark of the next key or string has been read.
    let mut quoted = false;
    loop {
        if !closing {
            // A key, or nothing where an array's next element stands.
            let mut field = None;
            if in_object {
                if !quoted {
                    rest = D::quote(rest, tap)?;
                }
                let start = rest;
                let text = D::string_then(start, b':', tap, seen)?;
                if skipped.depth() == 0 {
                    key = Value::new(offset(start), offset(start) + text.length, text.kind);
                    field = match text.kind {
                        Kind::Plain => fields::find(context, start, text.length),
                        _ => find_escaped(context, input, key),
                    };
                }
                (rest, quoted) = colon::<D, T>(&text, tap)?;
            } else {
                if skipped.depth() == 0 {
                    field = Some(&ELEMENT);
                }
                if !quoted && let Some(behind) = D::quote(rest, tap) {
                    rest = behind;
                    quoted = true;
                }
            }

            // Its value.
            let mut then = Then::Nothing;
            let value = if quoted {
                let start = offset(rest);
                let text = D::string_then(rest, b',', tap, seen)?;
                rest = text.rest;
                then = text.then;
                Value::new(start, start + text.length, text.kind)
            } else {
                let first = *rest.first()?;
                let start = offset(rest);
                if first == b'{' || first == b'[' {
                    let object = first == b'{';
                    tap.word(u64::from(first), 1);
                    rest = D::space(rest.get(1..)?, tap);
                    in_object = object;
                    match opened(field, object) {
                        Some((slot, opens)) if skipped.depth() == 0 => {
                            if slot == Slot::Target {
                                TARGET.into_iter().for_each(|part| slots.set(part, Value::ABSENT));
                            } else if slots.get(slot).kind != Kind::Absent {
                                forget(slots, opens);
                            }
                            *frames.get_mut(depth)? = Frame { context, slot, start };
                            depth += 1;
                            context = opens;
                        }
                        _ => {
                            if skipped.depth() == 0 {
                                skipped_start = start;
                                holder = field;
                            }
                            if !skipped.open(object) {
                                slots.refused = true;
                                return None;
                            }
                        }
                    }
                    closing = rest.first() == Some(if object { &b'}' } else { &b']' });
                    continue;
                }
                let (length, kind) = match rest.split_first_chunk::<4>() {
                    Some((b"null", behind)) => {
                        tap.word(u64::from(u32::from_le_bytes(*b"null")), 4);
                        rest = behind;
                        (4, Kind::Null)
                    }
                    _ => {
                        let (length, kind) = token::scalar(rest)?;
                        let (token, behind) = rest.split_at_checked(length)?;
                        tap.bytes(token);
                        rest = behind;
                        (length, kind)
                    }
                };
                Value::new(start, start + length, kind)
            };
            if skipped.depth() == 0 {
                if let Some(field) = field {
                    fill(slots, field, value);
                }
                if depth == 0 && is_unknown(field) {
                    list(unknown, Member { key, value }, slots)?;
                }
            }
            quoted = then == Then::Quote;
            if then != Then::Nothing {
                rest = if quoted { rest } else { D::space(rest, tap) };
                continue;
            }
        }

        // Behind a value: a comma, or the end of one container and then of the next.
        loop {
            if let Some(behind) = D::comma(rest, tap) {
                rest = behind;
                quoted = true;
                break;
            }
            rest = D::space(rest, tap);
            let (&byte, behind) = rest.split_first()?;
            tap.word(u64::from(byte), 1);
            match byte {
                b',' if !closing => {
                    rest = D::space(behind, tap);
                    break;
                }
                b'}' if in_object => {}
                b']' if !in_object => {}
                _ => return None,
            }
            closing = false;
            let kind = if in_object { Kind::Object } else { Kind::Array };
            rest = behind;
            let at = offset(rest);
            if skipped.depth() > 0 {
                skipped.close();
                if skipped.depth() == 0 {
                    let value = Value::new(skipped_start, at, kind);
                    if let Some(field) = holder {
                        fill(slots, field, value);
                    }
                    if depth == 0 && is_unknown(holder) {
                        list(unknown, Member { key, value }, slots)?;
                    }
                }
            } else if depth == 0 {
                *tap_of_caller = core::mem::take(tap);
                return Some(at);
            } else {
                depth -= 1;
                let frame = *frames.get(depth)?;
                slots.set(frame.slot, Value::new(frame.start, at, kind));
                if frame.slot == Slot::Target {
                    keep_target(input, slots);
                }
                context = frame.context;
            }
            in_object = if skipped.depth() > 0 { skipped.in_object() } else { is_object(context) };
        }
    }
}

/// The row that stands for an element of the array of targets.
static ELEMENT: Field =
    Field { context: Context::Targets, key: "", slot: Slot::Target, opens: Some(Context::Target) };

/// What a container fills and opens, if the table knows it. `target` is an array, all else are objects.
#[inline(always)]
fn opened(field: Option<&Field>, object: bool) -> Option<(Slot, Context)> {
    let field = field?;
    let opens = field.opens?;
    (object == is_object(opens)).then_some((field.slot, opens))
}

#[inline(always)]
fn is_object(context: Context) -> bool {
    context as u8 != Context::Targets as u8
}

/// Whether a member of the outermost object is none of the LogEvent's: a key without a row, or an envelope's.
#[inline(always)]
fn is_unknown(field: Option<&Field>) -> bool {
    field.is_none_or(|field| field.slot as u8 >= Slot::Message as u8)
}

#[inline(always)]
fn fill(slots: &mut Slots, field: &Field, value: Value) {
    if let Some(opens) = field.opens
        && slots.get(field.slot).kind != Kind::Absent
    {
        forget(slots, opens);
    }
    slots.set(field.slot, value);
}

/// Adds to a list that only the input bounds.
#[inline]
fn list(unknown: &mut Vec<Member>, member: Member, slots: &mut Slots) -> Option<()> {
    slots.refused |= unknown.try_reserve(1).is_err();
    if !slots.refused {
        unknown.push(member);
    }
    (!slots.refused).then_some(())
}

/// Empties the fields that an earlier value of the same key has filled: the last value counts, whole.
///
/// Only what was filled is looked at: a key may come again at every few bytes of the text.
#[cold]
#[inline(never)]
fn forget(slots: &mut Slots, context: Context) {
    for field in fields::of(context) {
        let before = slots.get(field.slot);
        slots.set(field.slot, Value::ABSENT);
        if let Some(opens) = field.opens.filter(|_| before.kind != Kind::Absent) {
            forget(slots, opens);
        }
    }
    if context == Context::Targets {
        for slot in USER.into_iter().chain(APP) {
            slots.set(slot, Value::ABSENT);
        }
    }
}

/// The parts of a target: the whole, then its fields.
const TARGET: [Slot; 5] =
    [Slot::Target, Slot::TargetId, Slot::TargetType, Slot::TargetAlternateId, Slot::TargetDisplayName];
const USER: [Slot; 5] = [Slot::User, Slot::UserId, Slot::UserType, Slot::UserAlternateId, Slot::UserDisplayName];
const APP: [Slot; 5] = [Slot::App, Slot::AppId, Slot::AppType, Slot::AppAlternateId, Slot::AppDisplayName];

/// Keeps the target that has just been read if it is the first user or the first application.
fn keep_target(input: &[u8], slots: &mut Slots) {
    let kind = slots.get(Slot::TargetType);
    let mut scratch = Vec::new();
    let keep = match escape::content(input, kind, &mut scratch) {
        _ if !kind.is_string() => return,
        Some(b"AppUser" | b"User") => USER,
        Some(b"AppInstance") => APP,
        _ => return,
    };
    if slots.get(keep[0]).kind == Kind::Absent {
        for (to, from) in keep.into_iter().zip(TARGET) {
            slots.set(to, slots.get(from));
        }
    }
}

/// The row for a key that is written with escapes.
#[cold]
#[inline(never)]
fn find_escaped(context: Context, input: &[u8], key: Value) -> Option<&'static Field> {
    let mut scratch = Vec::new();
    let key = escape::content(input, key, &mut scratch)?;
    fields::find(context, key, key.len())
}

/// Reads a record of which nothing is known: lists its members.
pub fn read_members(input: &[u8], at: usize, members: &mut Vec<Member>, seen: &mut u64) -> Option<usize> {
    let mut none = Slots::default();
    read::<Bare, _>(input, at, Context::Foreign, &mut none, members, &mut Escape::default(), seen)
}

/// Writes `text` as the only member of an object, so that one reader reads any JSON value. False if memory is
/// refused.
pub fn as_member(text: &[u8], object: &mut Vec<u8>) -> bool {
    object.try_reserve(text.len() + 6).is_ok()
        && [b"{\"\":", text, b"}"].into_iter().all(|part| escape::append(object, part))
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
