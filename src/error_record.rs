//! The error record: a record that could not be normalised, marked so that a pipeline can route it.
//!
//! It is the record itself with `event.kind: "pipeline_error"`, `error.code` and `error.message`, and with
//! `okta_normalizer_failure` among its `tags`. What these fields would overwrite is kept under `record`.

use alloc::vec::Vec;
use base64ct::{Base64, Encoding};

use crate::Error;
use crate::event::{Context, Slots, read};
use crate::host_keys::{characters, keep_last, write_member, write_value};
use crate::json::dialect::{is_ascii, space_at};
use crate::json::walk::{Member, elements, members};
use crate::json::{Bare, Escape, Kind, Output, Value, escape};
use crate::list::add;

/// The tag that marks an error record.
pub const TAG: &str = "okta_normalizer_failure";

/// How much of a text is kept when there is not enough memory for all of it, in bytes.
const HEAD: usize = 64 << 10;

/// What is left to say when there is no memory at all. Ends in NUL: also the answer as a C string.
pub const NO_MEMORY: &core::ffi::CStr = c"{\"event\":{\"kind\":\"pipeline_error\"},\"error\":{\"code\":\"out_of_memory\",\"message\":\"There was not enough memory to normalise the record: raise the memory limit of the host's WebAssembly engine.\"},\"tags\":[\"okta_normalizer_failure\"]}";

/// Writes the error record for `record`; None is a record that the host could not hand over.
pub fn write(record: Option<&[u8]>, error: Error, output: &mut Output) {
    output.reset(record.map_or(0, <[u8]>::len) + 512);
    match (record, record.map_or(Ok(None), object)) {
        (Some(record), Ok(Some(own))) => write_object(record, own, error, output),
        (record, own) => {
            match record {
                Some(record) => write_text(record, output),
                None => output.push(b"{"),
            }
            close(own.err().unwrap_or(error), output);
        }
    }
    if output.failed() {
        // First: it gives memory back that the head may need.
        output.reset(0);
        let head = record.unwrap_or_default();
        let head = head.get(..HEAD).unwrap_or(head);
        // A character that the cut goes through is left out.
        let whole = match core::str::from_utf8(head) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => head.len(),
        };
        write_text(head.get(..whole).unwrap_or(head), output);
        close(Error::OutOfMemory, output);
    }
}

/// The members of a record that is one JSON object in UTF-8 and not too large to be read; an error if memory for
/// them is refused.
fn object(record: &[u8]) -> Result<Option<Vec<Member>>, Error> {
    let start = space_at::<Bare>(record, 0);
    if record.len() > crate::MAX_RECORD || record.get(start) != Some(&b'{') {
        return Ok(None);
    }
    let (mut own, mut seen, mut none) = (Vec::new(), 0, Slots::default());
    let hears = &mut Escape::default();
    let end = read::<Bare, _>(record, start + 1, Context::Foreign, &mut none, &mut own, hears, &mut seen);
    if none.refused {
        return Err(Error::OutOfMemory);
    }
    let whole = end.is_some_and(|end| space_at::<Bare>(record, end) == record.len());
    let readable = is_ascii(seen) || core::str::from_utf8(record).is_ok();
    Ok((whole && readable).then(|| {
        keep_last(record, &mut own);
        own
    }))
}

/// Opens the error record of a text that is no object: the text itself, or its bytes as base64.
fn write_text(text: &[u8], output: &mut Output) {
    output.push(b"{\"message\":\"");
    if core::str::from_utf8(text).is_ok() {
        escape::escape(text, output);
    } else {
        let mut encoded = [0; 4096];
        for bytes in text.chunks(3072) {
            if let Ok(text) = Base64::encode(bytes, &mut encoded) {
                output.push(text.as_bytes());
            }
        }
    }
    output.push(b"\",");
}

/// Ends an error record that has no fields of its own to merge with.
fn close(error: Error, output: &mut Output) {
    write_event(&[], b"", output);
    write_error(&[], b"", error, output);
    write_tags(None, b"", output);
    output.replace_last(b'}');
}

/// A value of the record's own that the error record's fields would overwrite, and where it is kept: under
/// `record`, and there under `outer` if it was a member of that.
struct Displaced {
    outer: Option<&'static str>,
    member: Member,
}

