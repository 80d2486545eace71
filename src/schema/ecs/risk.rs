//! Risk, from all the places where Okta writes it: debugData, its logOnlySecurityData, and securityContext.

use super::encoded;
use super::memory::Found;
use super::tree::Source;
use crate::json::tape::Range;
use crate::json::{Kind, Value};
use crate::schema::sentinel::is_sentinel;
use alloc::string::String;
use alloc::vec::Vec;

/// Takes level and reasons from `{"level":…,"reasons":…}`; reasons are a list, or one text with commas.
pub fn take_risk(source: Source<'_>, mut inside: Range, found: &mut Found) {
    let mut scratch = Vec::new();
    while let Some((number, node)) = inside.next(source.tape) {
        match source.key(number).as_ref() {
            b"level" => {
                if let Some(level) = source.text_of(node.value, &mut scratch) {
                    take_level(level, source.from.unwrap_or(node.value), found);
                }
            }
            b"reasons" if node.value.kind == Kind::Array => {
                let mut list = source.tape.inside(number);
                while let Some((_, reason)) = list.next(source.tape) {
                    if let Some(text) = source.text_of(reason.value, &mut scratch) {
                        found.risk_reasons.add(text, source.from.unwrap_or(reason.value));
                    }
                }
            }
            b"reasons" => {
                if let Some(text) = source.text_of(node.value, &mut scratch) {
                    take_reasons(text, source.from.unwrap_or(node.value), found);
                }
            }
            _ => {}
        }
    }
}

/// The first level that is found counts.
fn take_level(level: &str, from: Value, found: &mut Found) {
    if found.risk_level.is_none() && !is_sentinel(level.as_bytes()) {
        let mut copy = String::new();
        match copy.try_reserve_exact(level.len()) {
            Ok(()) => copy.push_str(level),
            Err(_) => found.risk_reasons.failed = true,
        }
        found.risk_level = Some((copy, from));
    }
}

fn take_reasons(text: &str, from: Value, found: &mut Found) {
    encoded::reasons(text).for_each(|reason| found.risk_reasons.add(reason, from));
}

/// Takes the names of the behaviours that are positive from `{"New Device":"POSITIVE",…}`.
pub fn take_behaviors(source: Source<'_>, mut inside: Range, found: &mut Found) {
    while let Some((number, node)) = inside.next(source.tape) {
        if is_positive(node.value.bytes(source.text))
            && let Ok(name) = core::str::from_utf8(&source.key(number))
        {
            found.risk_behaviors.add(name, source.from.unwrap_or(node.value));
        }
    }
}

/// The same from `[{"name":"New Device","result":"POSITIVE",…},…]`.
pub fn take_user_behaviors(source: Source<'_>, mut list: Range, found: &mut Found) {
    let mut scratch = Vec::new();
    while let Some((number, _)) = list.next(source.tape) {
        let inside = source.tape.inside(number);
        let result = source.member(inside, b"result");
        if result.is_some_and(|(_, node)| is_positive(node.value.bytes(source.text)))
            && let Some((_, node)) = source.member(inside, b"name")
            && let Some(name) = source.text_of(node.value, &mut scratch)
        {
            found.risk_behaviors.add(name, node.value);
        }
    }
}

/// Takes what the member of debugData with that key says of risk, if anything.
pub fn take_object(source: Source<'_>, key: &[u8], inside: Range, found: &mut Found) {
    match key {
        b"risk" => take_risk(source, inside, found),
        b"behaviors" => take_behaviors(source, inside, found),
        b"logOnlySecurityData" => {
            for part in [&b"risk"[..], b"behaviors"] {
                if let Some((number, _)) = source.member(inside, part) {
                    take_object(source, part, source.tape.inside(number), found);
                }
            }
        }
        _ => {}
    }
}

/// The same for one pair of a Java map.
#[inline(never)]
pub fn take_pair(key: &[u8], (name, value): (&str, &str), from: Value, found: &mut Found) {
    match (key, name) {
        (b"risk", "level") => take_level(value, from, found),
        (b"risk", "reasons") => take_reasons(value, from, found),
        (b"behaviors", _) if is_positive(value.as_bytes()) => found.risk_behaviors.add(name, from),
        (b"originalPrincipal", "id" | "alternateId") if !is_sentinel(value.as_bytes()) => {
            found.users.add(value, from);
        }
        _ => {}
    }
}

fn is_positive(result: &[u8]) -> bool {
    result == b"POSITIVE"
}

/// Takes the identifiers of the principal behind the actor.
pub fn take_principal(source: Source<'_>, inside: Range, found: &mut Found) {
    for key in [&b"id"[..], b"alternateId"] {
        if let Some((_, node)) = source.member(inside, key) {
            let mut scratch = Vec::new();
            if let Some(text) = source.text_of(node.value, &mut scratch)
                && !is_sentinel(text.as_bytes())
            {
                found.users.add(text, source.from.unwrap_or(node.value));
            }
        }
    }
}
