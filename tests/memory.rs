//! What a normaliser keeps in memory between records. Alone in its file: it counts every allocation.

use std::alloc::System;

use cap::Cap;
use okta_normalizer::{Normalizer, Schema};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const EVENT: &str = r#""eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z""#;

/// A few MB each, in every place that a buffer is kept for.
fn long_records() -> Vec<String> {
    let text = "a\\n".repeat(1 << 20);
    let keys: String = (0..200_000).map(|n| format!(r#""k{n}":1,"#)).collect();
    let event = format!(r#"{{{EVENT},"client":{{"userAgent":{{"rawUserAgent":"{text}"}}}}}}"#);
    let wrapped = serde_json::json!({ "host": "h", "message": event }).to_string();
    vec![event, wrapped, format!(r#"{{{keys}{EVENT}}}"#), format!(r#"{{{keys}"eventType":"x"}}"#)]
}

#[test]
fn what_a_long_record_took_is_given_back() {
    let short = format!("{{{EVENT}}}");
    for long in long_records() {
        let before = ALLOCATOR.allocated();
        let mut normalizer = Normalizer::new();
        for record in [&long, &short] {
            normalizer.filter(record.as_bytes(), Schema::Sekoia);
        }
        let kept = ALLOCATOR.allocated() - before;
        assert!(kept <= 2 << 20, "{kept} bytes are kept after {}…", &long[..60]);
    }
}
