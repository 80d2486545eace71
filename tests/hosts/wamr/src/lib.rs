//! Fluent Bit's `wasm` filter without Fluent Bit: the same engine, the same sequence of calls.
//!
//! Fluent Bit runs a module in WAMR's fast interpreter. [`Filter`] loads a module as the filter does
//! and makes, for each record, exactly the calls that the filter makes, so that a test sees what a
//! record meets there: the small operand stack, an exception that stays set, a pointer that nobody
//! checked.

mod filter;

use anyhow::{Result, bail};
use conformance::Face;

pub use filter::{Filter, LoadError, Outcome, Record};

impl Face for Filter {
    fn name(&self) -> &'static str {
        "raw face on WAMR"
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        match self.call(&format!("okta_to_{schema}"), Record::Text(record)) {
            Outcome::Replaced(answer) => Ok(answer),
            other => bail!("{other:?}"),
        }
    }
}
