//! Finds the word for each key of a tape, and the objects that are odd: keys come twice in them, give the same name,
//! or are no words.
//!
//! The members of all others are written straight from the tape, under the names of their words. Those of odd
//! objects go through [`Names`](super::names::Names).
//!
//! The reader has noted the row of each key that its table has, so that nothing is to be found for the objects that the
//! table knows, as long as there is nothing else in them.

use super::words::{ALIKE, Vocabulary, field};
use crate::event::fields::element;
use crate::event::{Context, Event, Slots};
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

/// Marks each key of an event with its word, and each odd object. Gives whether the event itself is odd; None if memory is
/// refused.
#[inline(never)]
pub fn mark_event(
    tape: &mut Tape,
    event: &Event<'_>,
    vocabulary: &mut Vocabulary,
    open: &mut Vec<Open>,
) -> Option<bool> {
    let Slots { odd, odd_outermost, .. } = *event.slots;
    if odd || odd_outermost && !event.bare {
        return mark(tape, event.text, None, (Context::Root, event.bare), vocabulary, open);
    }
    // What the table opens has nothing else in it, but for what the reader has noted: only that is looked through.
    let (mut at, mut before) = (0, 0..0);
    while let Some(number) = tape.noted(at) {
        let node = tape.get(number)?;
        let is_of_host = node.mark == NO_MARK && node.key().kind != Kind::Absent;
        // What lies in the one before has been looked through with it.
        if !before.contains(&number) && !is_of_host {
            before = number..node.next;
            let context = context_of_rows(tape, number);
            mark(tape, event.text, Some(number), (context, false), vocabulary, open)?;
        }
        at += 1;
    }
    Some(false)
}

/// The context of what a container contains: that of the first row in it.
fn context_of_rows(tape: &Tape, number: u32) -> Context {
    let mut inside = tape.inside(number);
    let mut rows = core::iter::from_fn(|| inside.next(tape)).filter_map(|(_, node)| field(node.mark));
    rows.next().map_or(Context::Foreign, |row| row.context)
}

/// The context of the content of an object or array, whose keys may be those of `opens`; None if the reader's table does not
/// know them.
#[inline(always)]
pub fn context_inside(opens: Option<Context>, is_array: bool) -> Option<Context> {
    opens.filter(|opens| is_array == opens.is_array())
}

/// Marks each key in an object or array with its word, and each odd object: in that of that number, or in the outermost one.
/// `context` is that of its content, and `bare` says that it is a record, in which what Okta does not document is the
/// host's. Gives whether it is odd; None if memory is refused.
#[inline(never)]
pub fn mark(
    tape: &mut Tape,
    text: &[u8],
    of: Option<u32>,
    (context, bare): (Context, bool),
    vocabulary: &mut Vocabulary,
    outer: &mut Vec<Open>,
) -> Option<bool> {
    outer.clear();
    outer.try_reserve(DEPTH).ok()?;
    let (mut next, end) = match of {
        Some(number) => (number + 1, tape.get(number)?.next),
        None => (0, tape.len()),
    };
    let mut is_guarded = false;
    let mut inner = Open { number: of, end, context, without_foreign: bare, bits: 0, odd: false };
    while next < end {
        let number = next;
        if number >= inner.end {
            inner = outer.pop()?;
            continue;
        }
        next += 1;
        let node = tape.get_mut(number)?;
        let (kind, behind) = (node.value.kind, node.next);
        // There may be a secret in what is not listed.
        is_guarded |= node.is_too_deep();
        let mut opens = None;
        if node.key().kind == Kind::Absent {
            opens = element(inner.context).and_then(|element| element.opens);
        } else {
            // A row stays one. The number of any other word is that of an earlier pass: the vocabulary may have begun
            // anew since.
            let is_known = usize::from(node.mark) < ALIKE.len() && inner.context != Context::Foreign;
            let mark = if is_known { Some(node.mark) } else { vocabulary.find(inner.context, text, node.key()) };
            let word = mark.and_then(|word| vocabulary.get(word));
            if !(inner.without_foreign && word.is_none_or(|word| word.foreign)) {
                is_guarded |= word.is_none_or(|word| word.secret);
                node.mark = mark.unwrap_or(NO_MARK);
                // What debugData contains is written under its own keys, too, which have no escapes there.
                let as_it_stands = inner.context != Context::DebugData || node.key().kind == Kind::Plain;
                let odd = match word.filter(|word| !word.reserved && as_it_stands) {
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
                        object.make_odd();
                    }
                }
                opens = word.and_then(|word| word.opens);
            }
        }
        if behind > next {
            let context = context_inside(opens, kind == Kind::Array).unwrap_or(Context::Foreign);
            outer.push(inner);
            inner =
                Open { number: Some(number), end: behind, context, without_foreign: false, bits: 0, odd: false };
        }
    }
    if is_guarded {
        vocabulary.guard();
    }
    (!vocabulary.refused).then_some(outer.first().unwrap_or(&inner).odd)
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
