//! The schema `sekoia`: the documented normalisation of Sekoia's Okta intake (2023-08).
//!
//! A missing, null or empty input leaves its field out; a wrongly typed one too. Fields do not depend on each
//! other, but for those that are derived from another field, as the table in the README says.

use super::sink::{Sink, name};
use super::{Derivers, common};
use crate::derive::address::{Address, address};
use crate::derive::domain::{self, Domain};
use crate::derive::time;
use crate::event::{Event, Slot};
use crate::json::{Kind, Value};
use crate::{Error, catalog};
use alloc::vec::Vec;

/// The top-level keys that this schema writes, besides `message`. A host's key of the same name is kept under
/// `record`.
pub const KEYS: &[&str] =
    &["@timestamp", "event", "message", "observer", "okta", "related", "source", "user", "user_agent"];

/// Writes the document's fields, all but `message`, which is the event's text.
#[inline(always)] // So that the sink's position stays in registers, here and below.
pub fn write<S: Sink>(event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
    let Derivers { agents, scratch, .. } = derivers;
    let mut address_scratch = Vec::new();
    let mut found = Derived::default();

    let published = event.content(Slot::Published, scratch).and_then(time::utc);
    let published = published.ok_or(Error::InvalidTimestamp)?;
    found.ip = event.characters(Slot::ClientIpAddress, &mut address_scratch).and_then(address);

    sink.derived(name!("@timestamp"), published.as_str(), event.get(Slot::Published));
    {
        let action = event.content(Slot::EventType, scratch).ok_or(Error::NotAnOktaEvent)?;
        let class = catalog::classify(action);
        let from = event.get(Slot::EventType);
        sink.object(name!("event"), |sink| {
            sink.constant(name!("kind"), "event");
            sink.constant(name!("dataset"), "system-log");
            sink.copy(name!("action"), from);
            sink.words(name!("category"), class.category, from);
            sink.words(name!("type"), class.kind, from);
            sink.copy(name!("reason"), event.get(Slot::DisplayMessage));
        });
    }
    sink.object(name!("observer"), |sink| sink.constant(name!("vendor"), "Okta"));
    sink.object(name!("okta"), |sink| sink.object(name!("system"), |sink| okta_system(event, sink)));

    let user = Person::of(event);
    sink.object(name!("related"), |sink| {
        sink.copy_list(name!("hosts"), event.get(Slot::Domain));
        if let Some(ip) = &found.ip {
            sink.derived_list(name!("ip"), ip.as_str(), event.get(Slot::ClientIpAddress));
        }
        sink.copy_list(name!("user"), user.alternate_id);
    });
    sink.object(name!("source"), |sink| source(event, &found, scratch, sink));
    sink.object(name!("user"), |sink| {
        sink.copy(name!("id"), user.id);
        sink.copy(name!("name"), user.alternate_id);
        sink.copy(name!("email"), user.alternate_id);
        sink.copy(name!("full_name"), user.display_name);
    });
    if let Some(original) = event.content(Slot::RawUserAgent, scratch)
        && !names_unknown(original)
    {
        common::user_agent(original, event.get(Slot::RawUserAgent), agents, sink);
    }
    Ok(())
}

/// What several fields are made from.
#[derive(Default)]
struct Derived<'t> {
    ip: Option<Address<'t>>,
}

/// Whom the event is about.
struct Person {
    id: Value,
    alternate_id: Value,
    display_name: Value,
}

impl Person {
    /// The first target that is a user, else the actor. Taken whole: what the target lacks is not filled in from
    /// the actor, who may be somebody else.
    fn of(event: Event<'_>) -> Person {
        let [id, alternate_id, display_name] = if event.get(Slot::User).kind == Kind::Object {
            [Slot::UserId, Slot::UserAlternateId, Slot::UserDisplayName]
        } else {
            [Slot::ActorId, Slot::ActorAlternateId, Slot::ActorDisplayName]
        };
        Person { id: event.get(id), alternate_id: event.get(alternate_id), display_name: event.get(display_name) }
    }
}

