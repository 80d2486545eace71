//! Times, against chrono's own reader.
#![no_main]

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
use libfuzzer_sys::fuzz_target;
use okta_normalizer::derive::time::utc;
use okta_normalizer_fuzz::{judge_event, load, one_of};
use serde_json::json;

fuzz_target!(init: load(), |text: &[u8]| {
    let found = utc(text);
    if let Some(found) = &found {
        let again = utc(found.as_str()).expect("what is written can be read");
        assert_eq!(again.as_str(), found.as_str());
        assert!(DateTime::parse_from_rfc3339(found.as_str()).is_ok(), "{}", found.as_str());
    }
    let Ok(text) = str::from_utf8(text) else { return assert!(found.is_none()) };
    if one_of(256, text.as_bytes()) {
        judge_event(json!({ "published": text }));
    }
    let Ok(expected) = DateTime::parse_from_rfc3339(text) else { return };
    let expected = expected.with_timezone(&Utc);
    // chrono reads a 60th second in any minute; there is none but at the end of a day in UTC.
    let is_leap = expected.nanosecond() >= 1_000_000_000;
    if !(0..=9999).contains(&expected.year()) || is_leap && (expected.hour(), expected.minute()) != (23, 59) {
        return assert!(found.is_none(), "{text}");
    }
    let whole = expected.nanosecond() % 1_000_000_000 / 1_000 == 0;
    let format = if whole { SecondsFormat::Secs } else { SecondsFormat::Micros };
    let found = found.unwrap_or_else(|| panic!("{text} is a time"));
    assert_eq!(found.as_str(), expected.to_rfc3339_opts(format, true), "{text}");
});
