//! The built module in Fluent Bit's engine, and what its answers must always be.
#![allow(dead_code)] // Each test file uses its part of it.

use std::env;
use std::path::PathBuf;

use anyhow::Result;
use conformance::{Face, core_module};
use okta_normalizer::Schema;
use serde::de::IgnoredAny;
use wamr_host::{Filter, Outcome, Record};

/// One instance of the module.
pub struct Module(Filter);

impl Module {
    /// Loads what `make build` made, or the module that `OKTA_NORMALIZER_WASM` names.
    pub fn load() -> Self {
        let path = env::var_os("OKTA_NORMALIZER_WASM").map_or_else(core_module, PathBuf::from);
        Module(Filter::load(path).unwrap_or_else(|e| panic!("{e}: run `make build` first")))
    }

    /// The filter's call for a schema.
    pub fn call(&mut self, schema: Schema, record: Record) -> Outcome {
        self.0.call(&format!("okta_to_{}", schema.name()), record)
    }

    /// The answer to a record, which must be one JSON object and nothing else: Fluent Bit loses the record
    /// otherwise. `what` names the record in a failure.
    pub fn object(&mut self, schema: Schema, record: Record, what: &str) -> Vec<u8> {
        let outcome = self.call(schema, record);
        let Outcome::Replaced(answer) = outcome else { panic!("{what}: {outcome:?}") };
        let start = String::from_utf8_lossy(&answer[..answer.len().min(400)]).into_owned();
        let text = str::from_utf8(&answer).unwrap_or_else(|e| panic!("{what}: {e}: {start}"));
        // Reads any depth without recursion, as a tree would not.
        if let Err(e) = serde_json::from_str::<IgnoredAny>(text) {
            panic!("{what}: {e}: {start}");
        }
        assert_eq!(answer.first(), Some(&b'{'), "{what}: no object: {start}");
        answer
    }

    /// The size of the linear memory, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.0.memory_bytes()
    }
}

impl Face for Module {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        self.0.filter(record, schema)
    }
}
