//! Reader, workers and writer, joined by bounded queues: the order of the input is kept, and so is the memory.
//!
//! ```text
//! reader ──chunk──▶ work ──▶ worker 1 … N ──answers──┐
//!    └──────────── promise of the answers, in order ─┴──▶ writer
//! ```
//! The reader puts a promise into the ordered queue for each chunk it hands to the workers. That queue is what
//! bounds everything in flight: when it is full the reader waits, however far ahead one worker is.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Sender, bounded};

use super::output::{Answers, Rendering};
use crate::answer::Answerer;
use crate::lines::{Chunk, Lines};
use crate::source::Source;
use crate::stop::Stop;

/// How many chunks may be in flight for each worker: one at work and one waiting.
const AHEAD: usize = 2;

/// What the writer gets, in the order of the input.
pub enum Item {
    /// The answers to one chunk of lines, as soon as a worker has them.
    Answers(Receiver<Answers>),
    /// An input could not be opened or read: a sentence for the operator.
    Trouble(String),
}

/// A chunk of lines and where its answers go.
struct Work {
    chunk: Chunk,
    answers: Sender<Answers>,
}

/// Starts the reader and one worker for each answerer. The items end when the inputs do.
///
/// # Errors
/// When a thread cannot be started.
pub fn start(
    sources: Vec<Source>,
    answerers: Vec<Answerer>,
    rendering: Rendering,
    stop: &Arc<Stop>,
    taken: &Arc<AtomicU64>,
) -> Result<Receiver<Item>> {
    let depth = answerers.len() * AHEAD;
    let (work, queue) = bounded::<Work>(depth);
    let (items, ordered) = bounded(depth);
    for mut answerer in answerers {
        let queue = queue.clone();
        let worker = move || {
            for Work { chunk, answers } in queue {
                // The writer may be gone, and then so is the process.
                let _ = answers.send(Answers::to(&chunk, &mut answerer, rendering));
            }
        };
        thread::Builder::new().name("worker".into()).spawn(worker).context("cannot start a thread")?;
    }
    let reader = Reader { stop: stop.clone(), taken: taken.clone(), work, items };
    thread::Builder::new()
        .name("reader".into())
        .spawn(move || reader.read_all(&sources))
        .context("cannot start a thread")?;
    Ok(ordered)
}

struct Reader {
    stop: Arc<Stop>,
    taken: Arc<AtomicU64>,
    work: Sender<Work>,
    items: Sender<Item>,
}

impl Reader {
    /// Reads one source after the other. One that cannot be read is reported, and the next one is read.
    fn read_all(self, sources: &[Source]) {
        for source in sources {
            if self.stop.signal().is_some() {
                return;
            }
            let input = match source.open(&self.stop, &self.taken) {
                Ok(input) => input,
                Err(error) => {
                    self.report(source, "cannot be opened", &error);
                    continue;
                }
            };
            let mut lines = Lines::new(input, self.stop.clone());
            loop {
                match lines.next_chunk() {
                    Ok(None) => break,
                    Ok(Some(chunk)) => {
                        let (answers, promise) = bounded(1);
                        if self.items.send(Item::Answers(promise)).is_err()
                            || self.work.send(Work { chunk, answers }).is_err()
                        {
                            return;
                        }
                    }
                    Err(error) => self.report(source, "cannot be read to its end", &error),
                }
            }
        }
    }

    fn report(&self, source: &Source, problem: &str, error: &io::Error) {
        // The writer may be gone, and then so is the process.
        let _ = self.items.send(Item::Trouble(format!("{} {problem}: {error}", source.name())));
    }
}
