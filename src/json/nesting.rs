//! Which containers are open, to any depth, without recursion: one bit each.

use crate::list::add;
use alloc::vec::Vec;

/// A stack of open containers. The innermost 64 are in one word; deeper ones wait in a vector.
#[derive(Default)]
pub struct Nesting {
    depth: usize,
    bits: u64,
    outer: Vec<u64>,
}

impl Nesting {
    /// How many are open.
    #[inline]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Opens an object or, if not, an array. False if there is no memory to remember it.
    #[inline]
    pub fn open(&mut self, object: bool) -> bool {
        if self.depth.is_multiple_of(64) && self.depth > 0 && !self.spill() {
            return false;
        }
        self.bits = self.bits << 1 | u64::from(object);
        self.depth += 1;
        true
    }

    #[cold]
    fn spill(&mut self) -> bool {
        add(&mut self.outer, self.bits)
    }

    /// Closes the innermost.
    #[inline]
    pub fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.bits >>= 1;
        if self.depth.is_multiple_of(64) && self.depth > 0 {
            self.bits = self.outer.pop().unwrap_or_default();
        }
    }

    /// Whether the innermost is an object.
    #[inline]
    pub fn in_object(&self) -> bool {
        self.bits & 1 == 1
    }
}
