//! The schema `sekoia`: the documented normalisation of Sekoia's Okta intake (2023-08).
//!
//! A missing, null or empty input leaves its field out; a wrongly typed one too. Fields do not depend on each
//! other, but for those that are derived from another field, as the table in the README says.

use super::rows::{CLOSE, Part, Parts, Row, Source, members, row};
use super::sink::Sink;
use super::{Derivers, common};
use crate::derive::address::{Address, address};
use crate::derive::domain::{self, Domain};
use crate::derive::memo::{Derived as Texts, Memo, TEXTS};
use crate::derive::time;
use crate::event::{Event, Slot};
use crate::json::{Kind, Output, Value, escape};
use crate::{Error, catalog};
use Source::{Chosen, Derived, Person};
use alloc::vec::Vec;

/// The top-level keys that this schema writes, besides `message`. A host's key of the same name is kept under
/// `record`.
pub const KEYS: &[&str] =
    &["@timestamp", "event", "message", "observer", "okta", "related", "source", "user", "user_agent"];

/// The document's fields, in their order, all but `message`, which is the event's text.
const ROWS: &[Row] = &[
    row!(Text "@timestamp": Derived(PUBLISHED, Slot::Published)),
    row!(Open "event"),
    row!(Constant "kind": "event"),
    row!(Constant "dataset": "system-log"),
    row!(Text "action": from(Slot::EventType)),
    members(Derived(CATEGORY, Slot::EventType)),
    members(Derived(TYPE, Slot::EventType)),
    row!(Text "reason": from(Slot::DisplayMessage)),
    CLOSE,
    row!(Open "observer"),
    row!(Constant "vendor": "Okta"),
    CLOSE,
    row!(Open "okta"),
    row!(Open "system"),
    row!(Text "severity": from(Slot::Severity)),
    row!(Open "actor"),
    row!(Text "id": from(Slot::ActorId)),
    row!(Text "type": from(Slot::ActorType)),
    row!(Text "alternate_id": from(Slot::ActorAlternateId)),
    row!(Text "display_name": from(Slot::ActorDisplayName)),
    CLOSE,
    row!(Open "authentication_context"),
    row!(Open "authentication"),
    row!(Text "provider": from(Slot::AuthenticationProvider)),
    CLOSE,
    row!(Open "credential"),
    row!(Text "provider": from(Slot::CredentialProvider)),
    row!(Text "type": from(Slot::CredentialType)),
    CLOSE,
    row!(Text "external_session_id": Chosen(SESSION, Slot::ExternalSessionId)),
    row!(Text "interface": from(Slot::Interface)),
    row!(Open "issuer"),
    row!(Text "id": from(Slot::IssuerId)),
    row!(Text "type": from(Slot::IssuerType)),
    CLOSE,
    CLOSE,
    // The newer document's spelling, like `okta.system.target` below.
    row!(Open "debug"),
    row!(Text "dtHash": from(Slot::DtHash)),
    CLOSE,
    row!(Open "outcome"),
    row!(Text "result": from(Slot::OutcomeResult)),
    row!(Text "reason": from(Slot::OutcomeReason)),
    CLOSE,
    row!(Open "target"),
    row!(Text "id": from(Slot::AppId)),
    row!(Text "type": from(Slot::AppType)),
    row!(Text "alternateId": from(Slot::AppAlternateId)),
    row!(Text "displayName": from(Slot::AppDisplayName)),
    CLOSE,
    row!(Open "transaction"),
    row!(Text "id": from(Slot::TransactionId)),
    row!(Text "type": from(Slot::TransactionType)),
    CLOSE,
    CLOSE,
    CLOSE,
    row!(Open "related"),
    row!(List "hosts": from(Slot::Domain)),
    row!(List "ip": Derived(IP, Slot::ClientIpAddress)),
    row!(List "user": Person(Slot::UserAlternateId)),
    CLOSE,
    row!(Open "source"),
    row!(Text "address": from(Slot::Domain)),
    row!(Text "address": Derived(ADDRESS, Slot::ClientIpAddress)),
    row!(Open "as"),
    row!(Json "number": from(Slot::AsNumber)),
    row!(Json "number": Derived(AS_NUMBER, Slot::AsNumber)),
    row!(Open "organization"),
    row!(Text "name": from(Slot::AsOrg)),
    CLOSE,
    CLOSE,
    row!(Text "domain": from(Slot::Domain)),
    row!(Open "geo"),
    row!(Text "city_name": from(Slot::GeoCity)),
    row!(Text "country_name": from(Slot::GeoCountry)),
    row!(Open "location"),
    row!(Json "lat": from(Slot::GeoLat)),
    row!(Json "lon": from(Slot::GeoLon)),
    CLOSE,
    row!(Text "postal_code": from(Slot::GeoPostalCode)),
    row!(Text "region_name": from(Slot::GeoState)),
    CLOSE,
    row!(Text "ip": Derived(IP, Slot::ClientIpAddress)),
    row!(Text "registered_domain": Derived(REGISTERED_DOMAIN, Slot::Domain)),
    row!(Text "subdomain": Derived(SUBDOMAIN, Slot::Domain)),
    row!(Text "top_level_domain": Derived(TOP_LEVEL_DOMAIN, Slot::Domain)),
    row!(Open "user"),
    row!(Text "id": from(Slot::ClientId)),
    CLOSE,
    CLOSE,
    row!(Open "user"),
    row!(Text "id": Person(Slot::UserId)),
    row!(Text "name": Person(Slot::UserAlternateId)),
    row!(Text "email": Person(Slot::UserAlternateId)),
    row!(Text "full_name": Person(Slot::UserDisplayName)),
    CLOSE,
    row!(Open "user_agent"),
    row!(Text "original": Chosen(ORIGINAL, Slot::RawUserAgent)),
    members(Derived(AGENT, Slot::RawUserAgent)),
    CLOSE,
];

