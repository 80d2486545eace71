//! `okta.debug_context`: debugData in snake_case with the structures that it encodes as text, what the event says
//! of risk, and under `flattened` the whole of it as it came.

use super::encoded::{self, Encoding};
use super::members::{Members, Under};
use super::memory::{Frame, Work};
use super::naming;
use super::okta::known_names;
use super::risk;
use super::secrets::is_secret;
use super::tree::{Source, Style, Way, Writer};
use super::walk::Walk;
use super::words::{field, names_address};
use crate::derive::address::address;
use crate::event::read::{as_member, only_member, read_all};
use crate::event::{Context, Slot};
use crate::json::tape::{Item, Node};
use crate::json::{Kind, Value, escape};
use crate::list::add;
use crate::schema::sink::{Key, Sink, name};
use alloc::vec::Vec;

const PLACE: &str = "okta.debug_context.debug_data";

/// Names in debug_data that the schema writes itself.
const RESERVED: [&str; 4] = ["flattened", "risk_level", "risk_reasons", "risk_behaviors"];

/// Writes `debug_context`: the event's, or one for the risk that was found elsewhere.
pub fn write<S: Sink>(source: Source<'_>, writer: &mut Writer<'_, S>, debug: Option<Item<'_>>) {
    let (number, node) = debug.unwrap_or((0, &Node::ABSENT));
    if !matches!(node.value.kind, Kind::Object | Kind::Null | Kind::Absent) {
        return writer.write(source, Under::Name(name!("debug_context")), (number, node), Style::Snake, "okta");
    }
    let begun = writer.sink.begin(name!("debug_context"), Kind::Object);
    let mut whole = None;
    if node.value.kind == Kind::Object {
        let inside = source.tape.inside(number);
        let mut list = Members::Words(inside);
        if node.is_odd() {
            (list, whole) = known_names(source, writer, inside, &["debug_data"], Some(Slot::DebugData), true);
        }
        while let Some((under, (number, node))) = list.next(source.tape, &writer.work.names) {
            if field(node.mark).is_some_and(|field| field.slot == Slot::DebugData) {
                whole = Some((number, node));
                continue;
            }
            writer.write(source, under, (number, node), Style::Snake, "okta.debug_context");
        }
        list.end(&mut writer.work.names);
    }
    match whole {
        Some((number, node)) if !matches!(node.value.kind, Kind::Object | Kind::Null) => {
            let under = Under::Name(name!("debug_data"));
            writer.write(source, under, (number, node), Style::Snake, "okta.debug_context");
        }
        _ => data(source, writer, whole.filter(|(_, node)| node.value.kind == Kind::Object)),
    }
    writer.sink.end(begun, Kind::Object);
}

/// Writes `debug_data`.
fn data<S: Sink>(source: Source<'_>, writer: &mut Writer<'_, S>, whole: Option<Item<'_>>) {
    let begun = writer.sink.begin(name!("debug_data"), Kind::Object);
    if let Some((number, node)) = whole {
        let inside = source.tape.inside(number);
        if node.is_odd() {
            let (mut list, _) = known_names(source, writer, inside, &RESERVED, None, true);
            while let Some((under, member)) = list.next(source.tape, &writer.work.names) {
                datum(source, writer, under, member);
            }
            list.end(&mut writer.work.names);
        } else {
            let mut walk = Walk::new(Context::DebugData, inside);
            while let Some((context, under, member)) = walk.next(source.tape, writer) {
                match context {
                    Context::DebugData => datum(source, writer, under, member),
                    _ => writer.write(source, under, member, Style::Snake, PLACE),
                }
            }
        }
    }
    let Work { found, .. } = &mut *writer.work;
    if let Some((level, from)) = &found.risk_level {
        writer.sink.derived(name!("risk_level"), level, *from);
    }
    found.risk_reasons.write(name!("risk_reasons"), writer.sink);
    found.risk_behaviors.write(name!("risk_behaviors"), writer.sink);
    if let Some(whole) = whole {
        writer.write(source, Under::Name(name!("flattened")), whole, Style::Own, PLACE);
    }
    writer.sink.end(begun, Kind::Object);
}

/// Writes one of the data.
fn datum<S: Sink>(source: Source<'_>, writer: &mut Writer<'_, S>, under: Under, (number, node): Item<'_>) {
    let key = source.key(number);
    if node.value.is_string() && encoded::encoding(&key).is_some() {
        return encoded(source, writer, (under, number), node, PLACE);
    }
    writer.write(source, under, (number, node), Style::Snake, PLACE);
    if node.value.kind == Kind::Object {
        let inside = source.tape.inside(number);
        risk::take_object(source, &key, inside, &mut writer.work.found);
        if key.as_ref() == b"originalPrincipal" {
            risk::take_principal(source, inside, &mut writer.work.found);
        }
    }
}

