//! The table of public suffixes, made from the ICANN section of the Public Suffix List.

mod layout;
mod rules;
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

const LIST: &str = "data/public-suffix-list/public_suffix_list.dat";
const TABLE: &str = "src/derive/domain/table.rs";

/// Makes `src/derive/domain/table.rs` from `data/public-suffix-list/public_suffix_list.dat`.
///
/// # Errors
///
/// When the list cannot be read, or has a rule that the table cannot hold.
pub fn generate(root: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    let list = fs::read_to_string(root.join(LIST)).context(LIST)?;
    let table = table(&list).context(LIST)?;
    Ok(vec![(TABLE.into(), table.into_bytes())])
}

/// The Rust source of the table for the text of a list.
///
/// # Errors
///
/// When the list has no version, no complete ICANN section, or a rule that the table cannot hold.
pub fn table(list: &str) -> anyhow::Result<String> {
    let tree = rules::read(list)?;
    let layout = layout::lay_out(&tree)?;
    Ok(source::write(rules::version(list)?, &layout))
}
