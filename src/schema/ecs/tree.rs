//! Writes subtrees of the event of which nothing is known: every leaf, under its name in snake_case.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cell::Cell;

use super::members::{Members, Under};
use super::memory::{Found, Frame, Work};
use super::secrets::{REDACTED, has_secret, is_secret};
use super::words::{Use, names_address, names_hash};
use crate::derive::address::address;
use crate::json::tape::{Item, Node, Range, Tape};
use crate::json::{Kind, Value, escape};
use crate::list::{add, append};
use crate::schema::sentinel::is_sentinel;
use crate::schema::sink::{Key, Sink};

/// A text, its values, and where in the event it comes from.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    /// The text.
    pub text: &'s [u8],
    /// Its values.
    pub tape: &'s Tape,
    /// The value of the event that encodes this text; None if the text is the event's own.
    pub from: Option<Value>,
    /// Becomes true where memory is refused for characters of it.
    pub refused: &'s Cell<bool>,
}

impl<'s> Source<'s> {
    /// The characters of a key.
    pub fn key(&self, number: u32) -> Cow<'s, [u8]> {
        let key = self.tape.get(number).map_or(Value::ABSENT, Node::key);
        self.heard(characters(self.text, key)).unwrap_or_default()
    }

    /// Notes where there is nothing because memory was refused.
    fn heard<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.refused.set(true);
        }
        found
    }

    /// The last member of that key.
    #[inline(never)]
    pub fn member(&self, mut of: Range, key: &[u8]) -> Option<Item<'s>> {
        let mut found = None;
        while let Some((number, node)) = of.next(self.tape) {
            let length = node.key().end.saturating_sub(node.key().start) as usize;
            if (length == key.len() || node.key().kind != Kind::Plain) && self.key(number).as_ref() == key {
                found = Some((number, node));
            }
        }
        found
    }

    /// The last member of the first key, in that the last one of the second, and so on.
    #[inline(never)]
    pub fn find(&self, of: Range, path: &[&str]) -> Option<Item<'s>> {
        let (mut found, mut inside) = (None, of);
        for key in path {
            let (number, node) = self.member(inside, key.as_bytes())?;
            inside = self.tape.inside(number);
            found = Some((number, node));
        }
        found
    }

    /// The characters of a textual value.
    #[inline(never)]
    pub fn text_of<'c>(&'c self, value: Value, scratch: &'c mut Vec<u8>) -> Option<&'c str> {
        if value.is_textual() { self.heard(escape::characters(self.text, value, scratch)) } else { None }
    }
}

/// The characters of a key. None if memory is refused.
pub fn characters(text: &[u8], key: Value) -> Option<Cow<'_, [u8]>> {
    if !matches!(key.kind, Kind::Escaped | Kind::Twice) {
        return Some(Cow::Borrowed(key.bytes(text)));
    }
    let mut characters = Vec::new();
    escape::content(text, key, &mut characters)?;
    Some(Cow::Owned(characters))
}

/// How the keys below are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In snake_case, without members that are null.
    Snake,
    /// As they are, with everything.
    Own,
}

/// How many bytes of names are listed on the way to a secret; `*` stands for a name beyond that.
const WAY: usize = 256;

/// The way to a value, for the list of what was redacted.
pub struct Way<'w> {
    /// Where the outermost value stands in the document.
    pub place: &'w str,
    /// What that one stands under.
    pub outermost: Under,
    /// The containers that are open, from that one on.
    pub open: &'w [Frame],
}

/// Writes one event's subtrees.
pub struct Writer<'w, S> {
    pub sink: &'w mut S,
    pub work: &'w mut Work,
}

