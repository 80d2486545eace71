//! Fills the slots while an event is read: with values, with the containers that the table knows, and with the targets that
//! are kept.

use super::fields::{self, Context, Field};
use super::slot::{Slot, Slots};
use crate::json::tape::Tape;
use crate::json::{Kind, Value, escape};
use alloc::vec::Vec;

/// Notes where a container begins that the table knows.
#[inline(always)]
pub fn enter(slots: &mut Slots, slot: Slot, opens: Context, start: usize) {
    if slot == Slot::Target {
        slots.forget_target();
    } else if slots.get(slot).kind != Kind::Absent {
        // An element follows another one.
        slots.odd |= !opens.is_element();
        forget(slots, opens);
    }
    let kind = if opens.is_array() { Kind::Array } else { Kind::Object };
    slots.set(slot, Value::new(start, start, kind));
}

/// Notes that the table does not know the keys of the container that was listed just now.
pub fn note_last(slots: &mut Slots, tape: &mut Tape) {
    slots.odd |= !tape.note_last();
}

/// Notes a key that was looked for in vain, or is written with escapes, in an object with that context.
#[cold]
#[inline(never)]
pub fn note_key(slots: &mut Slots, tape: &mut Tape, context: Context, outermost: Context, key: Kind) {
    if key != Kind::Plain {
        slots.odd = true;
    } else if context == outermost {
        slots.odd_outermost = true;
    } else {
        slots.odd |= !tape.note_innermost();
    }
}

/// Notes where a container ends that the table knows, and keeps a target. Gives the context that the container lies in.
///
/// The loop of `known.rs` ends no target. Without what keeps one there, the compilers lay it out in another way, which took 5 %
/// longer natively and on wasmtime.
#[inline(always)]
pub fn leave(input: &[u8], slots: &mut Slots, context: Context, end: usize) -> Context {
    let (slot, around) = fields::holder(context);
    let begun = slots.get(slot);
    slots.set(slot, Value::new(begun.start as usize, end, begun.kind));
    if slot == Slot::Target {
        keep_target(input, slots);
    }
    around
}

/// Fills a slot, that of the field. The last value of a key counts, whole.
#[inline(always)]
pub fn fill(slots: &mut Slots, slot: Slot, value: Value, field: impl FnOnce() -> &'static Field) {
    if slots.get(slot).kind != Kind::Absent {
        forget_field(slots, field());
    }
    slots.set(slot, value);
}

/// Empties what an earlier value of the same field has filled.
#[cold]
#[inline(never)]
fn forget_field(slots: &mut Slots, field: &Field) {
    // An element follows another one.
    slots.odd |= !field.context.is_array();
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
    let content = escape::content(input, kind, &mut scratch);
    slots.refused |= content.is_none();
    let Some(content) = content.filter(|_| kind.is_string()) else { return };
    // Four bytes tell them apart from nearly all others, in one comparison.
    const USER: u32 = u32::from_le_bytes(*b"User");
    const APP_USER: u32 = u32::from_le_bytes(*b"AppU");
    const APP_INSTANCE: u32 = u32::from_le_bytes(*b"AppI");
    let keep = match content.first_chunk().map(|four| u32::from_le_bytes(*four)) {
        Some(USER) if content.len() == 4 => Slot::User,
        Some(APP_USER) if content == b"AppUser" => Slot::User,
        Some(APP_INSTANCE) if content == b"AppInstance" => Slot::App,
        _ => return,
    };
    if slots.get(keep).kind == Kind::Absent {
        slots.keep_target(keep);
    }
}
