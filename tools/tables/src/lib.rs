//! The generators of the module's tables, one module per source under `data/`.
//!
//! A generator takes the root of the repository and gives every file it makes: its path from the
//! root and its bytes. It writes nothing itself.

use std::path::{Path, PathBuf};

pub mod domains;
pub mod event_types;
pub mod user_agents;

/// What a generator makes: paths from the root of the repository, and bytes.
pub type Files = Vec<(PathBuf, Vec<u8>)>;

/// A generator: the root of the repository to the files it makes.
pub type Generate = fn(&Path) -> anyhow::Result<Files>;

/// Every generator, with the name it is reported by.
pub const GENERATORS: &[(&str, Generate)] = &[
    ("domains", domains::generate),
    ("event_types", event_types::generate),
    ("user_agents", user_agents::generate),
];
