//! Parts of documents that the schemas share.

use super::json::Json;
use super::rows::Part;
use super::sink::{Sink, name};
use crate::derive::address::{Address, address};
use crate::derive::domain::{self, Domain};
use crate::derive::memo::{Derived, Memo, TEXTS};
use crate::derive::user_agent::{Cache, Known, UserAgent};
use crate::event::{Event, Slot};
use crate::json::{Kind, Output, Value, escape};
use crate::{Error, catalog};
use alloc::vec::Vec;

/// What is derived from: its number is that of its memo, and three parts for each are what it gives.
pub const DERIVED: [Slot; 3] = [Slot::EventType, Slot::ClientIpAddress, Slot::Domain];

// The numbers of these parts. The event type gives two members of `event`, as JSON with a comma behind each; the client's
// address gives itself, if it is one; the domain name gives what it is made of.
pub const CATEGORY: u8 = 0;
pub const TYPE: u8 = 1;
pub const IP: u8 = 3;
pub const REGISTERED_DOMAIN: u8 = 6;
pub const SUBDOMAIN: u8 = 7;
pub const TOP_LEVEL_DOMAIN: u8 = 8;
/// The number of the first part that is not derived from these.
pub const FIRST_OTHER: u8 = 9;

/// Fills the first parts with what is derived from [`DERIVED`]: three and three. What is not remembered lies in `passing`.
///
/// # Errors
/// [`Error::OutOfMemory`].
#[inline(never)]
pub fn derive_all<'p>(
    event: &Event<'p>,
    memos: &'p mut [Memo; DERIVED.len()],
    passing: &'p mut [Derived; DERIVED.len()],
    parts: &mut [Part<'p>],
) -> Result<(), Error> {
    let memos = memos.iter_mut().zip(passing).enumerate();
    for ((number, (memo, passing)), parts) in memos.zip(parts.chunks_exact_mut(TEXTS)) {
        if let Some(derived) = derive(number, event, memo, passing)? {
            for (part, [start, end]) in parts.iter_mut().zip(derived.places) {
                *part = Part::new(derived.text.as_bytes(), Value { start, end, kind: Kind::Plain });
            }
        }
    }
    Ok(())
}

/// What is derived from one of [`DERIVED`], as content of JSON strings: it is remembered, or lies in `passing`. None if
/// that is unset.
///
/// # Errors
/// [`Error::OutOfMemory`].
#[inline(never)]
fn derive<'m>(
    number: usize,
    event: &Event<'_>,
    memo: &'m mut Memo,
    passing: &'m mut Derived,
) -> Result<Option<&'m Derived>, Error> {
    let value = DERIVED.get(number).map_or(Value::ABSENT, |slot| event.get(*slot));
    if !value.is_textual() {
        return Ok(None);
    }
    let mut anew = Output::default();
    let from = if value.is_verbatim() { value.bytes(event.text) } else { spelled_anew(event, value, &mut anew)? };
    let derived = memo.get(from, event.length, passing, |from, derived| find_out(number, from, derived));
    derived.map(Some).ok_or(Error::OutOfMemory)
}

/// A string that is written with escapes, with those only that JSON needs: no address, type or suffix has any.
#[cold]
#[inline(never)]
fn spelled_anew<'a>(event: &Event<'_>, value: Value, anew: &'a mut Output) -> Result<&'a [u8], Error> {
    let mut scratch = Vec::new();
    let content = escape::content(event.text, value, &mut scratch).ok_or(Error::OutOfMemory)?;
    escape::escape(content, anew);
    if anew.failed() { Err(Error::OutOfMemory) } else { Ok(anew.bytes()) }
}

/// Derives what [`derive()`] gives.
#[cold]
fn find_out(number: usize, from: &[u8], derived: &mut Derived) {
    let Ok(text) = core::str::from_utf8(from) else { return };
    match DERIVED.get(number) {
        Some(Slot::EventType) => {
            let class = catalog::classify(from);
            for (number, (name, words)) in
                [("category", class.category), ("type", class.kind)].into_iter().enumerate()
            {
                // No class has more words than two: `classes!` asserts it.
                let (first, more) = words.split_first().map_or(("", None), |(first, more)| (*first, more.first()));
                let (comma, second) = more.map_or(("", ""), |second| ("\",\"", *second));
                derived.add(number, &["\"", name, "\":[\"", first, comma, second, "\"],"]);
            }
        }
        Some(Slot::ClientIpAddress) => derived.add(0, &[address(text).as_ref().map_or("", Address::as_str)]),
        _ => {
            let Domain { registered_domain, subdomain, top_level_domain } = domain::split(text);
            for (number, part) in [registered_domain, subdomain, top_level_domain].into_iter().enumerate() {
                derived.add(number, &[part.unwrap_or_default()]);
            }
        }
    }
}

/// The one number that is also read from decimal text: that of an autonomous system. Empty if it is no such text.
///
/// # Errors
/// [`Error::OutOfMemory`].
#[inline(always)]
pub fn autonomous_system<'t>(event: &Event<'t>, characters: &'t mut Vec<u8>) -> Result<Part<'t>, Error> {
    let number = event.get(Slot::AsNumber);
    if number.is_string() { significant_digits(event.text, number, characters) } else { Ok(Part::default()) }
}

#[cold]
#[inline(never)]
fn significant_digits<'t>(text: &'t [u8], value: Value, characters: &'t mut Vec<u8>) -> Result<Part<'t>, Error> {
    let digits = escape::content(text, value, characters).ok_or(Error::OutOfMemory)?;
    // Longer than any number of an autonomous system, still exact in every reader.
    if digits.len() > 15 || !digits.iter().all(u8::is_ascii_digit) {
        return Ok(Part::default());
    }
    let zeroes = digits.iter().take_while(|digit| **digit == b'0').count();
    // Of nothing but zeroes the last one stays.
    Ok(Part::number(digits.get(zeroes.min(digits.len().wrapping_sub(1))..).unwrap_or_default()))
}

/// What uap-core says of a user agent. Noted with it are the members of `user_agent` that say so, as JSON.
pub fn user_agent<'a>(original: &[u8], agents: &'a mut Cache) -> &'a Known {
    agents.noted(original, members)
}

fn members(agent: &UserAgent) -> Option<Vec<u8>> {
    let UserAgent { name, version, os_name, os_version, device_name } = agent;
    let texts = [Some(name), version.as_ref(), Some(os_name), os_version.as_ref(), Some(device_name)];
    // A byte becomes six at most, and the names of the members take the rest.
    let most = 6 * texts.iter().flatten().map(|text| text.len()).sum::<usize>() + 256;
    let mut room = Vec::new();
    room.try_reserve(most).ok()?;
    room.resize(most, 0);
    let mut sink = Json::new(&mut room, b"", false);
    let from = Value::ABSENT;
    sink.derived(name!("name"), name, from);
    if let Some(version) = version {
        sink.derived(name!("version"), version, from);
    }
    sink.object(name!("os"), |sink| {
        sink.derived(name!("name"), os_name, from);
        if let Some(version) = os_version {
            sink.derived(name!("version"), version, from);
        }
    });
    sink.object(name!("device"), |sink| sink.derived(name!("name"), device_name, from));
    let length = sink.finish().ok()??;
    room.truncate(length);
    room.shrink_to_fit();
    Some(room)
}