fn write_object(record: &[u8], own: Vec<Member>, error: Error, output: &mut Output) {
    let mut displaced = Vec::new();
    let (mut event, mut failure, mut tags, mut nested) = (Vec::new(), Vec::new(), None, None);
    output.push(b"{");
    for member in own {
        match characters(record, member.key).as_ref() {
            b"event" => event = merged(record, member, "event", &[b"kind"], &mut displaced, output),
            b"error" => failure = merged(record, member, "error", &[b"code", b"message"], &mut displaced, output),
            b"tags" if matches!(member.value.kind, Kind::Array | Kind::Null) || member.value.is_string() => {
                tags = Some(member.value);
            }
            b"tags" => keep(&mut displaced, Displaced { outer: None, member }, output),
            b"record" => nested = Some(member),
            _ => write_member(record, member, output),
        }
    }
    write_event(&event, record, output);
    write_error(&failure, record, error, output);
    write_tags(tags, record, output);
    if displaced.is_empty() {
        nested.into_iter().for_each(|member| write_member(record, member, output));
    } else {
        nested.into_iter().for_each(|member| keep(&mut displaced, Displaced { outer: None, member }, output));
        write_displaced(&displaced, record, output);
    }
    output.replace_last(b'}');
}

/// Adds to a list. Where memory is refused, `output` says so.
fn keep<T>(list: &mut Vec<T>, item: T, output: &mut Output) {
    if !add(list, item) {
        output.fail();
    }
}

/// The members of the record's own object that stay in the error record's object of the same name; the others,
/// or the whole of what is no object, are displaced.
fn merged(
    record: &[u8],
    member: Member,
    name: &'static str,
    overwritten: &[&[u8]],
    displaced: &mut Vec<Displaced>,
    output: &mut Output,
) -> Vec<Member> {
    if member.value.kind != Kind::Object {
        keep(displaced, Displaced { outer: None, member }, output);
        return Vec::new();
    }
    let mut inner = Vec::new();
    members(record, member.value).for_each(|member| keep(&mut inner, member, output));
    keep_last(record, &mut inner);
    inner.retain(|member| {
        let stays = !overwritten.contains(&characters(record, member.key).as_ref());
        if !stays {
            keep(displaced, Displaced { outer: Some(name), member: *member }, output);
        }
        stays
    });
    inner
}

fn write_event(own: &[Member], record: &[u8], output: &mut Output) {
    output.push(b"\"event\":{");
    own.iter().for_each(|member| write_member(record, *member, output));
    output.push(b"\"kind\":\"pipeline_error\"},");
}

fn write_error(own: &[Member], record: &[u8], error: Error, output: &mut Output) {
    output.push(b"\"error\":{");
    own.iter().for_each(|member| write_member(record, *member, output));
    output.push(b"\"code\":\"");
    output.push(error.code().as_bytes());
    output.push(b"\",\"message\":\"");
    output.push(error.message().as_bytes());
    output.push(b"\"},");
}

fn write_tags(own: Option<Value>, record: &[u8], output: &mut Output) {
    output.push(b"\"tags\":[");
    let mut tagged = false;
    for tag in own
        .into_iter()
        .filter(|own| own.is_string())
        .chain(own.into_iter().filter(|own| own.kind == Kind::Array).flat_map(|own| elements(record, own)))
    {
        tagged |= tag.is_string() && tag.bytes(record) == TAG.as_bytes();
        write_value(record, tag, output);
        output.push(b",");
    }
    if !tagged {
        output.push(b"\"");
        output.push(TAG.as_bytes());
        output.push(b"\",");
    }
    output.replace_last(b']');
    output.push(b",");
}

fn write_displaced(displaced: &[Displaced], record: &[u8], output: &mut Output) {
    output.push(b"\"record\":{");
    for Displaced { member, .. } in displaced.iter().filter(|displaced| displaced.outer.is_none()) {
        write_member(record, *member, output);
    }
    for outer in ["event", "error"] {
        let mut inner = displaced.iter().filter(|displaced| displaced.outer == Some(outer)).peekable();
        if inner.peek().is_some() {
            output.push(b"\"");
            output.push(outer.as_bytes());
            output.push(b"\":{");
            inner.for_each(|displaced| write_member(record, displaced.member, output));
            output.replace_last(b'}');
            output.push(b",");
        }
    }
    output.replace_last(b'}');
    output.push(b",");
}
