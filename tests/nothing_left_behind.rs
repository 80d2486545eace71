//! Nothing of an event is left behind: every leaf of a generated event is found in the `ecs` document outside of
//! `event.original`, or its key is in the list of redactions and its value nowhere.
//!
//! The events have every field that Okta documents, values of the wrong type, and keys that nobody knows at any
//! depth. Leaves are unique, so that one that is found is that one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fastrand::Rng;
use okta_normalizer::{Normalizer, Schema};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};

const EVENTS: u64 = 6000;

/// Objects of the LogEvent, and the keys that Okta documents in each.
const FIELDS: &[(&str, &[&str])] = &[
    ("", &["uuid", "version", "severity", "legacyEventType", "displayMessage", "insertionTimestamp"]),
    ("actor", &["id", "type", "alternateId", "displayName", "detailEntry", "details"]),
    ("client", &["id", "ipAddress", "zone", "device", "ipChain"]),
    ("client/userAgent", &["rawUserAgent", "os", "browser"]),
    ("client/geographicalContext", &["city", "state", "country", "postalCode"]),
    ("client/geographicalContext/geolocation", &["lat", "lon"]),
    ("device", &["id", "name", "os_platform", "osVersion", "managed", "deviceIntegrator", "jailbreak"]),
    (
        "authenticationContext",
        &["authenticationProvider", "authenticationStep", "credentialType", "externalSessionId", "interface"],
    ),
    ("authenticationContext/issuer", &["id", "type"]),
    ("outcome", &["result", "reason"]),
    ("securityContext", &["asNumber", "asOrg", "isp", "domain", "isProxy", "ipDetails", "userBehaviors"]),
    ("securityContext/risk", &["level", "previousLevel", "detectionName", "reasons"]),
    ("debugContext", &["debugData"]),
    (
        "debugContext/debugData",
        &["dtHash", "requestUri", "behaviors", "risk", "logOnlySecurityData", "tunnels", "flattened", "AppName"],
    ),
    ("transaction", &["id", "type", "detail"]),
    ("transaction/detail", &["requestApiTokenId"]),
    ("request", &["ipChain"]),
    ("", &["target", "deviceX"]),
];

const SECRETS: &[&str] =
    &["clientSecret", "ClientSecret", "sharedPassword", "credentialsSigningPrivateKey", "proxyPassword"];

struct Maker {
    rng: Rng,
    count: u32,
}

impl Maker {
    fn leaf(&mut self) -> Value {
        self.count += 1;
        let number = self.count;
        match self.rng.u8(0..14) {
            0 => json!(number * 1000 + 7),
            1 => json!(f64::from(number) + 0.25),
            2 => json!(self.rng.bool()),
            3 => Value::Null,
            4 => json!(format!("192.0.2.{}", number % 256)),
            5 => json!(format!("p{number}@example.org")),
            6 => json!(format!("q\"\\\n{number} é\u{1F600}")),
            7 => json!(format!("{{New Device=POSITIVE, reasons=a, b{number}, level=HIGH}}")),
            8 => json!(format!("{{\"a\":\"b{number}\",\"c\":[1]}}")),
            9 => json!(["", "unknown", "-", "null", "."][self.rng.usize(0..5)]),
            _ => json!(format!("leaf {number}")),
        }
    }

    fn key(&mut self) -> String {
        const ODD: &[&str] = &[
            "appName", "AppName", "app_name", "app.name", "x y", "", "é-Ö", "a\"b", "ip", "hash", "id", "type",
            "as",
        ];
        match self.rng.u8(0..3) {
            0 => ODD[self.rng.usize(0..ODD.len())].to_owned(),
            1 => format!("key{}", self.rng.u8(0..20)),
            _ => format!("newKey{}Of Okta", self.rng.u32(0..1000)),
        }
    }

    fn value(&mut self, depth: u32) -> Value {
        match self.rng.u8(0..6) {
            0 if depth > 0 => (0..self.rng.usize(0..4)).map(|_| self.value(depth - 1)).collect(),
            1 | 2 if depth > 0 => self.object(depth - 1),
            _ => self.leaf(),
        }
    }

    fn object(&mut self, depth: u32) -> Value {
        let mut object = Map::new();
        for _ in 0..self.rng.usize(0..6) {
            let key = if self.rng.u8(0..20) == 0 {
                SECRETS[self.rng.usize(0..SECRETS.len())].to_owned()
            } else {
                self.key()
            };
            object.insert(key, self.value(depth));
        }
        Value::Object(object)
    }

