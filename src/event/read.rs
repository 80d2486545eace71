//! The reader: one flat loop over the text, driven by the table of `fields.rs`.
//!
//! It checks that the text is JSON, all of it, and keeps the place of each value that the table knows. It never
//! recurses, so that nesting costs one bit a level, and it never decodes: escapes are found, not resolved.

use super::fields::{self, Context, Field};
use super::find;
use super::slot::{Slot, Slots};
use crate::json::dialect::{Step, Then, WINDOW, apart};
use crate::json::nesting::Nesting;
use crate::json::walk::Member;
use crate::json::{Bare, Dialect, Escape, Kind, Tap, Value, escape, token};
use alloc::vec::Vec;

/// The end of a text, with zeroes behind it, which are no JSON: so the loop can always look at whole words.
struct Tail([u8; 2 * WINDOW]);

impl Tail {
    fn of(text: &[u8]) -> Tail {
        let mut tail = [0; 2 * WINDOW];
        match text.last_chunk::<WINDOW>() {
            Some(last) => tail[..WINDOW].copy_from_slice(last),
            None => tail[WINDOW - text.len() % WINDOW..WINDOW].copy_from_slice(text),
        }
        Tail(tail)
    }

    /// What is left of the text where that much is left, and the zeroes. None where it is too much.
    fn from(&self, left: usize) -> Option<&[u8]> {
        self.0.get(WINDOW.checked_sub(left)?..)
    }
}

/// Reads the object whose first member, or closing brace, is looked for at `at`. Fills `slots`, and lists in
/// `unknown` the members of the object itself that `outermost` has no row for.
///
/// A member that only makes a record an envelope fills its slot and is listed too.
///
/// Gives the offset behind the object's closing brace; None when the text is not JSON, or is wrapped in an
/// unusual way (see [`Wrapped`](crate::json::Wrapped)), or memory for what it lists is refused, as `slots` then says. `seen` gathers
/// what [`is_ascii`](crate::json::dialect::is_ascii) judges.
///
/// Nothing stands in it twice. WAMR's interpreter takes several times as long for a step that is not among the last
/// thousand different ones (PERFORMANCE.md), so that short code is fast code.
pub fn read<D: Dialect, T: Tap>(
    input: &[u8],
    at: usize,
    outermost: Context,
    slots: &mut Slots,
    unknown: &mut Vec<Member>,
    tap_of_caller: &mut T,
    seen: &mut u64,
) -> Option<usize> {
    let tail = Tail::of(input);
    // A tap of the loop's own stays in registers.
    let mut tap = core::mem::take(tap_of_caller);
    let tap = &mut tap;

    // What is left of the text, and how long the text is: the tail makes both longer.
    let mut rest = D::space(input.get(at..)?, tap);
    let mut all = input.len();
    let mut context = outermost;
    let mut in_object = true;
    // Containers that the table does not know, innermost last; where the outermost began, and what it fills.
    let mut skipped = Nesting::default();
    let mut skipped_start = 0;
    let mut holder = None;
    // The row of the last key, and the key itself if its member is to be listed.
    let mut field = None;
    let mut key = Value::ABSENT;
    // Whether the string that stands next is a key.
    let mut is_key = true;
    match D::quote(rest, tap) {
        Some(behind) => rest = behind,
        None => {
            let behind = rest.strip_prefix(b"}")?;
            tap.word(u64::from(b'}'), 1);
            *tap_of_caller = core::mem::take(tap);
            return Some(all - behind.len());
        }
    }
    'strings: loop {
        // The content of a string: of a key that the table may know, or of any.
        let mut value = Value::ABSENT;
        let mut then = Then::Nothing;
        'string: {
            if is_key {
                let Some(window) = rest.first_chunk::<WINDOW>() else {
                    rest = tail.from(rest.len()).filter(|_| all == input.len())?;
                    all += WINDOW;
                    continue 'strings;
                };
                field = None;
                if skipped.depth() == 0
                    && let Some(row) = find::begins(context, window)
                    && let Some(read) = D::key(window, row.length, &mut then, tap)
                {
                    field = Some(row.field);
                    rest = rest.get(read..)?;
                    is_key = false;
                    if then != Then::Quote {
                        break 'string;
                    }
                }
            }
            let start = all - rest.len();
            let mut kind = Kind::Plain;
            then = Then::Nothing;
            let end = loop {
                let Some(window) = rest.first_chunk() else {
                    rest = tail.from(rest.len()).filter(|_| all == input.len())?;
                    all += WINDOW;
                    continue;
                };
                match D::step(window, if is_key { b':' } else { b',' }, &mut then, tap) {
                    Step::On(count) => rest = rest.get(count..)?,
                    Step::End(count, read) => {
                        let end = all - rest.len() + count;
                        rest = rest.get(count + read..)?;
                        break end;
                    }
                    Step::Odd(count) => {
                        let odd = rest.get(count..)?;
                        rest = apart(tap, |tap| D::odd(odd, tap, seen, &mut kind))?;
                    }
                }
            };
            value = Value::new(start, end, kind);
            if is_key {
                if skipped.depth() == 0 && (context as u8 == outermost as u8 || kind != Kind::Plain) {
                    field = find_slowly(context, input, value);
                    if context as u8 == outermost as u8 && is_unknown(field) {
                        key = value;
                    }
                }
                value = Value::ABSENT;
                is_key = false;
                if then == Then::Quote {
                    continue 'strings;
                }
            }
        }
        if value.kind == Kind::Absent {
            // What stands between a key and its value.
            let (b':', behind) = D::space(rest, tap).split_first()? else { return None };
            tap.word(u64::from(b':'), 1);
            rest = D::space(behind, tap);
            if let Some(behind) = D::quote(rest, tap) {
                rest = behind;
                continue;
            }
            then = Then::Nothing;
        }
        'others: loop {
            'value: {
                if value.kind == Kind::Absent {
                    let start = all - rest.len();
                    if let [bracket @ (b'{' | b'['), behind @ ..] = rest {
                        in_object = *bracket == b'{';
                        tap.word(u64::from(*bracket), 1);
                        rest = D::space(behind, tap);
                        if skipped.depth() == 0
                            && let Some((slot, opens)) = opened(field, in_object)
                        {
                            if slot == Slot::Target {
                                slots.forget_target();
                            } else if slots.get(slot).kind != Kind::Absent {
                                forget(slots, opens);
                            }
                            slots.set(slot, Value::new(start, start, Kind::Object));
                            context = opens;
                        } else {
                            if skipped.depth() == 0 {
                                (skipped_start, holder) = (start, field);
                            }
                            if !skipped.open(in_object) {
                                slots.refused = true;
                                return None;
                            }
                        }
                        if rest.first() == Some(if in_object { &b'}' } else { &b']' }) {
                            break 'value;
                        }
                        is_key = in_object;
                        field = element(context, skipped.depth());
                        if let Some(behind) = D::quote(rest, tap) {
                            rest = behind;
                            continue 'strings;
                        }
                        if in_object {
                            return None;
                        }
                        continue 'others;
                    }
                    let (length, kind) = token::scalar(rest)?;
                    let (token, behind) = rest.split_at_checked(length)?;
                    tap.bytes(token);
                    rest = behind;
                    value = Value::new(start, start + length, kind);
                }
                if let Some(field) = field {
                    fill(slots, field, value);
                }
                if key.kind != Kind::Absent && skipped.depth() == 0 {
                    list(unknown, Member { key, value }, slots)?;
                    key = Value::ABSENT;
                }
            }

            // Behind a value: a comma, or the end of one container and then of the next.
            loop {
                if then != Then::Quote && let Some(behind) = D::comma(rest, tap) {
                    rest = behind;
                    then = Then::Quote;
                }
                if then == Then::Quote {
                    is_key = in_object;
                    field = element(context, skipped.depth());
                    continue 'strings;
                }
                rest = D::space(rest, tap);
                let (&byte, behind) = rest.split_first()?;
                tap.word(u64::from(byte), 1);
                rest = behind;
                match byte {
                    b',' => {
                        rest = D::space(rest, tap);
                        is_key = in_object;
                        field = element(context, skipped.depth());
                        if let Some(behind) = D::quote(rest, tap) {
                            rest = behind;
                            continue 'strings;
                        }
                        if in_object {
                            return None;
                        }
                        break;
                    }
                    b'}' if in_object => {}
                    b']' if !in_object => {}
                    _ => return None,
                }
                let at = all - rest.len();
                let kind = if in_object { Kind::Object } else { Kind::Array };
                if skipped.depth() > 0 {
                    skipped.close();
                    if skipped.depth() == 0 {
                        let value = Value::new(skipped_start, at, kind);
                        if let Some(field) = holder {
                            fill(slots, field, value);
                        }
                        if key.kind != Kind::Absent {
                            list(unknown, Member { key, value }, slots)?;
                            key = Value::ABSENT;
                        }
                    }
                } else if context as u8 == outermost as u8 {
                    *tap_of_caller = core::mem::take(tap);
                    return Some(at);
                } else {
                    let (slot, parent) = fields::holder(context);
                    slots.set(slot, Value::new(slots.get(slot).start as usize, at, kind));
                    if slot == Slot::Target {
                        keep_target(input, slots);
                    }
                    context = parent;
                }
                in_object = if skipped.depth() > 0 { skipped.in_object() } else { is_object(context) };
            }
            value = Value::ABSENT;
        }
    }
}

