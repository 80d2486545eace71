//! The schemas `ecs` and `ecs_lean`: the Elastic Common Schema, and the complete event under `okta`.
//!
//! `docs/fields-ecs.md` lists every field. `ecs_lean` is the same without `event.original`. The layout is the one
//! that public detection content reads.
//!
//! The object `event` is open when the mapping begins, so that `event.original` can be written while it is read.

mod client;
mod debug;
mod encoded;
mod gathered;
mod members;
mod memory;
mod names;
mod naming;
mod okta;
mod person;
mod risk;
pub mod secrets;
mod snake;
mod tree;
mod words;

pub use memory::Memory;

use super::Derivers;
use super::sink::{Sink, name};
use crate::Error;
use crate::derive::memo::Derived;
use crate::derive::time;
use crate::event::{Context, Event, Slot};
use crate::json::{Kind, Value};
use crate::schema::common;
use alloc::vec::Vec;
use client::Client;
use memory::Work;
use person::{Nature, Party, content, copy_known};
use tree::{Source, Writer};

/// The version of the Elastic Common Schema whose fields are written. `file`/`access` needs 8.8 or later.
const ECS_VERSION: &str = "8.17.0";

/// The top-level keys that these schemas write.
pub const KEYS: &[&str] = &[
    "@timestamp",
    "client",
    "data_stream",
    "device",
    "ecs",
    "event",
    "host",
    "log",
    "message",
    "observer",
    "okta",
    "related",
    "service",
    "source",
    "tls",
    "user",
    "user_agent",
];

/// Writes the document's fields; `event` is open and holds `event.original` or nothing.
#[inline(never)]
pub fn write<S: Sink>(event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
    let Derivers { agents, memos: [types, addresses, domains], scratch, ecs: Memory { tape, work } } = derivers;
    work.clear();
    if !work.vocabulary.prepare() {
        return Err(Error::OutOfMemory);
    }
    let root = (Context::Root, event.bare);
    let odd =
        naming::mark(tape, event.text, root, &mut work.vocabulary, &mut work.open).ok_or(Error::OutOfMemory)?;
    let source = Source { text: event.text, tape, from: None };
    let published = event.content(Slot::Published, scratch).and_then(time::utc);
    let published = published.ok_or(Error::InvalidTimestamp)?;

    let severity = severity(event, scratch);
    let mut passing: [Derived; common::DERIVED.len()] = Default::default();
    let [class, passing @ ..] = &mut passing;
    let class = common::derive(common::TYPE, &event, types, class)?.ok_or(Error::NotAnOktaEvent)?;
    event_fields(event, class, severity, scratch, sink);
    sink.end(0, Kind::Object);
    sink.derived(name!("@timestamp"), published.as_str(), event.get(Slot::Published));
    sink.copy(name!("message"), event.get(Slot::DisplayMessage));

    let actor = Party::actor(event);
    let person = (actor.nature(event.text) == Nature::Person).then_some(&actor);
    if let Some(person) = person {
        person.relate(event.text, scratch, &mut work.found);
    }
    let targets = person::targets(event, source, scratch, &mut work.found);
    warn(event, &mut work.found);

    let client = Client::of(event, [addresses, domains], passing)?;
    // What is the same in several places is written once and copied from there.
    let (mut fields_of_client, mut fields_of_user) = ([0, 0], [0, 0]);
    sink.object(name!("client"), |sink| {
        fields_of_client[0] = sink.written();
        fields_of_user = client.write(event, person, scratch, sink);
        fields_of_client[1] = sink.written();
    });
    sink.object(name!("data_stream"), |sink| sink.constant(name!("dataset"), "okta.system"));
    sink.object(name!("device"), |sink| copy_known(event.text, name!("id"), event.get(Slot::DeviceId), sink));
    sink.object(name!("ecs"), |sink| sink.constant(name!("version"), ECS_VERSION));
    sink.object(name!("host"), |sink| client::host(event, scratch, sink));
    sink.object(name!("log"), |sink| {
        if let Some((level, _)) = severity {
            sink.derived(name!("level"), level, event.get(Slot::Severity));
        } else {
            sink.copy(name!("level"), event.get(Slot::Severity));
        }
    });
    sink.object(name!("observer"), |sink| {
        sink.constant(name!("product"), "System Log");
        sink.constant(name!("vendor"), "Okta");
    });
    client::relate(event, &client, &actor, scratch, &mut work.found);
    let begun = sink.begin(name!("okta"), Kind::Object);
    okta::write(event, source, &mut Writer { sink, work }, odd);
    normalizer(work, sink);
    sink.end(begun, Kind::Object);
    sink.object(name!("related"), |sink| {
        work.found.hashes.write(name!("hash"), sink);
        work.found.hosts.write(name!("hosts"), sink);
        work.found.ips.write(name!("ip"), sink);
        work.found.users.write(name!("user"), sink);
    });
    if actor.nature(event.text) == Nature::Service {
        sink.object(name!("service"), |sink| {
            sink.object(name!("origin"), |sink| {
                copy_known(event.text, name!("id"), actor.id, sink);
                copy_known(event.text, name!("name"), actor.display_name, sink);
                sink.copy(name!("type"), actor.kind);
            });
        });
    }
    sink.object(name!("source"), |sink| {
        sink.again(fields_of_client, |sink| {
            client.write(event, person, scratch, sink);
        });
    });
    client::tls(event, source, scratch, sink);
    sink.object(name!("user"), |sink| {
        if let Some(user) = &targets.user {
            person::changes(source, user, sink);
        }
        if let Some(person) = person {
            sink.again(fields_of_user, |sink| person.write(event.text, scratch, sink));
        }
        sink.object(name!("target"), |sink| {
            if let Some(user) = &targets.user {
                user.write(event.text, scratch, sink);
            }
            if let Some(group) = &targets.group {
                sink.object(name!("group"), |sink| {
                    copy_known(event.text, name!("id"), group.id, sink);
                    copy_known(event.text, name!("name"), group.display_name, sink);
                });
            }
        });
    });
    let failed = !client::user_agent(event, agents, scratch, sink) | work.failed();
    if failed { Err(Error::OutOfMemory) } else { Ok(()) }
}