// The numbers of the parts. Three and three are derived from one value.
const CATEGORY: u8 = 0;
const TYPE: u8 = 1;
const IP: u8 = 3;
const REGISTERED_DOMAIN: u8 = 6;
const SUBDOMAIN: u8 = 7;
const TOP_LEVEL_DOMAIN: u8 = 8;
const PUBLISHED: u8 = 9;
/// The address where there is no domain.
const ADDRESS: u8 = 10;
const AS_NUMBER: u8 = 11;
const AGENT: u8 = 12;
/// Unless it is the word `unknown`.
const SESSION: u8 = 13;
/// Unless it calls itself unknown.
const ORIGINAL: u8 = 14;
const PARTS: usize = 15;

/// What is derived from, in the order of the parts.
const DERIVED: [Slot; 3] = [Slot::EventType, Slot::ClientIpAddress, Slot::Domain];

const fn from(slot: Slot) -> Source {
    Source::Event(slot)
}

/// Writes the document's fields, all but `message`.
#[inline(never)]
pub fn write<S: Sink>(event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
    let Derivers { agents, memos, scratch, .. } = derivers;
    if !event.get(Slot::EventType).is_textual() {
        return Err(Error::NotAnOktaEvent);
    }
    let mut parts = [Part::default(); PARTS];
    let published = event.content(Slot::Published, scratch).and_then(time::utc).ok_or(Error::InvalidTimestamp)?;
    parts[PUBLISHED as usize] = Part::text(published.as_bytes());

    for ((number, memo), parts) in memos.iter_mut().enumerate().zip(parts.chunks_exact_mut(TEXTS)) {
        derive(number, &event, memo, parts);
    }
    if !event.get(Slot::Domain).is_textual() {
        parts[ADDRESS as usize] = parts[IP as usize];
    }
    let number = event.get(Slot::AsNumber);
    let mut digits = Vec::new();
    if number.is_string()
        && let Some(digits) = common::autonomous_system_digits(&event, &mut digits)
    {
        let place = Value::new(0, digits.len(), Kind::Number);
        parts[AS_NUMBER as usize] = Part { text: digits.as_bytes(), place };
    }
    let session = event.get(Slot::ExternalSessionId);
    if event.content(Slot::ExternalSessionId, &mut Vec::new()) != Some(b"unknown") {
        parts[SESSION as usize] = Part { text: event.text, place: session };
    }
    if let Some(original) = event.content(Slot::RawUserAgent, scratch) {
        let known = common::user_agent(original, agents);
        if !known.names_unknown {
            parts[ORIGINAL as usize] = Part { text: event.text, place: event.get(Slot::RawUserAgent) };
            parts[AGENT as usize] = Part::text(&known.note);
        }
    }
    // The first target that is a user, else the actor. Taken whole: what the target lacks is not filled in from the
    // actor, who may be somebody else.
    let person = if event.get(Slot::User).kind == Kind::Object { Slot::User } else { Slot::Actor };
    sink.rows(ROWS, &event, &Parts { parts: &parts, person });
    Ok(())
}

/// Fills in the parts that are made from one of [`DERIVED`].
#[inline(never)]
fn derive<'m>(number: usize, event: &Event<'_>, memo: &'m mut Memo, parts: &mut [Part<'m>]) {
    let Some(value) = DERIVED.get(number).map(|slot| event.slots.at(*slot)) else { return };
    let derived = if !value.is_textual() {
        return;
    } else if value.is_verbatim() {
        memo.get(value.bytes(event.text), |from, derived| find_out(number, from, derived))
    } else {
        // What is derived from has those escapes only that JSON needs: no address, type or suffix has any.
        let (mut scratch, mut anew) = (Vec::new(), Output::default());
        escape::escape(escape::content(event.text, *value, &mut scratch).unwrap_or_default(), &mut anew);
        memo.get(anew.bytes(), |from, derived| find_out(number, from, derived))
    };
    for (part, [start, end]) in parts.iter_mut().zip(derived.places) {
        *part = Part { text: &derived.text, place: Value { start, end, kind: Kind::Plain } };
    }
}

/// Derives the parts of one of [`DERIVED`].
#[cold]
fn find_out(number: usize, from: &[u8], derived: &mut Texts) {
    let Ok(text) = core::str::from_utf8(from) else { return };
    match DERIVED.get(number) {
        Some(Slot::EventType) => {
            let [category, kind] = catalog::classify(from).members;
            derived.add(0, category.as_bytes());
            derived.add(1, kind.as_bytes());
        }
        Some(Slot::ClientIpAddress) => derived.add(0, address(text).as_ref().map_or("", Address::as_str).as_bytes()),
        _ => {
            let Domain { registered_domain, subdomain, top_level_domain } = domain::split(text);
            for (number, part) in [registered_domain, subdomain, top_level_domain].into_iter().enumerate() {
                derived.add(number, part.unwrap_or_default().as_bytes());
            }
        }
    }
}
