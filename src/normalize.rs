//! Record text in, document out.

use crate::{Error, Schema};

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

/// A record that could not be normalised, in a form that can travel on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure<'a> {
    /// Why.
    pub error: Error,
    /// The error record, JSON in UTF-8.
    pub record: &'a [u8],
}

/// Normalises records one after the other, with buffers that it keeps and reuses.
#[derive(Default)]
pub struct Normalizer {
    output: Vec<u8>,
}

impl Normalizer {
    /// A normaliser with empty buffers.
    pub const fn new() -> Self {
        Normalizer { output: Vec::new() }
    }

    /// Normalises a record that carries one event. The document lives until the next call.
    pub fn transform(&mut self, record: &[u8], schema: Schema) -> Result<&[u8], Error> {
        let _ = schema;
        self.output.clear();
        self.output.extend_from_slice(record);
        Ok(&self.output)
    }

    /// Normalises each event of a record that may carry any number of them, in their order.
    pub fn transform_many(
        &mut self,
        record: &[u8],
        schema: Schema,
        mut each: impl FnMut(Result<&[u8], Error>),
    ) -> Result<(), Error> {
        each(self.transform(record, schema));
        Ok(())
    }

    /// One answer for one record, for hosts without an error channel and without 1→N (Fluent Bit).
    pub fn filter(&mut self, record: &[u8], schema: Schema) -> Outcome<'_> {
        let _ = schema;
        self.output.clear();
        self.output.extend_from_slice(record);
        Outcome::Unchanged(&self.output)
    }

    /// As [`Normalizer::filter`], but each event of the record is answered for itself.
    pub fn filter_many(&mut self, record: &[u8], schema: Schema, mut each: impl FnMut(Outcome<'_>)) {
        each(self.filter(record, schema));
    }

    /// The error record for a record and an error that the caller found.
    pub fn fail(&mut self, record: &[u8], error: Error) -> Outcome<'_> {
        self.output.clear();
        self.output.extend_from_slice(record);
        Outcome::Failed(Failure { error, record: &self.output })
    }

    /// As [`Normalizer::filter`], as a C string: what Fluent Bit takes. None is a record that the host could
    /// not hand over.
    pub fn filter_c(&mut self, record: Option<&[u8]>, schema: Schema) -> &core::ffi::CStr {
        let _ = self.filter(record.unwrap_or_default(), schema);
        self.output.push(0);
        core::ffi::CStr::from_bytes_until_nul(&self.output).unwrap_or_default()
    }
}
