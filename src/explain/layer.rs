//! One level of text: the record, or what a string of it holds; its values, and where they lie in the record.

use std::ops::Range;

use super::Place;
use crate::event::read::{as_member, read_all};
use crate::host_keys::characters;
use crate::json::dialect::behind_mark;
use crate::json::tape::Tape;
use crate::json::{Kind, Value, escape};
use crate::schema::provenance::push_step;

/// A value.
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// Whether it contains no others.
    pub leaf: bool,
    /// Whether it says nothing.
    pub empty: bool,
}

/// For each run of bytes of a text without escapes: its offset there, and in the record.
pub struct Map(Vec<(usize, usize)>);

impl Map {
    /// Each byte at its own place.
    pub fn identity() -> Map {
        Map(vec![(0, 0)])
    }

    /// The characters of a string of the record, behind `before` other bytes.
    fn of_string(record: &[u8], string: Value, before: usize) -> Map {
        let content = string.bytes(record);
        let start = string.start as usize;
        let (mut inner, mut outer) = (before, 0);
        let mut runs = vec![(inner, start)];
        while let Some((at, escape)) = content.get(outer..).and_then(|rest| {
            let at = rest.iter().position(|byte| *byte == b'\\')?;
            Some((at, rest.get(at..)?))
        }) {
            let (character, length) = escape::escaped_character(escape);
            inner += at + character.len_utf8();
            outer += at + length;
            runs.push((inner, start + outer));
        }
        Map(runs)
    }

    /// The bytes in the record of a value of the text.
    pub fn span(&self, value: Value) -> Range<usize> {
        self.outer(value.start as usize)..self.outer(value.end as usize)
    }

    fn outer(&self, inner: usize) -> usize {
        let run = self.0.partition_point(|(start, _)| *start <= inner).saturating_sub(1);
        self.0.get(run).map_or(inner, |(start, outer)| outer + inner.saturating_sub(*start))
    }
}

/// How many bytes [`as_member`] puts in front of a value.
const MEMBER: usize = 4;

/// A text whose values can be listed.
pub struct Layer {
    text: Vec<u8>,
    /// Where its outermost object begins.
    start: usize,
    /// Whether it is a list, which was made the only member of an object.
    pub page: bool,
    /// From the text to the record.
    pub map: Map,
}

impl Layer {
    /// The record itself: an object or a list. None if it is neither, or memory is refused.
    pub fn of_record(record: &[u8]) -> Option<Layer> {
        Layer::new(record.to_vec(), |before| Map(vec![(before, 0)]))
    }

    /// What a string of the record holds.
    pub fn of_string(record: &[u8], string: Value) -> Option<Layer> {
        let mut text = Vec::new();
        escape::unescape(string.bytes(record), &mut text).then_some(())?;
        Layer::new(text, |before| Map::of_string(record, string, before))
    }

    fn new(text: Vec<u8>, map: impl FnOnce(usize) -> Map) -> Option<Layer> {
        let mark = behind_mark(&text);
        let start = mark + text.get(mark..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        match text.get(start)? {
            b'{' => Some(Layer { text, start, page: false, map: map(0) }),
            b'[' => {
                let mut member = Vec::new();
                as_member(&text, &mut member).then_some(())?;
                Some(Layer { text: member, start: 0, page: true, map: map(MEMBER) })
            }
            _ => None,
        }
    }

    /// Whether a text is what [`as_member`] makes of that content.
    pub fn is_member(text: &[u8], content: &[u8]) -> bool {
        text.get(MEMBER..).and_then(|rest| rest.strip_suffix(b"}")) == Some(content)
    }

    /// The outermost object.
    pub fn object(&self) -> Value {
        Value::new(self.start, self.text.trim_ascii_end().len(), Kind::Object)
    }

    /// The values, in their order, under `prefix`. None if memory is refused.
    pub fn nodes(&self, prefix: &str) -> Option<Vec<Node>> {
        let mut tape = Tape::default();
        read_all(&self.text, self.start + 1, &mut tape)?;
        let mut walk = Walk { prefix, pointer: prefix.to_owned(), open: Vec::new() };
        let mut nodes = Vec::new();
        while let Some(node) = tape.get(nodes.len() as u32) {
            let number = nodes.len() as u32;
            let value = node.value;
            let container = matches!(value.kind, Kind::Object | Kind::Array);
            let leaf = !container || node.is_too_deep() || node.next == number + 1;
            // The list stands for the member that was made of it.
            if !(self.page && number == 0) {
                walk.step(number, || String::from_utf8_lossy(&characters(&self.text, node.key())).into_owned());
            }
            nodes.push(Node {
                place: Place { pointer: walk.pointer.clone(), span: self.map.span(value) },
                leaf,
                empty: value.is_unset() || leaf && container && !node.is_too_deep(),
            });
            if !leaf {
                walk.open.push(Open {
                    end: node.next,
                    pointer: walk.pointer.len(),
                    elements: (value.kind == Kind::Array).then_some(0),
                });
            }
        }
        Some(nodes)
    }
}

/// The pointer of one value after the other.
struct Walk<'p> {
    prefix: &'p str,
    pointer: String,
    /// The objects and arrays around the value.
    open: Vec<Open>,
}

struct Open {
    /// The number of the value behind all that it contains.
    end: u32,
    /// How long its pointer is.
    pointer: usize,
    /// The index of the next element of an array.
    elements: Option<usize>,
}

impl Walk<'_> {
    /// Goes on to the value of that number.
    fn step(&mut self, number: u32, key: impl FnOnce() -> String) {
        while self.open.last().is_some_and(|open| open.end <= number) {
            self.open.pop();
        }
        let around = self.open.last_mut();
        self.pointer.truncate(around.as_ref().map_or(self.prefix.len(), |open| open.pointer));
        match around.and_then(|open| open.elements.as_mut()) {
            Some(index) => {
                push_step(&index.to_string(), &mut self.pointer);
                *index += 1;
            }
            None => push_step(&key(), &mut self.pointer),
        }
    }
}
