//! Puts what the workers finish into the order of the input, and the results out.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use super::output::{Answers, Counts, Sinks};
use super::report::Progress;

/// What became of one part of the input.
pub enum Done {
    /// Lines: their answers.
    Answers(Answers),
    /// A problem: a sentence for the operator.
    Trouble(String),
}

/// Where everything goes, and what went there.
pub struct Out {
    sinks: Sinks,
    progress: Progress,
    /// The counters of all that was written.
    pub counts: Counts,
    /// Whether there was a problem with an input.
    pub trouble: bool,
}

impl Out {
    /// Nothing has been written yet.
    pub fn new(sinks: Sinks, progress: Progress) -> Out {
        Out { sinks, progress, counts: Counts::default(), trouble: false }
    }

    /// Takes the progress bar away and prints the counters.
    pub fn finish(&self) {
        self.progress.finish(&self.counts);
    }

    /// Writes it out; false when nobody reads any more.
    fn write(&mut self, done: &Done) -> Result<bool> {
        match done {
            Done::Trouble(problem) => {
                self.trouble = true;
                self.progress.print(&format!("okta-normalizer: {problem}"));
            }
            Done::Answers(answers) => {
                if !self.sinks.write(answers)? {
                    return Ok(false);
                }
                self.counts.add(&answers.counts);
                self.progress.show(&self.counts);
            }
        }
        Ok(true)
    }
}

/// The parts that are finished and not yet written. Whoever finishes the next one in the order writes it, and those
/// behind it that are there: no worker waits for another one unless it is far ahead.
pub struct Ordered {
    state: Mutex<State>,
    written: Condvar,
    most: u64,
}

struct State {
    /// The number of the part that is to be written next, or is being written.
    next: u64,
    /// The finished parts, from that number on.
    finished: VecDeque<Option<Done>>,
    /// None while somebody writes, and after an error.
    out: Option<Out>,
    /// Memory for further answers.
    spare: Vec<Answers>,
}

impl Ordered {
    /// At most that many parts are at work or waiting to be written.
    pub fn new(out: Out, most: usize) -> Ordered {
        let state = State { next: 0, finished: VecDeque::new(), out: Some(out), spare: Vec::new() };
        Ordered { state: Mutex::new(state), written: Condvar::new(), most: most as u64 }
    }

    /// Waits until the part of that number may be begun.
    pub fn wait(&self, number: u64) {
        let far_ahead = |state: &mut State| number >= state.next + self.most;
        drop(self.written.wait_while(self.lock(), far_ahead).unwrap_or_else(PoisonError::into_inner));
    }

    /// Memory to answer with.
    pub fn spare(&self) -> Answers {
        self.lock().spare.pop().unwrap_or_default()
    }

    /// Hands over the part of that number. False when nobody reads the output any more.
    ///
    /// # Errors
    /// When an output cannot be written. Nothing is written from then on.
    pub fn hand_over(&self, number: u64, done: Done) -> Result<bool> {
        let mut state = self.lock();
        let place = (number - state.next) as usize;
        if state.finished.len() <= place {
            state.finished.resize_with(place + 1, || None);
        }
        state.finished[place] = Some(done);
        while let Some(mut out) = state.out.take() {
            let Some(done) = state.finished.front_mut().and_then(Option::take) else {
                state.out = Some(out);
                break;
            };
            drop(state);
            if !out.write(&done)? {
                return Ok(false);
            }
            state = self.lock();
            state.finished.pop_front();
            state.next += 1;
            state.out = Some(out);
            if let Done::Answers(mut answers) = done {
                answers.clear();
                state.spare.push(answers);
            }
            self.written.notify_all();
        }
        Ok(true)
    }

    /// The end: what there is to say of all that was written.
    pub fn into_out(self) -> Option<Out> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).out
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
