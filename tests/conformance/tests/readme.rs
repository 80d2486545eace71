//! The README says what is so: its tables and snippets against the code, the cases and the example files.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use conformance::{Face, Native, load_cases, project};
use okta_normalizer::{Error, MAX_EVENTS, MAX_RECORD, Normalizer, Schema};
use serde_json::Value;

fn readme() -> Result<String> {
    Ok(fs::read_to_string(project().join("README.md"))?)
}

/// The rows of the table behind a marker, as their cells.
fn table(readme: &str, marker: &str) -> Result<Vec<Vec<String>>> {
    let (_, behind) = readme.split_once(marker).with_context(|| format!("no {marker}"))?;
    let rows = behind.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    Ok(rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect())
}

/// The words in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The paths of a document's leaves; a list is one.
fn leaves(path: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value.as_object() {
        Some(members) => members.iter().for_each(|(key, value)| {
            leaves(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
        }),
        None => {
            found.insert(path.to_owned());
        }
    }
}

/// A field that no case shows is not documented, and a field that is not documented fails here.
#[test]
fn the_fields_are_those_that_the_cases_produce() -> Result<()> {
    let readme = readme()?;
    let rows = table(&readme, "<!-- fields: sekoia -->")?;
    let documented: BTreeSet<String> =
        rows.iter().flat_map(|row| quoted(&row[0])).map(ToOwned::to_owned).collect();
    let mut produced = BTreeSet::new();
    for case in load_cases(&project().join("tests/cases/sekoia/documented"))?
        .into_iter()
        .chain(load_cases(&project().join("tests/cases/sekoia/edges"))?)
    {
        let document: Value = serde_json::from_slice(&Native::default().filter(&case.record, "sekoia")?)?;
        let own = document.as_object().context("a document is an object")?.iter();
        let own = own.filter(|(key, _)| documented.iter().any(|path| path.split('.').next() == Some(key)));
        own.for_each(|(key, value)| leaves(key, value, &mut produced));
    }
    ensure!(readme.contains(&format!(" {} fields ", documented.len())), "{} fields", documented.len());
    let missing: Vec<_> = produced.difference(&documented).collect();
    let unknown: Vec<_> = documented.difference(&produced).collect();
    ensure!(missing.is_empty() && unknown.is_empty(), "not in the table: {missing:?}; in no case: {unknown:?}");
    Ok(())
}

#[test]
fn the_errors_are_all_there_are() -> Result<()> {
    let rows = table(&readme()?, "<!-- errors -->")?;
    let documented: Vec<_> = rows.iter().map(|row| (row[0].trim_matches('`'), row[1].as_str())).collect();
    let expected: Vec<_> = Error::ALL.iter().map(|error| (error.code(), error.message())).collect();
    ensure!(documented == expected, "{documented:#?}");
    Ok(())
}

/// The figures that the text gives of what is built in.
#[test]
fn the_figures_are_those_of_the_code() -> Result<()> {
    let readme = readme()?;
    let read = |file: &str| fs::read_to_string(project().join("data").join(file)).context(file.to_owned());
    let types = read("event-types/event_types.tsv")?.lines().count() - 1;
    let rules = read("uap-core/README.md")?;
    let (_, rules) = rules.split_once("`uap-core`, version ").context("the version of the rules")?;
    let version = rules.split(',').next().unwrap_or_default();
    let grouped = |number: usize| format!("{},{:03}", number / 1000, number % 1000);
    for figure in [
        format!("of {} types and a rule", grouped(types)),
        format!("uap-core {version}"),
        format!("over {} MiB", MAX_RECORD >> 20),
        format!("more than {} events", grouped(MAX_EVENTS)),
    ] {
        ensure!(readme.contains(&figure), "README.md does not say: {figure}");
    }
    Ok(())
}

/// The event at the top, and what it becomes.
#[test]
fn the_example_becomes_what_it_says() -> Result<()> {
    let readme = readme()?;
    let blocks: Vec<&str> =
        readme.split("```json\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    let [before, after] = blocks[..] else { anyhow::bail!("{} blocks of JSON", blocks.len()) };
    let mut normalizer = Normalizer::new();
    let mut document: Value =
        serde_json::from_slice(normalizer.transform(before.trim().as_bytes(), Schema::Sekoia)?)?;
    let message = document.as_object_mut().and_then(|fields| fields.shift_remove("message"));
    ensure!(message == Some(Value::from(before.trim())), "message is the event's text");
    let after: Value = serde_json::from_str(after)?;
    ensure!(format!("{document:#}") == format!("{after:#}"), "{document:#}");
    Ok(())
}

/// Each configuration in the README is the example file that it names.
#[test]
fn the_configurations_are_the_example_files() -> Result<()> {
    let readme = readme()?;
    let mut checked = 0;
    for block in readme.split("<details><summary><code>").skip(1) {
        let (name, rest) = block.split_once("</code>").context("a summary ends")?;
        let (_, rest) = rest.split_once("```yaml\n").context("a snippet follows")?;
        let (snippet, _) = rest.split_once("```").context("a snippet ends")?;
        ensure!(fs::read_to_string(project().join(name))? == snippet, "{name} is not what the README shows");
        checked += 1;
    }
    ensure!(checked == 2, "{checked} configurations");
    Ok(())
}

#[test]
fn the_error_for_an_unknown_schema_names_all_there_are() -> Result<()> {
    let names: Vec<&str> = Schema::ALL.iter().map(|schema| schema.name()).collect();
    let message = Error::UnknownSchema.message();
    ensure!(message.ends_with(&format!("use one of {}.", names.join(", "))), "{message}");
    Ok(())
}
