//! Events that lie deeper in a record: under a key, in a text, in an event hook, in a page of the API.
//!
//! Levels may be mixed, as in a text that holds an EventBridge envelope, but only one of them may be text. On
//! the way down nothing is lost: what lies beside the path to the events stays where it is.

use super::shapes::{self, Claim, HOLDERS};
use super::{Finder, Found, Refusal, ends};
use crate::Error;
use crate::event::read::{as_member, only_member};
use crate::event::{Context, Slot, read};
use crate::host_keys::{keep_last, write_json, write_member};
use crate::json::dialect::{behind_mark, space_at};
use crate::json::walk::{elements, members};
use crate::json::{Bare, Escape, Kind, Output, Value, escape};
use crate::list::add;
use crate::normalize::MAX_EVENTS;
use alloc::vec::Vec;

/// How many objects may lie in each other on the way to an event.
const LEVELS: usize = 4;

/// A step of the way: an object, and the key in it that leads on.
struct Step {
    object: Value,
    key: &'static str,
    /// Whether the object lies in the text, not in the record itself.
    in_text: bool,
    /// The keys of the object that belong to the same envelope.
    transport: &'static [&'static str],
}

/// What was found on the way down.
#[derive(Default)]
struct Way {
    /// The steps, innermost first.
    steps: Vec<Step>,
    /// The text that the events lie in, if it is not the record's own, and the string that it comes from.
    text: Option<(Vec<u8>, Value)>,
    /// The events' objects; none if the text as a whole is the event.
    events: Vec<Value>,
    /// Whether the text as a whole is the event, which has been read.
    whole: bool,
}

impl Finder {
    /// Finds the events of a record that is an object and no event itself.
    pub(super) fn nested(&mut self, record: &[u8], object: Value) -> Result<Found, Refusal> {
        let mut way = Way::default();
        if !self.descend(record, object, LEVELS, false, &mut way)? {
            return Err(Refusal::foreign(Error::NotAnOktaEvent));
        }
        let Way { steps, text, events, whole } = way;
        let inner = text.as_ref().map_or(&[][..], |(text, _)| text);
        self.is_used = true;
        self.keep_beside(record, inner, &steps)?;
        self.transport = steps.last().map_or(&[], |outer| outer.transport);
        self.events = events;
        self.in_text = text.is_some();
        let found = match &text {
            Some((_, string)) if whole => Found::Unescaped(*string),
            _ => Found::Listed,
        };
        self.unescaped = text.map(|(text, _)| text).unwrap_or_default();
        Ok(found)
    }

    /// Finds the events of a record that is an array: a page of the System Log API.
    pub(super) fn page(&mut self, record: &[u8]) -> Result<Found, Refusal> {
        let mut text = Vec::new();
        if !as_member(record, &mut text) {
            return Err(Refusal::claimed(Error::OutOfMemory));
        }
        let page = only_member(&text).ok_or(Refusal::claimed(Error::InvalidJson))?;
        self.is_used = true;
        self.events = page_events(&text, page)?.ok_or(Refusal::claimed(Error::NotAnObject))?;
        self.in_text = true;
        self.unescaped = text;
        Ok(Found::Listed)
    }

    /// Looks for events in an object. The record's JSON has been checked.
    fn descend(
        &mut self,
        text: &[u8],
        object: Value,
        levels: usize,
        in_text: bool,
        way: &mut Way,
    ) -> Result<bool, Refusal> {
        self.clear();
        let inside = object.start as usize + 1;
        // What is in the way to the events is not listed: each of them is read again.
        let all = self.slots.all.take();
        read::<Bare, _>(
            text,
            inside,
            Context::Root,
            &mut self.slots,
            &mut self.host,
            &mut Escape::default(),
            &mut 0,
        );
        self.slots.all = all;
        if self.slots.refused {
            return Err(Refusal::claimed(Error::OutOfMemory));
        }
        match shapes::claim(text, &self.slots) {
            Claim::Event => {
                keep(&mut way.events, object)?;
                return Ok(true);
            }
            Claim::InlineHook => return Err(Refusal::claimed(Error::OktaInlineHook)),
            Claim::EventHook => {
                let data = self.slots.get(Slot::Data);
                let list = members(text, data).filter(|member| is_key(text, member.key, "events")).last();
                let list = list.map_or(Value::ABSENT, |member| member.value);
                // Without a list there is nothing to answer; of any other shape there may be, and nobody would hear of it.
                if data.kind != Kind::Object || !matches!(list.kind, Kind::Array | Kind::Null | Kind::Absent) {
                    return Err(Refusal::claimed(Error::NotAnOktaEvent));
                }
                way.events = listed(text, list)?;
                keep(&mut way.steps, Step { object: data, key: "events", in_text, transport: &[] })?;
                keep(&mut way.steps, Step { object, key: "data", in_text, transport: shapes::HOOK })?;
                return Ok(true);
            }
            Claim::None => {}
        }
        let api_error = shapes::is_api_error(text, &self.slots);
        let event_bridge = shapes::is_event_bridge(text, &self.slots);
        let values = HOLDERS.map(|holder| self.slots.get(holder.slot));
        for (holder, value) in HOLDERS.iter().zip(values) {
            if levels == 0 || holder.slot == Slot::Detail && !event_bridge {
                continue;
            }
            let found = match value.kind {
                Kind::Object => self.descend(text, value, levels - 1, in_text, way)?,
                _ if value.is_string() && !in_text => self.descend_text(text, value, levels - 1, way)?,
                _ => false,
            };
            if found {
                keep(&mut way.steps, Step { object, key: holder.key, in_text, transport: holder.transport })?;
                return Ok(true);
            }
        }
        if api_error { Err(Refusal::claimed(Error::OktaApiError)) } else { Ok(false) }
    }

