//! A golden document that changes needs a line in CHANGELOG.md.
//!
//! `golden [COMMIT]`, in the project's folder, compares the cases with those of the commit; without one, with where this
//! branch left main, else the last release, else the commit before. Exit code 1 when an expectation changed or went
//! and the changelog has no new line; without git history it says that it did not run.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use serde_json::{Map, Value};

/// What a case says of the answer.
const GOLDEN: [&str; 3] = ["expected", "error", "unchanged"];

fn main() -> Result<ExitCode> {
    let Some(base) = base(std::env::args().nth(1))? else {
        println!("golden: NOT RUN: there is no git history to compare with");
        return Ok(ExitCode::SUCCESS);
    };
    let changed = changed(&base)?;
    for name in &changed {
        println!("changed: {name}");
    }
    let noted = git(&["diff", &base, "--", "CHANGELOG.md"])?.lines().any(|line| {
        line.strip_prefix('+').is_some_and(|added| !added.starts_with('+') && !added.trim().is_empty())
    });
    println!("golden: {} expectations differ from {base}; new lines in CHANGELOG.md: {noted}", changed.len());
    if changed.is_empty() || noted {
        return Ok(ExitCode::SUCCESS);
    }
    println!("golden: documents changed without a line in CHANGELOG.md that says so");
    Ok(ExitCode::FAILURE)
}

/// The commit to compare with; none where there is no history.
fn base(given: Option<String>) -> Result<Option<String>> {
    let commit = |name: &str| git(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).ok();
    if let Some(given) = given {
        return commit(&given).with_context(|| format!("there is no commit {given}")).map(Some);
    }
    let Some(head) = commit("HEAD") else { return Ok(None) };
    let left = |main: &str| git(&["merge-base", "HEAD", main]).ok().filter(|base| *base != head);
    let tag = || git(&["describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^"]).ok();
    Ok(left("origin/main").or_else(|| left("main")).or_else(tag).or_else(|| commit("HEAD^")))
}

/// The cases whose expectation is another one than at the base, or is gone.
fn changed(base: &str) -> Result<Vec<String>> {
    let list = git(&["diff", "--name-status", "-z", "-M", "--diff-filter=MDR", base, "--", "tests/cases"])?;
    let mut words = list.split('\0').filter(|word| !word.is_empty());
    let mut changed = Vec::new();
    while let Some(status) = words.next() {
        let before = words.next().context("git names a file")?;
        let now = if status.starts_with('R') { words.next().context("git names both files")? } else { before };
        let old = golden(&git(&["show", &format!("{base}:{before}")])?)?;
        let same = Path::new(now).exists() && golden(&fs::read_to_string(now)?)? == old;
        if !same {
            changed.push(now.to_owned());
        }
    }
    Ok(changed)
}

/// The expectation as text, because comparing values does not see the order of keys.
fn golden(case: &str) -> Result<String> {
    let case: Map<String, Value> = serde_json::from_str(case)?;
    let parts = GOLDEN.iter().filter_map(|key| case.get(*key).map(|value| format!("{key}: {value:#}\n")));
    Ok(parts.collect())
}

fn git(arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").args(arguments).output()?;
    anyhow::ensure!(
        output.status.success(),
        "git {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