    /// Mostly a leaf, sometimes anything.
    fn field(&mut self) -> Value {
        if self.rng.u8(0..8) == 0 { self.value(3) } else { self.leaf() }
    }

    fn event(&mut self) -> Value {
        let mut event = json!({});
        for (path, keys) in FIELDS {
            if self.rng.u8(0..6) == 0 {
                continue;
            }
            let mut inner = &mut event;
            for part in path.split('/').filter(|part| !part.is_empty()) {
                let object = inner.as_object_mut().expect("made as objects");
                let entry = object.entry(part).or_insert_with(|| json!({}));
                if !entry.is_object() {
                    *entry = json!({});
                }
                inner = entry;
            }
            let mut fields: Vec<(String, Value)> = Vec::new();
            for key in keys.iter().filter(|key| **key != "target" && !key.is_empty()) {
                if self.rng.u8(0..4) > 0 {
                    fields.push(((*key).to_owned(), self.field()));
                }
            }
            if self.rng.u8(0..3) == 0 {
                fields.push((self.key(), self.value(4)));
            }
            inner.as_object_mut().expect("made as an object").extend(fields);
        }
        let targets: Vec<Value> = (0..self.rng.usize(0..5)).map(|_| self.target()).collect();
        let chain: Vec<Value> = (0..self.rng.usize(0..3)).map(|_| self.object(2)).collect();
        if self.rng.bool() {
            event["target"] = json!(targets);
        }
        if self.rng.u8(0..3) == 0 && (event["client"].is_object() || event["client"].is_null()) {
            event["client"]["ipChain"] = json!(chain);
        }
        event["eventType"] = json!("user.session.start");
        event["published"] = json!("2024-05-06T07:08:09.010Z");
        event
    }

    fn target(&mut self) -> Value {
        let mut target = self.object(2);
        let kind = ["User", "AppUser", "UserGroup", "Rule"][self.rng.usize(0..4)];
        target["type"] = json!(kind);
        for key in ["id", "alternateId", "displayName", "detailEntry"] {
            target[key] = self.field();
        }
        target["changeDetails"] = json!({ "from": self.object(2), "to": self.object(2) });
        target
    }
}

/// The leaves of a value that are not null, those under secret keys apart.
fn leaves<'v>(value: &'v Value, secret: bool, open: &mut Vec<&'v Value>, hidden: &mut Vec<&'v Value>) {
    match value {
        Value::Null => {}
        Value::Array(list) => list.iter().for_each(|value| leaves(value, secret, open, hidden)),
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            leaves(value, secret || SECRETS.contains(&key.as_str()), open, hidden);
        }),
        leaf if secret => hidden.push(leaf),
        leaf => open.push(leaf),
    }
}

fn counted(values: &[&Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value.to_string()).or_default() += 1;
    }
    counts
}

/// A text that a field's key promises to be JSON is written as what it says.
fn spelled_out(input: &Value) -> Value {
    let mut input = input.clone();
    for key in ["deviceIntegrator", "device_integrator"] {
        if let Some(text) = input.pointer_mut(&format!("/device/{key}"))
            && let Some(Ok(parsed @ (Value::Object(_) | Value::Array(_)))) =
                text.as_str().map(serde_json::from_str::<Value>)
        {
            *text = parsed;
        }
    }
    input
}

fn check(number: u64, event: &Value, record: &str, normalizer: &mut Normalizer) {
    let document = normalizer.transform(record.as_bytes(), Schema::Ecs).map(<[u8]>::to_vec);
    let document = document.unwrap_or_else(|error| panic!("event {number}: {error}\n{record}"));
    let text = String::from_utf8(document).expect("a document is UTF-8");
    serde_json::from_str::<Unique>(&text).unwrap_or_else(|error| panic!("event {number}: {error}\n{text}"));
    let mut document: Value = serde_json::from_str(&text).expect("it was read before");
    let original = document["event"].as_object_mut().and_then(|event| event.remove("original"));
    assert!(original.is_some_and(|original| original.is_string()), "event {number} has no text");

    let lean = normalizer.transform(record.as_bytes(), Schema::EcsLean).expect("the same event");
    assert_eq!(serde_json::from_slice::<Value>(lean).expect("JSON"), document, "event {number}");

    let input = spelled_out(event);
    let (mut open, mut hidden) = (Vec::new(), Vec::new());
    leaves(&input, false, &mut open, &mut hidden);
    if number.is_multiple_of(4) {
        // In a bare record the keys that Okta does not document are the host's, and none of our business.
        let mut own = input.clone();
        own.as_object_mut().expect("an event").retain(|key, _| {
            FIELDS.iter().any(|(path, keys)| {
                path.split('/').next() == Some(key)
                    || path.is_empty() && keys.contains(&key.as_str()) && key != "deviceX"
            })
        });
        check_secrets(number, &own, &document, &text);
    } else {
        check_secrets(number, &input, &document, &text);
    }
    let (mut found, mut none) = (Vec::new(), Vec::new());
    leaves(&document, false, &mut found, &mut none);
    let found = counted(&found);
    for (leaf, count) in counted(&open) {
        let times = found.get(&leaf).copied().unwrap_or_default();
        assert!(times >= count, "event {number}: {leaf} is {times} times in\n{text}\nof\n{event}");
    }
}

