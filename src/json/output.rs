//! The buffer that answers are written into.

/// A growing text. Growth can fail where memory is limited: then everything further is left out, and
/// [`Output::failed`] says so. Nothing panics.
#[derive(Default)]
pub struct Output {
    bytes: Vec<u8>,
    failed: bool,
}

/// A buffer that one long record has grown over this is given back after the call.
const KEEP: usize = 1 << 20;

impl Output {
    /// Empties the buffer, gives memory over 1 MiB back, and makes room for `expected` bytes.
    pub fn reset(&mut self, expected: usize) {
        if self.bytes.capacity() > KEEP && expected <= KEEP {
            self.bytes = Vec::new();
        }
        self.bytes.clear();
        self.failed = self.bytes.try_reserve(expected).is_err();
    }

    /// Appends.
    #[inline(always)]
    pub fn push(&mut self, text: &[u8]) {
        if text.len() <= self.bytes.capacity().wrapping_sub(self.bytes.len()) {
            self.bytes.extend_from_slice(text);
        } else {
            self.push_growing(text);
        }
    }

    #[cold]
    #[inline(never)]
    fn push_growing(&mut self, text: &[u8]) {
        if self.failed || self.bytes.try_reserve(text.len()).is_err() {
            self.failed = true;
            return;
        }
        self.bytes.extend_from_slice(text);
    }

    /// Whether memory was refused, so that the text is not whole.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// How long the text is.
    #[inline]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Cuts the text back to that length.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// Replaces the last byte, if there is one.
    #[inline]
    pub fn replace_last(&mut self, byte: u8) {
        if let Some(last) = self.bytes.last_mut() {
            *last = byte;
        }
    }

    /// The text.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
