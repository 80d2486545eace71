//! The structures that Okta writes as text into debugData: Java maps, lists of them, and JSON.

use crate::bytes::find;
use crate::list::add;
use alloc::vec::Vec;

/// How a structure is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `{level=LOW, reasons=Anomalous Device}`
    Map,
    /// `{New Device=POSITIVE, Travel > 500 km/h=NEGATIVE}`: names that people have chosen, and a word in capitals for each.
    Results,
    /// `[{result=true, condition=security.risk.level == 'LOW'}]`
    Maps,
    /// JSON text.
    Json,
}

/// The keys of debugData, and of the device, whose text is a structure.
pub fn encoding(key: &[u8]) -> Option<Encoding> {
    static ENCODED: [(&str, Encoding); 12] = [
        ("behaviors", Encoding::Results),
        ("risk", Encoding::Map),
        ("originalPrincipal", Encoding::Map),
        ("partnerRisk", Encoding::Maps),
        ("securityConditions", Encoding::Maps),
        ("logOnlySecurityData", Encoding::Json),
        ("threatDetections", Encoding::Json),
        ("tunnels", Encoding::Json),
        ("riskChange", Encoding::Json),
        ("associatedProxies", Encoding::Json),
        ("deviceIntegrator", Encoding::Json),
        ("device_integrator", Encoding::Json),
    ];
    find(&ENCODED, key)
}

/// The keys and values of a Java map. A value may hold commas: what follows a comma belongs to the value before
/// it unless it begins with a key, or, where all values are `results`, ends with one. None if the text is no map.
///
/// Java writes no quotes, so that a value that looks like a further key cannot be told from one. `refused` becomes
/// true where memory is.
#[inline(never)]
pub fn map<'t>(text: &'t str, results: bool, refused: &mut bool) -> Option<Vec<(&'t str, &'t str)>> {
    let inner = text.trim_ascii().strip_prefix('{')?.strip_suffix('}')?;
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let (mut start, mut value) = (0, 0);
    while start < inner.len() {
        let end = piece(inner.as_bytes(), start);
        let text = inner.get(start..end)?;
        let result = if results { before_result(text.as_bytes()) } else { None };
        let first = || text.bytes().position(|byte| byte == b'=').filter(|at| is_key(text.as_bytes(), *at));
        match result.or_else(first) {
            Some(at) => {
                value = start + at + 1;
                keep(&mut pairs, (text.get(..at)?, inner.get(value..end)?), refused)?;
            }
            None => pairs.last_mut()?.1 = inner.get(value..end)?,
        }
        start = end + 2;
    }
    Some(pairs)
}

/// Where the piece that begins at `start` ends: at a comma and a space that no bracket encloses.
fn piece(inner: &[u8], start: usize) -> usize {
    let mut depth = 0usize;
    let rest = inner.get(start..).unwrap_or_default();
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && rest.get(at + 1) == Some(&b' ') => return start + at,
            _ => {}
        }
    }
    inner.len()
}

/// Where the `=` is before the word in capitals that a piece ends with, if it is a result.
fn before_result(piece: &[u8]) -> Option<usize> {
    let at = piece.iter().rposition(|byte| !matches!(byte, b'A'..=b'Z' | b'_'))?;
    (at > 0 && at + 1 < piece.len() && piece.get(at) == Some(&b'=')).then_some(at)
}

/// Whether what stands before the `=` at `at` is a key: words, and not many.
fn is_key(piece: &[u8], at: usize) -> bool {
    let key = piece.get(..at).unwrap_or_default();
    let word = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'.' | b'/') || *byte >= 0x80
    };
    (1..=64).contains(&key.len()) && key.iter().all(word)
}

/// Adds to a list. None where memory is refused.
fn keep<T>(list: &mut Vec<T>, item: T, refused: &mut bool) -> Option<()> {
    *refused |= !add(list, item);
    (!*refused).then_some(())
}

/// The maps of a list of Java maps. None if the text is no such list.
pub fn maps<'t>(text: &'t str, refused: &mut bool) -> Option<Vec<Vec<(&'t str, &'t str)>>> {
    let inner = text.trim_ascii().strip_prefix('[')?.strip_suffix(']')?;
    let mut found = Vec::new();
    let mut start = 0;
    while start < inner.len() {
        let end = piece(inner.as_bytes(), start);
        let pairs = map(inner.get(start..end)?, false, refused)?;
        keep(&mut found, pairs, refused)?;
        start = end + 2;
    }
    Some(found)
}

/// The reasons of a risk: `Anomalous Geo-Distance, New Device`.
pub fn reasons(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    core::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = piece(text.as_bytes(), start);
        let reason = text.get(start..end)?;
        start = end + 2;
        Some(reason.trim_ascii())
    })
    .filter(|reason| !reason.is_empty())
}
