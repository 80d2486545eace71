//! The rule for event types that are in no table: first segments, then the last word.
//!
//! `families.rs` says what a type is about, `words.rs` what is done; `meet` below puts the two
//! together. Most of the catalogue follows this rule, so only the types that do not are kept in
//! the module (`exceptions.rs`).

use super::class::{Class, *};
use super::families::{FAMILIES, Family, Rest};
use super::map::{EMPTY, append, hash};
use super::words::WORDS;

/// What the types of a family are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A user or another identity, its credentials and its access.
    User,
    /// A group, its members and its access.
    Group,
    /// Administrators: roles, privileges, tokens, reviews.
    Admin,
    /// Settings, policies, apps and everything else that is set up.
    Configuration,
    /// Settings of the protection against attacks, and what it detects.
    Security,
    /// A sign-in or a step of it.
    Authentication,
    /// A session.
    Session,
    /// A run of something: an import, a migration.
    Job,
    /// Requests, and the limits on them.
    Network,
    /// Reports and other files.
    File,
}

/// What the last word of an event type says is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Something is new.
    Creation,
    /// Like `Creation`; as a part of a word (`add_group`) it changes what is added to.
    Addition,
    /// Something is different now.
    Change,
    /// Something is gone.
    Deletion,
    /// Like `Deletion`; as a part of a word (`remove_group`) it changes what is removed from.
    Removal,
    /// A right is taken away, a key or token is made void.
    Revocation,
    /// Nothing changed.
    Info,
    /// Something was read.
    Access,
    /// Something begins.
    Start,
    /// Something ends.
    End,
    /// Something ends without success.
    Failure,
    /// A request is refused.
    Denial,
    /// Something suspicious is found.
    Detection,
    /// A policy or a condition is decided.
    Evaluation,
    /// Another service is called.
    Call,
    /// Something that was set up runs.
    Run,
    /// A part of the system reaches Okta.
    Connection,
    /// A part of the system no longer reaches Okta.
    Disconnection,
    /// The word is not listed: a sign-in starts, a job tells something, anything else changes.
    Other,
}

/// The class that the rule gives to `event_type`.
pub fn class(event_type: &str) -> &'static Class {
    decide(event_type, family(event_type, |_| true).0, |_, _| true)
}

/// The class that the rule gives when it knows only the rows that `known` accepts: a family's row
/// is `(first segments, None)`, a word of a family `(first segments, Some(word))`, a word of all
/// families `("", Some(word))`. It tells how much of the rule rests on which event types.
pub fn class_knowing(
    event_type: &str,
    known: impl Fn(&str, Option<&str>) -> bool,
) -> &'static Class {
    let (found, _) = family(event_type, |first| known(first, None));
    decide(event_type, found, |first, word| known(first, Some(word)))
}

/// A family and the first segments that led to it.
pub(super) type Found<'a> = Option<(&'a str, &'static Family)>;

/// The longest family that `event_type` belongs to, and the hash of the whole type.
pub(super) fn family(event_type: &str, known: impl Fn(&str) -> bool) -> (Found<'_>, u32) {
    let mut found = None;
    let mut at_end = |hash: u32, end: usize| {
        if let Some(first) = event_type.get(..end)
            && let Some(family) = FAMILIES.get(hash, first)
            && known(first)
        {
            found = Some((first, family));
        }
    };
    let mut hash = EMPTY;
    for (at, byte) in event_type.bytes().enumerate() {
        if byte == b'.' {
            at_end(hash, at);
        }
        hash = append(hash, byte);
    }
    at_end(hash, event_type.len());
    (found, hash)
}

/// What a type of the family `found` is, by its last word.
pub(super) fn decide(
    event_type: &str,
    found: Found<'_>,
    known: impl Fn(&str, &str) -> bool,
) -> &'static Class {
    let forms = Forms::of(event_type);
    let subject = match found {
        None => Subject::Configuration,
        Some((first, family)) => {
            let words = family.words.iter();
            let mut own = words.filter(|(word, _)| forms.has(word) && known(first, word));
            match (own.next(), &family.rest) {
                (Some((_, class)), _) | (None, Rest::All(class)) => return class,
                (None, Rest::Of(subject)) => *subject,
            }
        }
    };
    meet(subject, forms.action(|word| known("", word)))
}

