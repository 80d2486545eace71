//! The buffer that answers are written into.

use super::tap::Escape;
use alloc::vec::Vec;

/// A growing text. Growth can fail where memory is limited: then everything further is left out, and
/// [`Output::failed`] says so. Nothing panics.
///
/// The room behind the text is kept initialised, so that others can write to it: see [`Output::room`].
#[derive(Default)]
pub struct Output {
    /// The text, and room behind it.
    bytes: Vec<u8>,
    /// How much of it is text.
    len: usize,
    /// The most room that was ever asked for.
    most: usize,
    failed: bool,
}

/// A buffer that one long record has grown over this is given back before the next short one.
const KEEP: usize = 1 << 20;

/// How much more is taken than a text over [`KEEP`] needs, when none was as long before: what is remembered of the records
/// after it (user agents, and what is derived from other texts) then lies in the spare room once this buffer is given
/// back. Without it the same record again would find its place taken, and a module's memory never shrinks.
const SPARE: usize = 512 << 10;

impl Output {
    /// Empties the buffer, gives memory over 1 MiB back, and makes room for `expected` bytes.
    pub fn reset(&mut self, expected: usize) {
        if self.bytes.len() > KEEP && expected <= KEEP {
            self.bytes = Vec::new();
        }
        self.len = 0;
        self.failed = false;
        self.failed = !self.grow(expected);
    }

    /// Makes room for `more` bytes. False if memory is refused.
    #[inline(always)]
    fn grow(&mut self, more: usize) -> bool {
        let needed = self.len + more;
        needed <= self.bytes.len() || self.grow_to(needed)
    }

    /// Takes memory for `needed` bytes in all. False if it is refused.
    #[cold]
    #[inline(never)]
    fn grow_to(&mut self, needed: usize) -> bool {
        let spare = if needed > KEEP.max(self.most) { SPARE } else { 0 };
        self.most = self.most.max(needed);
        let more = needed - self.bytes.len();
        if self.failed || (self.bytes.try_reserve(more + spare).is_err() && self.bytes.try_reserve(more).is_err())
        {
            return false;
        }
        self.bytes.resize(self.bytes.capacity(), 0);
        true
    }

    /// Appends. Called and not inlined: that is smaller, and an interpreter is no slower on it.
    #[inline(never)]
    pub fn push(&mut self, text: &[u8]) {
        let end = self.len + text.len();
        if let Some(place) = self.bytes.get_mut(self.len..end) {
            place.copy_from_slice(text);
            self.len = end;
        } else {
            self.push_growing(text);
        }
    }

    #[cold]
    #[inline(never)]
    fn push_growing(&mut self, text: &[u8]) {
        self.failed = !self.grow(text.len());
        if !self.failed {
            let end = self.len + text.len();
            if let Some(place) = self.bytes.get_mut(self.len..end) {
                place.copy_from_slice(text);
                self.len = end;
            }
        }
    }

    /// The room behind the text, at least `more` bytes; none if memory is refused. [`Output::fill`] makes what was
    /// written there part of the text.
    pub fn room(&mut self, more: usize) -> &mut [u8] {
        self.failed |= !self.grow(more);
        if self.failed { &mut [] } else { self.bytes.get_mut(self.len..).unwrap_or_default() }
    }

    /// Appends what `read` hands to its tap, while it reads a text of that length. Nothing, if it gives None.
    #[inline(always)]
    pub fn escaped<A>(&mut self, length: usize, read: impl FnOnce(&mut Escape<'_>) -> Option<A>) -> Option<A> {
        let room = self.room(Escape::room_for(length));
        let size = room.len();
        let mut tap = Escape::new(room);
        let answer = read(&mut tap)?;
        let written = size - tap.left();
        self.fill(written);
        Some(answer)
    }

    /// Makes the first `length` bytes of the room part of the text.
    pub fn fill(&mut self, length: usize) {
        self.len = (self.len + length).min(self.bytes.len());
    }

    /// Notes that memory was refused for something that belongs to the text.
    pub fn fail(&mut self) {
        self.failed = true;
    }

    /// Whether memory was refused, so that the text is not whole.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// How long the text is.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Cuts the text back to that length.
    #[inline(always)]
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Replaces the last byte, if there is one.
    #[inline(always)]
    pub fn replace_last(&mut self, byte: u8) {
        if let Some(last) = self.bytes.get_mut(self.len.wrapping_sub(1)) {
            *last = byte;
        }
    }

    /// The text.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
