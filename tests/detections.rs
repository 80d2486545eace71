//! Each condition of public detection content finds its event in the documents: `tests/detections/conditions.json`.

use okta_normalizer::{Normalizer, Schema};
use serde_json::{Value, json};

/// Every value at a path; a list on the way stands for each of its elements.
fn values<'d>(document: &'d Value, path: &str, found: &mut Vec<&'d Value>) {
    match document {
        Value::Array(list) => list.iter().for_each(|element| values(element, path, found)),
        value if path.is_empty() => found.push(value),
        Value::Object(object) => {
            let (key, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(inner) = object.get(key) {
                values(inner, rest, found);
            }
        }
        _ => {}
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn fits(document: &Value, path: &str, wanted: &Value) -> bool {
    let mut found = Vec::new();
    values(document, path, &mut found);
    match wanted {
        Value::Object(operator) => match operator.iter().next() {
            Some((name, part)) if name == "contains" => {
                found.iter().any(|value| text(value).contains(&text(part)))
            }
            Some((name, whole)) if name == "text" => found.iter().any(|value| text(value) == text(whole)),
            Some((name, _)) if name == "absent" => found.is_empty(),
            _ => panic!("{path}: no such operator: {wanted}"),
        },
        value => found.contains(&value),
    }
}

#[test]
fn every_condition_finds_its_event() {
    let conditions: Vec<Value> =
        serde_json::from_str(include_str!("detections/conditions.json")).expect("conditions.json is JSON");
    let mut normalizer = Normalizer::new();
    let mut rules = 0;
    for condition in &conditions {
        rules += usize::from(condition["source"] == "Sekoia's list for the intake");
        let event = &condition["event"];
        for record in [event.to_string(), json!({ "message": event.to_string() }).to_string()] {
            for (schema, fields) in condition["reads"].as_object().expect("reads is an object") {
                let schema = Schema::from_name(schema).expect("a schema");
                let document = normalizer.transform(record.as_bytes(), schema).expect("an event");
                let document: Value = serde_json::from_slice(document).expect("a document is JSON");
                for (path, wanted) in fields.as_object().expect("fields are an object") {
                    assert!(
                        fits(&document, path, wanted),
                        "{}: {} should have {path} = {wanted}\n{document:#}",
                        condition["rule"],
                        schema.name()
                    );
                }
            }
        }
    }
    assert_eq!(rules, 26, "every rule of the list has its condition");
    println!(
        "figure: {rules} rules of Sekoia's list and {} other conditions find their events",
        conditions.len() - rules
    );
}
