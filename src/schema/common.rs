//! Parts of documents that the schemas share.

use super::json::Json;
use super::sink::{Sink, name};
use crate::derive::user_agent::{Cache, Known, UserAgent};
use crate::event::{Event, Slot};
use crate::json::Value;
use alloc::vec::Vec;

/// The digits of the one number that is also read from decimal text: that of an autonomous system.
pub fn autonomous_system_digits<'t>(event: &Event<'t>, scratch: &'t mut Vec<u8>) -> Option<&'t str> {
    if !event.get(Slot::AsNumber).is_string() {
        return None;
    }
    // Longer than any number of an autonomous system, still exact in every reader.
    let is_number = |digits: &&str| digits.len() <= 15 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let digits = event.characters(Slot::AsNumber, scratch).filter(is_number)?;
    let significant = digits.trim_start_matches('0');
    Some(if significant.is_empty() { "0" } else { significant })
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
