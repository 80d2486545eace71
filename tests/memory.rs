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
    let secrets: String = (0..100_000).map(|n| format!(r#""k{n}":{{"clientSecret":1}},"#)).collect();
    let chain: String = (0..50_000).map(|n| format!(r#"{{"ip":"192.0.2.1","source":"{n}"}},"#)).collect();
    let pairs: String = (0..150_000).map(|n| format!("k{n}=POSITIVE, ")).collect();
    let encoded: String = (0..200_000).map(|n| format!(r#"\"k{n}\":1,"#)).collect();
    let debug = |data: &str| format!(r#"{{{EVENT},"debugContext":{{"debugData":{{{data}}}}}}}"#);
    vec![
        event,
        wrapped,
        format!(r#"{{{keys}{EVENT}}}"#),
        format!(r#"{{{keys}"eventType":"x"}}"#),
        debug(&format!(r#"{keys}"z":1"#)),
        debug(&format!(r#"{secrets}"z":1"#)),
        debug(&format!(r#""behaviors":"{{{pairs}z=1}}""#)),
        debug(&format!(r#""tunnels":"{{{encoded}\"z\":1}}""#)),
        format!(r#"{{{EVENT},"request":{{"ipChain":[{chain}{{}}]}}}}"#),
    ]
}

#[test]
fn what_a_long_record_took_is_given_back() {
    let short = format!("{{{EVENT}}}");
    for (long, schema) in
        long_records().iter().flat_map(|long| Schema::ALL.iter().map(move |schema| (long, *schema)))
    {
        let before = ALLOCATOR.allocated();
        let mut normalizer = Normalizer::new();
        for record in [long, &short] {
            normalizer.filter(record.as_bytes(), schema);
        }
        let kept = ALLOCATOR.allocated() - before;
        // A list may keep 1 MiB. Most records grow none that far, or one.
        let start = &long[..long.len().min(120)];
        assert!(kept <= 3 << 20, "{}: {kept} bytes are kept after {start}…", schema.name());
    }
}
