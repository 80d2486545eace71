//! From a request's body to its records.

use std::io::{self, Read};

use serde_json::value::RawValue;

/// How a body is packed: the header `Content-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// `gzip`.
    Gzip,
    /// `zstd`.
    Zstd,
}

impl Packing {
    /// The packing of that name; none for one that is not read here.
    pub fn from_header(value: Option<&[u8]>) -> Option<Packing> {
        match value.unwrap_or_default().trim_ascii().to_ascii_lowercase().as_slice() {
            b"" | b"identity" => Some(Packing::Plain),
            b"gzip" | b"x-gzip" => Some(Packing::Gzip),
            b"zstd" => Some(Packing::Zstd),
            _ => None,
        }
    }
}

/// Why a body is not normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is longer than the limit once unpacked.
    TooLarge,
    /// It is not what its header says.
    Corrupt,
    /// There is nobody to do it.
    NoInstance,
}

/// The body's text, of at most `limit` bytes.
///
/// # Errors
/// When it is longer, or cannot be unpacked.
pub fn unpack(body: &[u8], packing: Packing, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::new();
    let mut most = |reader: &mut dyn Read| reader.take(limit as u64 + 1).read_to_end(&mut text);
    let read: io::Result<usize> = match packing {
        Packing::Plain => most(&mut &*body),
        Packing::Gzip => most(&mut flate2::bufread::MultiGzDecoder::new(body)),
        Packing::Zstd => zstd::Decoder::with_buffer(body).and_then(|mut decoder| most(&mut decoder)),
    };
    match read {
        Ok(_) if text.len() > limit => Err(Refusal::TooLarge),
        Ok(_) => Ok(text),
        Err(_) => Err(Refusal::Corrupt),
    }
}

/// What a body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A batch, as Vector's http sink sends it.
    Batch,
    /// One record: the call of an event hook.
    Record,
}

/// The records in a text, in their order: the elements of a JSON array, or one JSON value, or else the lines that
/// are not blank, each as it is.
pub fn records(whole: &[u8], shape: Shape) -> Vec<&[u8]> {
    let text = whole.trim_ascii();
    if text.is_empty() {
        return Vec::new();
    }
    if shape == Shape::Record {
        return vec![whole];
    }
    if text.starts_with(b"[")
        && let Ok(elements) = serde_json::from_slice::<Vec<&RawValue>>(text)
    {
        return elements.into_iter().map(|element| element.get().as_bytes()).collect();
    }
    // One value over several lines. Of a batch in lines, this reads the first and no more.
    if serde_json::from_slice::<&RawValue>(text).is_ok() {
        return vec![text];
    }
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).collect()
}
