//! Walks over what is written as it stands, which is most of an event: in one loop, whatever lies in what.
//!
//! It stops wherever more is to be done than to write: where something is gathered, encoded, moved, or has a name that another
//! one has, too.

use super::members::Under;
use super::naming::context_inside;
use super::tree::Writer;
use super::words::Vocabulary;
use crate::event::Context;
use crate::event::fields::element;
use crate::json::Kind;
use crate::json::tape::{Item, Range, Tape};
use crate::schema::sink::{Key, Sink};

/// How deep it walks. What lies deeper is for whoever it stops for.
const DEEPEST: usize = 8;

/// Whether a container with that content must not be opened by who does not keep the way to what is in it, because there is a
/// secret. All objects of the reader's table have places of their own but those of a chain.
pub fn is_guarded(inside: Context, vocabulary: &Vocabulary) -> bool {
    matches!(inside, Context::Foreign | Context::IpChain) && vocabulary.is_guarded()
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
        let mut at = self.at;
        loop {
            let Open { end, context, is_array, begun } = self.inner;
            if !is_array {
                at = sink.leaves(Range { at, end }, tape, |mark| vocabulary.only_written(mark));
            }
            if at >= end {
                self.depth = self.depth.checked_sub(1)?;
                sink.end(begun, if is_array { Kind::Array } else { Kind::Object });
                self.inner = *self.outer.get(self.depth)?;
                continue;
            }
            let node = tape.get(at)?;
            let kind = node.value.kind;
            let is_container = matches!(kind, Kind::Object | Kind::Array);
            let (under, key, opens) = if is_array {
                if !is_container {
                    at += 1;
                    if kind != Kind::Null {
                        sink.leaf(Key::Element, node.value);
                    }
                    continue;
                }
                (Under::Element, Some(Key::Element), element(context).and_then(|element| element.opens))
            } else {
                // The elements of an array of addresses are gathered.
                let word = vocabulary.get(node.mark);
                let word = word.filter(|word| word.only_written && is_container && !word.address);
                (Under::Word(node.mark), word.map(|word| Key::Name(word.name())), word.and_then(|word| word.opens))
            };
            let inside = context_inside(opens, kind == Kind::Array).unwrap_or(Context::Foreign);
            let is_guarded = is_guarded(inside, vocabulary);
            match (key, self.outer.get_mut(self.depth)) {
                (Some(key), Some(place)) if !node.odd && !node.too_deep && !is_guarded => {
                    *place = self.inner;
                    self.depth += 1;
                    let begun = sink.begin(key, kind);
                    self.inner = Open { end: node.next, context: inside, is_array: kind == Kind::Array, begun };
                    at += 1;
                }
                _ => {
                    self.at = node.next;
                    return Some((context, under, (at, node)));
                }
            }
        }
    }
}