/// The row that stands for an element of the array of targets.
static ELEMENT: Field =
    Field { context: Context::Targets, key: "", slot: Slot::Target, opens: Some(Context::Target) };

/// What an element of the container fills that the reader is in, which is so deep in such that are skipped.
#[inline(always)]
fn element(context: Context, skipped: usize) -> Option<&'static Field> {
    (!is_object(context) && skipped == 0).then_some(&ELEMENT)
}

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
    field.is_none_or(|field| field.is_envelope())
}

#[inline(always)]
fn fill(slots: &mut Slots, field: &Field, value: Value) {
    if slots.get(field.slot).kind != Kind::Absent {
        forget_field(slots, field);
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

/// Empties what an earlier value of the same field has filled.
#[cold]
#[inline(never)]
fn forget_field(slots: &mut Slots, field: &Field) {
    if let Some(opens) = field.opens {
        forget(slots, opens);
    }
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
        slots.forget_targets();
    }
}

/// Keeps the target that has just been read if it is the first user or the first application.
#[inline(always)]
fn keep_target(input: &[u8], slots: &mut Slots) {
    let kind = slots.get(Slot::TargetType);
    let mut scratch = Vec::new();
    let keep = match escape::content(input, kind, &mut scratch) {
        _ if !kind.is_string() => return,
        Some(b"AppUser" | b"User") => Slot::User,
        Some(b"AppInstance") => Slot::App,
        _ => return,
    };
    if slots.get(keep).kind == Kind::Absent {
        slots.keep_target(keep);
    }
}

/// The row for a key that is written with escapes, or is none of the LogEvent's documented ones.
#[cold]
#[inline(never)]
fn find_slowly(context: Context, input: &[u8], key: Value) -> Option<&'static Field> {
    let mut scratch = Vec::new();
    let key = escape::content(input, key, &mut scratch)?;
    fields::of(context).iter().find(|field| field.key.as_bytes() == key)
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
