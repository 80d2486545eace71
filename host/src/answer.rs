//! One record's bytes in, what became of its events out: the same rule for the command line and the service.

use anyhow::{Result, bail};
use okta_normalizer::{Error, MAX_RECORD, Normalizer, Outcome as Native};

use crate::contract::{Failure, Outcome};
use crate::engine::{Fault, Instance, Module};

/// How much of a record over [`MAX_RECORD`] is kept for its error record, in bytes: 64 KiB.
pub const HEAD: usize = 64 << 10;

/// Memory of one large record over this many bytes is given back.
const KEEP: usize = 1 << 20;

/// What became of one event.
pub enum Answer<'a> {
    /// It was normalised: the document.
    Document(&'a str),
    /// The record claims nothing that is Okta's: the record itself.
    Unchanged(&'a str),
    /// It could not be normalised.
    Failed {
        /// The error's code, such as `invalid_json`.
        code: &'a str,
        /// The error record, JSON in UTF-8.
        record: &'a [u8],
    },
}

/// One instance of the module, bound to one schema.
pub struct Answerer {
    instance: Instance,
    schema: String,
    /// The record as the contract takes it; kept, so that its memory is reused.
    text: String,
    /// Builds the error records for what cannot reach the module.
    errors: Normalizer,
}

impl Answerer {
    /// A fresh instance for the schema of that name.
    ///
    /// # Errors
    /// When the module does not start, or has no such schema.
    pub fn new(module: &Module, schema: &str) -> Result<Answerer> {
        let mut instance = module.instance()?;
        if let Ok(outcomes) = instance.filter(&"{}".into(), schema)
            && let Some(Outcome::Failed(Failure { error, .. })) = outcomes.first()
            && error.code == Error::UnknownSchema.code()
        {
            bail!("{schema}: {}", error.message);
        }
        Ok(Answerer { instance, schema: schema.into(), text: String::new(), errors: Normalizer::new() })
    }

    /// Answers for each event of the record, in their order. Whatever the bytes are, no record is left unanswered;
    /// only an envelope that holds no event has no answer.
    pub fn answer(&mut self, record: &[u8], mut each: impl FnMut(Answer<'_>)) {
        if record.len() > MAX_RECORD {
            return self.fail(head(record), Error::RecordTooLarge, each);
        }
        // Text that is not UTF-8 cannot cross the contract.
        let Ok(text) = str::from_utf8(record) else { return self.fail(record, Error::InvalidUtf8, each) };
        self.text.clear();
        self.text.shrink_to(KEEP);
        self.text.push_str(text);
        match self.instance.filter(&self.text, &self.schema) {
            Ok(outcomes) => outcomes.iter().for_each(|outcome| {
                each(match outcome {
                    Outcome::Document(document) => Answer::Document(document),
                    Outcome::Unchanged(record) => Answer::Unchanged(record),
                    Outcome::Failed(Failure { error, record }) => {
                        Answer::Failed { code: &error.code, record: record.as_bytes() }
                    }
                });
            }),
            Err(Fault::Memory) => self.fail(record, Error::OutOfMemory, each),
            Err(Fault::Trap) => self.fail(record, Error::ModuleFailed, each),
        }
    }

    /// Answers with the error record for an error that the host found.
    pub fn fail(&mut self, record: &[u8], error: Error, mut each: impl FnMut(Answer<'_>)) {
        let record = match self.errors.fail(record, error) {
            Native::Failed(failure) => failure.record,
            Native::Document(record) | Native::Unchanged(record) => record,
        };
        each(Answer::Failed { code: error.code(), record });
    }
}

/// The beginning of a record that is too large, not cut within a character.
pub fn head(record: &[u8]) -> &[u8] {
    let head = record.get(..HEAD).unwrap_or(record);
    match str::from_utf8(head) {
        Err(cut) if cut.error_len().is_none() => head.get(..cut.valid_up_to()).unwrap_or(head),
        _ => head,
    }
}
