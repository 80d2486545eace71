//! The buffer that answers are written into.

/// A growing text. Growth can fail where memory is limited: then everything further is left out, and
/// [`Output::failed`] says so. Nothing panics.
///
/// The room behind the text is kept initialised, so that short pieces can be copied as whole words without
/// looking at their length: half of all pieces are shorter than eight bytes.
#[derive(Default)]
pub struct Output {
    /// The text, and room behind it.
    bytes: Vec<u8>,
    /// How much of it is text.
    len: usize,
    failed: bool,
}

/// A buffer that one long record has grown over this is given back before the next short one.
const KEEP: usize = 1 << 20;

/// Pieces up to this length are copied as whole words.
const SHORT: usize = 16;

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
    fn grow(&mut self, more: usize) -> bool {
        let needed = self.len + more;
        if needed > self.bytes.len() {
            if self.failed || self.bytes.try_reserve(needed - self.bytes.len()).is_err() {
                return false;
            }
            self.bytes.resize(self.bytes.capacity(), 0);
        }
        true
    }

    /// Appends.
    #[inline(always)]
    pub fn push(&mut self, text: &[u8]) {
        let end = self.len + text.len();
        if let Some(place) = self.bytes.get_mut(self.len..end) {
            place.copy_from_slice(text);
            self.len = end;
        } else {
            self.push_growing(text);
        }
    }

    /// Appends a part of a longer text. Cheaper than [`Output::push`] where parts are short.
    #[inline(always)]
    pub fn push_part(&mut self, text: &[u8], start: usize, end: usize) {
        let length = end.wrapping_sub(start);
        if length <= SHORT
            && let Some(words) = text.get(start..).and_then(|rest| rest.first_chunk::<SHORT>())
            && let Some(place) = self.bytes.get_mut(self.len..).and_then(|rest| rest.first_chunk_mut::<SHORT>())
        {
            *place = *words;
            self.len += length;
        } else {
            self.push(text.get(start..end).unwrap_or_default());
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

    /// Room for `more` bytes behind the text; none if memory is refused. [`Output::fill_all_but`] makes what was
    /// written there part of the text.
    pub fn room(&mut self, more: usize) -> &mut [u8] {
        self.failed = !self.grow(more);
        if self.failed { &mut [] } else { self.bytes.get_mut(self.len..).unwrap_or_default() }
    }

    /// Makes the room behind the text part of it, all but the last `left` bytes.
    pub fn fill_all_but(&mut self, left: usize) {
        self.len = self.bytes.len().saturating_sub(left).max(self.len);
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
