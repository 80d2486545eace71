//! The keys whose values are redacted are those that `data/secrets/judged_keys.tsv` says.

use std::fs;
use std::path::Path;

use okta_normalizer::{Normalizer, Schema};
use serde_json::{Value, json};

#[test]
fn every_key_is_treated_as_judged() {
    let table = include_str!("../data/secrets/judged_keys.tsv");
    let mut normalizer = Normalizer::new();
    let mut judged = 0;
    for row in table.lines().skip(1) {
        let [place, key, flagged, judgement, reason] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns: {row}");
        };
        assert!(matches!(flagged, "" | "S") && !reason.is_empty(), "{row}");
        let value = json!({ key: "the value of the key" });
        let event = match place {
            "debugData" => json!({ "debugContext": { "debugData": value } }),
            "detailEntry" => json!({ "target": [{ "id": "t", "type": "Rule", "detailEntry": value }] }),
            "changeDetails" => {
                json!({ "target": [{ "id": "t", "type": "Rule", "changeDetails": { "from": {}, "to": value } }] })
            }
            other => panic!("no such place: {other}"),
        };
        let mut event = event;
        event["eventType"] = json!("system.test.event");
        event["published"] = json!("2024-05-06T07:08:09.010Z");
        let document = normalizer.transform(event.to_string().as_bytes(), Schema::EcsLean).expect("an event");
        let document: Value = serde_json::from_slice(document).expect("a document is JSON");
        let listed = document.pointer("/okta/normalizer/redacted").is_some();
        let shown = document.to_string().contains("the value of the key");
        match judgement {
            "redact" => assert!(listed && !shown, "{key} should be redacted: {document}"),
            "keep" => assert!(!listed && shown, "{key} should be kept: {document}"),
            other => panic!("no such judgement: {other}"),
        }
        judged += 1;
    }
    assert!(judged >= 80, "{judged} keys");
}

/// Whether a path of names with dots between leads to a value that was left out. A list's elements have no names.
fn leads_to_redacted(value: &Value, path: &str) -> bool {
    match value {
        Value::Array(list) => list.iter().any(|element| leads_to_redacted(element, path)),
        Value::Object(members) => members.iter().any(|(name, value)| {
            path.strip_prefix(name.as_str()).is_some_and(|rest| match rest.strip_prefix('.') {
                Some(rest) => leads_to_redacted(value, rest),
                None => rest.is_empty() && leads_to_redacted(value, rest),
            })
        }),
        _ => path.is_empty() && value == "REDACTED",
    }
}

#[test]
fn each_way_that_is_listed_leads_to_a_secret_that_was_left_out() {
    let secret = json!({ "clientSecret": "x", "n": 1 });
    let event = |rest: Value| {
        let mut event = json!({ "eventType": "a.b", "published": "2024-05-06T07:08:09.010Z" });
        event.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        event
    };
    let mut events: Vec<Value> = [
        json!({ "debugContext": { "debugData": { "dtHash": "x", "clientSecret": "x" } } }),
        json!({ "debugContext": { "debugData": ["x", secret] } }),
        json!({ "debugContext": [secret] }),
        json!({ "client": { "ipChain": [{ "ip": "192.0.2.1", "clientSecret": "x" }] } }),
        json!({ "securityContext": { "asOrg": secret, "asNumber": secret } }),
        json!({ "debugContext": { "debugData": { "tunnels": "[{\"clientSecret\":1}]", "risk": "{clientSecret=x}" } } }),
    ]
    .map(event)
    .into();
    for file in
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ecs_lean/edges")).expect("cases")
    {
        let case = fs::read_to_string(file.expect("a file").path()).expect("a case");
        events.extend(serde_json::from_str::<Value>(&case).expect("JSON").get("record").cloned());
    }
    let (mut normalizer, mut ways) = (Normalizer::new(), 0);
    let mut document_of = |record: Value| {
        let document = normalizer.transform(record.to_string().as_bytes(), Schema::EcsLean).ok()?;
        Some(serde_json::from_slice::<Value>(document).expect("a document is JSON"))
    };
    for event in events.iter().filter(|event| event.get("eventType").is_some()) {
        let Some(document) = document_of(json!({ "okta": event })) else { continue };
        let in_text = document_of(json!({ "message": event.to_string() })).expect("the same event");
        assert_eq!(
            document["okta"], in_text["okta"],
            "in a string of the record nothing else is left out, or shown"
        );
        let listed = document.pointer("/okta/normalizer/redacted").and_then(Value::as_array);
        // A `*` stands for a name that is too long.
        for way in listed.into_iter().flatten().filter_map(Value::as_str).filter(|way| !way.contains('*')) {
            assert!(leads_to_redacted(&document, way), "{way}: {document}");
            ways += 1;
        }
    }
    assert!(ways > 30, "{ways} ways");
}
