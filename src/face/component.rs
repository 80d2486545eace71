//! The WIT face: the interface `transformer` of `wit/normalizer.wit`, for component hosts.
#![allow(unsafe_code, missing_docs, unexpected_cfgs)] // wit-bindgen's generated ABI code; this file itself has no unsafe block.

use super::with_normalizer;
use crate::{Error, Outcome as Became, Schema};
use alloc::string::String;
use alloc::vec::Vec;

wit_bindgen::generate!({
    world: "normalizer",
    path: "wit",
    std_feature,
    // The module has no constructors to run: see `fluent_bit::_initialize`.
    disable_run_ctors_once_workaround: true,
});

use exports::okta_log::normalizer::transformer;
use transformer::{Failure, LogRecord, Outcome};

struct Component;

export!(Component);

impl transformer::Guest for Component {
    fn transform(record: LogRecord) -> Result<LogRecord, transformer::Error> {
        normalise(&record, Schema::Sekoia).map_err(contract)
    }

    fn transform_to(record: LogRecord, schema: String) -> Result<LogRecord, transformer::Error> {
        named(&schema).and_then(|schema| normalise(&record, schema)).map_err(contract)
    }

    fn transform_batch(records: Vec<LogRecord>, schema: String) -> Vec<Result<LogRecord, transformer::Error>> {
        let schema = named(&schema);
        records
            .iter()
            .map(|record| schema.and_then(|schema| normalise(record, schema)).map_err(contract))
            .collect()
    }

    fn transform_many(
        record: LogRecord,
        schema: String,
    ) -> Result<Vec<Result<LogRecord, transformer::Error>>, transformer::Error> {
        let schema = named(&schema).map_err(contract)?;
        let mut documents = Vec::new();
        with_normalizer(|normalizer| {
            normalizer.transform_many(record.as_bytes(), schema, |result| {
                documents.push(result.map(text).map_err(contract));
            })
        })
        .map_err(contract)?;
        Ok(documents)
    }

    fn filter(record: LogRecord, schema: String) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        with_normalizer(|normalizer| {
            let mut each = |outcome: Became<'_>| {
                outcomes.push(match outcome {
                    Became::Document(document) => Outcome::Document(text(document)),
                    Became::Unchanged(record) => Outcome::Unchanged(text(record)),
                    Became::Failed(failure) => {
                        Outcome::Failed(Failure { error: contract(failure.error), record: text(failure.record) })
                    }
                });
            };
            match named(&schema) {
                Ok(schema) => normalizer.filter_many(record.as_bytes(), schema, each),
                Err(error) => each(normalizer.fail(record.as_bytes(), error)),
            }
        });
        outcomes
    }
}

fn named(schema: &str) -> Result<Schema, Error> {
    Schema::from_name(schema).ok_or(Error::UnknownSchema)
}

fn normalise(record: &str, schema: Schema) -> Result<LogRecord, Error> {
    with_normalizer(|normalizer| normalizer.transform(record.as_bytes(), schema).map(text))
}

/// The library's answers are UTF-8 whenever the record is, and a WIT string is. The check is for text that is: it looks at
/// eight ASCII characters at a time, where `from_utf8_lossy`, which makes text of anything, looks at each.
fn text(document: &[u8]) -> LogRecord {
    str::from_utf8(document).map_or_else(|_| String::from_utf8_lossy(document).into_owned(), String::from)
}

fn contract(error: Error) -> transformer::Error {
    transformer::Error { code: error.code().into(), message: error.message().into() }
}
