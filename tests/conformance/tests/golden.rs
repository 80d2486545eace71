//! The check that a golden document does not change without a line in CHANGELOG.md, in a repository of its own.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use tempfile::TempDir;

const CASE: &str = "tests/cases/sekoia/one.json";

fn git(folder: &Path, arguments: &[&str]) -> Result<()> {
    let identity =
        ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").args(identity).args(arguments).current_dir(folder).status()?;
    ensure!(status.success(), "git {arguments:?}");
    Ok(())
}

/// A repository with one case, committed.
fn repository() -> Result<TempDir> {
    let folder = TempDir::new()?;
    fs::create_dir_all(folder.path().join("tests/cases/sekoia"))?;
    write(&folder, r#"{"text": "{}", "expected": {"a": 1, "b": 2}}"#)?;
    fs::write(folder.path().join("CHANGELOG.md"), "# Changelog\n")?;
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"])?;
    git(folder.path(), &["add", "."])?;
    git(folder.path(), &["commit", "--quiet", "--message=one"])?;
    Ok(folder)
}

fn write(folder: &TempDir, case: &str) -> Result<()> {
    Ok(fs::write(folder.path().join(CASE), case)?)
}

/// The exit code and what was said.
fn golden(folder: &Path, base: &[&str]) -> Result<(Option<i32>, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_golden")).args(base).current_dir(folder).output()?;
    Ok((output.status.code(), String::from_utf8(output.stdout)?))
}

#[test]
fn a_changed_document_needs_a_line() -> Result<()> {
    let folder = repository()?;
    ensure!(golden(folder.path(), &["HEAD"])?.0 == Some(0), "nothing changed");
    // Another value, another order, another kind, or none.
    for changed in [
        r#"{"text": "{}", "expected": {"a": 1, "b": 3}}"#,
        r#"{"text": "{}", "expected": {"b": 2, "a": 1}}"#,
        r#"{"text": "{}", "error": "invalid_json"}"#,
    ] {
        write(&folder, changed)?;
        let (code, said) = golden(folder.path(), &["HEAD"])?;
        ensure!(code == Some(1) && said.contains(CASE), "{changed}: {said}");
    }
    fs::remove_file(folder.path().join(CASE))?;
    ensure!(golden(folder.path(), &["HEAD"])?.0 == Some(1), "the case is gone");
    fs::write(folder.path().join("CHANGELOG.md"), "# Changelog\n- `b` is gone.\n")?;
    ensure!(golden(folder.path(), &["HEAD"])?.0 == Some(0), "the line is there");
    ensure!(golden(folder.path(), &["HEAT"])?.0 == Some(1), "a commit that is not there is no base");
    Ok(())
}

#[test]
fn what_leaves_the_document_alone_needs_none() -> Result<()> {
    let folder = repository()?;
    write(&folder, "{\"why\": \"told\", \"text\": \"{}\",\n \"expected\": {\"a\": 1, \"b\": 2}}")?;
    fs::write(folder.path().join("tests/cases/sekoia/two.json"), r#"{"text": "", "error": "invalid_json"}"#)?;
    git(folder.path(), &["add", "."])?;
    git(folder.path(), &["commit", "--quiet", "--message=two"])?;
    // Without a commit to compare with it is the one before.
    let (code, said) = golden(folder.path(), &[])?;
    ensure!(code == Some(0) && said.contains("0 expectations differ"), "{said}");
    Ok(())
}

#[test]
fn without_history_it_says_so() -> Result<()> {
    let folder = TempDir::new()?;
    let (code, said) = golden(folder.path(), &[])?;
    ensure!(code == Some(0) && said.contains("NOT RUN"), "{said}");
    Ok(())
}
