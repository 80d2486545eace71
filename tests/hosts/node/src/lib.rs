//! Gives every case, with the native library's answer, to `replay.mjs` on Node.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, thread};

use anyhow::{Context, Result, ensure};
use conformance::{Face, Native, load_cases, project};

/// `node` on the `PATH`.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join("node")).find(|file| file.is_file())
}

/// Replays every case and returns what `replay.mjs` printed.
///
/// # Errors
/// The cases cannot be read, Node cannot be run, or an answer differs.
pub fn replay(node: &Path, module: &Path) -> Result<String> {
    let answers = answers()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay.mjs");
    let mut process = Command::new(node)
        .arg(script)
        .arg(module)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| node.display().to_string())?;
    let mut input = process.stdin.take().context("its input")?;
    // From a thread of its own: Node may print before it has read everything, and neither may wait for the other.
    let writer = thread::spawn(move || input.write_all(answers.as_bytes()));
    let output = process.wait_with_output()?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(output.status.success(), "{said}");
    ensure!(writer.join().is_ok_and(|written| written.is_ok()), "Node did not read every case: {said}");
    Ok(said)
}

/// One line for each case, as `replay.mjs` reads them.
fn answers() -> Result<String> {
    let mut native = Native::default();
    let mut lines = String::new();
    for case in load_cases(&project().join("tests/cases"))? {
        let answer = native.filter(&case.record, &case.schema)?;
        let line = serde_json::json!({
            "name": case.name,
            "function": format!("okta_to_{}", case.schema),
            "record": hexadecimal(&case.record),
            "answer": hexadecimal(&answer),
        });
        writeln!(lines, "{line}")?;
    }
    Ok(lines)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