/// The members of `event` but `original`.
fn event_fields<S: Sink>(
    event: Event<'_>,
    class: &Derived,
    severity: Option<Severity>,
    scratch: &mut Vec<u8>,
    sink: &mut S,
) {
    let from = event.get(Slot::EventType);
    sink.copy(name!("action"), from);
    sink.members(class.get(0).as_bytes(), from);
    sink.constant(name!("dataset"), "okta.system");
    sink.copy(name!("id"), event.get(Slot::Uuid));
    sink.constant(name!("kind"), "event");
    sink.constant(name!("module"), "okta");
    let result = event.get(Slot::OutcomeResult);
    if let Some(text) = content(event.text, result, scratch) {
        sink.derived(name!("outcome"), outcome(text), result);
    }
    sink.constant(name!("provider"), "Okta System Log");
    sink.copy(name!("reason"), event.get(Slot::OutcomeReason));
    if let Some((_, number)) = severity {
        sink.derived_number(name!("severity"), number, event.get(Slot::Severity));
    }
    sink.members(class.get(1).as_bytes(), from);
}

/// ECS's outcome for each of Okta's twelve results. Only what let somebody in, or kept somebody out, is one or the
/// other: a challenge is open still, a rate limit says nothing of who asked, what was skipped, put off, or left
/// unanswered has not come to an end.
fn outcome(result: &[u8]) -> &'static str {
    match result {
        b"SUCCESS" | b"ALLOW" => "success",
        b"FAILURE" | b"DENY" => "failure",
        b"CHALLENGE" | b"RATE_LIMIT" | b"SKIPPED" | b"DEFERRED" | b"SCHEDULED" | b"ABANDONED" | b"UNANSWERED" => {
            "unknown"
        }
        // `UNKNOWN`, and results that are yet to come.
        _ => "unknown",
    }
}

/// A level, and its number.
type Severity = (&'static str, &'static str);

/// Okta's four severities as ECS's level, and as the numbers of syslog (RFC 5424).
fn severity(event: Event<'_>, scratch: &mut Vec<u8>) -> Option<Severity> {
    match content(event.text, event.get(Slot::Severity), scratch)? {
        b"DEBUG" => Some(("debug", "7")),
        b"INFO" => Some(("info", "6")),
        b"WARN" => Some(("warn", "4")),
        b"ERROR" => Some(("error", "3")),
        _ => None,
    }
}

/// Warns of what Okta's older documentation, and Panther's schema, require and the event lacks.
fn warn(event: Event<'_>, found: &mut memory::Found) {
    let actor = event.get(Slot::Actor).kind == Kind::Object;
    for (required, slot, warning) in [
        (true, Slot::Uuid, "uuid is missing"),
        (true, Slot::Version, "version is missing"),
        (true, Slot::Severity, "severity is missing"),
        (actor, Slot::ActorId, "actor.id is missing"),
        (actor, Slot::ActorType, "actor.type is missing"),
    ] {
        if required && event.get(slot).is_unset() {
            found.warnings.add(warning, Value::ABSENT);
        }
    }
}

/// `okta.normalizer`: what this module says of its own work.
fn normalizer<S: Sink>(work: &Work, sink: &mut S) {
    sink.object(name!("normalizer"), |sink| {
        work.found.redacted.write(name!("redacted"), sink);
        sink.constant(name!("version"), env!("CARGO_PKG_VERSION"));
        work.found.warnings.write(name!("warnings"), sink);
    });
}
