//! What the tables of `fields.rs` write that is no value of the event as it stands, or not always written.

use super::person::{Nature, Party};
use crate::Error;
use crate::bytes::find;
use crate::derive::memo::{Derived, Memo};
use crate::derive::user_agent;
use crate::event::{Event, Slot};
use crate::json::{Kind, Scratch};
use crate::schema::common::{self, FIRST_OTHER, IP, REGISTERED_DOMAIN, SUBDOMAIN, TOP_LEVEL_DOMAIN};
use crate::schema::rows::Part;
use crate::schema::sentinel::unless_sentinel;
use alloc::vec::Vec;

// The numbers of the parts that `common` does not number.
pub const PUBLISHED: u8 = FIRST_OTHER;
pub const OUTCOME: u8 = 10;
/// Okta's severity as a level, and as the number that syslog has for it.
pub const LEVEL: u8 = 11;
pub const SEVERITY: u8 = 12;
/// A severity that Okta does not document.
pub const UNKNOWN_LEVEL: u8 = 13;
/// What stands where an address should, and is none.
pub const ADDRESS: u8 = 14;
pub const AS_NUMBER: u8 = 15;
/// Both, or none: a point has two.
pub const LATITUDE: u8 = 16;
pub const LONGITUDE: u8 = 17;
pub const OS_TYPE: u8 = 18;
/// The actor, if it is a service.
pub const SERVICE_ID: u8 = 19;
pub const SERVICE_NAME: u8 = 20;
pub const SERVICE_TYPE: u8 = 21;
pub const AGENT: u8 = 22;
/// How many parts there are.
const PARTS: usize = 23;

/// What parts lie in that are not remembered.
#[derive(Default)]
pub struct Passing {
    derived: [Derived; common::DERIVED.len()],
    digits: Vec<u8>,
}

impl Passing {
    /// The parts for an event that `actor` acts in, all but [`PUBLISHED`].
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    #[inline(never)]
    pub fn parts<'p>(
        &'p mut self,
        event: &Event<'p>,
        (actor, nature): (&Party, Nature),
        memos: &'p mut [Memo; common::DERIVED.len()],
        agents: &'p mut user_agent::Cache,
        scratch: &mut Scratch,
    ) -> Result<[Part<'p>; PARTS], Error> {
        let text = event.text;
        let mut parts = [Part::default(); PARTS];
        let known = |slot| *unless_sentinel(text, event.slots.at(slot));
        common::derive_all(event, memos, &mut self.derived, &mut parts)?;
        if !known(Slot::Domain).is_textual() {
            for part in [REGISTERED_DOMAIN, SUBDOMAIN, TOP_LEVEL_DOMAIN] {
                parts[usize::from(part)] = Part::default();
            }
        }
        if parts[usize::from(IP)].is_empty() {
            parts[usize::from(ADDRESS)] = Part::value(known(Slot::ClientIpAddress));
        }
        parts[usize::from(AS_NUMBER)] = common::autonomous_system(event, &mut self.digits)?;
        let place = [event.get(Slot::GeoLat), event.get(Slot::GeoLon)];
        if place.iter().all(|part| part.kind == Kind::Number) {
            [parts[usize::from(LATITUDE)], parts[usize::from(LONGITUDE)]] = place.map(Part::value);
        }
        let severity = event.get(Slot::Severity);
        let word = scratch.content(text, severity).unwrap_or_default();
        match find(&LEVELS, word) {
            Some((level, number)) => {
                parts[usize::from(LEVEL)] = Part::text(level.as_bytes());
                parts[usize::from(SEVERITY)] = Part::number(number.as_bytes());
            }
            None => parts[usize::from(UNKNOWN_LEVEL)] = Part::value(known(Slot::Severity)),
        }
        if let Some(result) = event.content(Slot::OutcomeResult, scratch) {
            parts[usize::from(OUTCOME)] = Part::text(find(&OUTCOMES, result).unwrap_or("unknown").as_bytes());
        }
        if let Some(kind) = scratch.content(text, known(Slot::DeviceOsPlatform)).and_then(os_type) {
            parts[usize::from(OS_TYPE)] = Part::text(kind.as_bytes());
        }
        if nature == Nature::Service {
            parts[usize::from(SERVICE_ID)] = Part::value(*unless_sentinel(text, &actor.id));
            parts[usize::from(SERVICE_NAME)] = Part::value(*unless_sentinel(text, &actor.display_name));
            parts[usize::from(SERVICE_TYPE)] = Part::value(*unless_sentinel(text, &actor.kind));
        }
        if let Some(original) = scratch.content(text, known(Slot::RawUserAgent)) {
            let known = common::user_agent(original, agents);
            parts[usize::from(AGENT)] = Part::text(known.note.as_ref().ok_or(Error::OutOfMemory)?);
        }
        Ok(parts)
    }
}

/// Okta's four severities as ECS's level, and as the number of syslog (RFC 5424).
static LEVELS: [(&str, (&str, &str)); 4] =
    [("INFO", ("info", "6")), ("WARN", ("warn", "4")), ("ERROR", ("error", "3")), ("DEBUG", ("debug", "7"))];

/// ECS's outcome for each of Okta's twelve results that let somebody in, or kept somebody out. The others are `unknown`: a
/// challenge is open still, a rate limit says nothing of who asked, what was skipped, put off, or left unanswered has not
/// come to an end, and there may be results that are yet to come.
static OUTCOMES: [(&str, &str); 4] =
    [("SUCCESS", "success"), ("ALLOW", "success"), ("FAILURE", "failure"), ("DENY", "failure")];

/// The type of operating system that ECS allows for each of Okta's platforms, which come in any case.
static OS_TYPES: [(&str, &str); 9] = [
    ("WINDOWS", "windows"),
    ("OSX", "macos"),
    ("MACOS", "macos"),
    ("MAC_OS_X", "macos"),
    ("IOS", "ios"),
    ("ANDROID", "android"),
    ("LINUX", "linux"),
    ("CHROMEOS", "linux"),
    ("CHROME_OS", "linux"),
];

/// The type for a platform.
#[inline(never)]
fn os_type(platform: &[u8]) -> Option<&'static str> {
    // None of them is longer.
    let mut capitals = [0; 12];
    let capitals = capitals.get_mut(..platform.len())?;
    capitals.copy_from_slice(platform);
    capitals.make_ascii_uppercase();
    find(&OS_TYPES, capitals)
}
