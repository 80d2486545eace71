//! What is gathered from where the request came from.

use super::memory::Found;
use super::person::{Nature, Party};
use crate::derive::address::address;
use crate::event::{Event, Slot};
use crate::json::Scratch;
use crate::schema::sentinel::{is_sentinel, unless_sentinel};

/// Adds the addresses and names that have fields of their own to the lists of `related`. Those deeper in the event
/// are added as they are written.
pub fn relate(
    event: Event<'_>,
    ip: &[u8],
    (actor, nature): (&Party, Nature),
    scratch: &mut Scratch,
    found: &mut Found,
) {
    let from = event.get(Slot::ClientIpAddress);
    if !ip.is_empty() {
        found.ips.add(ip, from);
    } else if !from.is_unset() && !scratch.content(event.text, from).is_some_and(is_sentinel) {
        found.warnings.add("client.ipAddress is no IP address", from);
    }
    if nature == Nature::Address
        && let Some(ip) = scratch.characters(event.text, actor.id).and_then(address)
    {
        found.ips.add(ip.as_str(), actor.id);
    }
    for slot in [Slot::Domain, Slot::DeviceName] {
        let name = *unless_sentinel(event.text, event.slots.at(slot));
        if let Some(text) = scratch.content(event.text, name) {
            found.hosts.add(text, name);
        }
    }
}
