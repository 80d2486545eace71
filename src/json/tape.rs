//! A whole text as a flat list of its values: for schemas that carry everything.
//!
//! A tree in one vector: each value knows where its subtree ends, so that a member is skipped in one step and
//! every walk is linear, however deep the text.

use super::value::{Kind, Value};
use crate::list::add;
use alloc::vec::Vec;

/// How deep objects and arrays lie in each other at most, the outermost object included. A container deeper than
/// that is listed without its content.
pub const DEPTH: usize = 64;

/// A value, and the key that it stands under in an object. In 28 bytes: a text may have one for every second of its own.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    key_start: u32,
    key_end: u32,
    /// The value. Its kind says whether it is a container.
    pub value: Value,
    /// The number of the node behind this one and all that it contains; of a container that is being listed, that of the
    /// one it lies in.
    pub next: u32,
    /// What stands for the key; else [`NO_MARK`]. A reader notes the row of its table. Whoever notes more of the others
    /// must know how long that stays right: a tape may be gone through again.
    pub mark: u16,
    /// The kind of the key.
    key_kind: u8,
    /// [`TOO_DEEP`], [`ODD`].
    notes: u8,
}

const _: () = assert!(size_of::<Node>() == 28);

/// It is a container that lies too deep to be listed.
const TOO_DEEP: u8 = 1;

/// It is an object, and something about its members is odd.
const ODD: u8 = 2;

impl Node {
    /// What stands for a value that a text does not have.
    pub const ABSENT: Node = Node::new(Value::ABSENT, NO_MARK, Value::ABSENT, 0, 0);

    #[inline(always)]
    const fn new(key: Value, mark: u16, value: Value, next: u32, notes: u8) -> Node {
        Node { key_start: key.start, key_end: key.end, value, next, mark, key_kind: key.kind as u8, notes }
    }

    /// The key; absent for an element of an array.
    #[inline]
    pub fn key(&self) -> Value {
        let kind = match self.key_kind {
            PLAIN => Kind::Plain,
            ESCAPED => Kind::Escaped,
            TWICE => Kind::Twice,
            _ => Kind::Absent,
        };
        Value { start: self.key_start, end: self.key_end, kind }
    }

    /// Whether it is a container that lies too deep to be listed.
    #[inline(always)]
    pub fn is_too_deep(&self) -> bool {
        self.notes & TOO_DEEP != 0
    }

    /// Whether something about an object's members is odd, for whoever notes that.
    #[inline(always)]
    pub fn is_odd(&self) -> bool {
        self.notes & ODD != 0
    }

    /// Notes that something about an object's members is odd.
    pub fn make_odd(&mut self) {
        self.notes |= ODD;
    }
}

// The kinds that a key can have, as numbers.
const PLAIN: u8 = Kind::Plain as u8;
const ESCAPED: u8 = Kind::Escaped as u8;
const TWICE: u8 = Kind::Twice as u8;

/// The mark of a key that nothing stands for.
pub const NO_MARK: u16 = u16::MAX;

/// A node and its number.
pub type Item<'t> = (u32, &'t Node);

/// The values of one text, which a reader lists while it reads.
#[derive(Default)]
pub struct Tape {
    nodes: Vec<Node>,
    /// The container that was opened last, and how many are open.
    innermost: u32,
    depth: u32,
    /// Containers that are noted to be looked through.
    noted: Vec<u32>,
    /// How many are open that are not listed, because they are too deep or lie in one that is.
    deeper: u32,
}

/// How many containers can be noted.
const NOTED: usize = 32;

/// A tape over this many nodes is given back after use: about 1 MiB.
const KEEP: usize = 32 << 10;

impl Tape {
    /// Empties it, for the members of another object. Gives memory back that an unusually long text has taken.
    pub fn clear(&mut self) {
        self.nodes.clear();
        if self.nodes.capacity() > KEEP {
            self.nodes = Vec::new();
        }
        self.noted.clear();
        (self.depth, self.deeper) = (0, 0);
    }

    /// Lists a value that contains no others, and what the reader notes of its key. False if memory is refused.
    #[inline(always)]
    pub fn leaf(&mut self, key: Value, mark: u16, value: Value) -> bool {
        let next = self.len() + 1;
        self.deeper > 0 || self.push(Node::new(key, mark, value, next, 0))
    }