/// The secrets of an event are listed, and their values are nowhere in the document.
fn check_secrets(number: u64, event: &Value, document: &Value, text: &str) {
    let (mut open, mut hidden, mut found, mut none) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    leaves(event, false, &mut open, &mut hidden);
    leaves(document, false, &mut found, &mut none);
    if !hidden.is_empty() {
        assert!(document.pointer("/okta/normalizer/redacted").is_some(), "event {number}: {text}");
    }
    let (open, found) = (counted(&open), counted(&found));
    for leaf in hidden.iter().map(|leaf| leaf.to_string()).filter(|leaf| leaf.len() > 9) {
        assert!(open.contains_key(&leaf) || !found.contains_key(&leaf), "event {number}: {leaf} is in\n{text}");
    }
}

#[test]
fn every_leaf_is_found() {
    let mut normalizer = Normalizer::new();
    for number in 0..EVENTS {
        let event = Maker { rng: Rng::with_seed(number), count: 0 }.event();
        let record = match number % 4 {
            0 => event.to_string(),
            1 => json!({ "message": event.to_string(), "host": "h" }).to_string(),
            2 => json!({ "json": event }).to_string(),
            _ => json!({ "log": format!("\t{event:#}\n"), "a": 1 }).to_string(),
        };
        check(number, &event, &record, &mut normalizer);
    }
}

#[test]
fn a_hundred_thousand_of_anything_takes_linear_time() {
    let many = 100_000;
    let colliding = (0..many).map(|at| match at % 4 {
        0 => format!("\"aB\\u{:04x}\":{at}", at % 32),
        1 => format!("\"a_b\\u{:04x}c{at}\":{at}", at % 32),
        2 => format!("\"A-B{}\":{at}", "-".repeat(at % 50)),
        _ => format!("\"a_b_{at}\":{at}"),
    });
    let colliding: Vec<String> = colliding.collect();
    let targets = vec![r#"{"type":"User","id":"i","alternateId":"a@example.org"}"#; many];
    let head = r#"{"eventType":"a.b","published":"2024-05-06T07:08:09.010Z","#;
    for rest in [
        format!(r#""debugContext":{{"debugData":{{{}}}}}}}"#, colliding.join(",")),
        format!(r#""target":[{}]}}"#, targets.join(",")),
        format!(r#""target":{}{}}}"#, "[".repeat(many), "]".repeat(many)),
        format!(r#""x":1,{}}}"#, colliding.join(",")),
    ] {
        let event = format!("{head}{rest}");
        for record in
            [event.clone(), Value::Object(Map::from_iter([("log".to_owned(), json!(event))])).to_string()]
        {
            let started = cpu_time::ThreadTime::now();
            let mut normalizer = Normalizer::new();
            let document = normalizer.transform(record.as_bytes(), Schema::Ecs).expect("an event");
            serde_json::from_slice::<Value>(document).map(drop).unwrap_or_else(|error| {
                assert!(error.to_string().contains("recursion"), "{error}");
            });
            // Quadratic time would be minutes. Of the thread's own time: a busy machine says nothing of the module.
            assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        }
    }
}

/// JSON without a key that stands twice in one object.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Unique)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Unique;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some((key, Unique)) = map.next_entry::<String, Unique>()? {
            if let Some(twice) = keys.replace(key) {
                return Err(A::Error::custom(format!("the key {twice:?} stands twice")));
            }
        }
        Ok(Unique)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Unique, A::Error> {
        while let Some(Unique) = list.next_element()? {}
        Ok(Unique)
    }

    fn visit_str<E>(self, _: &str) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_unit<E>(self) -> Result<Unique, E> {
        Ok(Unique)
    }
}
