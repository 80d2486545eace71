//! The schema `sekoia`: the documented normalisation of Sekoia's Okta intake (2023-08).
//!
//! A missing, null or empty input leaves its field out; a wrongly typed one too. Fields do not depend on each
//! other, but for those that are derived from another field, as the table in the README says.

use super::rows::{CLOSE, Part, Parts, Row, Source, json, list, members, open, text};
use super::sink::{Sink, name};
use super::{Derivers, common};
use crate::derive::address::Reading;
use crate::derive::domain::Places;
use crate::derive::time;
use crate::event::{Event, Slot};
use crate::json::{Kind, Output, escape};
use crate::{Error, catalog};
use Source::{Constant, Derived, If, Person};
use alloc::vec::Vec;

/// The top-level keys that this schema writes, besides `message`. A host's key of the same name is kept under
/// `record`.
pub const KEYS: &[&str] =
    &["@timestamp", "event", "message", "observer", "okta", "related", "source", "user", "user_agent"];

/// The document's fields, in their order, all but `message`, which is the event's text.
const ROWS: &[Row] = &[
    text(name!("@timestamp"), Derived(PUBLISHED, Slot::Published)),
    open(name!("event")),
    text(name!("kind"), Constant("event")),
    text(name!("dataset"), Constant("system-log")),
    text(name!("action"), from(Slot::EventType)),
    members(Derived(CATEGORY, Slot::EventType)),
    members(Derived(TYPE, Slot::EventType)),
    text(name!("reason"), from(Slot::DisplayMessage)),
    CLOSE,
    open(name!("observer")),
    text(name!("vendor"), Constant("Okta")),
    CLOSE,
    open(name!("okta")),
    open(name!("system")),
    text(name!("severity"), from(Slot::Severity)),
    open(name!("actor")),
    text(name!("id"), from(Slot::ActorId)),
    text(name!("type"), from(Slot::ActorType)),
    text(name!("alternate_id"), from(Slot::ActorAlternateId)),
    text(name!("display_name"), from(Slot::ActorDisplayName)),
    CLOSE,
    open(name!("authentication_context")),
    open(name!("authentication")),
    text(name!("provider"), from(Slot::AuthenticationProvider)),
    CLOSE,
    open(name!("credential")),
    text(name!("provider"), from(Slot::CredentialProvider)),
    text(name!("type"), from(Slot::CredentialType)),
    CLOSE,
    text(name!("external_session_id"), If(Slot::ExternalSessionId, SESSION_IS_KNOWN)),
    text(name!("interface"), from(Slot::Interface)),
    open(name!("issuer")),
    text(name!("id"), from(Slot::IssuerId)),
    text(name!("type"), from(Slot::IssuerType)),
    CLOSE,
    CLOSE,
    // The newer document's spelling, like `okta.system.target` below.
    open(name!("debug")),
    text(name!("dtHash"), from(Slot::DtHash)),
    CLOSE,
    open(name!("outcome")),
    text(name!("result"), from(Slot::OutcomeResult)),
    text(name!("reason"), from(Slot::OutcomeReason)),
    CLOSE,
    open(name!("target")),
    text(name!("id"), from(Slot::AppId)),
    text(name!("type"), from(Slot::AppType)),
    text(name!("alternateId"), from(Slot::AppAlternateId)),
    text(name!("displayName"), from(Slot::AppDisplayName)),
    CLOSE,
    open(name!("transaction")),
    text(name!("id"), from(Slot::TransactionId)),
    text(name!("type"), from(Slot::TransactionType)),
    CLOSE,
    CLOSE,
    CLOSE,
    open(name!("related")),
    list(name!("hosts"), from(Slot::Domain)),
    list(name!("ip"), Derived(IP, Slot::ClientIpAddress)),
    list(name!("user"), Person(Slot::UserAlternateId)),
    CLOSE,
    open(name!("source")),
    text(name!("address"), from(Slot::Domain)),
    text(name!("address"), Derived(ADDRESS, Slot::ClientIpAddress)),
    open(name!("as")),
    json(name!("number"), from(Slot::AsNumber)),
    json(name!("number"), Derived(AS_NUMBER, Slot::AsNumber)),
    open(name!("organization")),
    text(name!("name"), from(Slot::AsOrg)),
    CLOSE,
    CLOSE,
    text(name!("domain"), from(Slot::Domain)),
    open(name!("geo")),
    text(name!("city_name"), from(Slot::GeoCity)),
    text(name!("country_name"), from(Slot::GeoCountry)),
    open(name!("location")),
    json(name!("lat"), from(Slot::GeoLat)),
    json(name!("lon"), from(Slot::GeoLon)),
    CLOSE,
    text(name!("postal_code"), from(Slot::GeoPostalCode)),
    text(name!("region_name"), from(Slot::GeoState)),
    CLOSE,
    text(name!("ip"), Derived(IP, Slot::ClientIpAddress)),
    text(name!("registered_domain"), Derived(REGISTERED_DOMAIN, Slot::Domain)),
    text(name!("subdomain"), Derived(SUBDOMAIN, Slot::Domain)),
    text(name!("top_level_domain"), Derived(TOP_LEVEL_DOMAIN, Slot::Domain)),
    open(name!("user")),
    text(name!("id"), from(Slot::ClientId)),
    CLOSE,
    CLOSE,
    // The first target that is a user, else the actor. Taken whole: what the target lacks is not filled in from the
    // actor, who may be somebody else.
    open(name!("user")),
    text(name!("id"), Person(Slot::UserId)),
    text(name!("name"), Person(Slot::UserAlternateId)),
    text(name!("email"), Person(Slot::UserAlternateId)),
    text(name!("full_name"), Person(Slot::UserDisplayName)),
    CLOSE,
    open(name!("user_agent")),
    text(name!("original"), If(Slot::RawUserAgent, AGENT_IS_KNOWN)),
    members(Derived(AGENT, Slot::RawUserAgent)),
    CLOSE,
];

