//! What a user agent says of itself: browser, operating system, device, by the rules of uap-core.
//!
//! ```
//! use okta_normalizer::derive::user_agent;
//!
//! let agent = user_agent::parse("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:107.0) Gecko/20100101 Firefox/107.0");
//! assert_eq!(agent.name, "Firefox");
//! assert_eq!(agent.version.as_deref(), Some("107.0"));
//! assert_eq!(agent.os_name, "Windows");
//! assert_eq!(agent.os_version.as_deref(), Some("10"));
//! assert_eq!(agent.device_name, "Other");
//! ```
//!
//! The 1,175 rules of uap-core 0.18.0 (`data/uap-core`) are compiled to a static table by
//! `cargo run -p tables`; nothing is compiled at run time. `prefilter` leaves a dozen rules that
//! can be found in the user agent at all, `matcher` runs their programs (`program`, `layout`, `scan`) one
//! after the other, and the first of each kind that is found gives the answer. `cache` remembers
//! the last answers.
//!
//! As in uap-core's implementations, `$` also matches before a newline that ends the text, and
//! `.` no newline. `\d`, `\w`, `\s`, `\b` and letter case are those of ASCII.
//!
//! # Limits
//! Only the first 2,048 bytes of a user agent are read; a character cut by that limit is left out.
//! A user agent is worth 200,000 steps of the matcher. Ordinary ones take some hundred; one that
//! is made to take more is answered with `Other` from the kind of rule on that was too much.

mod cache;
mod layout;
mod matcher;
mod prefilter;
mod program;
mod scan;
mod table;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

pub use cache::{Cache, Known};
use matcher::{Frame, MOST_FRAMES, Matcher};
use prefilter::Candidates;
use program::{OTHER, Rule};

/// The bytes of a user agent that are read.
const MOST_BYTES: usize = 2_048;

/// What uap-core 0.18.0 says of one user agent.
///
/// A version is major, minor and patch joined with dots, up to the first part that is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserAgent {
    /// The browser or other client, such as `Chrome`; `Other` when unknown.
    pub name: String,
    /// The version of the browser, such as `107.0.0`; None when unknown.
    pub version: Option<String>,
    /// The operating system, such as `Mac OS X`; `Other` when unknown.
    pub os_name: String,
    /// The version of the operating system, such as `10.15.7`; None when unknown.
    pub os_version: Option<String>,
    /// The device, such as `iPhone`; `Other` when unknown, which is the rule for computers.
    pub device_name: String,
}

/// Says what a user agent is. [`Cache::get`] does the same faster for those that come again.
pub fn parse(raw: &str) -> UserAgent {
    Parser::new().parse(raw)
}

/// The most that parsing takes: two copies of the symbols, the matcher's ways (when their list grows, in two places), and the
/// texts of the answer, each of which is put together from parts of the user agent.
const WORK: usize = 2 * MOST_BYTES + MOST_FRAMES * size_of::<Frame>() * 3 / 2 + 16 * MOST_BYTES;

/// The work memory that parsing needs, to be used again: 4 KiB of symbols and the matcher's.
struct Parser {
    symbols: Vec<u8>,
    lower: Vec<u8>,
    matcher: Matcher,
}

impl Parser {
    const fn new() -> Self {
        Self { symbols: Vec::new(), lower: Vec::new(), matcher: Matcher::new() }
    }

