//! Cuts a stream into lines with bounded memory, several at a time.

use std::io::{self, Read};
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;
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

/// Lines in their order: those that one read completed.
#[derive(Debug, Default)]
pub struct Chunk {
    text: Vec<u8>,
    lines: Vec<(Range<usize>, bool)>,
}

impl Chunk {
    /// The lines.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines.iter().map(|(range, whole)| {
            let text = self.text.get(range.clone()).unwrap_or_default();
            if *whole { Line::Record(text) } else { Line::TooLong(text) }
        })
    }

    fn push(&mut self, text: &[u8], whole: bool) {
        let start = self.text.len();
        self.text.extend_from_slice(text);
        self.lines.push((start..self.text.len(), whole));
    }
}

/// Reads lines. It holds at most one line of [`MAX_RECORD`] bytes and one block, whatever the stream is.
///
/// A line ends in LF or CR LF, or with the stream. Blank lines are skipped, and so is a byte order mark at the
/// beginning. Lines are handed out as soon as they are complete: a chunk never waits for more input.
pub struct Lines<R> {
    input: R,
    stop: Arc<Stop>,
    block: Vec<u8>,
    /// The line that has begun; of one that is too long, its head.
    begun: Vec<u8>,
    too_long: bool,
    first: bool,
    done: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of that input, until its end or until `stop` says so.
    pub fn new(input: R, stop: Arc<Stop>) -> Lines<R> {
        Lines { input, stop, block: vec![0; BLOCK], begun: Vec::new(), too_long: false, first: true, done: false }
    }

    /// The next lines; none at the end of the stream.
    ///
    /// # Errors
    /// When reading fails. The line that had begun is then what the next call gives: it may be cut, but it is not
    /// lost.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut chunk = Chunk::default();
        while !self.done && chunk.lines.is_empty() {
            self.stop.set_mid_line(self.too_long || !self.begun.is_empty());
            let stopping = self.stop.signal().is_some();
            let mut block = mem::take(&mut self.block);
            let read = self.input.read(&mut block);
            if let Ok(read) = read {
                self.take(block.get(..read).unwrap_or_default(), stopping, &mut chunk);
            }
            self.block = block;
            match read {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                    self.done = true;
                    // What was packed is cut short by the signal, not broken.
                    if self.stop.signal().is_none() {
                        return Err(error);
                    }
                }
                _ => {}
            }
        }
        if self.done && chunk.lines.is_empty() {
            self.end_line(&mut chunk);
        }
        Ok(Some(chunk).filter(|chunk| !chunk.lines.is_empty()))
    }

    /// Takes in a block; an empty one is the end. After a signal the first line's end is the end.
    fn take(&mut self, mut block: &[u8], stopping: bool, chunk: &mut Chunk) {
        if block.is_empty() {
            self.done = true;
            return;
        }
        while let Some(end) = memchr(b'\n', block) {
            let (line, rest) = block.split_at(end);
            self.extend(line);
            self.end_line(chunk);
            block = rest.get(1..).unwrap_or_default();
            if stopping {
                self.done = true;
                return;
            }
        }
        self.extend(block);
    }

    /// Adds to the line that has begun. One byte over the limit is allowed for: it may be the CR of the line's end.
    fn extend(&mut self, text: &[u8]) {
        if self.too_long {
            return;
        }
        if self.begun.len() + text.len() > MAX_RECORD + 1 {
            self.too_long = true;
            let missing = HEAD.saturating_sub(self.begun.len());
            self.begun.extend_from_slice(text.get(..missing).unwrap_or(text));
            self.begun.truncate(HEAD);
            self.begun.shrink_to(HEAD);
        } else {
            self.begun.extend_from_slice(text);
        }
    }

    fn end_line(&mut self, chunk: &mut Chunk) {
        let mut line = self.begun.as_slice();
        if mem::take(&mut self.first) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if self.too_long {
            chunk.push(head(line), false);
        } else {
            line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.len() > MAX_RECORD {
                chunk.push(head(line), false);
            } else if !line.trim_ascii().is_empty() {
                chunk.push(line, true);
            }
        }
        self.too_long = false;
        self.begun.clear();
        self.begun.shrink_to(KEEP);
    }
}
