//! The schemas `ecs` and `ecs_lean`: the Elastic Common Schema, and the complete event under `okta`.
//!
//! `docs/fields-ecs.md` lists every field. `ecs_lean` is the same without `event.original`. The layout is the one
//! that public detection content reads.
//!
//! The object `event` is open when the mapping begins, so that `event.original` can be written while it is read.

mod client;
mod debug;
mod encoded;
mod fields;
mod gathered;
mod members;
mod memory;
mod names;
mod naming;
mod okta;
mod parts;
mod person;
mod risk;
pub mod secrets;
mod snake;
mod spelling;
mod tree;
mod walk;
mod words;

pub use memory::Memory;

use super::Derivers;
use super::common::IP;
use super::rows::{Part, Parts};
use super::sink::{Sink, name};
use crate::Error;
use crate::derive::time;
use crate::event::{Event, Slot};
use crate::json::{Kind, Scratch, Value};
use core::cell::Cell;
use memory::Work;
use parts::{PUBLISHED, Passing};
use person::{Nature, Party, copy_known};
use tree::{Source, Writer};

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
    let Derivers { agents, memos, scratch, ecs: Memory { tape, work } } = derivers;
    work.clear();
    if !work.vocabulary.prepare() {
        return Err(Error::OutOfMemory);
    }
    let odd = naming::mark_event(tape, &event, &mut work.vocabulary, &mut work.open).ok_or(Error::OutOfMemory)?;
    let refused = Cell::new(false);
    let source = Source { text: event.text, tape, from: None, refused: &refused };
    let published = event.content(Slot::Published, scratch).and_then(time::utc);
    let published = published.ok_or(Error::InvalidTimestamp)?;

    if !event.get(Slot::EventType).is_textual() {
        return Err(Error::NotAnOktaEvent);
    }
    let actor = Party::actor(event);
    let nature = actor.nature(event.text, scratch);
    let mut passing = Passing::default();
    let mut parts = passing.parts(&event, (&actor, nature), memos, agents, scratch)?;
    parts[usize::from(PUBLISHED)] = Part::text(published.as_bytes());
    let parts = Parts { parts: &parts, person: Slot::Actor };
    sink.rows(&fields::EVENT, &event, &parts);
    sink.end(0, Kind::Object);
    sink.rows(&fields::TIME, &event, &parts);

    let person = (nature == Nature::Person).then_some(&actor);
    if let Some(person) = person {
        person.relate(event.text, scratch, &mut work.found);
    }
    let targets = person::targets(event, source, scratch, &mut work.found);
    warn(event, &mut work.found);

    // What is the same in several places is written once and copied from there.
    let (mut fields_of_client, mut fields_of_user) = ([0, 0], [0, 0]);
    sink.object(name!("client"), |sink| {
        fields_of_client[0] = sink.written();
        fields_of_user = client(&event, &parts, person, scratch, sink);
        fields_of_client[1] = sink.written();
    });
    sink.rows(&fields::DEVICE_TO_OBSERVER, &event, &parts);
    let ip = parts.parts.get(usize::from(IP)).map_or(&[][..], Part::own);
    client::relate(event, ip, (&actor, nature), scratch, &mut work.found);
    let begun = sink.begin(name!("okta"), Kind::Object);
    okta::write(&event, source, &mut Writer { sink, work }, odd);
    normalizer(work, sink);
    sink.end(begun, Kind::Object);
    sink.object(name!("related"), |sink| {
        work.found.hashes.write(name!("hash"), sink);
        work.found.hosts.write(name!("hosts"), sink);
        work.found.ips.write(name!("ip"), sink);
        work.found.users.write(name!("user"), sink);
    });
    sink.rows(&fields::SERVICE, &event, &parts);
    sink.object(name!("source"), |sink| {
        sink.again(fields_of_client, |sink| {
            client(&event, &parts, person, scratch, sink);
        });
    });
    sink.rows(&fields::TLS, &event, &parts);
    sink.object(name!("user"), |sink| {
        if let Some(user) = &targets.user {
            person::changes(source, user, sink);
        }
        if let Some(person) = person {
            sink.again(fields_of_user, |sink| person.write(&event, scratch, sink));
        }
        sink.object(name!("target"), |sink| {
            if let Some(user) = &targets.user {
                user.write(&event, scratch, sink);
            }
            if let Some(group) = &targets.group {
                sink.object(name!("group"), |sink| {
                    copy_known(event.text, name!("id"), group.id, sink);
                    copy_known(event.text, name!("name"), group.display_name, sink);
                });
            }
        });
    });
    sink.rows(&fields::USER_AGENT, &event, &parts);
    if work.failed() || refused.get() { Err(Error::OutOfMemory) } else { Ok(()) }
}

/// Writes the members of `client`. Gives where those of the person in it begin and end.
fn client<S: Sink>(
    event: &Event<'_>,
    parts: &Parts<'_>,
    person: Option<&Party>,
    scratch: &mut Scratch,
    sink: &mut S,
) -> [usize; 2] {
    sink.rows(&fields::CLIENT, event, parts);
    let (mut begun, mut ended) = (0, 0);
    if let Some(person) = person {
        sink.object(name!("user"), |sink| {
            begun = sink.written();
            person.write(event, scratch, sink);
            ended = sink.written();
        });
    }
    [begun, ended]
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
fn normalizer<S: Sink>(work: &mut Work, sink: &mut S) {
    sink.object(name!("normalizer"), |sink| {
        work.found.redacted.write(name!("redacted"), sink);
        sink.constant(name!("version"), env!("CARGO_PKG_VERSION"));
        work.found.warnings.write(name!("warnings"), sink);
    });
}
