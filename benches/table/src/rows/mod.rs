//! The rows of the table: each takes the text of a record and gives the text of a document.

mod interpreter;
mod library;
mod lua;
mod on_vrl;
mod on_wasmtime;

use anyhow::Result;

pub use interpreter::Interpreter;
pub use library::{Floor, Native};
pub use lua::Lua;
pub use on_vrl::Vrl;
pub use on_wasmtime::{Component, Raw, instantiation};

/// One way to do the job.
pub trait Row {
    /// What the table calls it.
    fn name(&self) -> String;

    /// Whatever may be done before the clock runs, once for each set: what the program in question gets for free
    /// from its host.
    ///
    /// # Errors
    /// A record that it cannot take.
    fn prepare(&mut self, _records: &[Vec<u8>]) -> Result<()> {
        Ok(())
    }

    /// Does the job for the record of that number. Gives the length of the document, 0 where there is no text.
    ///
    /// # Errors
    /// The record was not normalised: then the row must not be shown.
    fn run(&mut self, number: usize, record: &[u8]) -> Result<usize>;
}
