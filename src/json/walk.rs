//! Walks over the members of an object and the elements of an array, in text that a reader has found to be JSON.
//!
//! On text that no reader has checked the walk may end early or give odd values; it never panics and always ends.

use super::Bare;
use super::dialect::{space_at, string_at};
use super::token::scalar;
use super::value::{Kind, Value};

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Member {
    /// The key: a string.
    pub key: Value,
    /// What it holds.
    pub value: Value,
}

/// The members of the object at `object`, in their order.
pub fn members(text: &[u8], object: Value) -> impl Iterator<Item = Member> {
    let mut items = Items::new(text, object, Kind::Object);
    core::iter::from_fn(move || {
        let key = items.next()?;
        let colon = space(text, items.at);
        items.at = colon + 1;
        let value = items.value()?;
        Some(Member { key, value })
    })
}

/// The elements of the array at `array`, in their order.
pub fn elements(text: &[u8], array: Value) -> impl Iterator<Item = Value> {
    let mut items = Items::new(text, array, Kind::Array);
    core::iter::from_fn(move || items.next())
}

struct Items<'t> {
    text: &'t [u8],
    at: usize,
    /// Offset of the closing bracket.
    end: usize,
    first: bool,
}

impl<'t> Items<'t> {
    fn new(text: &'t [u8], container: Value, kind: Kind) -> Self {
        if container.kind != kind || container.end as usize > text.len() {
            return Items { text, at: 0, end: 0, first: true };
        }
        Items { text, at: container.start as usize + 1, end: container.end as usize - 1, first: true }
    }

    #[inline(never)]
    fn next(&mut self) -> Option<Value> {
        let mut at = space(self.text, self.at);
        if !self.first && self.text.get(at) == Some(&b',') {
            at += 1;
        }
        self.first = false;
        self.at = at;
        self.value()
    }

    #[inline(never)]
    fn value(&mut self) -> Option<Value> {
        let at = space(self.text, self.at);
        if at >= self.end {
            return None;
        }
        let value = match self.text.get(at)? {
            b'"' => {
                let (end, kind) = string_at(self.text, at + 1)?;
                self.at = end + 1;
                Value::new(at + 1, end, kind)
            }
            b'{' => self.container(at, Kind::Object)?,
            b'[' => self.container(at, Kind::Array)?,
            _ => {
                let (length, kind) = scalar(self.text.get(at..)?)?;
                self.at = at + length;
                Value::new(at, self.at, kind)
            }
        };
        Some(value)
    }

    fn container(&mut self, start: usize, kind: Kind) -> Option<Value> {
        let mut depth = 0usize;
        let mut at = start;
        loop {
            match self.text.get(at)? {
                b'"' => at = string_at(self.text, at + 1)?.0,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                self.at = at;
                return Some(Value::new(start, at, kind));
            }
        }
    }
}

fn space(text: &[u8], at: usize) -> usize {
    space_at::<Bare>(text, at)
}
