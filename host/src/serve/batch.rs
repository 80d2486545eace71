//! A batch of records, normalised: what is forwarded for it, and its counts.

use std::collections::BTreeMap;

use super::counters::{self, Stage};
use crate::answer::{Answer, Answerer};
use crate::cli::OnFailure;

/// A batch, normalised.
#[derive(Debug, Default)]
pub struct Batch {
    /// Lines of JSON objects, one for each event.
    pub text: Vec<u8>,
    /// How many records came.
    pub received: u64,
    /// How many events go.
    pub events: u64,
    dropped: u64,
    failures: BTreeMap<String, u64>,
}

impl Batch {
    /// Normalises the records, in their order.
    pub fn of(records: &[&[u8]], answerer: &mut Answerer, on_error: OnFailure) -> Batch {
        let mut batch = Batch::default();
        for record in records {
            batch.received += 1;
            answerer.answer(record, |answer| batch.take(&answer, on_error));
        }
        batch
    }

    /// Counts what was received and what failed.
    pub fn count(&self) {
        counters::received(self.received);
        for (code, count) in &self.failures {
            counters::errors(Stage::Processing, "parser_failed", code.clone(), *count);
        }
    }

    /// Counts what became of it once it was accepted.
    pub fn count_accepted(&self) {
        counters::sent(self.events);
        counters::discarded(self.dropped);
    }

    fn take(&mut self, answer: &Answer<'_>, on_error: OnFailure) {
        let text = match answer {
            Answer::Document(text) | Answer::Unchanged(text) => text.as_bytes(),
            Answer::Failed { code, record } => {
                *self.failures.entry((*code).to_owned()).or_default() += 1;
                if on_error == OnFailure::Drop {
                    self.dropped += 1;
                    return;
                }
                record
            }
        };
        self.events += 1;
        // In JSON a line end can only stand between tokens, where it is as good as a space.
        self.text.extend(text.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }));
        self.text.push(b'\n');
    }
}
