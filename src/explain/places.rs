//! Every value of a record with its pointer and its bytes, and the way back to it from a value of the event.

use std::collections::BTreeMap;
use std::ops::Range;

use super::layer::{Layer, Map, Node};
use super::{Place, Rule};
use crate::envelope::shapes::HOLDERS;
use crate::envelope::{Finder, Found};
use crate::host_keys::characters;
use crate::json::walk::members;
use crate::json::{Kind, Value, escape};

/// The values of a record.
pub struct Places {
    /// All of them, in the order of the record.
    pub nodes: Vec<Node>,
    /// From the event's text to the record.
    map: Map,
    /// The listed events in the record.
    listed: Vec<Range<usize>>,
    /// The number of the string that holds the event as text.
    holder: Option<usize>,
}

impl Places {
    /// Lists the values of a record in which that was found. None if memory is refused.
    pub fn of(record: &[u8], found: Found, finder: &Finder) -> Option<Places> {
        let (events, text) = if found == Found::Listed { finder.list() } else { (&[][..], None) };
        let layer = Layer::of_record(record)?;
        let mut nodes = layer.nodes("")?;
        let string = match found {
            Found::InPlace(string) | Found::Unescaped(string) => Some(string),
            _ if layer.page => None,
            _ => text.and_then(|text| holder(record, layer.object(), text)),
        };
        let mut map = if layer.page { layer.map } else { Map::identity() };
        let mut number = None;
        if let Some(string) = string {
            let at = nodes.iter().position(|node| node.place.span.start == string.start as usize)?;
            let inside = Layer::of_string(record, string)?;
            let outside = nodes.get_mut(at)?;
            outside.leaf = false;
            let inner = inside.nodes(&outside.place.pointer)?;
            nodes.splice(at + 1..at + 1, inner);
            number = Some(at);
            if !matches!(found, Found::InPlace(_)) {
                map = inside.map;
            }
        }
        let listed = events.iter().map(|event| map.span(*event)).collect();
        Some(Places { nodes, map, listed, holder: number })
    }

    /// The number of the value that a value of the event is, or is a part of, and its bytes in the record.
    pub fn find(&self, from: Value) -> Option<(usize, Range<usize>)> {
        if from.kind == Kind::Absent {
            return None;
        }
        let span = self.map.span(from);
        let behind = self.nodes.partition_point(|node| node.place.span.start <= span.start);
        Some((behind.checked_sub(1)?, span))
    }

    /// The number of the value with each pointer: of two members with one key the last one counts.
    pub fn by_pointer(&self) -> BTreeMap<&str, usize> {
        self.nodes.iter().enumerate().map(|(at, node)| (node.place.pointer.as_str(), at)).collect()
    }

    /// The text that the event of that number was read from, and how a document carries it.
    pub fn event(&self, record: &[u8], number: usize) -> (Place, Rule) {
        if let Some(span) = self.listed.get(number) {
            let node = self.nodes.iter().find(|node| node.place.span == *span);
            let pointer = node.map_or(String::new(), |node| node.place.pointer.clone());
            return (Place { pointer, span: span.clone() }, Rule::Text);
        }
        match self.holder.and_then(|holder| self.nodes.get(holder)) {
            Some(node) => (node.place.clone(), Rule::Copied),
            None => (Place { pointer: String::new(), span: 0..record.len() }, Rule::Text),
        }
    }

    /// Whether a value is the event's of that number, or none's.
    pub fn belongs(&self, node: &Node, number: usize) -> bool {
        let start = node.place.span.start;
        let other = self.listed.iter().enumerate().find(|(_, event)| event.contains(&start));
        other.is_none_or(|(event, _)| event == number)
    }
}

/// The string of the record that a text was read from. Tried in the order in which the event was looked for.
fn holder(record: &[u8], object: Value, text: &[u8]) -> Option<Value> {
    HOLDERS.iter().find_map(|holder| {
        let is_holder = |key: Value| characters(record, key).as_ref() == holder.key.as_bytes();
        let value = members(record, object).filter(|member| is_holder(member.key)).last()?.value;
        if value.kind == Kind::Object {
            return self::holder(record, value, text);
        }
        let mut content = Vec::new();
        let read = value.is_string() && escape::unescape(value.bytes(record), &mut content);
        // A page in a text was made a member, so that one reader reads it.
        let same = content == text || Layer::is_member(text, &content);
        (read && same).then_some(value)
    })
}
