//! The filter as one of the faces that the cases are replayed on.

use anyhow::{Result, bail};
use conformance::Face;

use crate::{Filter, Outcome, Record};

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
