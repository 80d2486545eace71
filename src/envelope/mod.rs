//! Finds the event in a record: the record's own keys tell how it travels.
//!
//! Here are the record that is the event itself and the one whose first key holds its text, the two that matter
//! for speed. `nested` has all others, `shapes` what they are known by.

mod nested;
pub mod shapes;

use crate::event::read::{as_member, only_member, read_members};
use crate::event::{Context, Event, Slot, Slots, read};
use crate::json::dialect::{is_ascii, space_at};
use crate::json::walk::Member;
use crate::json::{Bare, Dialect, Escape, Kind, Output, Silent, Tap, Value, Wrapped};
use crate::list::{KEEP, empty};
use crate::{Error, host_keys};
use alloc::vec::Vec;
use shapes::Claim;

/// Where the event's text was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The record itself is the event.
    Record,
    /// It is text in this string of the record, and was read where it lies.
    InPlace(Value),
    /// It is text in this string of the record, and was read from a copy without the string's escapes.
    Unescaped(Value),
    /// [`Finder::events`] lists any number of events, none of which is read yet: [`Finder::read_listed`].
    Listed,
}

/// Why no event was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub error: Error,
    /// Whether the record claims to be an Okta event. One that claims nothing is none of our business.
    pub claimed: bool,
}

impl Refusal {
    /// A record that claims to be an event, or cannot be told from one.
    pub fn claimed(error: Error) -> Self {
        Refusal { error, claimed: true }
    }

    /// A record that is none of our business, or holds nothing that is.
    pub fn foreign(error: Error) -> Self {
        Refusal { error, claimed: false }
    }
}

/// The memory that finding an event takes; kept between records.
#[derive(Default)]
pub struct Finder {
    /// The event's fields.
    pub slots: Slots,
    /// The members of the record that are not the event's: the host's.
    pub host: Vec<Member>,
    /// What an envelope leaves of the member that held the event: its key, and its value as JSON.
    rest: Option<(&'static str, Output)>,
    /// The host's keys that are the envelope's own.
    transport: &'static [&'static str],
    /// The event's text without the escapes of the string it was in; for [`Found::Unescaped`].
    pub unescaped: Vec<u8>,
    /// For [`Found::Listed`]: the events' places, in `unescaped` if `in_text`, else in the record.
    events: Vec<Value>,
    in_text: bool,
    /// Whether any of these last five may hold something.
    is_used: bool,
}

/// A list of members with room for so many is given back after use: about 1 MiB.
const MANY: usize = KEEP / size_of::<Member>();

/// The keys that are worth a look whether they are the first and hold the event's text.
const TEXT_KEYS: [&[u8]; 2] = [b"message", b"log"];

impl Finder {
    /// Finds the event in `record` and reads it.
    ///
    /// Where the record is the event itself, its text is written to `output`, if there is one, as the content of
    /// a JSON string at the same time. `output` is left as it was in every other case.
    pub fn find(&mut self, record: &[u8], output: Option<&mut Output>) -> Result<Found, Refusal> {
        self.clear();
        let start = space_at::<Bare>(record, 0);
        if record.get(start) != Some(&b'{') {
            return self.no_object(record, start);
        }
        // The first letter of the first key tells most records apart, where nobody has put white space before it.
        let other = matches!(record.get(start + 1..), Some([b'"', letter, ..]) if !matches!(letter, b'm' | b'l'));
        let found = match if other { None } else { self.wrapped_first(record, start + 1) } {
            Some(found) => found,
            None => self.any(record, start, output)?,
        };
        match self.slots.get(Slot::EventType) {
            _ if found == Found::Listed => Ok(found),
            name if name.is_string() && !name.is_unset() => Ok(found),
            _ => Err(Refusal::claimed(Error::NotAnOktaEvent)),
        }
    }

    /// How many events [`Found::Listed`] speaks of.
    pub fn count_listed(&self) -> usize {
        self.events.len()
    }

    /// The text of the listed event of that number; empty if there are not so many.
    pub fn listed<'f>(&'f self, number: usize, record: &'f [u8]) -> &'f [u8] {
        let text = if self.in_text { &self.unescaped } else { record };
        self.events.get(number).map_or(b"", |event| event.bytes(text))
    }

    /// The places of the listed events, and the text that they lie in if it is not the record.
    #[cfg(not(target_os = "wasi"))]
    pub fn list(&self) -> (&[Value], Option<&[u8]>) {
        (&self.events, self.in_text.then_some(&self.unescaped))
    }

