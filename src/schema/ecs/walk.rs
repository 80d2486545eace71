//! Walks over what is written as it stands, which is most of an event: in one loop, whatever lies in what.
//!
//! It stops wherever more is to be done than to write: where something is gathered, encoded, moved, or has a name that another
//! one has, too.

use super::members::Under;
use super::naming::context_inside;
use super::tree::Writer;
use super::words::{Use, Vocabulary, Word};
use crate::event::Context;
use crate::event::fields::element;
use crate::json::Kind;
use crate::json::tape::{Item, Range, Tape};
use crate::schema::sink::{Pen, Sink};

/// How deep it walks. What lies deeper is for whoever it stops for.
const DEEPEST: usize = 8;

/// Whether a container with that content must not be opened by who does not keep the way to what is in it, because there is a
/// secret: the place of a chain's objects does not tell them apart, nor that of a target's details which name they have.
pub fn is_guarded(inside: Context, vocabulary: &Vocabulary) -> bool {
    matches!(inside, Context::Foreign | Context::IpChain | Context::TargetDetail) && vocabulary.is_guarded()
}

/// A walk over what an object or array contains.
pub struct Walk {
    /// The number of the next node.
    at: u32,
    /// The container that it is in.
    inner: Open,
    /// Those around it, the outermost first.
    outer: [Open; DEEPEST],
    depth: usize,
}

/// A container that is open.
#[derive(Clone, Copy)]
struct Open {
    /// The number of the node behind all that it contains.
    end: u32,
    context: Context,
    is_array: bool,
    /// What the sink wants back at its end.
    begun: usize,
}

impl Open {
    fn kind(self) -> Kind {
        if self.is_array { Kind::Array } else { Kind::Object }
    }
}

impl Walk {
    /// Over what a container contains; the context is its own.
    pub fn new(context: Context, range: Range) -> Walk {
        let inner = Open { end: range.end, context, is_array: context.is_array(), begun: 0 };
        Walk { at: range.at, inner, outer: [inner; DEEPEST], depth: 0 }
    }

    /// Writes all up to a member or an element that it stops for, and passes over that one. Gives the context that it stands
    /// in, what it stands under, and where it is.
    #[inline(never)]
    pub fn next<'t, S: Sink>(
        &mut self,
        tape: &'t Tape,
        Writer { sink, work }: &mut Writer<'_, S>,
    ) -> Option<(Context, Under, Item<'t>)> {
        let vocabulary = &work.vocabulary;
        let mut pen = sink.pen();
        let (mut at, mut inner, mut depth) = (self.at, self.inner, self.depth);
        loop {
            if at >= inner.end {
                depth = depth.checked_sub(1)?;
                pen.end(inner.begun, inner.kind());
                inner = *self.outer.get(depth)?;
                continue;
            }
            let node = tape.get(at)?;
            let kind = node.value.kind;
            let word = if inner.is_array { None } else { vocabulary.get(node.mark) };
            if inner.is_array || word.is_some_and(|word| word.use_of == Use::Written) {
                match kind {
                    Kind::Absent | Kind::Null => {
                        at += 1;
                        continue;
                    }
                    Kind::Object | Kind::Array => {
                        let opens = match word {
                            Some(word) => word.opens,
                            None => element(inner.context).and_then(|element| element.opens),
                        };
                        let context = context_inside(opens, kind == Kind::Array).unwrap_or(Context::Foreign);
                        // The elements of an array of addresses are gathered.
                        if !node.is_odd()
                            && !node.is_too_deep()
                            && !word.is_some_and(|word| word.address)
                            && !is_guarded(context, vocabulary)
                            && let Some(place) = self.outer.get_mut(depth)
                        {
                            *place = inner;
                            depth += 1;
                            let begun = pen.begin(word.map(Word::name), kind);
                            inner = Open { end: node.next, context, is_array: kind == Kind::Array, begun };
                            at += 1;
                            continue;
                        }
                    }
                    _ => {
                        pen.leaf(word.map(Word::name), &node.value);
                        at += 1;
                        continue;
                    }
                }
            }
            let under = if inner.is_array { Under::Element } else { Under::Word(node.mark) };
            (self.at, self.inner, self.depth) = (node.next, inner, depth);
            return Some((inner.context, under, (at, node)));
        }
    }
}
