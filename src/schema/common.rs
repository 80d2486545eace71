//! Parts of documents that the schemas share.

use super::sink::{Sink, name};
use crate::derive::user_agent;
use crate::event::{Event, Slot};
use crate::json::Value;
use alloc::vec::Vec;

/// Writes `number` of an `as` object, the one number that is also read from decimal text.
pub fn autonomous_system_number<S: Sink>(event: Event<'_>, scratch: &mut Vec<u8>, sink: &mut S) {
    let from = event.get(Slot::AsNumber);
    if !from.is_string() {
        sink.number(name!("number"), from);
        return;
    }
    // Longer than any number of an autonomous system, still exact in every reader.
    let is_number = |digits: &&str| digits.len() <= 15 && digits.bytes().all(|digit| digit.is_ascii_digit());
    if let Some(digits) = event.characters(Slot::AsNumber, scratch).filter(is_number) {
        let significant = digits.trim_start_matches('0');
        sink.derived_number(name!("number"), if significant.is_empty() { "0" } else { significant }, from);
    }
}

/// Writes `user_agent`: the text as it is, and what uap-core says of it.
pub fn user_agent<S: Sink>(original: &[u8], from: Value, agents: &mut user_agent::Cache, sink: &mut S) {
    let agent = agents.get(original);
    sink.object(name!("user_agent"), |sink| {
        sink.copy(name!("original"), from);
        sink.derived(name!("name"), &agent.name, from);
        if let Some(version) = &agent.version {
            sink.derived(name!("version"), version, from);
        }
        sink.object(name!("os"), |sink| {
            sink.derived(name!("name"), &agent.os_name, from);
            if let Some(version) = &agent.os_version {
                sink.derived(name!("version"), version, from);
            }
        });
        sink.object(name!("device"), |sink| sink.derived(name!("name"), &agent.device_name, from));
    });
}
