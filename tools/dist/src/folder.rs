//! The folder `dist/`, and the checksums of what lies in it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The file of checksums, as `sha256sum --check` reads it.
pub const SUMS: &str = "SHA256SUMS";

/// A folder that files are laid into.
pub struct Folder {
    path: PathBuf,
    sums: BTreeMap<String, String>,
}

impl Folder {
    /// Makes the folder, if it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make(path: &Path) -> Result<Folder> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Folder { path: path.to_owned(), sums: BTreeMap::new() })
    }

    /// A folder that has its checksums, to lay more into it.
    ///
    /// # Errors
    /// It has none.
    pub fn open(path: &Path) -> Result<Folder> {
        let file = path.join(SUMS);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let sums = text.lines().filter_map(|line| line.split_once("  "));
        Ok(Folder { path: path.to_owned(), sums: sums.map(|(sum, name)| (name.into(), sum.into())).collect() })
    }

    /// Lays a file into it. One that has these bytes already is left alone: its time says when it changed.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn lay(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path.join(name);
        if fs::read(&path).ok().as_deref() != Some(bytes) {
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
        println!("{:>9} bytes  {}", bytes.len(), path.display());
        self.sums.insert(name.to_owned(), hexadecimal(&Sha256::digest(bytes)));
        Ok(())
    }

    /// Takes a file of an earlier build away, if it is there.
    ///
    /// # Errors
    /// It is there and stays.
    pub fn remove(&mut self, name: &str) -> Result<()> {
        self.sums.remove(name);
        let path = self.path.join(name);
        if path.exists() { fs::remove_file(&path).with_context(|| path.display().to_string()) } else { Ok(()) }
    }

    /// Writes the checksums of all that was laid into it.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn seal(self) -> Result<()> {
        let text: String = self.sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
        fs::write(self.path.join(SUMS), text).with_context(|| format!("cannot write {SUMS}"))
    }
}

/// The bytes in hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
