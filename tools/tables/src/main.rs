//! Writes the generated tables of the module, or checks them.
//!
//! `cargo run -p tables` writes every table; `cargo run -p tables -- --check` writes nothing and
//! fails, naming the file, when a checked-in table differs from what its source gives.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Gives the files of one table: the path below the root of the project, and the content.
type Generate = fn(&Path) -> Result<Vec<(PathBuf, Vec<u8>)>>;

/// Every table of the project.
const GENERATORS: &[Generate] = &[tables::user_agents::generate];

fn main() -> Result<()> {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => bail!("unknown argument {other}; the only one is --check"),
    };
    // The root is two levels above this package, wherever the command is run from.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for generate in GENERATORS {
        for (path, content) in generate(&root)? {
            let target = root.join(&path);
            if !check {
                fs::write(&target, content)
                    .with_context(|| format!("writing {}", path.display()))?;
            } else if fs::read(&target).with_context(|| format!("reading {}", path.display()))?
                != content
            {
                bail!(
                    "{} is not what its source gives: run `cargo run -p tables`",
                    path.display()
                );
            }
        }
    }
    Ok(())
}
