//! Proves a module file: every case on every engine there is.
//!
//! `conformance-kit [FILE...]`: a core module, a component, or one of each; without one, those in `dist/`. Exit code 0
//! when every engine that is there gave every answer right, 1 when not, 2 when there is nothing to ask.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use conformance::{component, core_module, load_cases, project};
use conformance_kit::{Artefact, judge, print};

fn main() -> ExitCode {
    match run() {
        Ok(good) => ExitCode::from(u8::from(!good)),
        Err(error) => {
            eprintln!("conformance-kit: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool> {
    let mut files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        files = vec![core_module(), component()];
    }
    let artefact = Artefact::of(&files)?;
    let cases = load_cases(&project().join("tests/cases"))?;

    for file in &files {
        println!("{}", file.display());
    }
    println!("{} cases{}\n", cases.len(), artefact.made.map_or(String::new(), |made| format!("; {made}")));
    let (table, good) = print(&judge(&artefact, &cases));
    print!("{table}");
    println!("not taken: records that are not UTF-8, which the contract's strings cannot hold");
    println!("\n{}", if good { "good" } else { "NOT GOOD" });
    Ok(good)
}