/// The numbers of the parts that are derived.
const PUBLISHED: usize = 0;
const CATEGORY: usize = 1;
const TYPE: usize = 2;
const IP: usize = 3;
/// The address where there is no domain.
const ADDRESS: usize = 4;
const AS_NUMBER: usize = 5;
const REGISTERED_DOMAIN: usize = 6;
const SUBDOMAIN: usize = 7;
const TOP_LEVEL_DOMAIN: usize = 8;
const AGENT: usize = 9;
const PARTS: usize = 10;

/// The numbers of the conditions.
const SESSION_IS_KNOWN: usize = 0;
const AGENT_IS_KNOWN: usize = 1;
const CONDITIONS: usize = 2;

const fn from(slot: Slot) -> Source {
    Source::Event(slot)
}

/// Writes the document's fields, all but `message`.
pub fn write<S: Sink>(event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
    let Derivers { agents, classes, domains, addresses, .. } = derivers;
    let (mut published, mut action, mut ip, mut number, mut agent) = Default::default();
    let mut parts = [Part::default(); PARTS];
    let mut conditions = [false; CONDITIONS];

    let published = event.content(Slot::Published, &mut published).and_then(time::utc);
    let published = published.ok_or(Error::InvalidTimestamp)?;
    parts[PUBLISHED] = Part::text(published.as_bytes());

    let action = event.content(Slot::EventType, &mut action).ok_or(Error::NotAnOktaEvent)?;
    let class = classes.get(action, |action| Some(catalog::classify(action))).ok_or(Error::NotAnOktaEvent)?;
    parts[CATEGORY] = Part::json(class.members[0].as_bytes());
    parts[TYPE] = Part::json(class.members[1].as_bytes());

    let ip = event.content(Slot::ClientIpAddress, &mut ip).unwrap_or_default();
    let reading = addresses.get(ip, Reading::of);
    if let Some(ip) = reading.written(ip) {
        parts[IP] = Part::text(ip);
        if !event.get(Slot::Domain).is_textual() {
            parts[ADDRESS] = parts[IP];
        }
    }
    if let Some(digits) = common::autonomous_system_digits(&event, &mut number) {
        parts[AS_NUMBER] = Part::json(digits.as_bytes());
    }

    let mut mended = Output::default();
    let domain = event.get(Slot::Domain);
    if domain.is_textual() {
        let name = if domain.is_verbatim() { domain.bytes(event.text) } else { anew(event, &mut mended)? };
        let Places { registered_domain, subdomain, top_level_domain } = domains.get(name, Places::of);
        for (part, [start, end]) in [
            (REGISTERED_DOMAIN, registered_domain),
            (SUBDOMAIN, subdomain),
            (TOP_LEVEL_DOMAIN, top_level_domain),
        ] {
            parts[part] = Part::within(name, start as usize, end as usize);
        }
    }

    conditions[SESSION_IS_KNOWN] = event.content(Slot::ExternalSessionId, &mut Vec::new()) != Some(b"unknown");
    if let Some(original) = event.content(Slot::RawUserAgent, &mut agent) {
        let known = common::user_agent(original, agents);
        if !known.names_unknown {
            conditions[AGENT_IS_KNOWN] = true;
            parts[AGENT] = Part::json(&known.note);
        }
    }
    let person = if event.get(Slot::User).kind == Kind::Object { Slot::User } else { Slot::Actor };
    sink.rows(ROWS, &event, &Parts { derived: &parts, conditions: &conditions, person });
    Ok(())
}

/// A domain name that is written with escapes, with those only that JSON needs. Its dots stay what they are, and no
/// label of a public suffix has any other character that takes an escape.
#[cold]
#[inline(never)]
fn anew<'m>(event: Event<'_>, mended: &'m mut Output) -> Result<&'m [u8], Error> {
    let mut scratch = Vec::new();
    let name = event.content(Slot::Domain, &mut scratch).unwrap_or_default();
    escape::escape(name, mended);
    if mended.failed() { Err(Error::OutOfMemory) } else { Ok(mended.bytes()) }
}
