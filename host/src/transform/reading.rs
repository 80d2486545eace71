//! Where the workers take their lines from: one input after the other, a chunk of lines at a time, numbered.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::vec;

use crate::lines::{Chunk, Lines};
use crate::source::Source;
use crate::stop::Stop;

/// The inputs, as far as they are not read. One worker at a time reads from them.
pub struct Reading {
    stop: Arc<Stop>,
    taken: Arc<AtomicU64>,
    waiting: vec::IntoIter<Source>,
    open: Option<(Source, Lines<Box<dyn Read + Send>>)>,
    number: u64,
}

/// What a worker gets.
pub enum Part {
    /// Lines, in the chunk that it brought.
    Lines,
    /// An input could not be opened or read: a sentence for the operator.
    Trouble(String),
}

impl Reading {
    /// Reads those inputs until their end or until `stop` says so; `taken` counts the bytes as stored.
    pub fn new(sources: Vec<Source>, stop: Arc<Stop>, taken: Arc<AtomicU64>) -> Reading {
        Reading { stop, taken, waiting: sources.into_iter(), open: None, number: 0 }
    }

    /// The number of the next part, from 0.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next part; none at the end. An input that cannot be read is told, and the next one is read.
    pub fn next(&mut self, chunk: &mut Chunk) -> Option<Part> {
        let part = self.part(chunk)?;
        self.number += 1;
        Some(part)
    }

    fn part(&mut self, chunk: &mut Chunk) -> Option<Part> {
        loop {
            if let Some((source, lines)) = &mut self.open {
                match lines.next_chunk(chunk) {
                    Ok(true) => return Some(Part::Lines),
                    Ok(false) => self.open = None,
                    Err(error) => return Some(trouble(source, "cannot be read to its end", &error)),
                }
            }
            let source = self.waiting.next().filter(|_| self.stop.signal().is_none())?;
            match source.open(&self.stop, &self.taken) {
                Ok(input) => self.open = Some((source, Lines::new(input, self.stop.clone()))),
                Err(error) => return Some(trouble(&source, "cannot be opened", &error)),
            }
        }
    }
}

fn trouble(source: &Source, problem: &str, error: &io::Error) -> Part {
    Part::Trouble(format!("{} {problem}: {error}", source.name()))
}
