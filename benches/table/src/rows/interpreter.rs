//! WAMR's fast interpreter with Fluent Bit's sequence of calls: the module, and the floor in the same interpreter.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use wamr_host::{Filter, Outcome, Record};

use super::Row;

/// One instance of a module.
pub struct Interpreter {
    name: &'static str,
    function: &'static str,
    filter: Filter,
}

impl Interpreter {
    /// Loads the module file.
    ///
    /// # Errors
    /// The file is missing or WAMR refuses it.
    pub fn load(name: &'static str, file: &Path, function: &'static str) -> Result<Self> {
        let filter = Filter::load(file).map_err(|error| anyhow!("{error}"))?;
        Ok(Interpreter { name, function, filter })
    }
}

impl Row for Interpreter {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn run(&mut self, _: usize, record: &[u8]) -> Result<usize> {
        match self.filter.call(self.function, Record::Text(record)) {
            Outcome::Replaced(document) => Ok(document.len()),
            other => bail!("{other:?}"),
        }
    }
}
