//! The schema `sekoia`: the documented normalisation of Sekoia's Okta intake (2023-08).
//!
//! A missing, null or empty input leaves its field out; a wrongly typed one too. Fields do not depend on each
//! other, but for those that are derived from another field, as the table in the README says.

use super::Derivers;
use super::common::{self, CATEGORY, FIRST_OTHER, IP, REGISTERED_DOMAIN, SUBDOMAIN, TOP_LEVEL_DOMAIN, TYPE};
use super::rows::{CLOSE, Part, Parts, Row, are_balanced, chosen, derived, event, members, person, row};
use super::sink::Sink;
use crate::Error;
use crate::derive::time::Timestamp;
use crate::event::{Event, Slot};
use crate::json::Kind;
use alloc::vec::Vec;

/// The top-level keys that this schema writes, besides `message`. A host's key of the same name is kept under
/// `record`.
pub const KEYS: &[&str] =
    &["@timestamp", "event", "message", "observer", "okta", "related", "source", "user", "user_agent"];

/// The document's fields, in their order, all but `message`, which is the event's text.
static ROWS: [Row; 91] = [
    row!(Text "@timestamp": derived(PUBLISHED, Slot::Published)),
    row!(Open "event"),
    row!(Constant "kind": "event"),
    row!(Constant "dataset": "system-log"),
    row!(Text "action": event(Slot::EventType)),
    members(derived(CATEGORY, Slot::EventType)),
    members(derived(TYPE, Slot::EventType)),
    row!(Text "reason": event(Slot::DisplayMessage)),
    CLOSE,
    row!(Constant "observer"/"vendor": "Okta"),
    row!(Open "okta"),
    row!(Open "system"),
    row!(Text "severity": event(Slot::Severity)),
    row!(Open "actor"),
    row!(Text "id": event(Slot::ActorId)),
    row!(Text "type": event(Slot::ActorType)),
    row!(Text "alternate_id": event(Slot::ActorAlternateId)),
    row!(Text "display_name": event(Slot::ActorDisplayName)),
    CLOSE,
    row!(Open "authentication_context"),
    row!(Open "authentication"),
    row!(Text "provider": event(Slot::AuthenticationProvider)),
    CLOSE,
    row!(Open "credential"),
    row!(Text "provider": event(Slot::CredentialProvider)),
    row!(Text "type": event(Slot::CredentialType)),
    CLOSE,
    row!(Text "external_session_id": chosen(SESSION, Slot::ExternalSessionId)),
    row!(Text "interface": event(Slot::Interface)),
    row!(Open "issuer"),
    row!(Text "id": event(Slot::IssuerId)),
    row!(Text "type": event(Slot::IssuerType)),
    CLOSE,
    CLOSE,
    // The newer document's spelling, like `okta.system.target` below.
    row!(Text "debug"/"dtHash": event(Slot::DtHash)),
    row!(Open "outcome"),
    row!(Text "result": event(Slot::OutcomeResult)),
    row!(Text "reason": event(Slot::OutcomeReason)),
    CLOSE,
    row!(Open "target"),
    row!(Text "id": event(Slot::AppId)),
    row!(Text "type": event(Slot::AppType)),
    row!(Text "alternateId": event(Slot::AppAlternateId)),
    row!(Text "displayName": event(Slot::AppDisplayName)),
    CLOSE,
    row!(Open "transaction"),
    row!(Text "id": event(Slot::TransactionId)),
    row!(Text "type": event(Slot::TransactionType)),
    CLOSE,
    CLOSE,
    CLOSE,
    row!(Open "related"),
    row!(Text "hosts"[]: event(Slot::Domain)),
    row!(Text "ip"[]: derived(IP, Slot::ClientIpAddress)),
    row!(Text "user"[]: person(Slot::UserAlternateId)),
    CLOSE,
    row!(Open "source"),
    row!(Text "address": event(Slot::Domain)),
    row!(Text "address": derived(ADDRESS, Slot::ClientIpAddress)),
    row!(Open "as"),
    row!(Json "number": event(Slot::AsNumber)),
    row!(Json "number": derived(AS_NUMBER, Slot::AsNumber)),
    row!(Text "organization"/"name": event(Slot::AsOrg)),
    CLOSE,
    row!(Text "domain": event(Slot::Domain)),
    row!(Open "geo"),
    row!(Text "city_name": event(Slot::GeoCity)),
    row!(Text "country_name": event(Slot::GeoCountry)),
    row!(Open "location"),
    row!(Json "lat": event(Slot::GeoLat)),
    row!(Json "lon": event(Slot::GeoLon)),
    CLOSE,
    row!(Text "postal_code": event(Slot::GeoPostalCode)),
    row!(Text "region_name": event(Slot::GeoState)),
    CLOSE,
    row!(Text "ip": derived(IP, Slot::ClientIpAddress)),
    row!(Text "registered_domain": derived(REGISTERED_DOMAIN, Slot::Domain)),
    row!(Text "subdomain": derived(SUBDOMAIN, Slot::Domain)),
    row!(Text "top_level_domain": derived(TOP_LEVEL_DOMAIN, Slot::Domain)),
    row!(Text "user"/"id": event(Slot::ClientId)),
    CLOSE,
    row!(Open "user"),
    row!(Text "id": person(Slot::UserId)),
    row!(Text "name": person(Slot::UserAlternateId)),
    row!(Text "email": person(Slot::UserAlternateId)),
    row!(Text "full_name": person(Slot::UserDisplayName)),
    CLOSE,
    row!(Open "user_agent"),
    row!(Text "original": chosen(ORIGINAL, Slot::RawUserAgent)),
    members(derived(AGENT, Slot::RawUserAgent)),
    CLOSE,
];

