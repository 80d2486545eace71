//! The module's raw face on V8, in a Node of its own that runs `answer.mjs`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use conformance::Process;

/// The oldest Node that is asked.
const OLDEST: u32 = 20;

/// `node` on the `PATH`.
///
/// # Errors
/// A sentence that says why there is none to ask.
pub fn find() -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let node = env::split_paths(&path).map(|folder| folder.join("node")).find(|file| file.is_file());
    let node = node.ok_or("no node on the PATH")?;
    let said = Command::new(&node).arg("--version").output().map_err(|error| error.to_string())?;
    let version = String::from_utf8_lossy(&said.stdout).trim().trim_start_matches('v').to_owned();
    let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
    if major.is_some_and(|major| major >= OLDEST) {
        Ok(node)
    } else {
        Err(format!("node {version} is older than {OLDEST}"))
    }
}

/// Loads a module file in that Node.
///
/// # Errors
/// Node does not run, or refuses the module.
pub fn load(node: &Path, module: &Path) -> Result<Process> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("answer.mjs");
    Process::start("raw face on V8", Command::new(node).arg(script).arg(module))
}
