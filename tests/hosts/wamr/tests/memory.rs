//! The module's memory over many records: it must settle, because Fluent Bit never gives any of it back.
//!
//! `WAMR_RECORDS` sets the number of records, for a long run: `WAMR_RECORDS=5000000 cargo test --release --test
//! memory -- --nocapture`.

mod module;

use std::env;
use std::time::Instant;

use module::Module;
use okta_normalizer::Schema;
use wamr_host::Record;

/// Records in an ordinary run.
const RECORDS: u64 = 50_000;

/// After so many records every kind has come by often.
const SETTLED: u64 = 1_000;

/// Events with fields of many lengths, lines cut short, foreign records, empty ones: every path, by turns.
fn record(n: u64) -> Vec<u8> {
    let name = "n".repeat((n * 7919 % 300) as usize);
    let event = format!(
        r#"{{"eventType":"user.session.start","published":"2022-11-15T08:04:22.{:03}Z","uuid":"{n}","actor":{{"id":"{name}","type":"User","alternateId":"{name}@example.org"}},"client":{{"ipAddress":"192.0.2.{}","userAgent":{{"rawUserAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/{}.0"}}}},"securityContext":{{"domain":"{name}.example.org"}}}}"#,
        n % 1000,
        n % 250,
        n % 140,
        n % 140,
    );
    match n % 10 {
        0..=3 => event.into_bytes(),
        4..=6 => serde_json::json!({ "log": event, "host": "h" }).to_string().into_bytes(),
        7 => event.as_bytes()[..event.len() - 1 - (n % 90) as usize].to_vec(),
        8 => format!(r#"{{"level":"info","text":"{name}"}}"#).into_bytes(),
        _ => serde_json::json!({ "okta": { "eventType": name, "published": n } }).to_string().into_bytes(),
    }
}

#[test]
fn memory_settles() {
    let records =
        env::var("WAMR_RECORDS").map_or(RECORDS, |count| count.parse().expect("WAMR_RECORDS is a number"));
    assert!(records > SETTLED, "{records} records are too few to tell");

    for &schema in Schema::ALL {
        let mut module = Module::load();
        let start = Instant::now();
        let mut settled = 0;
        for n in 0..records {
            module.object(schema, Record::Text(&record(n)), "a record");
            if n + 1 == SETTLED {
                settled = module.memory_bytes();
            }
            if (n + 1) % 500_000 == 0 {
                let (bytes, seconds) = (module.memory_bytes(), start.elapsed().as_secs());
                println!("{}: {} records, {bytes} bytes of memory, {seconds} s", schema.name(), n + 1);
            }
        }
        let after = module.memory_bytes();
        println!("{}: {settled} bytes after {SETTLED} records, {after} after {records}", schema.name());
        assert_eq!(after, settled, "{}: memory grew after the first {SETTLED} records", schema.name());
    }
}

/// A bigger record may raise the memory once; the same one again, or anything smaller, may not.
#[test]
fn a_big_record_raises_it_once() {
    let long = |more: &str| {
        format!(
            r#"{{"eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z",{more}"displayMessage":"{}"}}"#,
            "x".repeat(3 << 20)
        )
    };
    // The second is the first record of which anything can be remembered.
    let remembered = r#""client":{"ipAddress":"192.0.2.1","userAgent":{"rawUserAgent":"curl/8.1"}},"securityContext":{"domain":"a.example.org"},"#;
    for (&schema, more) in Schema::ALL.iter().flat_map(|schema| [(schema, ""), (schema, remembered)]) {
        let long = long(more);
        let mut module = Module::load();
        let mut call = |record: &[u8]| {
            module.object(schema, Record::Text(record), "a record");
            module.memory_bytes()
        };
        let raised = call(long.as_bytes());
        for n in 0..2_000 {
            assert_eq!(call(&record(n)), raised, "{}: a small record raised it", schema.name());
            if n % 10 == 0 {
                assert_eq!(call(long.as_bytes()), raised, "{}: the same record raised it", schema.name());
            }
        }
    }
}
