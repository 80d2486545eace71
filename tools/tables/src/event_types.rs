//! The catalogue of event types: reads and checks the table, makes the list of exceptions.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use okta_normalizer::catalog::{CLASSES, Class, rule};

use crate::Files;

pub mod release;

/// The table that a person reads and amends, from the root of the repository.
pub const TABLE: &str = "data/event-types/event_types.tsv";
/// Which `event.type` ECS allows for which `event.category`, from the root of the repository.
pub const ALLOWED: &str = "data/event-types/ecs_allowed.tsv";

const HEADER: &str = "event_type\tstate\tsince\tcategory\ttype\treason";

/// A row of the table, borrowed from its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Okta's identifier.
    pub event_type: &'a str,
    /// `public`, `beta`, `internal` or `removed`.
    pub state: &'a str,
    /// The release of Okta's catalogue that first listed the type, or, if it was removed before
    /// this table began, the date it was last listed.
    pub since: &'a str,
    /// `event.category`, separated by commas.
    pub category: &'a str,
    /// `event.type`, separated by commas.
    pub kind: &'a str,
    /// Why, in our own words; may be empty.
    pub reason: &'a str,
}

/// The rows of the table's text. Fails on a wrong header or a wrong number of columns.
pub fn rows(text: &str) -> anyhow::Result<Vec<Row<'_>>> {
    let mut lines = text.lines();
    ensure!(lines.next() == Some(HEADER), "{TABLE}: the header is not {HEADER:?}");
    lines.map(|line| parse(line).with_context(|| format!("{TABLE}: {line:?}"))).collect()
}

fn parse(line: &str) -> Option<Row<'_>> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [event_type, state, since, category, kind, reason] = columns[..] else {
        return None;
    };
    Some(Row { event_type, state, since, category, kind, reason })
}

/// ECS's own table: category to the types it allows.
pub type Allowed<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// The categories and types in the text of `ecs_allowed.tsv`.
pub fn allowed(text: &str) -> anyhow::Result<Allowed<'_>> {
    let mut lines = text.lines();
    ensure!(lines.next() == Some("category\ttypes\tsince"), "{ALLOWED}: wrong header");
    let entry = |line| -> Option<(&str, Vec<&str>)> {
        let (category, rest) = str::split_once(line, '\t')?;
        let (types, _) = rest.split_once('\t')?;
        Some((category, types.split(',').collect()))
    };
    lines.map(|line| entry(line).with_context(|| format!("{ALLOWED}: {line:?}"))).collect()
}

/// Fails on the first row that is not what `data/event-types/README.md` says a row is.
pub fn check(rows: &[Row<'_>], allowed: &Allowed<'_>) -> anyhow::Result<()> {
    for pair in rows.windows(2) {
        let [before, after] = [pair[0].event_type, pair[1].event_type];
        ensure!(before < after, "{before} and {after} are out of order, or the same");
    }
    rows.iter().try_for_each(|row| check_row(row, allowed).context(row.event_type.to_string()))
}

fn check_row(row: &Row<'_>, allowed: &Allowed<'_>) -> anyhow::Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    ensure!(!row.event_type.is_empty() && row.event_type.chars().all(plain), "odd identifier");
    let states = ["public", "beta", "internal", "removed"];
    ensure!(states.contains(&row.state), "no such state: {}", row.state);
    let categories: Vec<&str> = row.category.split(',').collect();
    let kinds: Vec<&str> = row.kind.split(',').collect();
    for category in &categories {
        ensure!(allowed.contains_key(category), "no such category in ECS: {category}");
    }
    for kind in &kinds {
        let fits = categories.iter().any(|category| allowed[category].contains(kind));
        ensure!(fits, "ECS does not allow {kind} for {}", row.category);
    }
    ensure!(!(kinds.contains(&"start") && kinds.contains(&"end")), "both start and end");
    for (at, kind) in kinds.iter().enumerate() {
        let is_object = ["user", "group", "admin"].contains(kind);
        ensure!(is_object == (at == 0 && kinds.len() > 1), "not `object,action` or `action`");
    }
    ensure!(kinds.len() < 3, "more than `object,action`");
    let explained = ["security.", "policy."].iter().any(|first| row.event_type.starts_with(first));
    ensure!(!explained || !row.reason.is_empty(), "needs a reason");
    Ok(())
}

/// Makes `src/catalog/exceptions.rs`: the types of the table that the rule gets wrong.
pub fn generate(root: &Path) -> anyhow::Result<Files> {
    let read = |path: &str| std::fs::read_to_string(root.join(path)).context(path.to_string());
    let (table, ecs) = (read(TABLE)?, read(ALLOWED)?);
    let rows = rows(&table)?;
    check(&rows, &allowed(&ecs)?)?;

    let mut exceptions = Vec::new();
    for row in &rows {
        let (name, class) = class_of(row)?;
        if rule::class(row.event_type) != class {
            exceptions.push((row.event_type, name));
        }
    }
    Ok(vec![("src/catalog/exceptions.rs".into(), source(&exceptions)?.into_bytes())])
}

/// The class of a row, by its name in `src/catalog/class.rs`.
pub fn class_of(row: &Row<'_>) -> anyhow::Result<(&'static str, &'static Class)> {
    let same = |class: &Class| class.category.join(",") == row.category && class.kind.join(",") == row.kind;
    let found = CLASSES.iter().find(|(_, class)| same(class));
    let Some((name, class)) = found else {
        bail!("{}: add {}/{} to src/catalog/class.rs", row.event_type, row.category, row.kind);
    };
    Ok((name, class))
}

fn source(exceptions: &[(&str, &str)]) -> anyhow::Result<String> {
    let slots = (exceptions.len() * 2).next_power_of_two();
    let mut text = format!(
        "//! The event types that do not follow the rule.\n\
         //!\n\
         //! Generated by `cargo run -p tables` from `{TABLE}`. Do not edit.\n\n\
         use super::class::{{Class, *}};\n\
         use super::map::Map;\n\n\
         pub(super) static EXCEPTIONS: Map<&Class, {slots}> = Map::new(ROWS);\n\n\
         #[rustfmt::skip]\n\
         const ROWS: &[(&str, &Class)] = &[\n"
    );
    for (event_type, name) in exceptions {
        writeln!(text, "    ({event_type:?}, {name}),")?;
    }
    text.push_str("];\n");
    Ok(text)
}
