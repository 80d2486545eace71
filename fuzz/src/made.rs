//! LogEvents, and the envelopes around them, made from the fuzzer's bytes.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Map, Value};

/// The keys of a LogEvent, object by object, and some that Okta does not document.
const KEYS: [&str; 64] = [
    "actor",
    "client",
    "device",
    "authenticationContext",
    "outcome",
    "securityContext",
    "debugContext",
    "debugData",
    "transaction",
    "request",
    "target",
    "eventType",
    "published",
    "uuid",
    "severity",
    "displayMessage",
    "version",
    "legacyEventType",
    "id",
    "type",
    "alternateId",
    "displayName",
    "detailEntry",
    "userAgent",
    "rawUserAgent",
    "os",
    "browser",
    "zone",
    "ipAddress",
    "geographicalContext",
    "city",
    "state",
    "country",
    "postalCode",
    "geolocation",
    "lat",
    "lon",
    "asNumber",
    "asOrg",
    "isp",
    "domain",
    "isProxy",
    "issuer",
    "externalSessionId",
    "interface",
    "credentialType",
    "result",
    "reason",
    "ipChain",
    "ip",
    "detail",
    "changeDetails",
    "from",
    "to",
    "risk",
    "behaviors",
    "dtHash",
    "logOnlySecurityData",
    "level",
    "reasons",
    "clientSecret",
    "message",
    "record",
    "a",
];

/// Values that mean something.
const WORDS: [&str; 32] = [
    "",
    "unknown",
    "User",
    "AppUser",
    "AppInstance",
    "SUCCESS",
    "ada@example.org",
    "192.0.2.7",
    "2001:db8::1",
    "www.example.co.uk",
    "user.session.start",
    "policy.rule.update",
    "com.okta.event_hook",
    "com.okta.saml.tokens",
    "2022-11-15T08:04:22.213Z",
    "2022-11-15T08:04:22+05:30",
    "2022-02-30T00:00:00Z",
    "64496",
    "007",
    ".",
    "UNKNOWN",
    "{New Device=POSITIVE, New IP=NEGATIVE}",
    "{level=HIGH, reasons=Anomalous Geo-Distance, New Device}",
    "[{result=true, condition=a.b == 'LOW'}]",
    "{\"risk\":{\"level\":\"LOW\"}}",
    "[1,{\"aB\":null}]",
    "Mozilla/5.0 (Windows NT 10.0; rv:109.0) Gecko/20100101 Firefox/109.0",
    "aws.partner/okta.com/x",
    "E0000047",
    "{\"a\":",
    "null",
    "\u{7f}ünï☃😀\n\"\\",
];

/// A LogEvent, or what is nearly one.
#[derive(Debug)]
pub struct LogEvent(pub Value);

impl<'a> Arbitrary<'a> for LogEvent {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut event = object(u, 4)?;
        // Most are events: the rest of the mapping is behind these two.
        if u.ratio(15, 16)? {
            event.insert("eventType".into(), text(u)?);
            event.insert("published".into(), WORDS[u.int_in_range(14..=15)?].into());
        }
        Ok(LogEvent(Value::Object(event)))
    }
}

/// What an event travels in.
#[derive(Debug)]
pub struct Record(pub Vec<u8>);

impl<'a> Arbitrary<'a> for Record {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut value = LogEvent::arbitrary(u)?.0;
        for _ in 0..u.int_in_range(0..=5)? {
            value = around(value, u)?;
        }
        let mut record = value.to_string().into_bytes();
        if u.ratio(1, 8)? {
            let at = u.choose_index(record.len())?;
            record[at] = u.arbitrary()?;
        }
        Ok(Record(record))
    }
}

/// One more level around a value.
fn around(value: Value, u: &mut Unstructured<'_>) -> Result<Value> {
    const HOLDERS: [&str; 7] = ["message", "log", "okta", "json", "event", "detail", "Event"];
    let mut outer = if u.ratio(1, 3)? { object(u, 2)? } else { Map::new() };
    let holder = HOLDERS[u.choose_index(HOLDERS.len())?].to_owned();
    match u.int_in_range(0..=5)? {
        0 => drop(outer.insert(holder, value.to_string().into())),
        1 => drop(outer.insert(holder, value)),
        2 => {
            outer.insert("source".into(), "aws.partner/okta.com/x".into());
            outer.insert("detail".into(), value);
        }
        3 => {
            let kind = if u.ratio(3, 4)? { "com.okta.event_hook" } else { "com.okta.user.pre-registration" };
            outer.insert("eventType".into(), kind.into());
            outer.insert("data".into(), serde_json::json!({ "events": list(value, u)?, "a": 1 }));
        }
        4 => return list(value, u),
        _ => {
            // A text that is spaced, as pretty printers do.
            outer.insert(holder, format!("\n\t {value:#} ").into());
        }
    }
    Ok(Value::Object(outer))
}

fn list(value: Value, u: &mut Unstructured<'_>) -> Result<Value> {
    let mut elements = vec![value];
    for _ in 0..u.int_in_range(0..=3)? {
        elements.push(self::value(u, 2)?);
    }
    Ok(elements.into())
}

/// An object with the keys of a LogEvent and others.
pub fn object(u: &mut Unstructured<'_>, depth: usize) -> Result<Map<String, Value>> {
    let mut members = Map::new();
    for _ in 0..u.int_in_range(0..=10)? {
        let key = if u.ratio(7, 8)? { KEYS[u.choose_index(KEYS.len())?].to_owned() } else { u.arbitrary()? };
        members.insert(key, value(u, depth)?);
    }
    Ok(members)
}

fn value(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    Ok(match u.int_in_range(0..=11)? {
        0 => Value::Null,
        1 => u.arbitrary::<bool>()?.into(),
        2 => u.arbitrary::<i64>()?.into(),
        3 => serde_json::Number::from_f64(u.arbitrary()?).map_or(Value::Null, Value::Number),
        4..=6 if depth > 0 => Value::Object(object(u, depth - 1)?),
        7 if depth > 0 => {
            let count = u.int_in_range(0..=4)?;
            (0..count).map(|_| value(u, depth - 1)).collect::<Result<Vec<_>>>()?.into()
        }
        _ => text(u)?,
    })
}

fn text(u: &mut Unstructured<'_>) -> Result<Value> {
    Ok(if u.ratio(7, 8)? { WORDS[u.choose_index(WORDS.len())?].into() } else { u.arbitrary::<String>()?.into() })
}
