//! Record text in; document, the record itself, or an error record out.

use crate::envelope::{Finder, Found, Refusal};
use crate::json::Output;
use crate::schema::Derivers;
use crate::{Error, Schema, error_record};

/// The longest record that is read, in bytes: 16 MiB. A longer one is answered with
/// [`Error::RecordTooLarge`] without being parsed.
pub const MAX_RECORD: usize = 16 << 20;

/// The most events that one record may hold: 131,072. One that holds more is answered with
/// [`Error::RecordTooLarge`]. A page of Okta's API holds 1,000.
pub const MAX_EVENTS: usize = 128 << 10;

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
    pub(crate) finder: Finder,
    pub(crate) derivers: Derivers,
    pub(crate) output: Output,
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
    /// Those of the record as a whole; what is wrong with one event goes to `each`. A record whose own keys
    /// would take more than [`MAX_RECORD`] on all of its documents is [`Error::RecordTooLarge`].
    pub fn transform_many(
        &mut self,
        record: &[u8],
        schema: Schema,
        mut each: impl FnMut(Result<&[u8], Error>),
    ) -> Result<(), Error> {
        let found = self.find(record, schema).map_err(|refusal| refusal.error)?;
        for number in 0..self.count(found)? {
            let result = self.write(record, schema, found, number);
            each(result.map(|()| self.output.bytes()));
        }
        Ok(())
    }

    /// One answer for one record, for hosts that have neither an error channel nor room for more (Fluent Bit).
    ///
    /// A record that holds several events is [`Error::SeveralEvents`]; an envelope that holds none passes
    /// unchanged.
    pub fn filter<'a>(&'a mut self, record: &'a [u8], schema: Schema) -> Outcome<'a> {
        match self.document(record, schema) {
            Ok(()) => Outcome::Document(self.output.bytes()),
            Err(Refusal { claimed: false, .. }) => Outcome::Unchanged(record),
            Err(Refusal { error, .. }) => self.fail(record, error),
        }
    }

    /// As [`Normalizer::filter`], but each event of the record is answered for itself, and an envelope without
    /// an event is not answered at all.
    ///
    /// Of several events, one that fails gives the error record of that event's own text: its keys, not those of
    /// the record that it came in, so that no event travels on twice.
    pub fn filter_many(&mut self, record: &[u8], schema: Schema, mut each: impl FnMut(Outcome<'_>)) {
        let found = match self.find(record, schema) {
            Ok(found) => found,
            Err(Refusal { claimed: false, .. }) => return each(Outcome::Unchanged(record)),
            Err(Refusal { error, .. }) => return each(self.fail(record, error)),
        };
        let count = match self.count(found) {
            Ok(count) => count,
            Err(error) => return each(self.fail(record, error)),
        };
        for number in 0..count {
            match self.write(record, schema, found, number) {
                Ok(()) => each(Outcome::Document(self.output.bytes())),
                Err(error) if count == 1 => each(self.fail(record, error)),
                Err(error) => {
                    let Normalizer { finder, output, .. } = self;
                    let event = finder.listed(number, record);
                    error_record::write(Some(event), error, output);
                    each(Outcome::Failed(Failure { error, record: whole(output) }));
                }
            }
        }
    }

    /// As [`Normalizer::filter`], as the C string that Fluent Bit takes: JSON, which holds no NUL, and one behind
    /// it. None is a record that the host could not hand over.
    pub fn filter_c(&mut self, record: Option<&[u8]>, schema: Schema) -> &[u8] {
        match record.map(|record| (record, self.document(record, schema))) {
            Some((_, Ok(()))) => {}
            // A page without events is no object, and Fluent Bit loses what is none.
            Some((record, Err(Refusal { error: Error::NoEvent, .. }))) if is_array(record) => {
                error_record::write(Some(record), Error::NoEvent, &mut self.output)
            }
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
        debug_assert_eq!(self.output.bytes().iter().position(|byte| *byte == 0), Some(self.output.len() - 1));
        self.output.bytes()
    }

    /// The error record for a record, and an error that the caller has found.
    pub fn fail(&mut self, record: &[u8], error: Error) -> Outcome<'_> {
        error_record::write(Some(record), error, &mut self.output);
        Outcome::Failed(Failure { error, record: whole(&self.output) })
    }

    /// Leaves the document of a record with exactly one event in the output buffer.
    fn document(&mut self, record: &[u8], schema: Schema) -> Result<(), Refusal> {
        let found = self.find(record, schema)?;
        match self.count(found) {
            Ok(1) => self.write(record, schema, found, 0).map_err(Refusal::claimed),
            Ok(0) => Err(Refusal::foreign(Error::NoEvent)),
            Ok(_) => Err(Refusal::claimed(Error::SeveralEvents)),
            Err(error) => Err(Refusal::claimed(error)),
        }
    }

    /// Finds what is Okta's in the record. Leaves the beginning of a document in the output buffer.
    pub(crate) fn find(&mut self, record: &[u8], schema: Schema) -> Result<Found, Refusal> {
        if record.len() > MAX_RECORD {
            return Err(Refusal::claimed(Error::RecordTooLarge));
        }
        self.derivers.scratch.empty();
        // A document is about twice as long as its record; where it is not, the buffer grows.
        self.output.reset(record.len() * 2 + 1024);
        self.output.push(schema.opening());
        let output = schema.carries_text().then_some(&mut self.output);
        self.finder.slots.list_all(schema.carries_all(), &mut self.derivers.ecs.tape);
        self.finder.find(record, output)
    }

    /// How many events were found.
    pub(crate) fn count(&self, found: Found) -> Result<usize, Error> {
        if found != Found::Listed {
            return Ok(1);
        }
        let count = self.finder.count_listed();
        // The record's own keys are written with each event: without a limit, that many times that much.
        let copied = count.checked_mul(self.finder.host_bytes()).filter(|bytes| *bytes <= MAX_RECORD);
        if count > 1 && copied.is_none() { Err(Error::RecordTooLarge) } else { Ok(count) }
    }

    /// Leaves the document of the event of that number in the output buffer.
    pub(crate) fn write(
        &mut self,
        record: &[u8],
        schema: Schema,
        found: Found,
        number: usize,
    ) -> Result<(), Error> {
        let Normalizer { finder, derivers, output } = self;
        match found {
            Found::Record => {}
            Found::InPlace(text) | Found::Unescaped(text) => {
                if schema.carries_text() {
                    output.push(text.bytes(record));
                }
            }
            Found::Listed => {
                output.reset(finder.listed(number, record).len() * 2 + 1024);
                output.push(schema.opening());
                let text = schema.carries_text().then_some(&mut *output);
                finder.slots.list_all(schema.carries_all(), &mut derivers.ecs.tape);
                finder.read_listed(number, record, text)?;
            }
        }
        output.push(schema.closing());
        // What the reader has listed is the schema's from here on.
        finder.slots.list_all(false, &mut derivers.ecs.tape);
        schema.write(finder.event(record, found, number), derivers, output)?;
        finder.write_host_keys(record, |key| schema.owns(key), output);
        output.replace_last(b'}');
        if output.failed() { Err(Error::OutOfMemory) } else { Ok(()) }
    }
}

/// Whether a record that is JSON is an array.
fn is_array(record: &[u8]) -> bool {
    record.trim_ascii_start().first() == Some(&b'[')
}

/// An error record, or what is left to say when there was no memory for it.
fn whole(output: &Output) -> &[u8] {
    if output.failed() { error_record::NO_MEMORY.to_bytes() } else { output.bytes() }
}
