//! Who acts and on whom: `user`, `client.user`, `source.user`, `user.target`, and services as what they are.

use super::fields;
use super::memory::Found;
use super::tree::Source;
use super::words::field;
use crate::event::{Event, Slot};
use crate::json::tape::Range;
use crate::json::{Kind, Scratch, Value};
use crate::schema::rows::{Part, Parts};
use crate::schema::sentinel::unless_sentinel;
use crate::schema::sink::{Name, Sink, name};

// The numbers of the parts that a person is written from.
pub const DOMAIN: u8 = 0;
pub const EMAIL: u8 = 1;
pub const FULL_NAME: u8 = 2;
pub const ID: u8 = 3;
pub const NAME: u8 = 4;
const PARTS: usize = 5;

/// Somebody or something as Okta describes it: an actor or a target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Party {
    /// `id`
    pub id: Value,
    /// `type`
    pub kind: Value,
    /// `alternateId`: the login of a person.
    pub alternate_id: Value,
    /// `displayName`
    pub display_name: Value,
    /// The number of `changeDetails`, for those that are targets.
    pub changes: Option<u32>,
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// A person.
    Person,
    /// An address that nobody has logged in from.
    Address,
    /// An OAuth client, Okta itself, or whatever else acts and is no person.
    Service,
}

impl Party {
    /// The actor of the event.
    pub fn actor(event: Event<'_>) -> Party {
        Party {
            id: event.get(Slot::ActorId),
            kind: event.get(Slot::ActorType),
            alternate_id: event.get(Slot::ActorAlternateId),
            display_name: event.get(Slot::ActorDisplayName),
            changes: None,
        }
    }

    /// A target.
    pub fn target(source: Source<'_>, mut members: Range) -> Party {
        let mut party = Party::default();
        while let Some((number, node)) = members.next(source.tape) {
            match field(node.mark).map(|field| field.slot) {
                Some(Slot::TargetId) => party.id = node.value,
                Some(Slot::TargetType) => party.kind = node.value,
                Some(Slot::TargetAlternateId) => party.alternate_id = node.value,
                Some(Slot::TargetDisplayName) => party.display_name = node.value,
                Some(Slot::TargetChangeDetails) => party.changes = Some(number),
                _ => {}
            }
        }
        party
    }

    /// What an actor is. Without a type it is taken for a person.
    pub fn nature(&self, text: &[u8], scratch: &mut Scratch) -> Nature {
        if self.kind.is_unset() || self.is(text, "User", scratch) {
            Nature::Person
        } else if self.is(text, "IP address", scratch) {
            Nature::Address
        } else {
            Nature::Service
        }
    }

    /// Whether its type is that one.
    #[inline(never)]
    pub fn is(&self, text: &[u8], kind: &str, scratch: &mut Scratch) -> bool {
        match self.kind.kind {
            Kind::Plain => self.kind.bytes(text) == kind.as_bytes(),
            Kind::Escaped | Kind::Twice => scratch.content(text, self.kind) == Some(kind.as_bytes()),
            _ => false,
        }
    }

    /// Writes the fields of ECS's `user` that describe it.
    #[inline(never)]
    pub fn write<S: Sink>(&self, event: &Event<'_>, scratch: &mut Scratch, sink: &mut S) {
        let text = event.text;
        let login = *unless_sentinel(text, &self.alternate_id);
        let mut parts = [Part::default(); PARTS];
        parts[usize::from(FULL_NAME)] = Part::value(*unless_sentinel(text, &self.display_name));
        parts[usize::from(ID)] = Part::value(*unless_sentinel(text, &self.id));
        parts[usize::from(NAME)] = Part::value(login);
        if let Some(address) = scratch.content(text, login)
            && let Some(at) = email_domain(address)
        {
            parts[usize::from(EMAIL)] = Part::value(login);
            if login.kind == Kind::Plain {
                parts[usize::from(DOMAIN)] = Part::value(Value { start: login.start + at, ..login });
            } else {
                sink.derived(name!("domain"), address.get(at as usize..).unwrap_or_default(), login);
            }
        }
        sink.rows(&fields::PERSON, event, &Parts { parts: &parts, person: Slot::Actor });
    }

