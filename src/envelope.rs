//! Finds the event in a record: the record's own keys tell how it travels.

use crate::Error;
use crate::event::read::read_members;
use crate::event::{Context, Slot, Slots, read};
use crate::json::dialect::{is_ascii, space_at};
use crate::json::walk::Member;
use crate::json::{Bare, Dialect, Escape, Kind, Output, Silent, Tap, Value, Wrapped, escape};

/// Where the event's text was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The record itself is the event.
    Record,
    /// It is text in this string of the record, and was read where it lies.
    InPlace(Value),
    /// It is text in this string of the record, and was read from a copy without the string's escapes.
    Unescaped(Value),
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

    fn foreign() -> Self {
        Refusal { error: Error::NotAnOktaEvent, claimed: false }
    }
}

/// The memory that finding an event takes; kept between records.
#[derive(Default)]
pub struct Finder {
    /// The event's fields.
    pub slots: Slots,
    /// The members of the record that are not the event's: the host's.
    pub host: Vec<Member>,
    /// The event's text without the escapes of the string it was in; for [`Found::Unescaped`].
    pub unescaped: Vec<u8>,
}

/// The keys under which pipelines carry an event as text: `message` (Filebeat, Vector, syslog), `log` (Fluent
/// Bit's parsers).
const TEXT_KEYS: [(&[u8], Slot); 2] = [(b"message", Slot::Message), (b"log", Slot::Log)];

impl Finder {
    /// Finds the event in `record` and reads it.
    ///
    /// Where the record is the event itself, its text is written to `output` as the content of a JSON string at
    /// the same time; [`Found::Record`] says that it was. `output` is left as it was in every other case.
    pub fn find(&mut self, record: &[u8], output: &mut Output) -> Result<Found, Refusal> {
        self.clear();
        let start = space_at::<Bare>(record, 0);
        if record.get(start) != Some(&b'{') {
            return Err(Refusal::claimed(no_object(record)));
        }
        let found = match self.wrapped_first(record, start + 1) {
            Some(found) => found,
            None => self.any(record, start + 1, output)?,
        };
        match self.slots.get(Slot::EventType) {
            name if name.is_string() && !name.is_unset() => Ok(found),
            _ => Err(Refusal::claimed(Error::NotAnOktaEvent)),
        }
    }

    fn clear(&mut self) {
        self.slots.clear();
        self.host.clear();
        self.unescaped.clear();
    }

    /// The commonest envelope: the record's first key holds the event's text. Read in place, in one pass. None
    /// if the record is anything else, or unusual in any way.
    fn wrapped_first(&mut self, record: &[u8], at: usize) -> Option<Found> {
        let mut seen = 0;
        let at = space_at::<Bare>(record, at);
        let key = record.get(at..)?.strip_prefix(b"\"")?;
        let (name, _) = TEXT_KEYS
            .iter()
            .find(|(name, _)| key.strip_prefix(*name).is_some_and(|rest| rest.starts_with(b"\"")))?;
        let colon = space_at::<Bare>(record, at + name.len() + 2);
        let quote = space_at::<Bare>(record, colon + 1);
        if record.get(colon) != Some(&b':') || record.get(quote) != Some(&b'"') {
            return None;
        }
        let text = self.in_place(record, quote + 1, &mut seen)?;
        if self.slots.get(Slot::EventType).kind == Kind::Absent {
            self.slots.clear();
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

    /// Any record that is an object, whose members begin at `at`.
    fn any(&mut self, record: &[u8], at: usize, output: &mut Output) -> Result<Found, Refusal> {
        let mut seen = 0;
        let before = output.len();
        let room = output.room(Escape::room_for(record.len()));
        let size = room.len();
        let mut tap = Escape::new(room);
        Bare::space(record, &mut tap);
        tap.word(u64::from(b'{'), 1);
        let (slots, host) = (&mut self.slots, &mut self.host);
        let whole = read::<Bare, _>(record, at, Context::Root, slots, host, &mut tap, &mut seen)
            .and_then(|end| record.get(end..))
            .is_some_and(|rest| Bare::space(rest, &mut tap).is_empty());
        let written = size - tap.left();
        let claimed = self.slots.get(Slot::EventType).kind != Kind::Absent;
        if !whole {
            return Err(Refusal::claimed(unreadable(record)));
        }
        output.fill(written);
        if !is_utf8(record, seen) {
            output.truncate(before);
            return Err(Refusal::claimed(Error::InvalidUtf8));
        }
        if claimed {
            return Ok(Found::Record);
        }
        output.truncate(before);
        self.text(record, at)
    }

    /// A record that is no event itself, and may carry one as text.
    fn text(&mut self, record: &[u8], at: usize) -> Result<Found, Refusal> {
        let texts = TEXT_KEYS.map(|(name, slot)| (name, self.slots.get(slot)));
        for (name, text) in texts.into_iter().filter(|(_, text)| text.is_string()) {
            self.clear();
            if !escape::unescape(text.bytes(record), &mut self.unescaped) {
                return Err(Refusal::claimed(Error::OutOfMemory));
            }
            let inner = self.unescaped.as_slice();
            let start = space_at::<Bare>(inner, 0);
            if inner.get(start) != Some(&b'{') {
                continue;
            }
            let (slots, unknown) = (&mut self.slots, &mut self.host);
            let end = read::<Bare, _>(inner, start + 1, Context::Root, slots, unknown, &mut Silent, &mut 0);
            let whole = end.is_some_and(|end| ends(inner, end));
            if self.slots.get(Slot::EventType).kind == Kind::Absent {
                continue;
            }
            if !whole {
                return Err(Refusal::claimed(Error::InvalidJson));
            }
            self.host.clear();
            read_members(record, at, &mut self.host, &mut 0);
            self.host.retain(|member| member.key.bytes(record) != name);
            return Ok(Found::Unescaped(text));
        }
        Err(Refusal::foreign())
    }
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

/// What is wrong with a record that does not begin with a brace.
#[cold]
fn no_object(record: &[u8]) -> Error {
    let error = unreadable(record);
    if error == Error::InvalidUtf8 {
        return error;
    }
    // Read as the only member of an object, any JSON value is one.
    let mut wrapped = Vec::new();
    if wrapped.try_reserve(record.len() + 6).is_err() {
        return Error::OutOfMemory;
    }
    wrapped.extend_from_slice(b"{\"\":");
    wrapped.extend_from_slice(record);
    wrapped.push(b'}');
    let mut members = Vec::new();
    match read_members(&wrapped, 1, &mut members, &mut 0) {
        Some(end) if end == wrapped.len() && members.len() == 1 => Error::NotAnObject,
        _ => Error::InvalidJson,
    }
}
