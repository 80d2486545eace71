//! The output schemas: one file each, written through one sink.

mod common;
mod ecs;
mod json;
mod pen;
#[cfg(not(target_os = "wasi"))]
pub(crate) mod provenance;
mod room;
mod rows;
mod sekoia;
mod sentinel;
mod sink;

use crate::Error;
use crate::derive::memo::Memo;
use crate::derive::user_agent;
use crate::event::Event;
use crate::json::{Output, Scratch};
use sink::Sink;

/// What comes out: the name of an output schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// The documented normalisation of Sekoia's Okta intake, as of 2023-08.
    Sekoia,
    /// The Elastic Common Schema 8.17, and the complete event under `okta`.
    Ecs,
    /// The same without the event's text in `event.original`.
    EcsLean,
}

impl Schema {
    /// Every schema there is.
    pub const ALL: &[Schema] = &[Schema::Sekoia, Schema::Ecs, Schema::EcsLean];

    /// Its name, the same spelling everywhere: WIT, command line, case folders, `okta_to_<name>`.
    pub const fn name(self) -> &'static str {
        match self {
            Schema::Sekoia => "sekoia",
            Schema::Ecs => "ecs",
            Schema::EcsLean => "ecs_lean",
        }
    }

    /// The schema of that name.
    pub fn from_name(name: &str) -> Option<Schema> {
        Schema::ALL.iter().copied().find(|schema| schema.name() == name)
    }

    /// Whether the schema carries the event's text as a JSON string.
    pub(crate) const fn carries_text(self) -> bool {
        !matches!(self, Schema::EcsLean)
    }

    /// Whether the schema carries all values of the event, so that the reader must list them.
    pub(crate) const fn carries_all(self) -> bool {
        matches!(self, Schema::Ecs | Schema::EcsLean)
    }

    /// How a document begins: everything up to the event's text, if the schema carries it, so that the text can
    /// be written while it is read.
    pub(crate) const fn opening(self) -> &'static [u8] {
        match self {
            Schema::Sekoia => b"{\"message\":\"",
            Schema::Ecs => b"{\"event\":{\"original\":\"",
            Schema::EcsLean => b"{\"event\":{",
        }
    }

    /// What ends the event's text, if the schema carries it: its closing quote and a comma.
    pub(crate) const fn closing(self) -> &'static [u8] {
        match self {
            Schema::Sekoia | Schema::Ecs => b"\",",
            Schema::EcsLean => b"",
        }
    }

    /// The top-level keys that belong to the schema, whether a document has them or not. Also `record`, where a
    /// host's keys of the same names go.
    pub(crate) fn owns(self, key: &str) -> bool {
        let keys = match self {
            Schema::Sekoia => sekoia::KEYS,
            Schema::Ecs | Schema::EcsLean => ecs::KEYS,
        };
        keys.contains(&key)
    }

    /// The mapping: the rest of the document's fields.
    #[inline(always)]
    fn map<S: Sink>(self, event: Event<'_>, derivers: &mut Derivers, sink: &mut S) -> Result<(), Error> {
        let mapped = match self {
            Schema::Sekoia => sekoia::write(event, derivers, sink),
            Schema::Ecs | Schema::EcsLean => ecs::write(event, derivers, sink),
        };
        // What was refused was taken for unset, even for what makes an event none.
        if derivers.scratch.was_refused() { Err(Error::OutOfMemory) } else { mapped }
    }

    /// Where each field comes from that [`Schema::write`] writes, in the same order.
    #[cfg(not(target_os = "wasi"))]
    pub(crate) fn trace(
        self,
        event: Event<'_>,
        derivers: &mut Derivers,
    ) -> Result<Vec<provenance::Traced>, Error> {
        let open: &[&str] = if self.opening().starts_with(b"{\"event\"") { &["event"] } else { &[] };
        let mut sink = provenance::Provenance::new(event.text, open);
        self.map(event, derivers, &mut sink)?;
        Ok(sink.finish())
    }

    /// The field that carries the event's text, as a JSON pointer.
    #[cfg(not(target_os = "wasi"))]
    pub(crate) const fn text_field(self) -> Option<&'static str> {
        match self {
            Schema::Sekoia => Some("/message"),
            Schema::Ecs => Some("/event/original"),
            Schema::EcsLean => None,
        }
    }

    /// Writes the rest of the document's fields, each followed by a comma. Where memory was refused, `output` says so.
    pub(crate) fn write(
        self,
        event: Event<'_>,
        derivers: &mut Derivers,
        output: &mut Output,
    ) -> Result<(), Error> {
        let mut expected = match self {
            Schema::Sekoia => FIELDS + event.length / 4,
            // The whole event, about twice, and names.
            Schema::Ecs | Schema::EcsLean => FIELDS + event.length * 4,
        };
        loop {
            let mut sink = json::Json::new(output.room(expected), event.text, event.wrapped);
            self.map(event, derivers, &mut sink)?;
            match sink.finish()? {
                Some(length) => {
                    output.fill(length);
                    return Ok(());
                }
                None if output.failed() => return Ok(()),
                None => expected *= 2,
            }
        }
    }
}

/// What the fields of an ordinary document take at most, in bytes.
const FIELDS: usize = 4096;

/// What values are derived with: caches and work memory that are kept between records.
#[derive(Default)]
pub(crate) struct Derivers {
    /// The last user agents.
    pub agents: user_agent::Cache,
    /// Room for the characters of a value with escapes.
    pub scratch: Scratch,
    /// What was derived from the last event types, addresses and domain names.
    pub memos: [Memo; 3],
    /// Work memory of the schemas that carry the whole event.
    pub ecs: ecs::Memory,
}
