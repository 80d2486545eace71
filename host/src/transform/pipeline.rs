//! The workers. Each reads a chunk of lines, answers them, and writes the answers when it is their turn.
//!
//! ```text
//!           ┌─▶ worker 1 ─┐
//! reading ──┼─▶   …       ├──▶ ordered ──▶ outputs
//!           └─▶ worker N ─┘
//! ```
//! There are no other threads: N workers take N processors. One reads at a time and one writes at a time, both in
//! the order of the input. How far the reading may run ahead of the writing is limited, and so is the memory.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use anyhow::{Context, Result, anyhow};

use super::ordered::{Done, Ordered, Out};
use super::output::Rendering;
use super::reading::{Part, Reading};
use crate::answer::Answerer;
use crate::lines::Chunk;

/// How many chunks may be in flight for each worker: one at work and one waiting.
const AHEAD: usize = 2;

/// Answers to all that there is to read, one worker for each answerer. None when nobody reads the output any more.
///
/// # Errors
/// When a thread cannot be started or an output cannot be written. Other workers may still be reading then: the
/// process is to end.
pub fn run(reading: Reading, answerers: Vec<Answerer>, rendering: Rendering, out: Out) -> Result<Option<Out>> {
    let ordered = Arc::new(Ordered::new(out, answerers.len() * AHEAD));
    let reading = Arc::new(Mutex::new(reading));
    let (ended, ends) = mpsc::channel();
    for answerer in answerers {
        let mut worker = Worker { reading: reading.clone(), ordered: ordered.clone(), answerer, rendering };
        let ended = ended.clone();
        let work = move || {
            // One that does not come back leaves the others waiting for its answers.
            let end = catch_unwind(AssertUnwindSafe(|| worker.work()))
                .unwrap_or_else(|_| Err(anyhow!("a worker ended before its work did")));
            drop(worker);
            // Nobody listens any more when another one has failed.
            let _ = ended.send(end);
        };
        thread::Builder::new().name("worker".into()).spawn(work).context("cannot start a thread")?;
    }
    drop(ended);
    for end in ends {
        if !end? {
            return Ok(None);
        }
    }
    Ok(Arc::into_inner(ordered).and_then(Ordered::into_out))
}

struct Worker {
    reading: Arc<Mutex<Reading>>,
    ordered: Arc<Ordered>,
    answerer: Answerer,
    rendering: Rendering,
}

impl Worker {
    /// Works until the end of the input: true, or of those who read the output: false.
    fn work(&mut self) -> Result<bool> {
        let mut chunk = Chunk::default();
        while let Some((number, part)) = self.take(&mut chunk) {
            let done = match part {
                Part::Trouble(problem) => Done::Trouble(problem),
                Part::Lines => {
                    let mut answers = self.ordered.spare();
                    answers.add(&chunk, &mut self.answerer, self.rendering);
                    Done::Answers(answers)
                }
            };
            if !self.ordered.hand_over(number, done)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The next part of the input and its number; none at the end.
    fn take(&self, chunk: &mut Chunk) -> Option<(u64, Part)> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let number = reading.number();
        self.ordered.wait(number);
        reading.next(chunk).map(|part| (number, part))
    }
}
