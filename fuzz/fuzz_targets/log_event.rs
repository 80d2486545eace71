//! LogEvents, against the same mapping over serde_json's tree.
#![no_main]

use okta_normalizer::Error;
use okta_normalizer_fuzz::made::LogEvent;
use okta_normalizer_fuzz::{judge, load, oracle, sekoia};
use serde_json::{Map, Value};

const KEYS: [&str; 8] = ["@timestamp", "event", "observer", "okta", "related", "source", "user", "user_agent"];

libfuzzer_sys::fuzz_target!(init: load(), |event: LogEvent| {
    let text = event.0.to_string();
    judge(text.as_bytes());
    // In a record of its own: what the host has put beside it is none of the document's.
    let record = serde_json::json!({ "message": text }).to_string();
    judge(record.as_bytes());
    let Value::Object(members) = &event.0 else { return };
    // Hooks are no events, and a record without a type claims nothing.
    let kind = members.get("eventType").and_then(Value::as_str).unwrap_or_default();
    if kind.is_empty() || kind.starts_with("com.okta.") {
        return;
    }
    let expected = oracle::sekoia(&event.0);
    for record in [&text, &record] {
        let document = sekoia(record.as_bytes()).map(|document| {
            let document: Map<String, Value> = serde_json::from_slice(&document).expect("JSON");
            document.into_iter().filter(|(key, _)| KEYS.contains(&key.as_str())).collect::<Map<_, _>>()
        });
        // The oracle reads RFC 3339 only.
        if expected != Err(Error::InvalidTimestamp) {
            assert_eq!(document, expected, "{record}");
        }
    }
});
