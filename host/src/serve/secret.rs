//! A secret of the service: where it comes from, and how a guess is compared with it.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The shortest secret that is taken, in bytes.
const SHORTEST: usize = 16;

/// A secret. It is never printed.
pub struct Secret(String);

impl Secret {
    /// The secret in the environment variable or, when a file is named, in that file; one line end after it does
    /// not count. None when neither is there.
    ///
    /// # Errors
    /// When both are there, the file cannot be read, or the secret is no text or too short to be one.
    pub fn from(variable: Option<OsString>, file: Option<&Path>) -> Result<Option<Secret>> {
        let text = match (variable, file) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => bail!("is given twice, in the environment and as a file"),
            (Some(text), None) => match text.into_string() {
                Ok(text) => text,
                Err(_) => bail!("is not UTF-8"),
            },
            (None, Some(path)) => {
                fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
            }
        };
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.len() < SHORTEST {
            bail!("is shorter than {SHORTEST} bytes");
        }
        Ok(Some(Secret(text.into())))
    }

    /// The text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether the guess is the secret, in a time that says nothing about either.
    pub fn is(&self, guess: &[u8]) -> bool {
        // Digests, because a comparison in constant time needs both sides of one length.
        Sha256::digest(self.0.as_bytes()).ct_eq(&Sha256::digest(guess)).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
