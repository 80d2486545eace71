//! Records one after the other, for a normaliser that has learnt words from those before: nothing of that changes an
//! answer. Each is held against one that has seen no record.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use okta_normalizer::{Normalizer, Schema};
use okta_normalizer_fuzz::made::LogEvent;
use serde_json::{Map, Value, json};

#[derive(Arbitrary, Debug)]
struct Event {
    event: LogEvent,
    /// So many keys that Okta does not document; the vocabulary begins anew after some five hundred.
    words: u16,
    /// So many secrets lie far inside of it. Each lists the way to it, so that the document outgrows the room for it.
    secrets: u8,
    wrapped: bool,
}

impl Event {
    fn record(self) -> String {
        let mut event = self.event.0;
        if let Some(members) = event.as_object_mut() {
            let words: Map<String, Value> =
                (0..self.words % 1024).map(|word| (format!("w{word}"), json!(1))).collect();
            members.insert("debugContext".to_owned(), json!({ "words": words }));
            let secrets: Map<String, Value> =
                (0..self.secrets).map(|key| (format!("k{key}"), json!({ "sharedPassword": 1 }))).collect();
            members.insert("many".to_owned(), json!({ "L".repeat(200): secrets }));
        }
        if self.wrapped { json!({ "message": event.to_string() }).to_string() } else { event.to_string() }
    }
}

fuzz_target!(|input: (bool, Vec<Event>)| {
    let (lean, events) = input;
    let schema = if lean { Schema::EcsLean } else { Schema::Ecs };
    let mut old = Normalizer::new();
    for event in events.into_iter().take(4) {
        let record = event.record();
        let answer = old.filter_c(Some(record.as_bytes()), schema);
        let mut new = Normalizer::new();
        let expected = new.filter_c(Some(record.as_bytes()), schema);
        let [gave, not] = [answer, expected].map(String::from_utf8_lossy);
        assert!(answer == expected, "{}: {record}\ngave {gave}\nnot  {not}", schema.name());
    }
});