/// The last word of a type and its parts: `read_client_secret` also begins with `read` and ends
/// with `secret`.
struct Forms<'a> {
    whole: &'a str,
    /// Last part, then first part.
    parts: Option<[&'a str; 2]>,
}

impl<'a> Forms<'a> {
    fn of(event_type: &'a str) -> Self {
        let whole = event_type.rsplit('.').next().unwrap_or_default();
        let first = whole.split(['_', '-']).next().unwrap_or_default();
        let last = whole.rsplit(['_', '-']).next().unwrap_or_default();
        let parts = (first.len() < whole.len()).then_some([last, first]);
        Self { whole, parts }
    }

    fn has(&self, word: &str) -> bool {
        word == self.whole || self.parts.is_some_and(|parts| parts.contains(&word))
    }

    fn action(&self, known: impl Fn(&str) -> bool) -> Action {
        let look_up = |word: &str| WORDS.get(hash(word), word).filter(|_| known(word));
        if let Some(action) = look_up(self.whole) {
            return *action;
        }
        match self.parts.iter().flatten().find_map(|part| look_up(part)) {
            None => Action::Other,
            Some(Action::Addition | Action::Removal) => Action::Change,
            Some(action) => *action,
        }
    }
}

/// What is done, and to what: the class.
fn meet(subject: Subject, action: Action) -> &'static Class {
    use Action::*;
    match (subject, action) {
        (_, Denial) => NETWORK_DENIED,
        (Subject::Security | Subject::Authentication, Detection) => THREAT_INDICATOR,

        (Subject::Session, Start) => SESSION_START,
        (Subject::Session, End) => SESSION_END,
        (Subject::Session, _) => SESSION_INFO,

        (Subject::Authentication, Deletion | Revocation | End) => AUTHENTICATION_END,
        (Subject::Authentication, Info | Failure | Evaluation) => AUTHENTICATION_INFO,
        (Subject::Authentication, Change) => CONFIGURATION_CHANGE,
        (Subject::Authentication, _) => AUTHENTICATION_START,

        (Subject::Job, Start) => PROCESS_START,
        (Subject::Job, End | Failure) => PROCESS_END,
        (Subject::Job, Change) => CONFIGURATION_CHANGE,
        (Subject::Job, _) => PROCESS_INFO,

        (Subject::Network, _) => NETWORK_INFO,
        (Subject::File, Creation | Addition) => FILE_CREATION,
        (Subject::File, Access) => FILE_ACCESS,
        (Subject::File, _) => FILE_INFO,

        (_, Start) => PROCESS_START,
        (_, End) => PROCESS_END,
        (_, Run) => PROCESS_INFO,
        (_, Call) => NETWORK_INFO,
        (_, Connection) => NETWORK_START,
        (_, Disconnection) => NETWORK_END,

        (Subject::User, Creation | Addition) => USER_CREATION,
        (Subject::User, Change | Revocation | Other) => USER_CHANGE,
        (Subject::User, Deletion | Removal) => USER_DELETION,
        (Subject::User, _) => USER_INFO,
        (Subject::Group, Creation | Addition) => GROUP_CREATION,
        (Subject::Group, Change | Revocation | Other) => GROUP_CHANGE,
        (Subject::Group, Deletion | Removal) => GROUP_DELETION,
        (Subject::Group, _) => GROUP_INFO,
        (Subject::Admin, Creation | Addition) => ADMIN_CREATION,
        (Subject::Admin, Change | Revocation | Other) => ADMIN_CHANGE,
        (Subject::Admin, Deletion | Removal) => ADMIN_DELETION,
        (Subject::Admin, _) => ADMIN_INFO,

        (Subject::Configuration | Subject::Security, action) => match action {
            Creation | Addition => CONFIGURATION_CREATION,
            Change | Other => CONFIGURATION_CHANGE,
            Deletion | Removal | Revocation => CONFIGURATION_DELETION,
            Access => CONFIGURATION_ACCESS,
            Evaluation => AUTHENTICATION_INFO,
            _ => CONFIGURATION_INFO,
        },
    }
}
