//! The shapes that records come in, as data: which keys hold an event, and which ones only carry it there.

use crate::Error;
use crate::event::{Slot, Slots};
use crate::json::{Kind, Value, escape};
use alloc::vec::Vec;

/// A key that may hold an event: as an object, or as JSON text.
pub struct Holder {
    /// The key.
    pub key: &'static str,
    /// The slot that holds its value.
    pub slot: Slot,
    /// The keys beside it that belong to the same envelope. They are kept, under `record`.
    pub transport: &'static [&'static str],
}

/// The keys that may hold an event, in the order in which they are tried.
pub const HOLDERS: [Holder; 6] = [
    // Filebeat, Vector, syslog.
    Holder { key: "message", slot: Slot::Message, transport: &[] },
    // Fluent Bit's parsers.
    Holder { key: "log", slot: Slot::Log, transport: &[] },
    // Filebeat's decoders.
    Holder { key: "okta", slot: Slot::OktaKey, transport: &[] },
    Holder { key: "json", slot: Slot::Json, transport: &[] },
    // Splunk's HTTP event collector.
    Holder {
        key: "event",
        slot: Slot::Event,
        transport: &["time", "host", "source", "sourcetype", "index", "fields"],
    },
    // Amazon EventBridge; only with its `source`.
    Holder {
        key: "detail",
        slot: Slot::Detail,
        transport: &["version", "id", "detail-type", "source", "account", "time", "region", "resources"],
    },
];

/// The keys of an event hook's body beside `data`. Older bodies spell `eventID`.
pub const HOOK: &[&str] = &[
    "eventType",
    "eventTypeVersion",
    "cloudEventsVersion",
    "source",
    "eventId",
    "eventID",
    "eventTime",
    "contentType",
];

/// What `eventType` says of an object that has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// There is no `eventType`: it claims nothing.
    None,
    /// It is an event, or means to be one.
    Event,
    /// It is the body of an event hook.
    EventHook,
    /// It is the body of an inline hook.
    InlineHook,
}

/// What the object claims to be whose keys filled `slots`.
#[inline(always)]
pub fn claim(text: &[u8], slots: &Slots) -> Claim {
    let name = slots.get(Slot::EventType);
    match text.get(name.start as usize) {
        // The first letter tells all types of events from those of hooks.
        Some(letter) if name.kind == Kind::Plain && *letter != b'c' => Claim::Event,
        _ => claim_of(text, name),
    }
}

#[cold]
#[inline(never)]
fn claim_of(text: &[u8], name: Value) -> Claim {
    if name.kind == Kind::Absent {
        return Claim::None;
    }
    match characters(text, name, &mut Vec::new()) {
        b"com.okta.event_hook" => Claim::EventHook,
        // No type of the System Log begins so; those of hooks do.
        other if other.starts_with(b"com.okta.") => Claim::InlineHook,
        _ => Claim::Event,
    }
}

/// What keeps an object, whose keys filled `slots`, from being an event: it must have a textual type.
pub fn refuse(text: &[u8], slots: &Slots) -> Result<(), Error> {
    let name = slots.get(Slot::EventType);
    if !name.is_string() || name.is_unset() {
        return Err(Error::NotAnOktaEvent);
    }
    match claim(text, slots) {
        Claim::Event => Ok(()),
        Claim::InlineHook => Err(Error::OktaInlineHook),
        Claim::EventHook | Claim::None => Err(Error::NotAnOktaEvent),
    }
}

/// Whether a string in the dialect of JSON in JSON may be the type of a hook: it begins as one, or has escapes, which
/// no type of an event has.
pub fn may_be_hook(text: &[u8], name: Value) -> bool {
    matches!(name.kind, Kind::Escaped | Kind::Twice) || name.bytes(text).starts_with(b"com.okta.")
}

/// Whether it is the body of an error answer of Okta's API: `{"errorCode":"E0000047","errorSummary":…}`.
pub fn is_api_error(text: &[u8], slots: &Slots) -> bool {
    let code = slots.get(Slot::ErrorCode).bytes(text);
    let digits = code.strip_prefix(b"E").unwrap_or_default();
    slots.get(Slot::ErrorSummary).is_string() && digits.len() == 7 && digits.iter().all(u8::is_ascii_digit)
}

/// Whether `source` is that of Okta's log stream to Amazon EventBridge.
pub fn is_event_bridge(text: &[u8], slots: &Slots) -> bool {
    characters(text, slots.get(Slot::Source), &mut Vec::new()).starts_with(b"aws.partner/okta.com")
}

/// The characters of a string, or none: borrowed, or written to `scratch`.
fn characters<'t>(text: &'t [u8], value: Value, scratch: &'t mut Vec<u8>) -> &'t [u8] {
    if value.is_string() { escape::content(text, value, scratch).unwrap_or_default() } else { b"" }
}
