//! What happens to the keys that the host put on a record: they stay, and never hide a key of the document.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::json::walk::Member;
use crate::json::{Kind, Output, Value, escape, order};

/// Keeps the last member of each key, as every JSON library does, in the order of the record.
pub fn keep_last(record: &[u8], members: &mut Vec<Member>) {
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
    let order = order::sorted(members.len(), &|a, b| characters_of(a).cmp(&characters_of(b)));
    let (Some(order), Some(mut stays)) = (order, order::zeros(members.len())) else { return };
    // Of each run of the same key, in the order of the record, the last one stays.
    for (at, number) in order.iter().enumerate() {
        let next = order.get(at + 1).map(|next| characters_of(*next as usize));
        if let Some(stays) = stays.get_mut(*number as usize) {
            *stays = u32::from(next != Some(characters_of(*number as usize)));
        }
    }
    let mut stays = stays.iter();
    members.retain(|_| stays.next() == Some(&1));
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
pub fn write(
    record: &[u8],
    members: &[Member],
    rest: Option<(&str, &[u8])>,
    owns: impl Fn(&str) -> bool,
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

/// Writes a member as it stands, and a comma.
#[inline(never)]
pub fn write_member(record: &[u8], member: Member, output: &mut Output) {
    output.push(b"\"");
    output.push(member.key.bytes(record));
    output.push(b"\":");
    write_value(record, member.value, output);
    output.push(b",");
}

/// Writes a value as it stands.
#[inline(never)]
pub fn write_value(record: &[u8], value: Value, output: &mut Output) {
    let quote: &[u8] = if value.is_string() { b"\"" } else { b"" };
    output.push(quote);
    output.push(value.bytes(record));
    output.push(quote);
}
