//! Takes in a new release of Okta's event types.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, ensure};
use okta_normalizer::catalog::rule;
use serde_json::Value;

use super::rows;

/// The beginning of the reason of a row that nobody has looked at yet.
pub const PROPOSED: &str = "proposed";

/// What a release says of a type.
struct Listed {
    state: String,
    since: String,
}

/// The table after the release, and a report for people: what is new, what is gone, what changed
/// its state. `release` is Okta's `event-types.json`, or lines of an identifier with optional
/// state and release in the next columns, and must list every type, not only the new ones.
///
/// A new type gets the rule's proposal, marked `proposed`; a test fails until somebody has
/// replaced the mark. Fails when the release lists nothing, or lacks more than a tenth of the
/// types that the table has as listed.
pub fn take_in(table: &str, release: &str) -> anyhow::Result<(String, String)> {
    let listed = listed(release)?;
    let (mut lines, mut report) = (BTreeMap::new(), String::new());
    let (mut gone, mut known) = (0, 0);
    for row in rows(table)? {
        let mut state = row.state;
        match listed.get(row.event_type) {
            Some(now) if now.state != row.state => {
                state = &now.state;
                writeln!(report, "{}\t{} -> {state}", row.event_type, row.state)?;
            }
            None if row.state != "removed" => {
                state = "removed";
                gone += 1;
                writeln!(report, "{}\t{} -> removed", row.event_type, row.state)?;
            }
            _ => {}
        }
        known += usize::from(row.state != "removed");
        let line = [row.event_type, state, row.since, row.category, row.kind, row.reason].join("\t");
        lines.insert(row.event_type, line);
    }
    ensure!(gone * 10 <= known, "the release lacks {gone} of {known} types: is it complete?");
    for (event_type, Listed { state, since }) in &listed {
        if lines.contains_key(event_type.as_str()) {
            continue;
        }
        let class = rule::class(event_type);
        let (category, kind) = (class.category.join(","), class.kind.join(","));
        writeln!(report, "{event_type}\tnew: {category} / {kind}")?;
        let line = [event_type, state, since, &category, &kind, PROPOSED].join("\t");
        lines.insert(event_type, line);
    }
    let header = table.lines().next().unwrap_or_default();
    let lines: Vec<&str> = lines.values().map(String::as_str).collect();
    Ok((format!("{header}\n{}\n", lines.join("\n")), report))
}

fn listed(release: &str) -> anyhow::Result<BTreeMap<String, Listed>> {
    let listed = match release.trim_start().starts_with('{') {
        true => from_json(&serde_json::from_str(release)?)?,
        false => from_lines(release),
    };
    ensure!(!listed.is_empty(), "the release lists no event types");
    Ok(listed)
}

/// Okta's own file: `versions[]`, of which the last one with event types is the current System
/// Log's (an older file also has the retired Events API's).
fn from_json(file: &Value) -> anyhow::Result<BTreeMap<String, Listed>> {
    let versions = file["versions"].as_array().context("no `versions`")?;
    let types = versions.iter().rev().find_map(|version| version["eventTypes"].as_array());
    let entry = |entry: &Value| {
        let is = |flag: &str| entry[flag].as_bool() == Some(true);
        let state = if is("internal") {
            "internal"
        } else if is("beta") {
            "beta"
        } else {
            "public"
        };
        let since = entry["info"]["release"].as_str().unwrap_or("-").to_owned();
        let id = entry["id"].as_str().context("an event type without `id`")?;
        Ok((id.to_owned(), Listed { state: state.to_owned(), since }))
    };
    types.context("no `eventTypes`")?.iter().map(entry).collect()
}

fn from_lines(lines: &str) -> BTreeMap<String, Listed> {
    let rows = lines.lines().filter(|line| !line.is_empty() && !line.starts_with("event_type\t"));
    rows.map(|line| {
        let mut columns = line.split('\t');
        let mut next = |other: &str| columns.next().unwrap_or(other).to_owned();
        let (id, state, since) = (next(""), next("public"), next("-"));
        (id, Listed { state, since })
    })
    .collect()
}