/// Writes the structure that a text encodes. A text that is not what its key promises is left out here, so that
/// the field has one type; it stands under `flattened`. The device's has no such place and stays text.
pub fn encoded<S: Sink>(
    source: Source<'_>,
    writer: &mut Writer<'_, S>,
    (under, number): (Under, u32),
    node: &Node,
    place: &str,
) {
    let key = source.key(number);
    let mut scratch = Vec::new();
    let Some(text) = escape::characters(source.text, node.value, &mut scratch) else {
        writer.work.names.failed = true;
        return;
    };
    let secrets = writer.work.secrets;
    let way = Way { place, outermost: under, open: &[] };
    let whole = match encoded::encoding(&key) {
        Some(kind @ (Encoding::Map | Encoding::Results)) => {
            let results = kind == Encoding::Results;
            encoded::map(text, results, &mut writer.work.names.failed).map(|pairs| {
                let begun = writer.begin(under, Kind::Object);
                write_pairs(source, writer, (&key, &pairs), node.value, &way);
                writer.sink.end(begun, Kind::Object);
            })
        }
        Some(Encoding::Maps) => encoded::maps(text, &mut writer.work.names.failed).map(|maps| {
            let begun = writer.begin(under, Kind::Array);
            for pairs in &maps {
                let begun = writer.sink.begin(Key::Element, Kind::Object);
                write_pairs(source, writer, (&key, pairs), node.value, &way);
                writer.sink.end(begun, Kind::Object);
            }
            writer.sink.end(begun, Kind::Array);
        }),
        _ => write_json(source, writer, (under, &key), text, node.value, place),
    };
    if writer.work.secrets > secrets || whole.is_none() && writer.has_secret(text.as_bytes()) {
        writer.work.names.failed |= !add(&mut writer.work.hidden, number);
    }
    if whole.is_none() && place != PLACE {
        writer.write(source, under, (number, node), Style::Snake, place);
    }
}

/// Writes the pairs of a Java map that stands under a key, and takes what they say of risk.
fn write_pairs<S: Sink>(
    source: Source<'_>,
    writer: &mut Writer<'_, S>,
    (key, pairs): (&[u8], &[(&str, &str)]),
    from: Value,
    way: &Way<'_>,
) {
    let names = &mut writer.work.names;
    let level = names.open();
    for (number, (key, _)) in pairs.iter().enumerate() {
        names.add_key(number as u32, key.as_bytes());
    }
    let own_key = |number: u32| pairs.get(number as usize).map_or("", |(key, _)| key).as_bytes().into();
    names.settle(level, &[], &own_key);
    let mut at = 0;
    while let Some((number, pair)) = writer.work.names.next(level, &mut at) {
        let pair @ (own_key, value) = pairs.get(pair as usize).copied().unwrap_or_default();
        if value == "null" {
            continue;
        }
        if is_secret(own_key.as_bytes()) || writer.has_secret(value.as_bytes()) {
            let under = Under::Entry(number);
            let frame =
                Frame { members: Members::Named(level, at), at: under, object: true, begun: 0, addresses: false };
            writer.redact(source, under, from, &Way { open: &[frame], ..*way });
        } else {
            let Work { names, found, .. } = &mut *writer.work;
            risk::take_pair(key, pair, from, found);
            let name = names.name_at(number);
            if names_address(name)
                && let Some(ip) = address(value)
            {
                found.ips.add(ip.as_str(), from);
            }
            writer.sink.derived(Key::Computed(name), value, from);
        }
    }
    writer.work.names.close(level);
}

/// Writes an object or array that is JSON text. None if it is neither.
fn write_json<S: Sink>(
    outer: Source<'_>,
    writer: &mut Writer<'_, S>,
    (under, key): (Under, &[u8]),
    text: &str,
    from: Value,
    place: &str,
) -> Option<()> {
    let mut inner = core::mem::take(&mut writer.work.encoded_text);
    let mut tape = core::mem::take(&mut writer.work.encoded);
    inner.clear();
    let copied = as_member(text.as_bytes(), &mut inner);
    let is_json = copied && only_member(&inner).is_some();
    let Work { vocabulary, open, .. } = &mut *writer.work;
    let readable = is_json
        && read_all(&inner, 1, &mut tape).is_some()
        && naming::mark(&mut tape, &inner, None, (Context::Foreign, false), vocabulary, open).is_some();
    writer.work.names.failed |= !copied || is_json && !readable;
    let source = Source { text: &inner, tape: &tape, from: Some(from), refused: outer.refused };
    let node = tape.get(0).filter(|_| readable);
    let node = node.filter(|node| matches!(node.value.kind, Kind::Object | Kind::Array));
    if let Some(node) = node {
        risk::take_object(source, key, tape.inside(0), &mut writer.work.found);
        writer.write(source, under, (0, node), Style::Snake, place);
    }
    let written = node.map(|_| ());
    writer.work.encoded = tape;
    writer.work.encoded_text = inner;
    written
}