impl<S: Sink> Writer<'_, S> {
    /// The members of the object of that number, under names that are settled where they have to be.
    fn members(&mut self, source: Source<'_>, (number, node): Item<'_>, style: Style) -> Members {
        let mut range = source.tape.inside(number);
        if !node.is_odd() {
            return if style == Style::Own { Members::Own(range) } else { Members::Words(range) };
        }
        let names = &mut self.work.names;
        let level = names.open();
        while let Some((number, _)) = range.next(source.tape) {
            match style {
                Style::Own => names.add_own(number, &source.key(number)),
                Style::Snake => names.add_key(number, &source.key(number)),
            }
        }
        names.settle(level, &[], &|number| source.key(number));
        Members::Named(level, 0)
    }

    /// Begins an object or array.
    #[inline(never)]
    pub fn begin(&mut self, under: Under, kind: Kind) -> usize {
        self.sink.begin(under.key(&self.work.vocabulary, &self.work.names), kind)
    }

    /// Writes a value and everything in it. `place` is where it stands in the document, for the list of what was
    /// redacted.
    #[inline(never)]
    pub fn write(&mut self, source: Source<'_>, under: Under, item: Item<'_>, style: Style, place: &str) {
        if is_open(item.1) {
            self.container(source, under, item, style, place);
        } else {
            // Most members: no need for anything that containers take.
            self.closed(source, under, item, style, &Way { place, outermost: under, open: &[] });
        }
    }

    /// Writes a container whose content is listed.
    #[inline(never)]
    fn container(&mut self, source: Source<'_>, outermost: Under, item: Item<'_>, style: Style, place: &str) {
        let mut frames = core::mem::take(&mut self.work.frames);
        let mut next = Some((outermost, item));
        loop {
            if let Some((under, (number, node))) = next.take() {
                if !is_open(node) || self.is_secret(source, number, node) {
                    let way = Way { place, outermost, open: &frames };
                    self.closed(source, under, (number, node), style, &way);
                } else {
                    let begun = match under {
                        Under::Entry(_) if style == Style::Own => {
                            self.sink.begin(Key::Own(node.key()), node.value.kind)
                        }
                        _ => self.begin(under, node.value.kind),
                    };
                    let addresses = self.names_addresses(under, style, &frames);
                    let object = node.value.kind == Kind::Object;
                    let members = if object {
                        self.members(source, (number, node), style)
                    } else {
                        Members::Elements(source.tape.inside(number))
                    };
                    let frame = Frame { members, at: Under::Element, object, begun, addresses };
                    self.work.names.failed |= !add(&mut frames, frame);
                }
            }
            let Some(frame) = frames.last_mut() else { break };
            next = frame.members.next(source.tape, &self.work.names);
            if let Some((under, _)) = next {
                frame.at = under;
                continue;
            }
            frame.members.end(&mut self.work.names);
            self.sink.end(frame.begun, if frame.object { Kind::Object } else { Kind::Array });
            frames.pop();
        }
        self.work.frames = frames;
    }

    /// Whether what stands under that key is a secret.
    #[inline(never)]
    fn is_secret(&self, source: Source<'_>, number: u32, node: &Node) -> bool {
        match self.work.vocabulary.get(node.mark) {
            Some(word) => word.secret,
            None => node.key().kind != Kind::Absent && is_secret(&source.key(number)),
        }
    }

    /// Writes a value that contains no others, or is a secret.
    #[inline(never)]
    fn closed(&mut self, source: Source<'_>, under: Under, item: Item<'_>, style: Style, way: &Way<'_>) {
        let node = item.1;
        if node.value.kind == Kind::Null && style == Style::Snake {
            return;
        }
        let Work { vocabulary, names, scratch, found, .. } = &mut *self.work;
        match vocabulary.get(node.mark) {
            // Most of them: what their word says is all there is to know.
            Some(word)
                if source.from.is_none()
                    && !word.secret
                    && word.use_of != Use::Encoded
                    && !node.is_too_deep()
                    && !matches!(under, Under::Entry(_)) =>
            {
                if word.use_of == Use::Gathered && style == Style::Snake {
                    gather(source, node.value, word.address, found, scratch);
                }
                self.sink.leaf(under.key(vocabulary, names), node.value);
            }
            _ => self.odd(source, under, item, style, way),
        }
    }

    /// The same for one that there is more to know of.
    #[inline(never)]
    fn odd(&mut self, source: Source<'_>, under: Under, (number, node): Item<'_>, style: Style, way: &Way<'_>) {
        if node.value.kind != Kind::Null
            && (self.is_secret(source, number, node) || self.hides(source, number, node))
        {
            return self.redact(source, under, source.from.unwrap_or(node.value), way);
        }
        let addresses = self.names_addresses(under, style, way.open);
        self.leaf(source, under, node, style, addresses);
    }

    /// Whether there is a secret in a value whose content is not listed, or has been found in it.
    #[inline(never)]
    fn hides(&mut self, source: Source<'_>, number: u32, node: &Node) -> bool {
        let is_text = source.from.is_some() && node.value.is_string();
        if !is_text && !node.is_too_deep() {
            return source.from.is_none() && self.is_hidden(number);
        }
        let text = node.value.bytes(source.text);
        (node.is_too_deep() || looks_encoded(text)) && self.has_secret(text)
    }

    /// Whether a text of the event was found to have a secret in it. Not by `contains`, which is unrolled: there are a few.
    fn is_hidden(&self, number: u32) -> bool {
        let mut hidden = self.work.hidden.iter();
        hidden.position(|hidden| *hidden == number).is_some()
    }

    /// Whether there is a secret in a text. If memory is refused for finding out, it stays hidden, and the document is not whole.
    #[cold]
    #[inline(never)]
    pub fn has_secret(&mut self, text: &[u8]) -> bool {
        let found = has_secret(text);
        self.work.names.failed |= found.is_none();
        found.unwrap_or(true)
    }

    /// Whether what stands under that name is an IP address, if it is any.
    fn names_addresses(&self, under: Under, style: Style, frames: &[Frame]) -> bool {
        match under {
            Under::Word(word) if style == Style::Snake => {
                self.work.vocabulary.get(word).is_some_and(|word| word.address)
            }
            Under::Entry(entry) if style == Style::Snake => names_address(self.work.names.name_at(entry)),
            Under::Element => frames.last().is_some_and(|frame| frame.addresses),
            _ => false,
        }
    }

    /// Whether what stands under that name is a hash.
    fn names_hashes(&self, under: Under) -> bool {
        match under {
            Under::Word(word) => self.work.vocabulary.get(word).is_some_and(|word| word.hash),
            Under::Entry(entry) => names_hash(self.work.names.name_at(entry)),
            _ => false,
        }
    }

    /// Writes a value that contains no others.
    fn leaf(&mut self, source: Source<'_>, under: Under, node: &Node, style: Style, addresses: bool) {
        let value = node.value;
        let hashes = self.names_hashes(under);
        let Work { names, vocabulary, scratch, found, .. } = &mut *self.work;
        let key = match under {
            Under::Entry(_) if style == Style::Own => Key::Own(node.key()),
            under => under.key(vocabulary, names),
        };
        if style == Style::Snake && (addresses || hashes) {
            gather(source, value, addresses, found, scratch);
        }
        let mut refused = false;
        match source.from {
            None if node.is_too_deep() => self.sink.json_text(key, value),
            None => self.sink.leaf(key, value),
            Some(from) if value.is_string() => match escape::characters(source.text, value, scratch) {
                Some(text) => self.sink.derived(key, text, from),
                None => refused = true,
            },
            Some(from) => {
                let text = core::str::from_utf8(value.bytes(source.text)).unwrap_or_default();
                if node.is_too_deep() {
                    self.sink.derived(key, text, from);
                } else {
                    self.sink.derived_number(key, text, from);
                }
            }
        }
        self.work.names.failed |= refused;
    }

    /// Writes what stands in the place of a secret, and lists the way to it.
    #[cold]
    pub fn redact(&mut self, source: Source<'_>, under: Under, from: Value, way: &Way<'_>) {
        let Work { names, vocabulary, found, scratch: path, secrets, .. } = &mut *self.work;
        *secrets += 1;
        let Way { place, outermost, open } = way;
        // The members on the way to the secret, itself included: of objects only, as elements have no names.
        let member = |step: usize| match step.checked_sub(1) {
            None => Some(outermost),
            Some(frame) => open.get(frame).filter(|frame| frame.object).map(|frame| &frame.at),
        };
        let last = open.iter().rposition(|frame| frame.object).map_or(0, |frame| frame + 1);
        path.clear();
        let mut added = append(path, place.as_bytes());
        // Each secret below a long name would repeat it: the name stands in full as long as there is room.
        let mut room = WAY;
        for step in 0..=open.len() {
            let name = member(step).and_then(|under| under.name(source.text, vocabulary, names));
            if let Some(name) = name {
                let fits = step == last || name.len() <= room;
                room = if fits { room.saturating_sub(name.len()) } else { 0 };
                added &= append(path, b".") && append(path, if fits { name } else { b"*" });
            }
        }
        found.redacted.failed |= !added;
        found.redacted.add(&*path, from);
        self.sink.derived(under.key(vocabulary, names), REDACTED, from);
    }
}

/// Adds a text to the addresses or, if it is said to be none of those, to the hashes; a text that is neither, and anything else,
/// to nothing.
#[inline(never)]
fn gather(source: Source<'_>, value: Value, is_address: bool, found: &mut Found, scratch: &mut Vec<u8>) {
    if !value.is_string() {
        return;
    }
    let (text, from) = (source.text_of(value, scratch), source.from.unwrap_or(value));
    if is_address {
        // Mostly the client's, which has been gathered.
        if let Some(ip) = text.filter(|text| !found.ips.has(text.as_bytes())).and_then(address) {
            found.ips.add(ip.as_str(), from);
        }
    } else if let Some(hash) = text.filter(|text| !is_sentinel(text.as_bytes())) {
        found.hashes.add(hash, from);
    }
}

/// Whether a text that no reader has taken apart may encode a structure: it begins with no word.
fn looks_encoded(text: &[u8]) -> bool {
    text.first().is_some_and(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether it is a container whose content is listed.
#[inline(always)]
fn is_open(node: &Node) -> bool {
    matches!(node.value.kind, Kind::Object | Kind::Array) && !node.is_too_deep()
}
