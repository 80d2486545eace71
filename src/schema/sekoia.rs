//! The schema `sekoia`: the documented normalisation of Sekoia's Okta intake (2023-08).
//!
//! A missing, null or empty input leaves its field out; a wrongly typed one too. Fields do not depend on each
//! other, but for those that are derived from another field, as the table in the README says.

use super::rows::{CLOSE, Part, Parts, Row, Source, constant, json, list, members, open, text};
use super::sink::{Sink, name};
use super::{Derivers, common};
use crate::derive::address::Reading;
use crate::derive::domain::Places;
use crate::derive::time;
use crate::event::{Event, Slot};
use crate::json::{Kind, Output, Value, escape};
use crate::{Error, catalog};
use Source::{Chosen, Derived};
use alloc::vec::Vec;

/// The top-level keys that this schema writes, besides `message`. A host's key of the same name is kept under
/// `record`.
pub const KEYS: &[&str] =
    &["@timestamp", "event", "message", "observer", "okta", "related", "source", "user", "user_agent"];

/// The document's fields, in their order, all but `message`, which is the event's text.
const ROWS: &[Row] = &[
    text(name!("@timestamp"), Derived(PUBLISHED, Slot::Published)),
    open(name!("event")),
    constant!("kind": "event"),
    constant!("dataset": "system-log"),
    text(name!("action"), from(Slot::EventType)),
    members(Derived(CATEGORY, Slot::EventType)),
    members(Derived(TYPE, Slot::EventType)),
    text(name!("reason"), from(Slot::DisplayMessage)),
    CLOSE,
    open(name!("observer")),
    constant!("vendor": "Okta"),
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
    text(name!("external_session_id"), Chosen(SESSION)),
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
    list(name!("user"), Chosen(PERSON_ALTERNATE_ID)),
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
    open(name!("user")),
    text(name!("id"), Chosen(PERSON_ID)),
    text(name!("name"), Chosen(PERSON_ALTERNATE_ID)),
    text(name!("email"), Chosen(PERSON_ALTERNATE_ID)),
    text(name!("full_name"), Chosen(PERSON_DISPLAY_NAME)),
    CLOSE,
    open(name!("user_agent")),
    text(name!("original"), Chosen(ORIGINAL)),
    members(Derived(AGENT, Slot::RawUserAgent)),
    CLOSE,
];

// The numbers of what is derived.
const PUBLISHED: u8 = 0;
const CATEGORY: u8 = 1;
const TYPE: u8 = 2;
const IP: u8 = 3;
/// The address where there is no domain.
const ADDRESS: u8 = 4;
const AS_NUMBER: u8 = 5;
const REGISTERED_DOMAIN: u8 = 6;
const SUBDOMAIN: u8 = 7;
const TOP_LEVEL_DOMAIN: u8 = 8;
const AGENT: u8 = 9;

// The numbers of the values that are chosen.
const PERSON_ID: u8 = 0;
const PERSON_ALTERNATE_ID: u8 = 1;
const PERSON_DISPLAY_NAME: u8 = 2;
/// Unless it is the word `unknown`.
const SESSION: u8 = 3;
/// Unless it calls itself unknown.
const ORIGINAL: u8 = 4;

const fn from(slot: Slot) -> Source {
    Source::Event(slot)
}

/// Writes the document's fields, all but `message`.
#[inline(never)]
pub fn write<S: Sink>(event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
    let Derivers { agents, classes, domains, addresses, .. } = derivers;
    let mut scratch: [Vec<u8>; 5] = Default::default();
    let [published, action, ip, number, agent] = &mut scratch;

    let published = event.content(Slot::Published, published).and_then(time::utc);
    let published = published.ok_or(Error::InvalidTimestamp)?;
    let action = event.content(Slot::EventType, action).ok_or(Error::NotAnOktaEvent)?;
    let class = classes.get(action, |action| Some(catalog::classify(action))).ok_or(Error::NotAnOktaEvent)?;

    let ip = event.content(Slot::ClientIpAddress, ip).unwrap_or_default();
    let reading = addresses.get(ip, Reading::of);
    let ip = reading.written(ip).map(Part::text).unwrap_or_default();
    let digits = common::autonomous_system_digits(&event, number).map(|digits| Part::json(digits.as_bytes()));

    let domain = event.get(Slot::Domain);
    let mut mended = Output::default();
    let name = if !domain.is_textual() {
        b""
    } else if domain.is_verbatim() {
        domain.bytes(event.text)
    } else {
        anew(event, &mut mended)?
    };
    let Places { registered_domain, subdomain, top_level_domain } = domains.get(name, Places::of);
    let within = |[start, end]: [u32; 2]| Part::within(name, start as usize, end as usize);

    let original = event.content(Slot::RawUserAgent, agent);
    let agent = original.map(|original| common::user_agent(original, agents)).filter(|known| !known.names_unknown);

    // The first target that is a user, else the actor. Taken whole: what the target lacks is not filled in from the
    // actor, who may be somebody else.
    let person = if event.get(Slot::User).kind == Kind::Object {
        [Slot::UserId, Slot::UserAlternateId, Slot::UserDisplayName]
    } else {
        [Slot::ActorId, Slot::ActorAlternateId, Slot::ActorDisplayName]
    };
    let [id, alternate_id, display_name] = person.map(|slot| event.get(slot));
    let session = event.get(Slot::ExternalSessionId);
    let is_unknown = event.content(Slot::ExternalSessionId, &mut Vec::new()) == Some(b"unknown");
    let chosen = [
        id,
        alternate_id,
        display_name,
        if is_unknown { Value::ABSENT } else { session },
        if agent.is_some() { event.get(Slot::RawUserAgent) } else { Value::ABSENT },
    ];
    let derived = [
        Part::text(published.as_bytes()),
        Part::json(class.members[0].as_bytes()),
        Part::json(class.members[1].as_bytes()),
        ip,
        if domain.is_textual() { Part::default() } else { ip },
        digits.unwrap_or_default(),
        within(registered_domain),
        within(subdomain),
        within(top_level_domain),
        agent.map(|known| Part::json(&known.note)).unwrap_or_default(),
    ];
    sink.rows(ROWS, &event, &Parts { chosen: &chosen, derived: &derived });
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