    /// Adds its identifiers to `related.user`: never the display name, which is no identifier.
    pub fn relate(&self, text: &[u8], scratch: &mut Scratch, found: &mut Found) {
        for value in [self.id, self.alternate_id] {
            if let Some(identifier) = scratch.content(text, *unless_sentinel(text, &value)) {
                found.users.add(identifier, value);
            }
        }
    }
}

/// Writes text of the event, unless it says only that something is not known.
#[inline(never)]
pub fn copy_known<S: Sink>(text: &[u8], name: Name, from: Value, sink: &mut S) {
    sink.copy(name, *unless_sentinel(text, &from));
}

/// Where the domain begins in a login that is an e-mail address: one `@`, something before it, a domain with a dot
/// behind it.
fn email_domain(login: &[u8]) -> Option<u32> {
    let (mut at, mut dot) = (None, false);
    for (place, byte) in login.iter().enumerate() {
        match byte {
            b'@' if at.is_some() || place == 0 => return None,
            b'@' => at = Some(place + 1),
            b'.' if at == Some(place) || at.is_some() && place + 1 == login.len() => return None,
            b'.' => dot |= at.is_some(),
            0..=b' ' => return None,
            _ => {}
        }
    }
    at.filter(|_| dot).map(|at| at as u32)
}

/// The targets that ECS has fields for.
#[derive(Default)]
pub struct Targets {
    /// The first `User`, else the first `AppUser`.
    pub user: Option<Party>,
    /// The first `UserGroup`.
    pub group: Option<Party>,
}

/// Looks through the targets: finds those that ECS has fields for, relates the users, and warns of what is
/// missing.
pub fn targets(event: Event<'_>, source: Source<'_>, scratch: &mut Scratch, found: &mut Found) -> Targets {
    let mut targets = Targets::default();
    let text = source.text;
    let mut warned = [false; 2];
    let list = event.get(Slot::Targets);
    let Some(mut list) = (list.kind == Kind::Array).then(|| range_of(source, list)).flatten() else {
        return targets;
    };
    while let Some((number, node)) = list.next(source.tape) {
        if node.value.kind != Kind::Object {
            continue;
        }
        let party = Party::target(source, source.tape.inside(number));
        if party.is(text, "User", scratch) {
            party.relate(text, scratch, found);
            if !targets.user.is_some_and(|user| user.is(text, "User", scratch)) {
                targets.user = Some(party);
            }
        } else if party.is(text, "AppUser", scratch) {
            party.relate(text, scratch, found);
            targets.user = targets.user.or(Some(party));
        } else if party.is(text, "UserGroup", scratch) {
            targets.group = targets.group.or(Some(party));
        }
        for (at, (value, warning)) in
            [(party.id, "target.id is missing"), (party.kind, "target.type is missing")].into_iter().enumerate()
        {
            if value.is_unset() && !core::mem::replace(&mut warned[at], true) {
                found.warnings.add(warning, node.value);
            }
        }
    }
    targets
}

/// The elements of a member of the event, which is found by its place.
fn range_of(source: Source<'_>, value: Value) -> Option<Range> {
    let mut all = source.tape.all();
    while let Some((number, node)) = all.next(source.tape) {
        if node.value.start == value.start {
            return Some(source.tape.inside(number));
        }
    }
    None
}

/// Writes `user.changes`: what became of the target user's name, e-mail address and full name.
pub fn changes<S: Sink>(source: Source<'_>, user: &Party, sink: &mut S) {
    let to = user.changes.and_then(|changes| source.member(source.tape.inside(changes), b"to"));
    let Some((to, _)) = to else { return };
    let members = source.tape.inside(to);
    sink.object(name!("changes"), |sink| {
        for (name, keys) in [
            (name!("email"), &["email"][..]),
            (name!("full_name"), &["displayName"]),
            (name!("name"), &["login", "userName"]),
        ] {
            let found = keys.iter().find_map(|key| source.member(members, key.as_bytes()));
            if let Some((_, node)) = found {
                copy_known(source.text, name, node.value, sink);
            }
        }
    });
}
