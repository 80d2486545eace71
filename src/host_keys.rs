//! What happens to the keys that the host put on a record: they stay, and never hide a key of the document.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::json::dialect::string;
use crate::json::order::{self, But};
use crate::json::token::scalar;
use crate::json::walk::Member;
use crate::json::{Bare, Kind, Output, Value, escape};

/// Keeps the last member of each key, as every JSON library does, in the order of the record.
#[inline(always)]
pub fn keep_last(record: &[u8], members: &mut Vec<Member>) {
    if members.len() > 1 {
        keep_last_of(record, members);
    }
}

#[inline(never)]
fn keep_last_of(record: &[u8], members: &mut Vec<Member>) {
    // Nearly every record has a handful of keys or none, and none of them twice.
    let few = members.len() <= 8 && members.iter().all(|member| member.key.kind == Kind::Plain);
    let key = |member: &Member| member.key.bytes(record);
    if few
        && members
            .iter()
            .enumerate()
            .all(|(at, member)| members.iter().skip(at + 1).all(|m| key(m) != key(member)))
    {
        return;
    }
    // Where memory is refused, each member stays: JSON with a key twice is still JSON.
    let characters_of = |at: usize| members.get(at).map(|member| characters(record, member.key));
    let compare = |a, b| characters_of(a).cmp(&characters_of(b));
    let Some(dead) = order::repeated(members.len(), But::Last, &compare) else { return };
    let mut dead = dead.iter();
    members.retain(|_| dead.next() == Some(&false));
}

/// The characters of a key.
#[inline(never)]
pub fn characters(record: &[u8], key: Value) -> Cow<'_, [u8]> {
    if key.kind == Kind::Plain {
        return Cow::Borrowed(key.bytes(record));
    }
    let mut characters = Vec::new();
    escape::unescape(key.bytes(record), &mut characters);
    Cow::Owned(characters)
}

/// Writes the host's members behind the document's own fields, each followed by a comma. Those whose key the
/// document owns go under `record`, and so does a key `record` of the host's own. `rest` is one more member,
/// what an envelope leaves of the member that held the event: its key, and its value as JSON.
#[inline(never)]
pub fn write(
    record: &[u8],
    members: &[Member],
    rest: Option<(&str, &[u8])>,
    owns: &dyn Fn(&str) -> bool,
    output: &mut Output,
) {
    let displaced_rest = rest.filter(|(key, _)| owns(key));
    let displaced = |member: &Member| {
        let key = characters(record, member.key);
        core::str::from_utf8(&key).is_ok_and(|key| key == "record" || owns(key))
    };
    let mut any_displaced = displaced_rest.is_some();
    for member in members.iter() {
        if displaced(member) {
            any_displaced = true;
        } else {
            write_member(record, *member, output);
        }
    }
    if let (Some((key, value)), None) = (rest, displaced_rest) {
        write_json(key, value, output);
    }
    if any_displaced {
        output.push(b"\"record\":{");
        members.iter().filter(|member| displaced(member)).for_each(|member| write_member(record, *member, output));
        if let Some((key, value)) = displaced_rest {
            write_json(key, value, output);
        }
        output.replace_last(b'}');
        output.push(b",");
    }
}

/// Writes a member whose value is JSON in its own right, and a comma.
#[inline(never)]
pub fn write_json(key: &str, value: &[u8], output: &mut Output) {
    for part in [b"\"", key.as_bytes(), b"\":", value, b","] {
        output.push(part);
    }
}

/// Writes a member, and a comma.
#[inline(never)]
pub fn write_member(record: &[u8], member: Member, output: &mut Output) {
    output.push(b"\"");
    output.push(member.key.bytes(record));
    output.push(b"\":");
    write_value(record, member.value, output);
    output.push(b",");
}

/// Writes a value as it stands, but for numbers that are taken for text.
#[inline(never)]
pub fn write_value(record: &[u8], value: Value, output: &mut Output) {
    let text = value.bytes(record);
    match value.kind {
        Kind::Object | Kind::Array => write_container(text, output),
        _ if value.is_string() => write_text(text, output),
        _ => output.push(text),
    }
}

/// The same for what an object or array contains, at any depth. Nothing else of it is touched.
fn write_container(text: &[u8], output: &mut Output) {
    let (mut unwritten, mut rest) = (text, text);
    while let Some((byte, behind)) = rest.split_first() {
        rest = match byte {
            b'"' => {
                string::<Bare>(behind, &mut 0).and_then(|(length, _)| behind.get(length + 1..)).unwrap_or_default()
            }
            b'-' | b'0'..=b'9' => {
                let (length, kind) = scalar(rest).unwrap_or((1, Kind::Absent));
                let (number, behind) = rest.split_at_checked(length).unwrap_or_default();
                if kind == Kind::Plain {
                    output.push(unwritten.get(..unwritten.len() - rest.len()).unwrap_or_default());
                    write_text(number, output);
                    unwritten = behind;
                }
                behind
            }
            _ => behind,
        };
    }
    output.push(unwritten);
}

fn write_text(content: &[u8], output: &mut Output) {
    [b"\"", content, b"\""].into_iter().for_each(|part| output.push(part));
}
