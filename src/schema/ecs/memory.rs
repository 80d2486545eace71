//! What the mapping keeps while it writes one document; the memory is reused for the next.

use super::gathered::Gathered;
use super::members::{Members, Under};
use super::names::Names;
use super::naming::Open;
use super::words::Vocabulary;
use crate::json::Value;
use crate::json::tape::Tape;
use crate::list::empty;
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
    /// The keys that have been met.
    pub vocabulary: Vocabulary,
    /// The containers that are being looked through.
    pub open: Vec<Open>,
    /// The names of the odd objects that are being written.
    pub names: Names,
    /// The containers that are being written.
    pub frames: Vec<Frame>,
    /// Room for the characters of a value with escapes.
    pub scratch: Vec<u8>,
    /// How many secrets have been left out.
    pub secrets: u32,
    /// The texts, by the numbers of their nodes, that encode a structure with a secret in it: they must not be shown as they are.
    pub hidden: Vec<u32>,
    /// What is gathered from all over the event.
    pub found: Found,
}

/// A container that is being written.
pub struct Frame {
    /// What is left of it.
    pub members: Members,
    /// What the one that is being written stands under.
    pub at: Under,
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
    /// Forgets the event before. Gives memory back that an unusually long one has taken.
    pub fn clear(&mut self) {
        self.names.clear();
        self.encoded.clear();
        empty(&mut self.encoded_text);
        self.frames.clear();
        empty(&mut self.scratch);
        self.secrets = 0;
        self.hidden.clear();
        self.found.risk_level = None;
        self.found.lists().into_iter().for_each(Gathered::clear);
    }

    /// Whether memory was refused for anything, so that the document is not whole.
    pub fn failed(&mut self) -> bool {
        self.names.failed || self.found.lists().into_iter().any(|list| list.failed)
    }
}
