//! The generators of the module's tables, one module each.

use std::path::{Path, PathBuf};

pub mod domains;

/// Reads the files under `data/` of the project at the given root and returns the generated files:
/// each its path relative to the root, and its bytes.
pub type Generator = fn(&Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>>;

/// Every generator, in the order they run.
pub const GENERATORS: &[Generator] = &[domains::generate];