    /// Reads the listed event of that number, and writes its text to `output`, if there is one, as the content
    /// of a JSON string.
    pub fn read_listed(&mut self, number: usize, record: &[u8], output: Option<&mut Output>) -> Result<(), Error> {
        let event = self.events.get(number).copied().unwrap_or_default();
        if event.kind != Kind::Object {
            return Err(Error::NotAnOktaEvent);
        }
        self.slots.clear();
        let text = if self.in_text { &*self.unescaped } else { record };
        let (start, slots) = (event.start as usize, &mut self.slots);
        let end = match output {
            None => read_event(text, start, slots, &mut Escape::default()),
            Some(output) => output.escaped(event.bytes(text).len(), |tap| read_event(text, start, slots, tap)),
        };
        end.ok_or(if slots.refused { Error::OutOfMemory } else { Error::InvalidJson })?;
        shapes::refuse(text, slots)
    }

    /// The event that was read last.
    pub fn event<'f>(&'f self, record: &'f [u8], found: Found, number: usize) -> Event<'f> {
        let (text, wrapped) = match found {
            Found::Record => (record, false),
            Found::InPlace(_) => (record, true),
            Found::Unescaped(_) => (&*self.unescaped, false),
            Found::Listed => {
                let event = self.events.get(number).copied().unwrap_or_default();
                let text = if self.in_text { &*self.unescaped } else { record };
                let length = event.bytes(text).len();
                return Event { text, slots: &self.slots, length, wrapped: false, bare: false };
            }
        };
        let (length, bare) = (text.len(), found == Found::Record);
        Event { text, slots: &self.slots, length, wrapped, bare }
    }

    /// Writes the keys that the host put on the record, and those of the envelope, each followed by a comma.
    #[inline(always)]
    pub fn write_host_keys(&mut self, record: &[u8], owns: impl Fn(&str) -> bool, output: &mut Output) {
        if self.host.is_empty() && self.rest.is_none() {
            return;
        }
        let rest = self.rest.as_ref().map(|(key, rest)| (*key, rest.bytes()));
        let transport = self.transport;
        let owns = |key: &str| owns(key) || transport.contains(&key);
        host_keys::write(record, &self.host, rest, &owns, output);
    }

    /// How many bytes [`Finder::write_host_keys`] writes, about.
    pub fn host_bytes(&self) -> usize {
        let sizes = self.host.iter().map(|member| member.value.end.saturating_sub(member.key.start) as usize);
        sizes.sum::<usize>() + self.rest.as_ref().map_or(0, |(_, rest)| rest.len())
    }

    fn clear(&mut self) {
        self.slots.clear();
        self.host.clear();
        if self.is_used || self.host.capacity() > MANY {
            self.clear_all();
        }
    }

    /// Clears what a record leaves only if it is neither the event itself nor has its text first.
    #[cold]
    #[inline(never)]
    fn clear_all(&mut self) {
        self.is_used = false;
        empty(&mut self.host);
        self.rest = None;
        self.transport = &[];
        empty(&mut self.unescaped);
        empty(&mut self.events);
        self.in_text = false;
    }

    /// The commonest envelope: the record's first key holds the event's text. Read in place, in one pass. None
    /// if the record is anything else, or unusual in any way.
    #[inline(never)]
    fn wrapped_first(&mut self, record: &[u8], at: usize) -> Option<Found> {
        let mut seen = 0;
        let at = space_at::<Bare>(record, at);
        let key = record.get(at..)?.strip_prefix(b"\"")?;
        let name =
            TEXT_KEYS.iter().find(|name| key.strip_prefix(**name).is_some_and(|rest| rest.starts_with(b"\"")))?;
        let colon = space_at::<Bare>(record, at + name.len() + 2);
        let quote = space_at::<Bare>(record, colon + 1);
        if record.get(colon) != Some(&b':') || record.get(quote) != Some(&b'"') {
            return None;
        }
        let text = self.in_place(record, quote + 1, &mut seen)?;
        let kind = self.slots.get(Slot::EventType);
        if kind.kind == Kind::Absent || shapes::may_be_hook(record, kind) {
            self.clear();
            return None;
        }
        // What the event has beyond Okta's keys is the event's own, not the host's.
        self.host.clear();
        let after = space_at::<Bare>(record, text.end as usize + 1);
        let end = match record.get(after)? {
            b',' => read_members(record, after + 1, &mut self.host, &mut seen),
            b'}' => Some(after + 1),
            _ => None,
        };
        // A second event, or a second text, in the same record: let the general rules decide.
        let plain = |member: &Member| {
            let key = member.key.bytes(record);
            member.key.kind == Kind::Plain && key != b"eventType" && key != b"eventtype" && key != *name
        };
        let whole =
            end.is_some_and(|end| ends(record, end) && is_utf8(record, seen) && self.host.iter().all(plain));
        if !whole {
            self.clear();
            return None;
        }
        host_keys::keep_last(record, &mut self.host);
        Some(Found::InPlace(text))
    }

