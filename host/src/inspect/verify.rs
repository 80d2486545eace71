//! Whether a module is what it says of itself, and what the checksums beside it say of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The file of checksums that a build writes.
const SUMS: &str = "SHA256SUMS";

/// What the bytes are, to hold against what they say.
pub struct Facts<'a> {
    /// The exported interface, such as `okta-log:normalizer/transformer@0.1.0`.
    pub contract: Option<&'a str>,
    /// The schemas that there are functions for.
    pub schemas: &'a [&'a str],
    /// The imports, of which there must be none.
    pub imports: &'a [String],
    /// The SHA-256 of the bytes.
    pub sha256: &'a str,
}

/// What was compared, and everything that is wrong.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What agrees, or could not be compared, for people.
    pub notes: Vec<String>,
    /// What disagrees.
    pub wrong: Vec<String>,
}

impl Verdict {
    /// Holds the build section against the facts, and the facts against the checksums beside the file.
    pub fn of(build: Option<&str>, facts: &Facts<'_>, file: &Path) -> Verdict {
        let mut verdict = Verdict::default();
        verdict.expect(facts.imports.is_empty(), "it imports nothing", "it imports something");
        match build {
            Some(build) => verdict.section(build, facts),
            None => verdict.wrong.push("it does not say what it was built from".into()),
        }
        verdict.sums(facts.sha256, file);
        verdict
    }

    fn expect(&mut self, holds: bool, right: &str, wrong: &str) {
        if holds { self.notes.push(right.into()) } else { self.wrong.push(wrong.into()) }
    }

    fn section(&mut self, build: &str, facts: &Facts<'_>) {
        let value = |name: &str| {
            let mut lines = build.lines().filter_map(|line| line.split_once(' '));
            lines.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
        };
        let said: BTreeSet<&str> = value("schemas").split(' ').collect();
        let found: BTreeSet<&str> = facts.schemas.iter().copied().collect();
        self.expect(
            said == found,
            "its schemas are those that it was built with",
            "its schemas are not those that it was built with",
        );
        let package = value("contract").split_once('@');
        let exported = facts.contract.and_then(|interface| interface.split_once('@'));
        let same = package.zip(exported).is_some_and(|((package, said), (interface, found))| {
            said == found && interface.split('/').next() == Some(package)
        });
        self.expect(same, "its contract is the one that it was built with", "its contract is another one");
        self.expect(
            is_hash(value("lock"), 64)
                && value("toolchain").starts_with("rustc ")
                && !value("catalogue").is_empty(),
            "it names its compiler, lock file and catalogue",
            "it does not name its compiler, lock file and catalogue",
        );
        match value("commit").split_once(' ').unwrap_or((value("commit"), "")) {
            (hash, "") if is_hash(hash, 40) => self.notes.push("its files were those of the commit".into()),
            (hash, _) if is_hash(hash, 40) => {
                self.notes.push("no release: built from files that differ from the commit".into());
            }
            ("unknown", _) => self.notes.push("no release: built outside of a git repository".into()),
            _ => self.wrong.push("it does not name its commit".into()),
        }
    }

    fn sums(&mut self, sha256: &str, file: &Path) {
        let (name, beside) = (file.file_name().unwrap_or_default(), file.with_file_name(SUMS));
        let Ok(sums) = fs::read_to_string(&beside) else {
            self.notes.push(format!("not compared: there is no {SUMS} beside it"));
            return;
        };
        let mut lines = sums.lines().filter_map(|line| line.split_once("  "));
        match lines.find(|(_, listed)| name == *listed) {
            Some((sum, _)) => {
                self.expect(
                    sum == sha256,
                    "its SHA-256 is the one in SHA256SUMS",
                    "its SHA-256 is not the one in SHA256SUMS",
                );
            }
            None => self.notes.push(format!("not compared: {SUMS} does not list it")),
        }
    }
}

/// Whether the text is that many hexadecimal digits.
fn is_hash(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