    /// Looks for events in a string of the record.
    fn descend_text(
        &mut self,
        record: &[u8],
        string: Value,
        levels: usize,
        way: &mut Way,
    ) -> Result<bool, Refusal> {
        self.clear();
        let mut inner = Vec::new();
        if !escape::unescape(string.bytes(record), &mut inner) {
            return Err(Refusal::claimed(Error::OutOfMemory));
        }
        let start = space_at::<Bare>(&inner, behind_mark(&inner));
        match inner.get(start) {
            Some(b'[') => {
                let mut text = Vec::new();
                if !as_member(&inner, &mut text) {
                    return Err(Refusal::claimed(Error::OutOfMemory));
                }
                let Some(page) = only_member(&text) else { return Ok(false) };
                // An empty list says nothing of Okta.
                let Some(events) = page_events(&text, page)?.filter(|events| !events.is_empty()) else {
                    return Ok(false);
                };
                way.events = events;
                way.text = Some((text, string));
                return Ok(true);
            }
            Some(b'{') => {}
            _ => return Ok(false),
        }
        let (slots, unknown) = (&mut self.slots, &mut self.host);
        let end =
            read::<Bare, _>(&inner, start + 1, Context::Root, slots, unknown, &mut Escape::default(), &mut 0);
        let end = end.filter(|end| ends(&inner, *end));
        let claim = shapes::claim(&inner, &self.slots);
        let Some(end) = end else {
            return match claim {
                _ if self.slots.refused => Err(Refusal::claimed(Error::OutOfMemory)),
                Claim::None => Ok(false),
                _ => Err(Refusal::claimed(Error::InvalidJson)),
            };
        };
        if claim == Claim::Event {
            way.whole = true;
        } else if !self.descend(&inner, Value::new(start, end, Kind::Object), levels, true, way)? {
            return Ok(false);
        }
        way.text = Some((inner, string));
        Ok(true)
    }

    /// Keeps what lies beside the way: the members of the record, and the rest of the member that the way took.
    fn keep_beside(&mut self, record: &[u8], inner: &[u8], steps: &[Step]) -> Result<(), Refusal> {
        self.host.clear();
        let mut rest = Output::default();
        rest.reset(0);
        for (at, step) in steps.iter().enumerate() {
            let text = if step.in_text { inner } else { record };
            let mut beside = collect(members(text, step.object))?;
            keep_last(text, &mut beside);
            beside.retain(|member| !is_key(text, member.key, step.key));
            if at + 1 == steps.len() {
                self.host = beside;
                break;
            }
            let deeper = core::mem::take(&mut rest);
            rest.reset(0);
            rest.push(b"{");
            beside.iter().for_each(|member| write_member(text, *member, &mut rest));
            if deeper.len() > 0 {
                write_json(step.key, deeper.bytes(), &mut rest);
            }
            if rest.len() > 1 {
                rest.replace_last(b'}');
            } else {
                rest.truncate(0);
            }
        }
        if rest.failed() {
            return Err(Refusal::claimed(Error::OutOfMemory));
        }
        self.rest = steps.last().map(|outer| (outer.key, rest)).filter(|(_, rest)| rest.len() > 0);
        Ok(())
    }
}

/// Whether a key is that very one.
fn is_key(text: &[u8], key: Value, name: &str) -> bool {
    crate::host_keys::characters(text, key).as_ref() == name.as_bytes()
}

/// The elements of a page: an array that is empty, or in which an object has an event's type. None for others.
fn page_events(text: &[u8], page: Value) -> Result<Option<Vec<Value>>, Refusal> {
    let typed = |event: Value| {
        members(text, event).any(|member| matches!(member.key.bytes(text), b"eventType" | b"eventtype"))
    };
    let is_empty = || elements(text, page).next().is_none();
    let is_page = page.kind == Kind::Array && (elements(text, page).any(typed) || is_empty());
    if is_page { listed(text, page).map(Some) } else { Ok(None) }
}

/// The elements of a list of events. Each is answered, if only with an error record of a hundred times its length:
/// that bounds how many there may be.
fn listed(text: &[u8], list: Value) -> Result<Vec<Value>, Refusal> {
    let events = collect(elements(text, list).take(MAX_EVENTS + 1))?;
    if events.len() > MAX_EVENTS { Err(Refusal::claimed(Error::RecordTooLarge)) } else { Ok(events) }
}

/// Adds to a list.
fn keep<T>(list: &mut Vec<T>, item: T) -> Result<(), Refusal> {
    add(list, item).then_some(()).ok_or(Refusal::claimed(Error::OutOfMemory))
}

/// A list that only the input bounds.
fn collect<T>(items: impl Iterator<Item = T>) -> Result<Vec<T>, Refusal> {
    let mut list = Vec::new();
    for item in items {
        keep(&mut list, item)?;
    }
    Ok(list)
}
