//! The keys whose values are redacted are those that `data/secrets/judged_keys.tsv` says.

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