/// `okta.system`: Okta's own values as they stand.
#[inline(always)]
fn okta_system<S: Sink>(event: Event<'_>, sink: &mut S) {
    sink.copy(name!("severity"), event.get(Slot::Severity));
    sink.object(name!("actor"), |sink| {
        sink.copy(name!("id"), event.get(Slot::ActorId));
        sink.copy(name!("type"), event.get(Slot::ActorType));
        sink.copy(name!("alternate_id"), event.get(Slot::ActorAlternateId));
        sink.copy(name!("display_name"), event.get(Slot::ActorDisplayName));
    });
    sink.object(name!("authentication_context"), |sink| {
        sink.object(name!("authentication"), |sink| {
            sink.copy(name!("provider"), event.get(Slot::AuthenticationProvider));
        });
        sink.object(name!("credential"), |sink| {
            sink.copy(name!("provider"), event.get(Slot::CredentialProvider));
            sink.copy(name!("type"), event.get(Slot::CredentialType));
        });
        if !is_word(event, Slot::ExternalSessionId, "unknown") {
            sink.copy(name!("external_session_id"), event.get(Slot::ExternalSessionId));
        }
        sink.copy(name!("interface"), event.get(Slot::Interface));
        sink.object(name!("issuer"), |sink| {
            sink.copy(name!("id"), event.get(Slot::IssuerId));
            sink.copy(name!("type"), event.get(Slot::IssuerType));
        });
    });
    // The newer document's spelling, like `okta.system.target` below.
    sink.object(name!("debug"), |sink| sink.copy(name!("dtHash"), event.get(Slot::DtHash)));
    sink.object(name!("outcome"), |sink| {
        sink.copy(name!("result"), event.get(Slot::OutcomeResult));
        sink.copy(name!("reason"), event.get(Slot::OutcomeReason));
    });
    sink.object(name!("target"), |sink| {
        sink.copy(name!("id"), event.get(Slot::AppId));
        sink.copy(name!("type"), event.get(Slot::AppType));
        sink.copy(name!("alternateId"), event.get(Slot::AppAlternateId));
        sink.copy(name!("displayName"), event.get(Slot::AppDisplayName));
    });
    sink.object(name!("transaction"), |sink| {
        sink.copy(name!("id"), event.get(Slot::TransactionId));
        sink.copy(name!("type"), event.get(Slot::TransactionType));
    });
}

/// `source`: the client.
#[inline(always)]
fn source<S: Sink>(event: Event<'_>, found: &Derived<'_>, scratch: &mut Vec<u8>, sink: &mut S) {
    let from = event.get(Slot::Domain);
    if from.is_textual() {
        sink.copy(name!("address"), from);
    } else if let Some(ip) = &found.ip {
        sink.derived(name!("address"), ip.as_str(), event.get(Slot::ClientIpAddress));
    }
    sink.object(name!("as"), |sink| {
        common::autonomous_system_number(event, scratch, sink);
        sink.object(name!("organization"), |sink| sink.copy(name!("name"), event.get(Slot::AsOrg)));
    });
    sink.copy(name!("domain"), from);
    sink.object(name!("geo"), |sink| {
        sink.copy(name!("city_name"), event.get(Slot::GeoCity));
        sink.copy(name!("country_name"), event.get(Slot::GeoCountry));
        sink.object(name!("location"), |sink| {
            sink.number(name!("lat"), event.get(Slot::GeoLat));
            sink.number(name!("lon"), event.get(Slot::GeoLon));
        });
        sink.copy(name!("postal_code"), event.get(Slot::GeoPostalCode));
        sink.copy(name!("region_name"), event.get(Slot::GeoState));
    });
    if let Some(ip) = &found.ip {
        sink.derived(name!("ip"), ip.as_str(), event.get(Slot::ClientIpAddress));
    }
    let name = event.characters(Slot::Domain, scratch);
    let Domain { registered_domain, top_level_domain, subdomain } = name.map(domain::split).unwrap_or_default();
    if let Some(registered) = registered_domain {
        sink.derived(name!("registered_domain"), registered, from);
    }
    if let Some(subdomain) = subdomain {
        sink.derived(name!("subdomain"), subdomain, from);
    }
    if let Some(suffix) = top_level_domain {
        sink.derived(name!("top_level_domain"), suffix, from);
    }
    sink.object(name!("user"), |sink| sink.copy(name!("id"), event.get(Slot::ClientId)));
}

/// Whether a field is that very word.
fn is_word(event: Event<'_>, slot: Slot, word: &str) -> bool {
    event.content(slot, &mut Vec::new()) == Some(word.as_bytes())
}

/// Whether a user agent calls itself unknown, in any case of letters: then there is none.
fn names_unknown(agent: &[u8]) -> bool {
    // Four bytes in the middle tell nearly all places apart, in one comparison each.
    let middle = |word: &[u8]| {
        word.get(2..).and_then(|rest| rest.first_chunk::<4>()).map(|four| u32::from_le_bytes(*four) | 0x2020_2020)
    };
    let known = Some(u32::from_le_bytes(*b"know"));
    agent.windows(7).any(|word| middle(word) == known && word.eq_ignore_ascii_case(b"unknown"))
}
