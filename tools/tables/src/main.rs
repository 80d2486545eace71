//! Makes the generated tables of the module from the source files under `data/`.
//!
//! `cargo run -p tables` writes every table; `cargo run -p tables -- --check` writes nothing and
//! fails when a checked-in table differs from what its source gives;
//! `cargo run -p tables -- event-types --from FILE` takes in a release of Okta's event types.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => write(&root),
        ["--check"] => check(&root),
        ["event-types", "--from", file] => take_in(&root, Path::new(file)),
        _ => bail!("usage: tables [--check | event-types --from FILE]"),
    }
}

fn write(root: &Path) -> anyhow::Result<ExitCode> {
    for (name, generate) in tables::GENERATORS {
        for (path, bytes) in generate(root).with_context(|| name.to_string())? {
            std::fs::write(root.join(&path), bytes).with_context(|| path.display().to_string())?;
            println!("{name}: {}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(root: &Path) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for (name, generate) in tables::GENERATORS {
        for (path, bytes) in generate(root).with_context(|| name.to_string())? {
            if std::fs::read(root.join(&path)).ok().as_deref() != Some(&bytes[..]) {
                eprintln!("{name}: {} differs from its source", path.display());
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

fn take_in(root: &Path, file: &Path) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let table = root.join(tables::event_types::TABLE);
    let before = std::fs::read_to_string(&table).with_context(|| table.display().to_string())?;
    let (after, report) = tables::event_types::release::take_in(&before, &text)?;
    print!("{report}");
    std::fs::write(&table, after).with_context(|| table.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}
