//! What each Okta event type is in ECS: its `event.category` and `event.type`.
//!
//! `data/event-types/event_types.tsv` is the catalogue. A rule gives most of it ([`rule`]); the
//! types that do not follow the rule are in `exceptions.rs`, generated from that file.

mod class;
mod exceptions;
pub mod families;
mod map;
pub mod rule;
pub mod words;

pub use class::{CLASSES, Class};

/// What `event_type` is in ECS: as the catalogue says, or as the rule says for a type that the
/// catalogue does not have. Identifiers are case-sensitive. Any text will do.
///
/// ```
/// let class = okta_normalizer::catalog::classify("user.session.start");
/// assert_eq!(class.category, ["session"]);
/// assert_eq!(class.kind, ["start"]);
/// ```
pub fn classify(event_type: impl AsRef<[u8]>) -> &'static Class {
    let event_type = event_type.as_ref();
    match exceptions::EXCEPTIONS.get(event_type) {
        Some((_, class)) => class,
        None => rule::class(event_type),
    }
}
