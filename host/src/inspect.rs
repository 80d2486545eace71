//! `okta-normalizer inspect`: what a module or component is, read from its bytes, and whether it is what it says.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use verify::{Facts, Verdict};
use wasmparser::{Encoding, Parser, Payload, ProducersSectionReader};

use crate::engine::read;

mod verify;

/// The custom section in which a build says what it was built from.
pub const BUILD_SECTION: &str = "okta-normalizer.build";

/// The prefix of the functions that Fluent Bit calls; the rest of the name is the schema's.
const FILTER: &str = "okta_to_";

/// What the bytes say.
#[derive(Debug, Default)]
struct About {
    component: bool,
    exports: Vec<String>,
    imports: Vec<String>,
    /// Of a component, what the core modules in it export.
    inner_exports: Vec<String>,
    build: Option<String>,
    /// Which tools made it, such as `language Rust`.
    producers: BTreeSet<String>,
}

/// A report for people on the file, and whether everything in it agrees.
///
/// # Errors
/// When the file cannot be read or is no WebAssembly.
pub fn report(file: &Path) -> Result<(String, bool)> {
    let bytes = read(file)?;
    let about = About::read(&bytes).with_context(|| format!("{} is not valid WebAssembly", file.display()))?;
    let mut text = String::new();
    let good = about.describe(file, &bytes, &mut text)?;
    Ok((text, good))
}

impl About {
    fn read(bytes: &[u8]) -> Result<About> {
        let mut about = About::default();
        // The parser goes into the modules of a component by itself; this counts how deep it is.
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(bytes) {
            let outermost = depth <= 1;
            match payload? {
                Payload::Version { encoding, .. } => {
                    depth += 1;
                    about.component |= depth == 1 && encoding == Encoding::Component;
                }
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ImportSection(section) if outermost => {
                    for import in section.into_imports() {
                        let import = import?;
                        about.imports.push(format!("{} {}", import.module, import.name));
                    }
                }
                Payload::ExportSection(section) => {
                    let exports = if outermost { &mut about.exports } else { &mut about.inner_exports };
                    for export in section {
                        exports.push(export?.name.to_owned());
                    }
                }
                Payload::ComponentImportSection(section) if outermost => {
                    for import in section {
                        about.imports.push(import?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) if outermost => {
                    for export in section {
                        about.exports.push(export?.name.name.to_owned());
                    }
                }
                Payload::CustomSection(section) if section.name() == BUILD_SECTION => {
                    about.build = Some(String::from_utf8_lossy(section.data()).into_owned());
                }
                Payload::CustomSection(section) if section.name() == "producers" => {
                    about.read_producers(&section)?;
                }
                _ => {}
            }
        }
        Ok(about)
    }

    fn read_producers(&mut self, section: &wasmparser::CustomSectionReader<'_>) -> Result<()> {
        let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
        for field in ProducersSectionReader::new(reader)? {
            let field = field?;
            for value in field.values {
                let value = value?;
                let tool = format!("{} {} {}", field.name, value.name, value.version);
                self.producers.insert(tool.trim_end().to_owned());
            }
        }
        Ok(())
    }

    /// The version of the contract, from the name of the interface: `okta-log:normalizer/transformer@0.1.0`.
    fn contract(&self) -> Option<&str> {
        let interface = self.exports.iter().find(|name| name.starts_with("okta-log:normalizer/"))?;
        Some(interface.split_once('#').map_or(interface.as_str(), |(interface, _)| interface))
    }

    /// The functions of the contract. A core module exports them as `<interface>#<function>`.
    fn functions(&self) -> Vec<&str> {
        let Some(contract) = self.contract() else { return Vec::new() };
        let exports = self.exports.iter().chain(&self.inner_exports);
        exports.filter_map(|name| name.strip_prefix(contract)?.strip_prefix('#')).collect()
    }

    fn schemas(&self) -> Vec<&str> {
        self.exports.iter().chain(&self.inner_exports).filter_map(|name| name.strip_prefix(FILTER)).collect()
    }

    fn describe(&self, file: &Path, bytes: &[u8], text: &mut String) -> Result<bool> {
        let sha256 = hex(&Sha256::digest(bytes));
        let kind = if self.component { "component" } else { "core module" };
        writeln!(text, "file      {} ({} bytes)", file.display(), bytes.len())?;
        writeln!(text, "kind      {kind}")?;
        writeln!(text, "sha256    {sha256}")?;
        writeln!(text, "contract  {}", self.contract().unwrap_or("none: this is not the normalizer"))?;
        writeln!(text, "functions {}", list(&self.functions()))?;
        writeln!(text, "schemas   {}", list(&self.schemas()))?;
        writeln!(text, "imports   {}", list(&self.imports))?;
        match &self.build {
            Some(build) => writeln!(text, "build     {}", build.trim().replace('\n', "\n          "))?,
            None => writeln!(text, "build     none recorded (no custom section {BUILD_SECTION})")?,
        }
        let facts =
            Facts { contract: self.contract(), schemas: &self.schemas(), imports: &self.imports, sha256: &sha256 };
        let verdict = Verdict::of(self.build.as_deref(), &facts, file);
        let wrong = verdict.wrong.iter().map(|wrong| format!("WRONG: {wrong}"));
        let lines: Vec<String> = wrong.chain(verdict.notes).collect();
        writeln!(text, "verified  {}", lines.join("\n          "))?;
        writeln!(text, "made by   {}", list(&self.producers.iter().collect::<Vec<_>>()))?;
        writeln!(text, "exports")?;
        for export in self.exports.iter().filter(|name| !is_plumbing(name)) {
            writeln!(text, "  {export}")?;
        }
        let plumbing = self.exports.iter().filter(|name| is_plumbing(name)).count();
        if plumbing > 0 {
            writeln!(text, "  and {plumbing} of the canonical ABI")?;
        }
        Ok(verdict.wrong.is_empty())
    }
}

/// Exports that no host calls by choice: the component's post-return functions and its allocator.
fn is_plumbing(export: &str) -> bool {
    export.starts_with("cabi_")
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() {
        return "none".into();
    }
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
