//! `docs/fields-ecs.md`, the index template and the JSON Schema under `examples/elasticsearch` say what the documents
//! of `ecs` and `ecs_lean` hold: no field less and none more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use conformance::{Case, Expectation, load_cases, project};
use serde_json::Value;

/// The rows of the documentation's tables: field, type, source.
fn rows() -> BTreeMap<String, (String, String)> {
    let text = fs::read_to_string(project().join("docs/fields-ecs.md")).expect("the documentation is there");
    let rows = text.lines().filter_map(|line| {
        let [field, kind, from] = line.strip_prefix("| `")?.split(" | ").collect::<Vec<_>>()[..] else {
            return None;
        };
        let from = from.trim_end_matches(" |").to_owned();
        Some((field.trim_end_matches('`').to_owned(), (kind.to_owned(), from)))
    });
    rows.collect()
}

fn json(path: &str) -> Value {
    let text = fs::read_to_string(project().join(path)).expect(path);
    serde_json::from_str(&text).expect(path)
}

/// The cases of both schemas that give a document, and those documents.
fn documents() -> Vec<(Case, Value)> {
    let cases = load_cases(&project().join("tests/cases")).expect("the cases are there");
    let ecs = cases.into_iter().filter(|case| case.schema.starts_with("ecs"));
    let documents = ecs.filter_map(|case| match case.expectation.clone() {
        Expectation::Document(document) => Some((case, document)),
        _ => None,
    });
    documents.collect()
}

/// The paths of all leaves; a list of leaves is a leaf of ECS.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                leaves(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| leaves(value, &format!("{path}[]"), found)),
        leaf => found.push((path.to_owned(), leaf.clone())),
    }
}

/// Whether a path is one of ECS, or of what the normaliser says of itself: those of the first table.
fn is_ecs(path: &str) -> bool {
    !path.starts_with("okta.") || path.starts_with("okta.normalizer.")
}

#[test]
fn the_first_table_has_every_field_and_no_other() {
    let table: BTreeSet<String> = rows().into_keys().filter(|path| is_ecs(path)).collect();
    let top: BTreeSet<&str> = table.iter().filter_map(|path| path.split('.').next()).collect();
    let mut seen = BTreeSet::new();
    for (_, document) in documents() {
        let mut found = Vec::new();
        leaves(&document, "", &mut found);
        for (path, _) in found {
            let path = path.trim_end_matches("[]").trim_end_matches(".lat").trim_end_matches(".lon").to_owned();
            // The record's own keys are none of the schema's.
            if top.contains(path.split('.').next().unwrap_or_default()) && is_ecs(&path) {
                seen.insert(path);
            }
        }
    }
    let missing: Vec<_> = seen.difference(&table).collect();
    let unseen: Vec<_> = table.difference(&seen).collect();
    assert!(missing.is_empty() && unseen.is_empty(), "not in the table: {missing:?}; in no document: {unseen:?}");
}

#[test]
fn the_second_table_says_where_each_field_of_okta_comes_from() {
    let table: BTreeMap<String, String> = rows()
        .into_iter()
        .filter(|(path, _)| !is_ecs(path))
        .map(|(path, (_, from))| (path, from.trim_matches('`').to_owned()))
        .collect();
    let documents = documents();
    let named = documents.iter().find(|(case, _)| case.name == "ecs/documented/field_names");
    let mut found = Vec::new();
    leaves(&named.expect("the case is there").1["okta"], "okta", &mut found);
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for (path, value) in found.into_iter().filter(|(path, _)| !is_ecs(path)) {
        // Each value of that case is its own path in the event; two must be what they are for it to be an event.
        let from = match path.as_str() {
            "okta.event_type" => "eventType".to_owned(),
            "okta.published" => "published".to_owned(),
            _ => value.as_str().unwrap_or_default().to_owned(),
        };
        fields.insert(path, from);
    }
    assert_eq!(table, fields);
}

#[test]
fn the_index_template_has_the_types_of_the_tables() {
    let template = json("examples/elasticsearch/index-template.json");
    let properties = &template["template"]["mappings"]["properties"];
    for (path, (kind, _)) in rows() {
        let mut mapping = properties;
        let mut flat = false;
        for key in path.split('.').map(|key| key.trim_end_matches("[]")) {
            mapping = &mapping[key];
            flat |= mapping["type"] == "flattened";
            if flat || mapping.is_null() {
                break;
            }
            mapping = if mapping["properties"].is_object() { &mapping["properties"] } else { mapping };
        }
        // Free maps are flattened, and their keys no fields; the rest of free maps is dynamic.
        let free = path.contains(".any_key") || path.contains(".any_other_key");
        assert!(flat || free || mapping["type"] == kind.as_str(), "{path} should be {kind}, not {mapping}");
    }
}

#[test]
fn every_document_fits_the_json_schema() {
    let schema =
        jsonschema::validator_for(&json("examples/elasticsearch/document.schema.json")).expect("a schema");
    let documents = documents();
    assert!(documents.len() >= 60, "{} documents", documents.len());
    for (case, document) in documents {
        let errors: Vec<String> =
            schema.iter_errors(&document).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", case.name);
    }
}
