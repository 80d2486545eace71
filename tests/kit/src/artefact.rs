//! The files that are put to the test: a core module and its component, of which one is made from the other if only
//! one is given.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use dist::{COMPONENT, MODULE, component_of, is_component, module_in};
use tempfile::TempDir;

/// A core module and its component, as files.
pub struct Artefact {
    module: PathBuf,
    component: PathBuf,
    /// Which of the two was made from the other, for the reader.
    pub made: Option<&'static str>,
    /// Holds what was made, until this goes away.
    _folder: TempDir,
}

impl Artefact {
    /// The files given: one of either kind, or one of each.
    ///
    /// # Errors
    /// A file cannot be read, is no WebAssembly, is of the kind of the other one, or the other cannot be made from it.
    pub fn of(files: &[PathBuf]) -> Result<Artefact> {
        let (mut module, mut component) = (None, None);
        for file in files {
            let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            ensure!(bytes.starts_with(b"\0asm"), "{} is no WebAssembly", file.display());
            let place = if is_component(&bytes) { &mut component } else { &mut module };
            ensure!(place.is_none(), "{} is of the same kind as the file before it", file.display());
            *place = Some((file.clone(), bytes));
        }
        let folder = TempDir::new()?;
        let make = |name: &str, bytes: &[u8]| -> Result<PathBuf> {
            let path = folder.path().join(name);
            fs::write(&path, bytes)?;
            Ok(path)
        };
        let (module, component, made) = match (module, component) {
            (Some((module, _)), Some((component, _))) => (module, component, None),
            (Some((module, bytes)), None) => {
                let made = make(COMPONENT, &component_of(&bytes)?)?;
                (module, made, Some("the component is made from the module"))
            }
            (None, Some((component, bytes))) => {
                let made = make(MODULE, module_in(&bytes)?)?;
                (made, component, Some("the raw face is the module in the component"))
            }
            (None, None) => anyhow::bail!("no file given"),
        };
        Ok(Artefact { module, component, made, _folder: folder })
    }

    /// The file of the core module.
    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The file of the component.
    pub fn component(&self) -> &Path {
        &self.component
    }
}
