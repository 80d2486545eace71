//! What the mapping keeps while it writes one document; the memory is reused for the next.

use super::gathered::Gathered;
use super::names::{Level, Names};
use crate::json::Value;
use crate::json::tape::{Range, Tape};
use alloc::string::String;
use alloc::vec::Vec;

/// Work memory of the schemas `ecs` and `ecs_lean`.
#[derive(Default)]
pub struct Memory {
    /// The event.
    pub tape: Tape,
    /// Everything else.
    pub work: Work,
}

/// Work memory besides the event's own values.
#[derive(Default)]
pub struct Work {
    /// A structure that a text of the event encodes.
    pub encoded: Tape,
    /// That text.
    pub encoded_text: Vec<u8>,
    /// The names of the objects that are being written.
    pub names: Names,
    /// The containers that are being written.
    pub frames: Vec<Frame>,
    /// Room for the characters of a value with escapes.
    pub scratch: Vec<u8>,
    /// What is gathered from all over the event.
    pub found: Found,
}

/// A container that is being written.
pub struct Frame {
    /// For an object: its names, how many they are, and the next one.
    pub level: Level,
    pub count: usize,
    pub at: usize,
    /// For an array: its further elements.
    pub range: Range,
    pub object: bool,
    /// What the sink wants back at its end.
    pub begun: usize,
    /// Whether its elements are IP addresses by their name.
    pub addresses: bool,
}

/// Lists and values that are written elsewhere than they are found.
#[derive(Default)]
pub struct Found {
    pub users: Gathered,
    pub ips: Gathered,
    pub hosts: Gathered,
    pub hashes: Gathered,
    pub redacted: Gathered,
    pub warnings: Gathered,
    pub risk_level: Option<(String, Value)>,
    pub risk_reasons: Gathered,
    pub risk_behaviors: Gathered,
}

impl Found {
    fn lists(&mut self) -> [&mut Gathered; 8] {
        [
            &mut self.users,
            &mut self.ips,
            &mut self.hosts,
            &mut self.hashes,
            &mut self.redacted,
            &mut self.warnings,
            &mut self.risk_reasons,
            &mut self.risk_behaviors,
        ]
    }
}

impl Work {
    /// Forgets the event before.
    pub fn clear(&mut self) {
        self.names.clear();
        self.frames.clear();
        self.found.risk_level = None;
        self.found.lists().into_iter().for_each(Gathered::clear);
    }

    /// Whether memory was refused for anything, so that the document is not whole.
    pub fn failed(&mut self) -> bool {
        self.names.failed || self.found.lists().into_iter().any(|list| list.failed)
    }
}
