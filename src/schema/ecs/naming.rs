//! Finds the word for each key of a tape, and the objects that are odd: keys come twice in them, give the same name,
//! or are no words.
//!
//! The members of all others are written straight from the tape, under the names of their words. Those of odd
//! objects go through [`Names`](super::names::Names).

use super::words::{ALIKE, Vocabulary};
use crate::event::Context;
use crate::json::Kind;
use crate::json::tape::{DEPTH, NO_MARK, Tape};
use alloc::vec::Vec;

/// An object or array that is being looked through.
pub struct Open {
    /// Its own number; none for the outermost object.
    number: Option<u32>,
    /// The number of the node behind all that it contains.
    end: u32,
    context: Context,
    /// Whether what Okta does not document is the host's there.
    without_foreign: bool,
    /// One bit for each name: only where a bit is set already, names are compared.
    bits: u64,
    odd: bool,
}

/// Up to so many members are compared each with each.
const FEW: usize = 32;

/// Marks each key with its word, and each odd object. `context` is that of the outermost object, and `bare` says that
/// it is a record, in which what Okta does not document is the host's. Gives whether the outermost object is odd;
/// None if memory is refused.
#[inline(never)]
pub fn mark(
    tape: &mut Tape,
    text: &[u8],
    (context, bare): (Context, bool),
    vocabulary: &mut Vocabulary,
    outer: &mut Vec<Open>,
) -> Option<bool> {
    outer.clear();
    outer.try_reserve(DEPTH).ok()?;
    let mut inner = Open { number: None, end: tape.len(), context, without_foreign: bare, bits: 0, odd: false };
    let mut next = 0;
    while next < tape.len() {
        let number = next;
        if number >= inner.end {
            inner = outer.pop()?;
            continue;
        }
        if inner.context != Context::Foreign {
            next = known_leaves(tape, number, &mut inner);
            if next > number {
                continue;
            }
        }
        next += 1;
        let node = tape.get_mut(number)?;
        let (kind, behind) = (node.value.kind, node.next);
        let mut opens = None;
        if node.key.kind == Kind::Absent {
            opens = (inner.context == Context::Targets).then_some(Context::Target);
        } else {
            // A row stays one. The number of any other word is that of an earlier pass: the vocabulary may have begun
            // anew since.
            let is_known = usize::from(node.mark) < ALIKE.len() && inner.context != Context::Foreign;
            let mark = if is_known { Some(node.mark) } else { vocabulary.find(inner.context, text, node.key) };
            let word = mark.and_then(|word| vocabulary.get(word));
            if !(inner.without_foreign && word.is_none_or(|word| word.foreign)) {
                node.mark = mark.unwrap_or(NO_MARK);
                let odd = match word.filter(|word| !word.reserved) {
                    Some(word) => {
                        let (bits, bit) = (inner.bits, 1 << (word.alike % 64));
                        inner.bits |= bit;
                        bits & bit != 0 && is_again(tape, vocabulary, &inner, number, word.alike)
                    }
                    None => true,
                };
                if odd && !inner.odd {
                    inner.odd = true;
                    if let Some(object) = inner.number.and_then(|object| tape.get_mut(object)) {
                        object.odd = true;
                    }
                }
                opens = word.and_then(|word| word.opens);
            }
        }
        if behind > next {
            let opens = opens.filter(|opens| (kind == Kind::Array) == (*opens == Context::Targets));
            // All keys of debugData are written the same way.
            let context = opens.filter(|opens| *opens != Context::DebugData).unwrap_or(Context::Foreign);
            outer.push(inner);
            inner =
                Open { number: Some(number), end: behind, context, without_foreign: false, bits: 0, odd: false };
        }
    }
    Some(outer.first().unwrap_or(&inner).odd)
}

/// Passes over the members from `number` on that are rows of the reader's table, contain no others, and are the first ones
/// of their names: most are. Gives the number of the next one.
#[inline(always)]
fn known_leaves(tape: &Tape, mut number: u32, object: &mut Open) -> u32 {
    while number < object.end
        && let Some(node) = tape.get(number)
        && node.next == number + 1
        && let Some(alike) = ALIKE.get(usize::from(node.mark))
        && object.bits & 1 << (alike % 64) == 0
    {
        object.bits |= 1 << (alike % 64);
        number += 1;
    }
    number
}

/// Whether a member before `number` is called the same, or may be, where there are many.
#[cold]
#[inline(never)]
fn is_again(tape: &Tape, vocabulary: &Vocabulary, object: &Open, number: u32, alike: u16) -> bool {
    let mut range = object.number.map_or(tape.all(), |object| tape.inside(object));
    let earlier = core::iter::from_fn(|| range.next(tape)).take_while(|(at, _)| *at < number);
    let mut count = 0;
    let mut same = false;
    for (_, node) in earlier {
        count += 1;
        same |= vocabulary.get(node.mark).is_some_and(|word| word.alike == alike);
        if same || count > FEW {
            return true;
        }
    }
    false
}
