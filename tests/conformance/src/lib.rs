//! Replays the cases under `tests/cases` against any face of the module, and judges the answers.
//!
//! A case is a data file; its format is described at [`Case`]. A face is anything that answers records: the
//! native library, the built module on wasmtime, or a runtime that another crate brings.

use std::path::{Path, PathBuf};

mod case;
mod judge;
mod native;
#[cfg(feature = "wasmtime")]
mod on_wasmtime;
mod process;
mod replay;

pub use case::{Case, Expectation, load_cases};
pub use judge::{document, judge_filter, judge_transform};
pub use native::Native;
#[cfg(feature = "wasmtime")]
pub use on_wasmtime::{Component, Raw};
pub use process::{Process, answer_lines};
pub use replay::{Report, replay};

/// Something that answers records.
pub trait Face {
    /// What to call it in a report.
    fn name(&self) -> &'static str;

    /// Whether a record can be handed to it at all, such as bytes that are no text where the face takes text.
    fn takes(&self, _record: &[u8]) -> bool {
        true
    }

    /// The answer of a face without an error channel: one record for one record.
    ///
    /// # Errors
    /// The runtime failed: a trap, a pointer out of range, an answer that is no text.
    fn filter(&mut self, record: &[u8], schema: &str) -> anyhow::Result<Vec<u8>>;
}

/// The folder of the project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The built core module.
pub fn core_module() -> PathBuf {
    project().join("dist/okta_normalizer.wasm")
}

/// The built component.
pub fn component() -> PathBuf {
    project().join("dist/okta_normalizer.component.wasm")
}

/// Reads a built file, and says how to build it when it is not there.
///
/// # Errors
/// The file cannot be read.
pub fn read_built(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| anyhow::anyhow!("{}: {error}: run `make build` first", path.display()))
}
