//! The library itself, and the floor: what reading the text at all costs with `serde_json`.

use std::hint::black_box;

use anyhow::{Result, anyhow};
use okta_normalizer::{Normalizer, Schema};
use serde::de::IgnoredAny;

use super::Row;

/// `serde_json` skips over the text, and the text is copied. It makes no document.
#[derive(Default)]
pub struct Floor(Vec<u8>);

impl Row for Floor {
    fn name(&self) -> String {
        "floor: serde_json skips, and a copy".to_owned()
    }

    fn run(&mut self, _: usize, record: &[u8]) -> Result<usize> {
        black_box(serde_json::from_slice::<IgnoredAny>(record)?);
        self.0.clear();
        self.0.extend_from_slice(record);
        Ok(black_box(&self.0).len())
    }
}

/// The native library.
pub struct Native(Normalizer, Schema);

impl Native {
    /// With that schema.
    pub fn new(schema: Schema) -> Self {
        Native(Normalizer::new(), schema)
    }
}

impl Row for Native {
    fn name(&self) -> String {
        format!("native library, {}", self.1.name())
    }

    fn run(&mut self, _: usize, record: &[u8]) -> Result<usize> {
        let document = self.0.transform(record, self.1).map_err(|error| anyhow!(error.code()))?;
        Ok(black_box(document).len())
    }
}
