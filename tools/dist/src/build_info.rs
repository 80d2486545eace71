//! What a module was built from: a custom section in it, which depends on the commit and the lock file only.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wasm_encoder::{CustomSection, Section};
use wasmparser::{Parser, Payload};

use crate::hexadecimal;

/// The section's name.
pub const SECTION: &str = "okta-normalizer.build";

/// The prefix of the functions that Fluent Bit calls; the rest of the name is the schema's.
const FILTER: &str = "okta_to_";

/// The section's lines, a name and a value each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildInfo {
    /// The compiler, such as `rustc 1.95.0 (59807616e 2026-04-14)`.
    pub toolchain: String,
    /// The SHA-256 of `Cargo.lock`, in hexadecimal.
    pub lock: String,
    /// The commit's hash; ` with changes` behind it when the files are not the commit's; `unknown` without git.
    pub commit: String,
    /// The version of the WIT package, such as `okta-log:normalizer@0.1.0`.
    pub contract: String,
    /// The schemas that the module exports, in the order of its exports, with a space between two.
    pub schemas: String,
    /// The release of Okta's catalogue of event types.
    pub catalogue: String,
}

impl BuildInfo {
    /// Of the module that was just built in the folder of the project.
    ///
    /// # Errors
    /// A file of the project cannot be read, the compiler does not run, or the module is none of ours.
    pub fn of(project: &Path, module: &[u8]) -> Result<BuildInfo> {
        let read = |file: &str| fs::read(project.join(file)).with_context(|| format!("cannot read {file}"));
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let (contract, schemas) = exports(module)?;
        Ok(BuildInfo {
            toolchain: say(Command::new(rustc).arg("--version").current_dir(project))
                .context("rustc says nothing")?,
            lock: hexadecimal(&Sha256::digest(read("Cargo.lock")?)),
            commit: commit(project).unwrap_or_else(|| "unknown".to_owned()),
            contract,
            schemas: schemas.join(" "),
            catalogue: String::from_utf8(read("data/event-types/release.txt")?)?.trim().to_owned(),
        })
    }

    /// The lines of the section.
    pub fn lines(&self) -> [(&'static str, &str); 6] {
        [
            ("toolchain", &self.toolchain),
            ("lock", &self.lock),
            ("commit", &self.commit),
            ("contract", &self.contract),
            ("schemas", &self.schemas),
            ("catalogue", &self.catalogue),
        ]
    }

    /// The module with the section behind its others.
    ///
    /// # Errors
    /// The module has such a section already.
    pub fn embed(&self, module: &[u8]) -> Result<Vec<u8>> {
        for payload in Parser::new(0).parse_all(module) {
            let ours = matches!(payload?, Payload::CustomSection(section) if section.name() == SECTION);
            ensure!(!ours, "the module already says what it was built from");
        }
        let text: String = self.lines().iter().map(|(name, value)| format!("{name} {value}\n")).collect();
        let mut bytes = module.to_vec();
        CustomSection { name: SECTION.into(), data: text.as_bytes().into() }.append_to(&mut bytes);
        Ok(bytes)
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let mut value: Value = self.lines().iter().map(|(name, value)| (*name, Value::from(*value))).collect();
        value["schemas"] = json!(self.schemas.split(' ').collect::<Vec<_>>());
        value
    }
}

/// The contract that the module exports, and its schemas.
fn exports(module: &[u8]) -> Result<(String, Vec<String>)> {
    let (mut contract, mut schemas) = (None, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ExportSection(section) = payload? else { continue };
        for export in section {
            let name = export?.name;
            schemas.extend(name.strip_prefix(FILTER).map(str::to_owned));
            // `okta-log:normalizer/transformer@0.1.0#transform`: the package and its version.
            let parts = name.split_once('#').and_then(|(interface, _)| interface.split_once('@'));
            if let Some((interface, version)) = parts.filter(|(interface, _)| interface.starts_with("okta-log:")) {
                contract = interface.split_once('/').map(|(package, _)| format!("{package}@{version}"));
            }
        }
    }
    ensure!(!schemas.is_empty(), "the module exports no function {FILTER}…");
    Ok((contract.context("the module exports no function of the contract")?, schemas))
}

/// The commit that the files are of, if the project is a git repository of its own.
fn commit(project: &Path) -> Option<String> {
    let git = |arguments: &[&str]| say(Command::new("git").args(arguments).current_dir(project));
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != project.canonicalize().ok()? {
        return None;
    }
    let hash = git(&["rev-parse", "HEAD"])?;
    let changes = git(&["status", "--porcelain"])?;
    Some(if changes.is_empty() { hash } else { format!("{hash} with changes") })
}

/// What the command prints, if it succeeds.
fn say(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