const _: () = assert!(are_balanced(&ROWS));

// The numbers of the parts that `common` does not number.
const PUBLISHED: u8 = FIRST_OTHER;
/// The address where there is no domain.
const ADDRESS: u8 = 10;
const AS_NUMBER: u8 = 11;
const AGENT: u8 = 12;
/// Unless it is the word `unknown`.
const SESSION: u8 = 13;
/// Unless it calls itself unknown.
const ORIGINAL: u8 = 14;
const PARTS: usize = 15;

/// Writes the document's fields, all but `message`.
#[inline(never)]
pub fn write<S: Sink>(event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
    let Derivers { agents, memos, scratch, .. } = derivers;
    if !event.get(Slot::EventType).is_textual() {
        return Err(Error::NotAnOktaEvent);
    }
    let mut parts = [Part::default(); PARTS];
    let mut published = Timestamp::default();
    if !event.content(Slot::Published, scratch).is_some_and(|text| published.read(text)) {
        return Err(Error::InvalidTimestamp);
    }
    parts[PUBLISHED as usize] = Part::text(published.as_bytes());

    let (mut passing, mut digits) = (Default::default(), Vec::new());
    common::derive_all(&event, memos, &mut passing, &mut parts)?;
    if !event.get(Slot::Domain).is_textual() {
        parts[ADDRESS as usize] = parts[IP as usize];
    }
    parts[AS_NUMBER as usize] = common::autonomous_system(&event, &mut digits)?;
    if event.content(Slot::ExternalSessionId, scratch) != Some(b"unknown") {
        parts[SESSION as usize] = Part::value(event.get(Slot::ExternalSessionId));
    }
    if let Some(original) = event.content(Slot::RawUserAgent, scratch) {
        let known = common::user_agent(original, agents);
        if !known.names_unknown {
            parts[ORIGINAL as usize] = Part::value(event.get(Slot::RawUserAgent));
            parts[AGENT as usize] = Part::text(known.note.as_ref().ok_or(Error::OutOfMemory)?);
        }
    }
    // The first target that is a user, else the actor. Taken whole: what the target lacks is not filled in from the
    // actor, who may be somebody else.
    let person = if event.get(Slot::User).kind == Kind::Object { Slot::User } else { Slot::Actor };
    sink.rows(&ROWS, &event, &Parts { parts: &parts, person });
    Ok(())
}
