//! The rule for event types that are in no table: first segments, then the last word.
//!
//! `families.rs` says what a type is about, `words.rs` what is done; `meet` below puts the two
//! together. Most of the catalogue follows this rule, so only the types that do not are kept in
//! the module (`exceptions.rs`).

use super::class::{Class, *};
use super::families::{FAMILIES, Family, Rest};
use super::map::{EMPTY, append};
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
    walk(event_type, |_| true).class(|_, _| true)
}

/// The class that the rule gives when it knows only the rows that `known` accepts: a family's row
/// is `(first segments, None)`, a word of a family `(first segments, Some(word))`, a word of all
/// families `("", Some(word))`. It tells how much of the rule rests on which event types.
pub fn class_knowing(
    event_type: &str,
    known: impl Fn(&str, Option<&str>) -> bool,
) -> &'static Class {
    walk(event_type, |first| known(first, None)).class(|first, word| known(first, Some(word)))
}

/// What the rule sees of an event type.
pub(super) struct Seen<'a> {
    /// The hash of the whole type.
    pub(super) hash: u32,
    /// The longest family that the type belongs to, and the first segments that led to it.
    family: Option<(&'a str, &'static Family)>,
    /// The last word, its last part and its first part, with their hashes: `read_client_secret`
    /// also ends with `secret` and begins with `read`.
    words: [(&'a str, u32); 3],
}

/// One walk over the bytes of `event_type`. Written with plain loops: the text searches of the
/// standard library bring its panic messages, 40 KiB, into the module.
pub(super) fn walk<'a>(event_type: &'a str, known: impl Fn(&str) -> bool) -> Seen<'a> {
    let text = |from, to| event_type.get(from..to).unwrap_or_default();
    let mut family = None;
    let mut find_family = |hash, end| {
        let first = text(0, end);
        if let Some(found) = FAMILIES.get(hash, first)
            && known(first)
        {
            family = Some((first, found));
        }
    };
    let end = event_type.len();
    let (mut hash, mut last_word) = (EMPTY, 0);
    for (at, byte) in event_type.bytes().enumerate() {
        if byte == b'.' {
            find_family(hash, at);
            last_word = at + 1;
        }
        hash = append(hash, byte);
    }
    find_family(hash, end);

    let (mut whole, mut part) = (EMPTY, EMPTY);
    let (mut first_part, mut last_part) = (None, last_word);
    for (at, byte) in event_type.bytes().enumerate().skip(last_word) {
        if byte == b'_' || byte == b'-' {
            first_part = first_part.or(Some((text(last_word, at), part)));
            (last_part, part) = (at + 1, EMPTY);
        } else {
            part = append(part, byte);
        }
        whole = append(whole, byte);
    }
    let whole = (text(last_word, end), whole);
    let words = [
        whole,
        (text(last_part, end), part),
        first_part.unwrap_or(whole),
    ];
    Seen {
        hash,
        family,
        words,
    }
}

impl Seen<'_> {
    /// The class by family and last word, of those words that `known` accepts.
    pub(super) fn class(&self, known: impl Fn(&str, &str) -> bool) -> &'static Class {
        let subject = match self.family {
            None => Subject::Configuration,
            Some((first, family)) => {
                for (word, class) in family.words {
                    if self.words.iter().any(|(seen, _)| seen == word) && known(first, word) {
                        return class;
                    }
                }
                match family.rest {
                    Rest::All(class) => return class,
                    Rest::Of(subject) => subject,
                }
            }
        };
        meet(subject, self.action(|word| known("", word)))
    }

    fn action(&self, known: impl Fn(&str) -> bool) -> Action {
        let [whole, parts @ ..] = self.words;
        let look_up = |(word, hash)| WORDS.get(hash, word).filter(|_| known(word)).copied();
        if let Some(action) = look_up(whole) {
            return action;
        }
        match parts.into_iter().find_map(look_up) {
            None => Action::Other,
            Some(Action::Addition | Action::Removal) => Action::Change,
            Some(action) => action,
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
