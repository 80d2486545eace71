//! Makes the generated tables of the module from the source files under `data/`.
//!
//! `cargo run -p tables` writes every table; `cargo run -p tables -- --check` writes nothing and
//! fails when a checked-in table differs from what its source gives.

use std::{env, fs, path::Path, process::ExitCode};

use anyhow::{Context, bail};

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: tables [--check]"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");

    let mut differs = false;
    for generate in tables::GENERATORS {
        for (path, bytes) in generate(&root)? {
            let target = root.join(&path);
            if !check {
                fs::write(&target, bytes).with_context(|| path.display().to_string())?;
            } else if fs::read(&target).ok() != Some(bytes) {
                eprintln!("{} differs from what its source gives", path.display());
                differs = true;
            }
        }
    }
    Ok(if differs {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