    fn parse(&mut self, raw: &str) -> UserAgent {
        let raw = raw.get(..raw.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
        self.read(raw);
        self.matcher.refill();
        let candidates = Candidates::of(&self.lower);
        // What a rule found stays with the matcher until the next kind is looked for.
        let browser = self.first(&candidates, table::BROWSERS);
        let name = self.name(raw, browser.as_ref(), unchanged);
        let version = self.version(raw, browser.as_ref(), unchanged);
        let system = self.first(&candidates, table::SYSTEMS);
        let os_name = self.name(raw, system.as_ref(), trimmed);
        let os_version = self.version(raw, system.as_ref(), trimmed);
        let device = self.first(&candidates, table::DEVICES);
        let device_name = self.name(raw, device.as_ref(), trimmed);
        UserAgent { name, version, os_name, os_version, device_name }
    }

    /// Whether there is memory for parsing: what that takes is not asked for piece by piece, but finds room where this has
    /// been.
    fn has_room() -> bool {
        Vec::<u8>::new().try_reserve_exact(WORK).is_ok()
    }

    /// Turns a user agent into symbols: characters beyond ASCII become one symbol each.
    fn read(&mut self, raw: &str) {
        let symbol = |character: char| {
            if character.is_ascii() { character as u8 } else { OTHER }
        };
        self.symbols.clear();
        self.lower.clear();
        // Exactly, as a buffer that doubles would grow beyond what is ever needed.
        self.symbols.reserve_exact(raw.len());
        self.lower.reserve_exact(raw.len());
        if raw.is_ascii() {
            self.symbols.extend_from_slice(raw.as_bytes());
        } else {
            self.symbols.extend(raw.chars().map(symbol));
        }
        self.lower.extend(self.symbols.iter().map(u8::to_ascii_lowercase));
    }

    /// The first rule that is found.
    fn first(&mut self, candidates: &Candidates, rules: Range<usize>) -> Option<Rule> {
        candidates.within(rules).map(Rule::of).find(|rule| {
            let text = if rule.ignore_case { &self.lower } else { &self.symbols };
            self.matcher.find(rule, text)
        })
    }

    /// The name that the rule gives. `polish` is what its text goes through.
    fn name(&self, raw: &str, rule: Option<&Rule>, polish: fn(String) -> String) -> String {
        let name = rule.map(|rule| polish(self.fill(raw, program::template(rule.name))));
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Other".to_owned())
    }

    /// The version that the rule gives: its parts up to the first that is empty.
    fn version(&self, raw: &str, rule: Option<&Rule>, polish: fn(String) -> String) -> Option<String> {
        let templates = match rule?.version {
            Some(own) => own.map(program::template),
            None => ["$2", "$3", "$4"],
        };
        let mut parts = templates.iter().map(|template| polish(self.fill(raw, template)));
        let mut version = parts.next().filter(|major| !major.is_empty())?;
        for part in parts.take_while(|part| !part.is_empty()) {
            version.push('.');
            version.push_str(&part);
        }
        Some(version)
    }

    /// Puts what the groups matched in the place of `$1` to `$9`.
    fn fill(&self, raw: &str, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some(at) = rest.bytes().position(|byte| byte == b'$') {
            filled.push_str(rest.get(..at).unwrap_or_default());
            // No template of the table has a `$` without a digit after it.
            let digit = rest.as_bytes().get(at + 1).copied().unwrap_or(b'0');
            filled.push_str(self.group(raw, usize::from(digit.wrapping_sub(b'0'))));
            rest = rest.get(at + 2..).unwrap_or_default();
        }
        filled.push_str(rest);
        filled
    }

    /// What a group matched; empty if it did not take part.
    fn group<'r>(&self, raw: &'r str, group: usize) -> &'r str {
        let Some((start, end)) = self.matcher.group(group) else {
            return "";
        };
        // Symbols count characters. In ASCII these are bytes.
        let place = |symbol: usize| match raw.len() == self.symbols.len() {
            true => symbol,
            false => raw.char_indices().nth(symbol).map_or(raw.len(), |(place, _)| place),
        };
        raw.get(place(start)..place(end)).unwrap_or_default()
    }
}

/// Operating systems and devices lose white space at both ends, browsers do not: so does uap-core.
fn trimmed(text: String) -> String {
    match text.trim() {
        trimmed if trimmed.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// See [`trimmed`].
fn unchanged(text: String) -> String {
    text
}
