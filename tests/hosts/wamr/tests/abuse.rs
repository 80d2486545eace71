//! Records that no collector should send: each is still answered with one JSON object.
//!
//! Fluent Bit loses a record for any other answer, and a trap leaks a piece of the module's stack.

mod module;

use module::Module;
use okta_normalizer::Schema;
use wamr_host::{Outcome, Record};

/// A bare event with one more member at its end.
fn event(member: &str) -> Vec<u8> {
    format!(r#"{{"eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z","uuid":"a-1",{member}}}"#)
        .into_bytes()
}

/// The event as JSON text under `log`, as Fluent Bit's tail input hands over a line it did not parse.
fn wrapped(event: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(event).expect("text");
    serde_json::json!({ "log": text }).to_string().into_bytes()
}

/// Passes each record, bare and wrapped, to a fresh instance per schema, and a plain event after it.
fn abuse(what: &str, events: &[Vec<u8>]) {
    for &schema in Schema::ALL {
        let mut module = Module::load();
        let plain = event(r#""severity":"INFO""#);
        let before = module.object(schema, Record::Text(&plain), "a plain event");
        for event in events {
            for record in [event.clone(), wrapped(event)] {
                module.object(schema, Record::Text(&record), what);
                let after = module.object(schema, Record::Text(&plain), "a plain event");
                assert_eq!(after, before, "{what} changed what the next event gives");
            }
        }
    }
}

#[test]
fn a_record_of_a_megabyte() {
    let long = "x".repeat(1 << 20);
    let escaped = r#"\""#.repeat(1 << 19);
    let members: String = (0..40_000).map(|n| format!(r#""k{n}":"value {n}","#)).collect();
    let targets = vec![r#"{"id":"t","type":"User","alternateId":"a@example.org"}"#; 20_000].join(",");
    abuse(
        "1 MB",
        &[
            event(&format!(r#""displayMessage":"{long}""#)),
            event(&format!(r#""displayMessage":"{escaped}""#)),
            event(&format!(r#""actor":{{"id":"{long}","type":"User"}}"#)),
            event(&format!(r#""debugContext":{{"debugData":{{{members}"last":1}}}}"#)),
            event(&format!(r#"{members}"last":1"#)),
            event(&format!(r#""target":[{targets}]"#)),
        ],
    );
}

#[test]
fn nesting_ten_thousand_deep() {
    const DEEP: usize = 10_000;
    let arrays = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(DEEP), "}".repeat(DEEP));
    let mut events = Vec::new();
    for nest in [&arrays, &objects] {
        for key in ["junk", "actor", "client", "debugContext", "eventType", "published", "target", "uuid"] {
            events.push(event(&format!(r#""{key}":{nest}"#)));
        }
        events.push(event(&format!(r#""debugContext":{{"debugData":{nest}}}"#)));
        events.push(event(&format!(r#""debugContext":{{"debugData":{{"x":{nest}}}}}"#)));
        events.push(event(&format!(r#""target":[{{"detailEntry":{nest}}}]"#)));
        events.push(event(&format!(r#""actor":{{"detailEntry":{{"x":{nest}}}}}"#)));
        events.push(nest.clone().into_bytes());
    }
    events.push("[".repeat(DEEP).into_bytes());
    events.push(r#"{"message":"#.repeat(DEEP).into_bytes());
    abuse("10,000 deep", &events);
}

#[test]
fn text_in_text_in_text() {
    let mut record = event(r#""severity":"INFO""#);
    for _ in 0..8 {
        record = wrapped(&record);
    }
    abuse("wrapped eight times", &[record]);
}

#[test]
fn escapes_that_are_none() {
    let values = [
        r"\ud800",
        r"\udc00\ud800",
        r"\ud83d\ude",
        r"\u12",
        r"\u",
        r"\x41",
        r"\'",
        r"\",
        r"\u00e9\ud8",
        r"\u0000",
        r"\ud83dx",
        r"\/",
        r"a\u0022b",
        "tab\there",
        "line\nhere",
        "nul\0here",
        "\u{7f}\u{85}\u{2028}",
    ];
    let mut events = Vec::new();
    for value in values {
        for key in ["displayMessage", "uuid", "published", "eventType", "actor", "junk"] {
            events.push(event(&format!(r#""{key}":"{value}""#)));
        }
        events.push(event(&format!(r#""{value}":"a key""#)));
        events.push(event(&format!(r#""actor":{{"id":"{value}","{value}":1}}"#)));
        events.push(event(&format!(
            r#""client":{{"userAgent":{{"rawUserAgent":"{value}"}},"ipAddress":"{value}"}}"#
        )));
    }
    abuse("an invalid escape", &events);
}

#[test]
fn values_that_are_no_json() {
    let values = [
        "",
        "nul",
        "tru",
        "NaN",
        "Infinity",
        "-",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e999",
        "-0",
        "0x10",
        "1_000",
        "{",
        "}",
        "[",
        "]",
        "[,]",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        "[1,]",
        "[1 2]",
        r#"{1:2}"#,
        "'a'",
        "// a",
        "\u{feff}1",
        r#""a" "b""#,
        r#""a""b""#,
        "99999999999999999999999999999999999999999",
    ];
    let mut events = Vec::new();
    for value in values {
        for key in ["junk", "uuid", "eventType", "published", "severity", "actor", "target", "debugContext"] {
            events.push(event(&format!(r#""{key}":{value}"#)));
        }
        events.push(event(&format!(r#""actor":{{"id":{value},"detailEntry":{value}}}"#)));
        events.push(event(&format!(r#""target":[{value},{value}]"#)));
        events.push(value.as_bytes().to_vec());
    }
    abuse("no JSON value", &events);
}

/// Every way to cut a record short, and every way to lose one byte of it.
#[test]
fn a_cut_record() {
    let whole =
        event(r#""actor":{"id":"é\u00e9\\","detailEntry":{"a":[1,null]}},"target":[{"id":"t"}],"x":-1.5e3"#);
    let mut records = Vec::new();
    for record in [whole.clone(), wrapped(&whole)] {
        for at in 0..record.len() {
            records.push(record[..at].to_vec());
            let mut without = record.clone();
            without.remove(at);
            records.push(without);
        }
    }
    for &schema in Schema::ALL {
        let mut module = Module::load();
        for record in &records {
            let what = String::from_utf8_lossy(record).into_owned();
            module.object(schema, Record::Text(record), &what);
        }
    }
}

/// Fluent Bit never passes bytes that are not UTF-8, but the module does not rely on it.
#[test]
fn bytes_that_are_no_text() {
    let every_byte: Vec<u8> = (0..=255).collect();
    let mut inside = br#"{"eventType":"user.session.start","displayMessage":""#.to_vec();
    inside.extend([0xff, 0xc3, 0xe2, 0x82, 0xed, 0xa0, 0x80, 0xf8]);
    inside.extend(br#""}"#);
    let records: [&[u8]; 5] = [&every_byte, &inside, b"\xff", b"\0", b"{\"a\":\"\xc3\"}"];
    for &schema in Schema::ALL {
        let mut module = Module::load();
        for record in records {
            let answer = module.object(schema, Record::Text(record), &format!("{record:02x?}"));
            assert!(!answer.contains(&0));
        }
    }
}

#[test]
fn a_record_that_could_not_be_handed_over() {
    for &schema in Schema::ALL {
        let mut module = Module::load();
        for len in [0, 1, 70_000, u32::MAX] {
            let answer = module.object(schema, Record::Null { len }, "a NULL record");
            let answer: serde_json::Value = serde_json::from_slice(&answer).expect("checked above");
            assert_eq!(answer["error"]["code"], "record_unavailable", "length {len}");
        }
    }
}

#[test]
fn an_empty_record() {
    for &schema in Schema::ALL {
        let mut module = Module::load();
        for record in ["", " ", "\n", "{}", "[]", "null", "0", r#""""#, r#"{"message":""}"#, r#"{"log":" "}"#] {
            module.object(schema, Record::Text(record.as_bytes()), record);
        }
    }
}

/// A trap costs some 1.5 KB of the module's stack each time, so that after some 700 every record is lost: a
/// failure must be an ordinary return. Thousands of them leave the next event what it was.
#[test]
fn thousands_of_failures_in_a_row() {
    let failing: [&[u8]; 4] = [
        br#"{"eventType":"user.session.start","published":"2022-11-1"#,
        br#"{"log":"{\"eventType\":\"user.session.start\""}"#,
        br#"{"eventType":"user.session.start","published":"yesterday"}"#,
        br#"["eventType"]"#,
    ];
    let plain = event(r#""severity":"INFO""#);
    for &schema in Schema::ALL {
        let mut module = Module::load();
        let first = module.object(schema, Record::Text(&plain), "a plain event");
        for _ in 0..5_000 {
            for record in failing {
                module.object(schema, Record::Text(record), "a failing record");
            }
            module.object(schema, Record::Null { len: 9 }, "a NULL record");
        }
        let last = module.object(schema, Record::Text(&plain), "a plain event");
        assert_eq!(last, first);
    }
}

/// Over the limit of 16 MiB: answered without being read, and not with a copy of it in each field.
#[test]
fn twenty_mebibytes() {
    let long = event(&format!(r#""displayMessage":"{}""#, "x".repeat(20 << 20)));
    for &schema in Schema::ALL {
        let mut module = Module::load();
        let plain = event(r#""severity":"INFO""#);
        let before = module.object(schema, Record::Text(&plain), "a plain event");
        for record in [long.clone(), wrapped(&long)] {
            let answer = module.object(schema, Record::Text(&record), "20 MiB");
            let start = &answer[answer.len().saturating_sub(1000)..];
            let holds = |part: &[u8]| answer.windows(part.len()).any(|window| window == part);
            assert!(holds(b"record_too_large"), "{}", String::from_utf8_lossy(start));
            let after = module.object(schema, Record::Text(&plain), "a plain event");
            assert_eq!(after, before);
        }
    }
}

/// The name of the function is not checked when Fluent Bit starts: what the examples name must exist.
#[test]
fn every_schema_has_its_function() {
    for &schema in Schema::ALL {
        let outcome = Module::load().call(schema, Record::Text(b"{}"));
        assert_ne!(outcome, Outcome::NoSuchFunction, "{}", schema.name());
    }
}