    /// Lists a container, to which the next values belong until its end. False if memory is refused.
    #[inline(never)]
    pub fn open(&mut self, key: Value, mark: u16, start: usize, kind: Kind) -> bool {
        let too_deep = self.deeper > 0 || self.depth as usize == DEPTH - 1;
        let around = self.innermost;
        if !too_deep {
            self.innermost = self.len();
            self.depth += 1;
        } else {
            self.deeper += 1;
            if self.deeper > 1 {
                return true;
            }
        }
        let value = Value::new(start, start, kind);
        self.push(Node::new(key, mark, value, around, if too_deep { TOO_DEEP } else { 0 }))
    }

    /// Ends the container that was opened last, at `end`; nothing, if none is open.
    #[inline(never)]
    pub fn close(&mut self, end: usize) {
        let next = self.len();
        let number = match self.deeper {
            0 if self.depth == 0 => return,
            0 => self.innermost,
            // The one that is too deep is the last that was listed.
            1 => next.wrapping_sub(1),
            _ => {
                self.deeper -= 1;
                return;
            }
        };
        let Some(node) = self.nodes.get_mut(number as usize) else { return };
        node.value.end = end as u32;
        if self.deeper == 0 {
            self.innermost = node.next;
            self.depth -= 1;
        } else {
            self.deeper = 0;
        }
        node.next = next;
    }

    /// Notes the node that was listed last as a container to be looked through. False if too many are noted already, or memory is
    /// refused.
    pub fn note_last(&mut self) -> bool {
        self.note(self.len().wrapping_sub(1))
    }

    /// Notes the container that was opened last, and is open. False as for [`Tape::note_last`].
    pub fn note_innermost(&mut self) -> bool {
        self.noted.last() == Some(&self.innermost) || self.note(self.innermost)
    }

    #[inline(never)]
    fn note(&mut self, number: u32) -> bool {
        self.noted.len() < NOTED && add(&mut self.noted, number)
    }

    /// The containers that are noted, by number: the first one, and so on.
    #[inline]
    pub fn noted(&self, at: usize) -> Option<u32> {
        self.noted.get(at).copied()
    }

    #[inline(always)]
    fn push(&mut self, node: Node) -> bool {
        if self.nodes.len() == self.nodes.capacity() && !self.grow() {
            return false;
        }
        self.nodes.push(node);
        true
    }

    /// Grows by a quarter. Doubled, as a vector does by itself, the old list and the new one together would take three times what
    /// is listed.
    ///
    /// A module's allocator lets a list grow where it is if there is free memory behind it, but takes none for that. So as
    /// much is taken and given back before, and mostly lies there then; else the old list would stay as a gap beside the new.
    #[cold]
    #[inline(never)]
    fn grow(&mut self) -> bool {
        let more = self.nodes.len() / 4 + 256;
        let mut behind: Vec<Node> = Vec::new();
        let is_there = behind.try_reserve_exact(more).is_ok();
        drop(core::hint::black_box(behind));
        is_there && self.nodes.try_reserve_exact(more).is_ok()
    }

    /// The node of that number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&Node> {
        self.nodes.get(number as usize)
    }

    /// The same, to note something of it.
    #[inline]
    pub fn get_mut(&mut self, number: u32) -> Option<&mut Node> {
        self.nodes.get_mut(number as usize)
    }

    /// How many nodes there are.
    pub fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// The range of the outermost object's members.
    pub fn all(&self) -> Range {
        Range { at: 0, end: self.len() }
    }

    /// The range of what a container contains.
    pub fn inside(&self, number: u32) -> Range {
        Range { at: number + 1, end: self.get(number).map_or(0, |node| node.next) }
    }
}

/// Neighbouring nodes: what one container contains.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// The number of the next one.
    pub at: u32,
    /// That of the one behind them.
    pub end: u32,
}

impl Range {
    /// The next node's number; what that one contains is skipped.
    #[inline]
    pub fn next<'t>(&mut self, tape: &'t Tape) -> Option<Item<'t>> {
        if self.at >= self.end {
            return None;
        }
        let number = self.at;
        let node = tape.get(number)?;
        self.at = node.next;
        Some((number, node))
    }
}
