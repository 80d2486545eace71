//! The rule for event types that are in no table: first segments, then the last word.
//!
//! `families.rs` says what a type is about, `words.rs` what is done; `meet` below puts the two
//! together. Most of the catalogue follows this rule, so only the types that do not are kept in
//! the module (`exceptions.rs`).

use super::class::{Class, *};
use super::families::{FAMILIES, Family, Rest};
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
pub fn class(event_type: impl AsRef<[u8]>) -> &'static Class {
    class_knowing(event_type, |_, _| true)
}

/// The class that the rule gives when it knows only the rows that `known` accepts: a family's row
/// is `(first segments, None)`, a word of a family `(first segments, Some(word))`, a word of all
/// families `("", Some(word))`. It tells how much of the rule rests on which event types.
pub fn class_knowing(event_type: impl AsRef<[u8]>, known: impl Fn(&str, Option<&str>) -> bool) -> &'static Class {
    let event_type = event_type.as_ref();
    let last = LastWord::of(event_type);
    let mut subject = Subject::Configuration;
    if let Some((first, family)) = family(event_type, last.start, |first| known(first, None)) {
        for (word, class) in family.words {
            if last.has(word) && known(first, Some(word)) {
                return class;
            }
        }
        match family.rest {
            Rest::All(class) => return class,
            Rest::Of(of) => subject = of,
        }
    }
    meet(subject, last.action(|word| known("", Some(word))))
}

/// The longest family that `event_type`, whose last word is at `last`, belongs to, with the first
/// segments that it stands for.
fn family(
    event_type: &[u8],
    last: usize,
    known: impl Fn(&str) -> bool,
) -> Option<&'static (&'static str, Family)> {
    let mut end = event_type.len();
    let mut before = last;
    loop {
        if let Some(row) = FAMILIES.get(event_type.get(..end)?)
            && known(row.0)
        {
            return Some(row);
        }
        end = before.checked_sub(1)?;
        before = word_start(event_type.get(..end)?);
    }
}

/// Where the last word of `text` begins.
fn word_start(text: &[u8]) -> usize {
    let mut start = text.len();
    while let Some(before) = start.checked_sub(1)
        && text.get(before) != Some(&b'.')
    {
        start = before;
    }
    start
}

/// The last word of a type, whole, its last part and its first part: `read_client_secret` also
/// ends with `secret` and begins with `read`.
///
/// Found with plain loops: the text searches of the standard library bring its panic messages,
/// 40 KB, into the module.
struct LastWord<'a> {
    start: usize,
    forms: [&'a [u8]; 3],
}

impl<'a> LastWord<'a> {
    fn of(event_type: &'a [u8]) -> Self {
        let start = word_start(event_type);
        let whole = event_type.get(start..).unwrap_or_default();
        let (mut last_part, mut first_part) = (whole, whole);
        for (at, byte) in whole.iter().enumerate() {
            if matches!(byte, b'_' | b'-') {
                if first_part.len() == whole.len() {
                    first_part = whole.get(..at).unwrap_or_default();
                }
                last_part = whole.get(at + 1..).unwrap_or_default();
            }
        }
        Self { start, forms: [whole, last_part, first_part] }
    }

    fn has(&self, word: &str) -> bool {
        self.forms.contains(&word.as_bytes())
    }

    fn action(&self, known: impl Fn(&str) -> bool) -> Action {
        let look_up = |word| match WORDS.get(word) {
            Some((word, action)) if known(word) => Some(*action),
            _ => None,
        };
        let [whole, parts @ ..] = self.forms;
        if let Some(action) = look_up(whole) {
            return action;
        }
        if parts[0].len() == whole.len() {
            return Action::Other;
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
