//! A whole text as a flat list of its values: for schemas that carry everything.
//!
//! A tree in one vector: each value knows where its subtree ends, so that a member is skipped in one step and
//! every walk is linear, however deep the text.

use super::dialect::{Dialect, Step, Then, string};
use super::tap::Silent;
use super::token::scalar;
use super::value::{Kind, Value};
use super::{Bare, Wrapped};
use alloc::vec::Vec;

/// How deep objects and arrays lie in each other at most, the outermost object included. A container deeper than
/// that is listed without its content.
pub const DEPTH: usize = 64;

/// A value, and the key that it stands under in an object.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// The key; absent for an element of an array.
    pub key: Value,
    /// The value. Its kind says whether it is a container.
    pub value: Value,
    /// The number of the node behind this one and all that it contains.
    pub next: u32,
    /// Whether it is a container that lies too deep to be listed.
    pub too_deep: bool,
    /// Whether something about an object's members is odd, for whoever notes that.
    pub odd: bool,
    /// What stands for the key, for whoever notes that; else [`NO_MARK`].
    pub mark: u16,
}

/// The mark of a key that nothing stands for.
pub const NO_MARK: u16 = u16::MAX;

/// A node and its number.
pub type Item<'t> = (u32, &'t Node);

/// The values of one text.
#[derive(Default)]
pub struct Tape {
    nodes: Vec<Node>,
}

/// A tape over this many nodes is given back after use: about 1 MiB.
const KEEP: usize = 32 << 10;

impl Tape {
    /// Lists the members of the object whose opening brace stands at `start`, in text that a reader has found to
    /// be JSON. False if memory is refused.
    pub fn read(&mut self, text: &[u8], start: usize, wrapped: bool) -> bool {
        self.nodes.clear();
        if wrapped {
            self.list::<Wrapped>(text, start + 1).is_some()
        } else {
            self.list::<Bare>(text, start + 1).is_some()
        }
    }

    /// Gives memory back that an unusually long text has taken.
    pub fn shrink(&mut self) {
        if self.nodes.capacity() > KEEP {
            self.nodes = Vec::new();
        }
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

    fn list<D: Dialect>(&mut self, text: &[u8], start: usize) -> Option<()> {
        let mut rest = text.get(start..)?;
        let offset = |rest: &[u8]| text.len() - rest.len();
        let mut open = [0u32; DEPTH - 1];
        let mut depth = 0;
        let mut in_object = true;
        // Whether the quotation mark of the next key or string has been read.
        let mut quoted = false;
        loop {
            if !quoted && let Some(behind) = D::comma(rest, &mut Silent) {
                rest = behind;
                quoted = true;
            }
            if !quoted {
                rest = D::space(rest, &mut Silent);
                match rest.first()? {
                    b',' => {
                        rest = rest.get(1..)?;
                        continue;
                    }
                    b'}' | b']' => {
                        rest = rest.get(1..)?;
                        if depth == 0 {
                            return Some(());
                        }
                        depth -= 1;
                        let next = self.nodes.len() as u32;
                        let node = self.nodes.get_mut(*open.get(depth)? as usize)?;
                        node.next = next;
                        node.value.end = offset(rest) as u32;
                        in_object = match depth.checked_sub(1) {
                            Some(outer) => self.get(*open.get(outer)?)?.value.kind == Kind::Object,
                            None => true,
                        };
                        continue;
                    }
                    _ => {}
                }
            }
            let mut key = Value::ABSENT;
            if in_object {
                let name = if quoted { rest } else { D::quote(rest, &mut Silent)? };
                let text = read::<D>(name, b':')?;
                key = Value::new(offset(name), offset(name) + text.length, text.kind);
                (rest, quoted) = (text.rest, text.quoted);
                if !quoted {
                    let colon = D::space(rest, &mut Silent);
                    rest = D::space(colon.get(1..)?, &mut Silent);
                }
            }
            if !quoted && let Some(content) = D::quote(rest, &mut Silent) {
                rest = content;
                quoted = true;
            }
            let start = offset(rest);
            let mut too_deep = false;
            let value = match rest.first()? {
                _ if quoted => {
                    let text = read::<D>(rest, b',')?;
                    (rest, quoted) = (text.rest, text.quoted);
                    Value::new(start, start + text.length, text.kind)
                }
                first @ (b'{' | b'[') => {
                    let kind = if *first == b'{' { Kind::Object } else { Kind::Array };
                    if let Some(place) = open.get_mut(depth) {
                        *place = self.nodes.len() as u32;
                        depth += 1;
                        in_object = kind == Kind::Object;
                        rest = rest.get(1..)?;
                    } else {
                        rest = skip::<D>(rest)?;
                        too_deep = true;
                    }
                    Value::new(start, offset(rest), kind)
                }
                b'n' => {
                    rest = rest.get(4..)?;
                    Value::new(start, start + 4, Kind::Null)
                }
                _ => {
                    let (length, kind) = scalar(rest)?;
                    rest = rest.get(length..)?;
                    Value::new(start, start + length, kind)
                }
            };
            self.nodes.try_reserve(1).ok()?;
            let next = self.nodes.len() as u32 + 1;
            self.nodes.push(Node { key, value, next, too_deep, odd: false, mark: NO_MARK });
        }
    }
}

/// A string that was read.
struct Text<'t> {
    /// How long its content is.
    length: usize,
    kind: Kind,
    /// What is left behind its closing quotation mark, or the next string's opening one.
    rest: &'t [u8],
    /// Which of them it is.
    quoted: bool,
}

/// The string whose content `rest` begins with, and the opening quotation mark of the next one if only `separator`
/// stands between them.
#[inline(always)]
fn read<D: Dialect>(rest: &[u8], separator: u8) -> Option<Text<'_>> {
    let mut left = rest;
    while let Some(window) = left.first_chunk() {
        let mut then = Then::Nothing;
        match D::step(window, separator, &mut then, &mut Silent) {
            Step::On(count) => left = left.get(count..)?,
            Step::End(count, read) => {
                let length = rest.len() - left.len() + count;
                let rest = left.get(count + read..)?;
                return Some(Text { length, kind: Kind::Plain, rest, quoted: then == Then::Quote });
            }
            Step::Odd(_) => break,
        }
    }
    let (length, kind) = string::<D>(rest, &mut 0)?;
    Some(Text { length, kind, rest: D::quote(rest.get(length..)?, &mut Silent)?, quoted: false })
}

/// What is left behind the container that `rest` begins with.
#[cold]
#[inline(never)]
fn skip<D: Dialect>(mut rest: &[u8]) -> Option<&[u8]> {
    let mut depth = 0usize;
    loop {
        if let Some(content) = D::quote(rest, &mut Silent) {
            rest = read::<D>(content, 0)?.rest;
            continue;
        }
        match rest.first()? {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        rest = rest.get(1..)?;
        if depth == 0 {
            return Some(rest);
        }
    }
}

/// Neighbouring nodes: what one container contains.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    at: u32,
    end: u32,
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
