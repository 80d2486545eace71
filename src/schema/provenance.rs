//! The sink that notes where each field comes from, for `explain`.

use super::rows::{Form, Parts, Row, Source};
use super::sink::{Key, Name, Pen, Sink};
use crate::event::Event;
use crate::explain::Rule;
use crate::json::{Kind, Value, escape, walk};

/// A field of a document, and what it was made from.
pub struct Traced {
    /// Where it stands in the document: a JSON pointer.
    pub output: String,
    /// How it was made.
    pub rule: Rule,
    /// What it was made from, in the event's text; absent where it says that something is not there.
    pub from: Value,
}

/// Notes the fields of one document, with the paths that they have in it.
pub struct Provenance<'e> {
    /// The text that values point into.
    event: &'e [u8],
    /// The path of the object or array that is open.
    path: String,
    open: Vec<Open>,
    fields: Vec<Traced>,
}

/// An object or array that is open.
#[derive(Default)]
struct Open {
    /// How long the path outside of it is.
    outside: usize,
    /// How many fields there were before it.
    before: usize,
    /// How many fields, objects and arrays it has; of an array, the index of the next one.
    members: usize,
}

impl<'e> Provenance<'e> {
    /// Begins a document in which the objects of those names are open.
    pub fn new(event: &'e [u8], open: &[&str]) -> Self {
        let mut sink = Provenance { event, path: String::new(), open: vec![Open::default()], fields: Vec::new() };
        for name in open {
            sink.open(&Key::Computed(name.as_bytes()));
        }
        sink
    }

    /// The fields, in the order of the document.
    pub fn finish(self) -> Vec<Traced> {
        self.fields
    }

    fn open(&mut self, key: &Key<'_>) {
        let outside = self.path.len();
        self.step(key);
        self.open.push(Open { outside, before: self.fields.len(), members: 0 });
    }

    /// Adds a key to the path.
    fn step(&mut self, key: &Key<'_>) {
        let mut scratch = Vec::new();
        let name = match *key {
            Key::Name(Name(words)) => words.unquoted(),
            Key::Computed(name) => name,
            Key::Own(key) => escape::content(self.event, key, &mut scratch).unwrap_or_default(),
            Key::Element => {
                let index = self.open.last().map_or(0, |open| open.members);
                return push_step(&index.to_string(), &mut self.path);
            }
        };
        push_step(&String::from_utf8_lossy(name), &mut self.path);
    }

    fn field(&mut self, key: &Key<'_>, rule: Rule, from: Value) {
        let outside = self.path.len();
        self.step(key);
        self.fields.push(Traced { output: self.path.clone(), rule, from });
        self.path.truncate(outside);
        self.count();
    }

    fn count(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.members += 1;
        }
    }

    /// The fields of members that are JSON text, each with a comma behind it.
    fn parsed(&mut self, members: &[u8], rule: Rule, from: Value) {
        let object = [b"{", members.strip_suffix(b",").unwrap_or(members), b"}"].concat();
        for member in walk::members(&object, Value::new(0, object.len(), Kind::Object)) {
            let key = Key::Computed(member.key.bytes(&object));
            match member.value.kind {
                Kind::Object => {
                    let inside = member.value.bytes(&object);
                    self.open(&key);
                    self.parsed(inside.get(1..inside.len() - 1).unwrap_or_default(), rule, from);
                    self.end(0, Kind::Object);
                }
                Kind::Array => {
                    self.open(&key);
                    walk::elements(&object, member.value).for_each(|_| self.field(&Key::Element, rule, from));
                    self.end(0, Kind::Array);
                }
                _ => self.field(&key, rule, from),
            }
        }
    }
}

/// The name that what opens a field begins with.
fn key_of(opening: &[u8]) -> Key<'_> {
    let name = opening.strip_prefix(b"\"").unwrap_or_default();
    Key::Computed(name.split(|byte| *byte == b'"').next().unwrap_or_default())
}

/// Appends a step to a JSON pointer (RFC 6901).
pub fn push_step(name: &str, pointer: &mut String) {
    pointer.push('/');
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(character),
        }
    }
}

impl Pen for &mut Provenance<'_> {
    fn leaf(&mut self, name: Option<Name<'_>>, from: &Value) {
        Sink::leaf(*self, name.map_or(Key::Element, Key::Name), *from);
    }

    fn begin(&mut self, name: Option<Name<'_>>, kind: Kind) -> usize {
        Sink::begin(*self, name.map_or(Key::Element, Key::Name), kind)
    }

    fn end(&mut self, begun: usize, kind: Kind) {
        Sink::end(*self, begun, kind);
    }
}

impl Sink for Provenance<'_> {
    type Pen<'s>
        = &'s mut Self
    where
        Self: 's;

    fn pen(&mut self) -> &mut Self {
        self
    }

    fn begin<'k>(&mut self, key: impl Into<Key<'k>>, _: Kind) -> usize {
        self.open(&key.into());
        0
    }

    fn end(&mut self, _: usize, _: Kind) {
        let Some(ended) = self.open.pop() else { return };
        self.path.truncate(ended.outside);
        // What has no content is left out, and takes no index.
        if self.fields.len() > ended.before {
            self.count();
        }
    }

    fn copy(&mut self, name: Name, from: Value) {
        if from.is_textual() {
            self.field(&Key::Name(name), Rule::Copied, from);
        }
    }

    fn leaf(&mut self, key: Key<'_>, from: Value) {
        self.field(&key, Rule::Copied, from);
    }

    fn json_text(&mut self, key: Key<'_>, from: Value) {
        self.field(&key, Rule::Text, from);
    }

    fn derived<'k>(&mut self, key: impl Into<Key<'k>>, _: impl AsRef<[u8]>, from: Value) {
        self.field(&key.into(), Rule::Derived, from);
    }

    fn derived_number<'k>(&mut self, key: impl Into<Key<'k>>, _: &str, from: Value) {
        self.field(&key.into(), Rule::Derived, from);
    }

    fn rows(&mut self, rows: &[Row], event: &Event<'_>, parts: &Parts<'_>) {
        for row in rows {
            let opening = row.opening();
            let (text, place) = parts.content(event, row);
            let (rule, from) = match row.source {
                Source::Derived => (Rule::Derived, event.get(row.slot)),
                _ => (Rule::Copied, *place),
            };
            match row.form {
                Form::Open => self.open(&key_of(opening)),
                Form::Close => self.end(0, Kind::Object),
                Form::Constant => self.parsed(opening, Rule::Constant, Value::ABSENT),
                _ if !place.is_textual() => {}
                Form::Json if place.kind != Kind::Number => {}
                Form::Members => self.parsed(place.bytes(text), rule, from),
                Form::Text | Form::Json => {
                    // What is alone in an object or a list has that in its opening, too.
                    match opening.iter().position(|byte| matches!(byte, b'{' | b'[')) {
                        Some(bracket) => {
                            self.open(&key_of(opening));
                            let inside = opening.get(bracket + 1..).unwrap_or_default();
                            let key = if inside.len() > 1 { key_of(inside) } else { Key::Element };
                            self.field(&key, rule, from);
                            self.end(0, Kind::Object);
                        }
                        None => self.field(&key_of(opening), rule, from),
                    }
                }
            }
        }
    }

    fn constant(&mut self, name: Name, _: &'static str) {
        self.field(&Key::Name(name), Rule::Constant, Value::ABSENT);
    }
}
