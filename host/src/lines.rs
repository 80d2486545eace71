//! Cuts a stream into lines with bounded memory, several at a time.

use std::io::{self, Read};
use std::mem;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memrchr};
use okta_normalizer::MAX_RECORD;

use crate::answer::{HEAD, head};
use crate::source::BLOCK;
use crate::stop::Stop;

/// A buffer grown over this many bytes by one long line is given back.
const KEEP: usize = 1 << 20;

/// One line of a [`Chunk`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'a> {
    /// A whole line, without its end.
    Record(&'a [u8]),
    /// The beginning of a line over [`MAX_RECORD`]; the rest was skipped.
    TooLong(&'a [u8]),
}

/// Lines in their order: those that one read completed. Its memory is there to be filled again.
#[derive(Debug, Default)]
pub struct Chunk {
    /// The text, and room behind it that is kept initialised, so that it can be read into.
    bytes: Vec<u8>,
    /// How much of it is text.
    len: usize,
    /// The text begins where the stream does.
    first: bool,
    /// Of the first line there is only the head: it is too long.
    cut: bool,
}

impl Chunk {
    /// The lines. Blank ones are left out.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut text = self.text();
        if self.first {
            text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        }
        let mut cut = self.cut;
        let mut start = 0;
        memchr_iter(b'\n', text).chain([text.len()]).filter_map(move |end| {
            let line = text.get(start..end).unwrap_or_default();
            start = end + 1;
            if mem::take(&mut cut) {
                return Some(Line::TooLong(head(line)));
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.len() > MAX_RECORD {
                return Some(Line::TooLong(head(line)));
            }
            (!line.trim_ascii_start().is_empty()).then_some(Line::Record(line))
        })
    }

    fn text(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Room for a block behind the text.
    fn room(&mut self) -> &mut [u8] {
        if self.bytes.len() < self.len + BLOCK {
            self.bytes.resize(self.len + BLOCK, 0);
        }
        &mut self.bytes[self.len..][..BLOCK]
    }

    fn clear(&mut self) {
        if self.bytes.len() > KEEP {
            self.bytes = Vec::new();
        }
        (self.len, self.first, self.cut) = (0, false, false);
    }

    /// Takes over what was read behind the lines of another chunk: less than a block.
    fn begin(&mut self, text: &[u8]) {
        self.room()[..text.len()].copy_from_slice(text);
        self.len = text.len();
    }
}

/// Reads lines. It holds at most one line of [`MAX_RECORD`] bytes and one block, whatever the stream is.
///
/// A line ends in LF or CR LF, or with the stream. Blank lines are skipped, and so is a byte order mark at the
/// beginning. Lines are handed out as soon as they are complete: a chunk never waits for more input.
pub struct Lines<R> {
    input: R,
    stop: Arc<Stop>,
    /// The line that has begun; of one that is too long, its head.
    begun: Chunk,
    done: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of that input, until its end or until `stop` says so.
    pub fn new(input: R, stop: Arc<Stop>) -> Lines<R> {
        Lines { input, stop, begun: Chunk { first: true, ..Chunk::default() }, done: false }
    }

    /// Puts the next lines into the chunk, in place of what it held; false at the end of the stream.
    ///
    /// # Errors
    /// When reading fails. The line that had begun is then what the next call gives: it may be cut, but it is not
    /// lost.
    pub fn next_chunk(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        mem::swap(chunk, &mut self.begun);
        self.begun.clear();
        while !self.done {
            self.stop.set_mid_line(chunk.len > 0);
            let stopping = self.stop.signal().is_some();
            match self.input.read(chunk.room()) {
                Ok(0) => self.done = true,
                Ok(read) => {
                    if self.take(chunk, read, stopping) {
                        return Ok(true);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.done = true;
                    // What was packed is cut short by the signal, not broken.
                    if self.stop.signal().is_none() {
                        mem::swap(chunk, &mut self.begun);
                        return Err(error);
                    }
                }
            }
        }
        Ok(chunk.len > 0)
    }

    /// Takes in what was read behind the text of the chunk. True if lines are complete: what is behind them has
    /// begun the next chunk. After a signal the first line's end is the end.
    fn take(&mut self, chunk: &mut Chunk, read: usize, stopping: bool) -> bool {
        let old = chunk.len;
        let Chunk { bytes, len, cut, .. } = chunk;
        let mut end = old + read;
        if *cut {
            // The rest of a line that is too long is skipped.
            let Some(skipped) = memchr(b'\n', bytes.get(old..end).unwrap_or_default()) else { return false };
            bytes.copy_within(old + skipped..end, old);
            end -= skipped;
        }
        let new = bytes.get(old..end).unwrap_or_default();
        let line_end = if stopping { memchr(b'\n', new) } else { memrchr(b'\n', new) };
        if let Some(line_end) = line_end {
            *len = old + line_end;
            if stopping {
                self.done = true;
            } else {
                self.begun.begin(new.get(line_end + 1..).unwrap_or_default());
            }
            return true;
        }
        *len = end;
        // One byte over the limit is allowed for: it may be the CR of the line's end.
        if end > MAX_RECORD + 1 {
            (*len, *cut) = (HEAD, true);
            bytes.truncate(HEAD);
            bytes.shrink_to_fit();
        }
        false
    }
}
