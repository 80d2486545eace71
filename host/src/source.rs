//! The inputs of `transform`: files and standard input, gzip and zstd unpacked as their first bytes say.

use std::fs::{File, Metadata};
use std::io::{self, BufReader, Cursor, Read};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::stop::{Stop, Stoppable};

/// How much is read at once, in bytes.
pub const BLOCK: usize = 256 << 10;

/// An input, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input, `-`.
    Stdin,
    /// A file, which may be a named pipe.
    File(PathBuf),
}

/// The device and the number of a file on it.
pub type Identity = (u64, u64);

/// Which file is open there, if it is a regular one.
pub fn identity_of(open: impl AsFd) -> Option<Identity> {
    regular(&File::from(open.as_fd().try_clone_to_owned().ok()?).metadata().ok()?)
}

fn regular(about: &Metadata) -> Option<Identity> {
    about.is_file().then(|| (about.dev(), about.ino()))
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        if path == Path::new("-") { Source::Stdin } else { Source::File(path) }
    }
}

impl Source {
    /// Its name, for messages.
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "standard input".into(),
            Source::File(path) => path.display().to_string(),
        }
    }

    /// Its size as stored, in bytes; none for what is no regular file.
    pub fn size(&self) -> Option<u64> {
        let Source::File(path) = self else { return None };
        path.metadata().ok().filter(|about| about.is_file()).map(|about| about.len())
    }

    /// Which file it is, if it is a regular one.
    pub fn identity(&self) -> Option<Identity> {
        match self {
            Source::Stdin => identity_of(io::stdin()),
            // Not opened: a named pipe would wait for who writes to it.
            Source::File(path) => regular(&path.metadata().ok()?),
        }
    }

    /// Opens it for reading: its text, unpacked. `taken` counts the bytes as stored.
    ///
    /// # Errors
    /// When it cannot be opened or its first bytes cannot be read.
    pub fn open(&self, stop: &Arc<Stop>, taken: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        let input = match self {
            Source::Stdin => File::from(io::stdin().as_fd().try_clone_to_owned()?),
            Source::File(path) => File::open(path)?,
        };
        let mut input = Counted { input: Stoppable { input, stop: stop.clone() }, taken: taken.clone() };
        let first = first_bytes(&mut input)?;
        let packed = Packed::by_magic(&first);
        let whole = Cursor::new(first).chain(input);
        Ok(match packed {
            Packed::No => Box::new(whole),
            Packed::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(BLOCK, whole))),
            Packed::Zstd => Box::new(zstd::Decoder::new(whole)?),
        })
    }
}

/// How an input is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packed {
    No,
    Gzip,
    Zstd,
}

impl Packed {
    /// What the first four bytes say. No JSON text begins like either.
    fn by_magic(first: &[u8]) -> Packed {
        match first {
            [0x1f, 0x8b, ..] => Packed::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Packed::Zstd,
            _ => Packed::No,
        }
    }
}

/// Up to four bytes, and no more of them than it takes to see that nothing is packed: a first line shorter than
/// that must not wait for the second.
fn first_bytes(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut first = Vec::with_capacity(4);
    while first.len() < 4 && (first.is_empty() || first[0] == 0x1f || first[0] == 0x28) {
        let mut byte = [0];
        match input.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => first.extend(byte),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(first)
}

struct Counted<R> {
    input: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
