//! The native library: what every other face must agree with, byte for byte.

use anyhow::{Context, Result};
use okta_normalizer::{Error, Normalizer, Schema};

use crate::Face;

/// The library, not compiled to WebAssembly.
#[derive(Default)]
pub struct Native(Normalizer);

impl Native {
    /// The document, or the code of the error.
    ///
    /// # Errors
    /// The code.
    pub fn transform(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>, &'static str> {
        let schema = Schema::from_name(schema).ok_or(Error::UnknownSchema.code())?;
        self.0.transform(record, schema).map(<[u8]>::to_vec).map_err(Error::code)
    }
}

impl Face for Native {
    fn name(&self) -> &'static str {
        "native library"
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        let schema = Schema::from_name(schema).context("no such schema")?;
        Ok(self.0.filter(record, schema).record().to_vec())
    }
}