    /// Reads the event whose text is the string with its content at `start`. None if it is unusual.
    fn in_place(&mut self, record: &[u8], start: usize, seen: &mut u64) -> Option<Value> {
        let at = space_at::<Wrapped>(record, start);
        if record.get(at) != Some(&b'{') {
            return None;
        }
        let (slots, unknown) = (&mut self.slots, &mut self.host);
        let read = read::<Wrapped, _>(record, at + 1, Context::Root, slots, unknown, &mut Silent, seen);
        let end = read.map(|end| space_at::<Wrapped>(record, end));
        match end {
            Some(end) if record.get(end) == Some(&b'"') => Some(Value::new(start, end, Kind::Escaped)),
            _ => {
                self.clear();
                None
            }
        }
    }

    /// Any record that is an object, which begins at `start`.
    fn any(&mut self, record: &[u8], start: usize, output: Option<&mut Output>) -> Result<Found, Refusal> {
        let Some(output) = output else { return self.any_with(record, start, &mut Escape::default()) };
        let mut found = Ok(Found::Record);
        output.escaped(record.len(), |tap| {
            found = self.any_with(record, start, tap);
            (found == Ok(Found::Record)).then_some(())
        });
        found
    }

    fn any_with(&mut self, record: &[u8], start: usize, tap: &mut Escape<'_>) -> Result<Found, Refusal> {
        let mut seen = 0;
        Bare::space(record, tap);
        tap.word(u64::from(b'{'), 1);
        let (slots, host) = (&mut self.slots, &mut self.host);
        let end = read::<Bare, _>(record, start + 1, Context::Root, slots, host, tap, &mut seen);
        let whole = |end: &usize| Bare::space(record.get(*end..).unwrap_or_default(), tap).is_empty();
        let Some(end) = end.filter(whole) else {
            return Err(Refusal::claimed(self.unreadable(record)));
        };
        if !is_utf8(record, seen) {
            return Err(Refusal::claimed(Error::InvalidUtf8));
        }
        if shapes::claim(record, &self.slots) == Claim::Event {
            host_keys::keep_last(record, &mut self.host);
            return Ok(Found::Record);
        }
        self.nested(record, Value::new(start, end, Kind::Object))
    }

    /// Why a record that begins with a brace could not be read.
    #[cold]
    fn unreadable(&self, record: &[u8]) -> Error {
        if self.slots.refused { Error::OutOfMemory } else { unreadable(record) }
    }

    /// A record that does not begin with a brace: a page of events, or nothing that can be read.
    #[cold]
    fn no_object(&mut self, record: &[u8], start: usize) -> Result<Found, Refusal> {
        match unreadable(record) {
            Error::InvalidJson if record.get(start) == Some(&b'[') => self.page(record),
            Error::InvalidJson => {
                // Read as the only member of an object, any JSON value is one.
                let mut text = Vec::new();
                let error = match as_member(record, &mut text) {
                    false => Error::OutOfMemory,
                    true if only_member(&text).is_some() => Error::NotAnObject,
                    true => Error::InvalidJson,
                };
                Err(Refusal::claimed(error))
            }
            error => Err(Refusal::claimed(error)),
        }
    }
}

/// Reads the event whose brace stands at `start`.
fn read_event(text: &[u8], start: usize, slots: &mut Slots, tap: &mut Escape<'_>) -> Option<usize> {
    tap.word(u64::from(b'{'), 1);
    read::<Bare, _>(text, start + 1, Context::Root, slots, &mut Vec::new(), tap, &mut 0)
}

/// Whether nothing but white space follows.
fn ends(text: &[u8], at: usize) -> bool {
    space_at::<Bare>(text, at) == text.len()
}

/// Whether a text is UTF-8, given what its reader has seen of it: only strings can hold anything but ASCII.
fn is_utf8(text: &[u8], seen: u64) -> bool {
    is_ascii(seen) || core::str::from_utf8(text).is_ok()
}

/// What is wrong with a text that should have been JSON.
#[cold]
fn unreadable(record: &[u8]) -> Error {
    if core::str::from_utf8(record).is_err() { Error::InvalidUtf8 } else { Error::InvalidJson }
}
