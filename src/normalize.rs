//! Record text in; document, the record itself, or an error record out.

use crate::envelope::{Finder, Found, Refusal};
use crate::event::Event;
use crate::json::Output;
use crate::schema::Derivers;
use crate::{Error, Schema, error_record, host_keys};

/// The longest record that is read, in bytes: 16 MiB. A longer one is answered with
/// [`Error::RecordTooLarge`] without being parsed.
pub const MAX_RECORD: usize = 16 << 20;

/// What became of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It was normalised: the document, JSON in UTF-8.
    Document(&'a [u8]),
    /// The record claims nothing that is Okta's: the record itself, byte for byte.
    Unchanged(&'a [u8]),
    /// It claims to be an Okta event and could not be normalised.
    Failed(Failure<'a>),
}

impl<'a> Outcome<'a> {
    /// What travels on: one JSON object, or the record as it came.
    pub fn record(self) -> &'a [u8] {
        match self {
            Outcome::Document(record) | Outcome::Unchanged(record) => record,
            Outcome::Failed(failure) => failure.record,
        }
    }
}

/// A record that could not be normalised, in a form that can travel on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure<'a> {
    /// Why.
    pub error: Error,
    /// The error record, JSON in UTF-8: the record's own keys, `event.kind: "pipeline_error"`, `error.code`,
    /// `error.message`, and `okta_normalizer_failure` among its `tags`.
    pub record: &'a [u8],
}

/// Normalises records one after the other, with buffers that it keeps and reuses.
///
/// Nothing that it keeps changes an answer: the same record gives the same bytes at any time.
#[derive(Default)]
pub struct Normalizer {
    finder: Finder,
    derivers: Derivers,
    output: Output,
}

impl Normalizer {
    /// A normaliser with empty buffers.
    pub fn new() -> Self {
        Normalizer::default()
    }

    /// Normalises a record that carries one event. The document, JSON in UTF-8, lives until the next call.
    ///
    /// # Errors
    /// Any of [`Error`]; the record is the caller's to keep. A record that is no Okta event at all is
    /// [`Error::NotAnOktaEvent`].
    pub fn transform(&mut self, record: &[u8], schema: Schema) -> Result<&[u8], Error> {
        self.document(record, schema).map_err(|refusal| refusal.error)?;
        Ok(self.output.bytes())
    }

    /// Normalises each event of a record that may carry any number of them, in their order.
    ///
    /// # Errors
    /// Those of the record as a whole; what is wrong with one event goes to `each`.
    pub fn transform_many(
        &mut self,
        record: &[u8],
        schema: Schema,
        mut each: impl FnMut(Result<&[u8], Error>),
    ) -> Result<(), Error> {
        each(Ok(self.transform(record, schema)?));
        Ok(())
    }

    /// One answer for one record, for hosts that have neither an error channel nor room for more (Fluent Bit).
    pub fn filter<'a>(&'a mut self, record: &'a [u8], schema: Schema) -> Outcome<'a> {
        match self.document(record, schema) {
            Ok(()) => Outcome::Document(self.output.bytes()),
            Err(Refusal { claimed: false, .. }) => Outcome::Unchanged(record),
            Err(Refusal { error, .. }) => self.fail(record, error),
        }
    }

    /// As [`Normalizer::filter`], but each event of the record is answered for itself.
    pub fn filter_many(&mut self, record: &[u8], schema: Schema, mut each: impl FnMut(Outcome<'_>)) {
        each(self.filter(record, schema));
    }

    /// As [`Normalizer::filter`], as the C string that Fluent Bit takes: JSON, which holds no NUL, and one behind
    /// it. None is a record that the host could not hand over.
    pub fn filter_c(&mut self, record: Option<&[u8]>, schema: Schema) -> &[u8] {
        match record.map(|record| (record, self.document(record, schema))) {
            Some((_, Ok(()))) => {}
            Some((record, Err(Refusal { claimed: false, .. }))) => {
                self.output.reset(record.len() + 1);
                self.output.push(record);
            }
            Some((record, Err(Refusal { error, .. }))) => {
                error_record::write(Some(record), error, &mut self.output)
            }
            None => error_record::write(None, Error::RecordUnavailable, &mut self.output),
        }
        self.output.push(b"\0");
        if self.output.failed() {
            return error_record::NO_MEMORY.to_bytes_with_nul();
        }
        // A reader has found each of them to be JSON. What is not travels in an error record, its NULs escaped.
        self.output.bytes()
    }

    /// The error record for a record, and an error that the caller has found.
    pub fn fail(&mut self, record: &[u8], error: Error) -> Outcome<'_> {
        error_record::write(Some(record), error, &mut self.output);
        let record = if self.output.failed() { error_record::NO_MEMORY.to_bytes() } else { self.output.bytes() };
        Outcome::Failed(Failure { error, record })
    }

    /// Leaves the document in the output buffer.
    fn document(&mut self, record: &[u8], schema: Schema) -> Result<(), Refusal> {
        let Normalizer { finder, derivers, output } = self;
        if record.len() > MAX_RECORD {
            return Err(Refusal::claimed(Error::RecordTooLarge));
        }
        // A document is about twice as long as its record; where it is not, the buffer grows.
        output.reset(record.len() * 2 + 1024);
        output.push(schema.opening());
        let text = match finder.find(record, output)? {
            Found::Record => record,
            Found::InPlace(text) => {
                output.push(text.bytes(record));
                record
            }
            Found::Unescaped(text) => {
                output.push(text.bytes(record));
                &finder.unescaped
            }
        };
        output.push(schema.closing());
        schema.write(Event { text, slots: &finder.slots }, derivers, output).map_err(Refusal::claimed)?;
        host_keys::write(record, &mut finder.host, |key| schema.owns(key), output);
        output.replace_last(b'}');
        if output.failed() { Err(Refusal::claimed(Error::OutOfMemory)) } else { Ok(()) }
    }
}
