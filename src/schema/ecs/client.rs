//! What is gathered from where the request came from.

use super::memory::Found;
use super::person::{Nature, Party, characters, content};
use crate::derive::address::address;
use crate::event::{Event, Slot};
use crate::schema::sentinel::{is_sentinel, unless_sentinel};
use alloc::vec::Vec;

/// Adds the addresses and names that have fields of their own to the lists of `related`. Those deeper in the event
/// are added as they are written.
pub fn relate(
    event: Event<'_>,
    ip: &[u8],
    (actor, nature): (&Party, Nature),
    scratch: &mut Vec<u8>,
    found: &mut Found,
) {
    let from = event.get(Slot::ClientIpAddress);
    if !ip.is_empty() {
        found.ips.add(ip, from);
    } else if !from.is_unset() && !content(event.text, from, scratch).is_some_and(is_sentinel) {
        found.warnings.add("client.ipAddress is no IP address", from);
    }
    if nature == Nature::Address
        && let Some(ip) = characters(event.text, actor.id, scratch).and_then(address)
    {
        found.ips.add(ip.as_str(), actor.id);
    }
    for slot in [Slot::Domain, Slot::DeviceName] {
        let name = *unless_sentinel(event.text, event.slots.at(slot));
        if let Some(text) = content(event.text, name, scratch) {
            found.hosts.add(text, name);
        }
    }
}
