//! A domain name split by the Public Suffix List: registered domain, top-level domain, subdomain.

mod suffix;
#[rustfmt::skip]
mod table;

use super::address::{Address, address};

/// A domain name split by the Public Suffix List's ICANN section. The parts are slices of the name
/// as it was given, case included; a part that would be empty is `None`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Domain<'a> {
    /// The public suffix and the label before it: `example.co.uk`.
    pub registered_domain: Option<&'a str>,
    /// The public suffix: `co.uk`. ECS calls it the effective top-level domain.
    pub top_level_domain: Option<&'a str>,
    /// What stands before the registered domain: `a.www`. Where no suffix is known, all labels but
    /// the last.
    pub subdomain: Option<&'a str>,
}

/// Splits a domain name.
///
/// ```
/// use okta_normalizer::derive::domain::split;
///
/// let domain = split("a.www.example.co.uk.");
/// assert_eq!(domain.top_level_domain, Some("co.uk"));
/// assert_eq!(domain.registered_domain, Some("example.co.uk"));
/// assert_eq!(domain.subdomain, Some("a.www"));
/// ```
///
/// - Only the ICANN section counts: `x.cloudfront.net` is registered as `cloudfront.net`.
/// - Labels are compared without regard to the case of ASCII letters. A suffix outside ASCII is
///   found both in Unicode (lower case, NFC) and in punycode, each label in its own spelling.
/// - Dots at the end are ignored.
/// - A name that ends in no known suffix has no registered domain, and an IP address has no parts.
///
/// A name need not be valid. A label is what stands between two ASCII dots, be it empty, blank or
/// of any length, and nothing is trimmed. An empty label is in no suffix, not even under a
/// wildcard, and is never registered: `a..com` has the top-level domain `com`, the subdomain `a` and
/// no registered domain.
///
/// Never panics or allocates. The time is linear in the length of the name at worst; where a suffix
/// is known, only it and the label before it are read.
#[must_use]
pub fn split(name: &str) -> Domain<'_> {
    let name = name.trim_end_matches('.');
    match suffix::start(name.as_bytes()) {
        Some(start) => split_at(name, start),
        None => Domain { subdomain: unknown(name), ..Domain::default() },
    }
}

/// Splits a name whose public suffix begins at a position.
fn split_at(name: &str, start: usize) -> Domain<'_> {
    let mut domain = Domain { top_level_domain: name.get(start..), ..Domain::default() };
    if let Some(before) = before_dot(name, start) {
        let label = suffix::after_last(b'.', before.as_bytes());
        if label < before.len() {
            domain.registered_domain = name.get(label..);
        }
        domain.subdomain = before_dot(name, label).filter(|rest| !rest.is_empty());
    }
    domain
}

/// The subdomain of a name without a known suffix.
fn unknown(name: &str) -> Option<&str> {
    let last = suffix::after_last(b'.', name.as_bytes());
    let rest = before_dot(name, last).filter(|rest| !rest.is_empty())?;
    let digit = name.get(last..)?.starts_with(|c: char| c.is_ascii_digit());
    if digit && is_address(name) {
        return None;
    }
    Some(rest)
}

/// Whether a name with a dot in it is an IP address: IPv4, or IPv6 that ends in an IPv4 address.
///
/// Of the front of an IPv6 address only the characters are looked at: nothing like it is a domain
/// name, were it an address or not.
fn is_address(name: &str) -> bool {
    let last = suffix::after_last(b':', name.as_bytes());
    let (Some(front), Some(last)) = (name.get(..last), name.get(last..)) else {
        return false;
    };
    front.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') && matches!(address(last), Some(Address::V4(_)))
}

/// What stands before the dot in front of a label; `None` for the first label.
fn before_dot(name: &str, label: usize) -> Option<&str> {
    name.get(..label.checked_sub(1)?)
}
