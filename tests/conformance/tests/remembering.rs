//! What is remembered of earlier records changes no answer: the library and the built module, having seen many
//! different texts, give what the library gives that has seen none.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use conformance::{Face, Native, Raw, core_module, load_cases, project};
use fastrand::Rng;
use okta_normalizer::Schema;
use serde_json::{Map, Value, json};

/// How many different texts of each kind: far more than are remembered, so that they take each other's places.
const TEXTS: usize = 500;

/// Those that have seen earlier records.
struct Old([Box<dyn Face>; 2]);

impl Old {
    fn new() -> Result<Self> {
        Ok(Old([Box::new(Native::default()), Box::new(Raw::load(&core_module())?)]))
    }

    /// Holds their answers against that of the library which has seen none, and gives that.
    fn hold(&mut self, record: &str, schema: &str) -> Result<Vec<u8>> {
        let new = Native::default().filter(record.as_bytes(), schema)?;
        for old in &mut self.0 {
            let remembered = old.filter(record.as_bytes(), schema)?;
            ensure!(
                remembered == new,
                "{}: {record}\ngave {}\nnot  {}",
                old.name(),
                String::from_utf8_lossy(&remembered),
                String::from_utf8_lossy(&new)
            );
        }
        Ok(new)
    }
}

#[test]
fn an_answer_does_not_depend_on_earlier_texts() -> Result<()> {
    let mut random = Rng::with_seed(20_261_130);
    let catalogue = include_str!("../../../data/event-types/event_types.tsv");
    let types: Vec<&str> = catalogue.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let (addresses, domains, agents) = (addresses(), domains(), agents());

    let mut old = Old::new()?;
    let mut different = HashSet::new();
    for round in 0..4 * TEXTS {
        let mut pick = |texts: &[String]| {
            // The same few come again and again, as in a log.
            let few = if random.bool() { 8 } else { texts.len() };
            texts[random.usize(..few)].clone()
        };
        let (address, domain, agent) = (pick(&addresses), pick(&domains), pick(&agents));
        let record = json!({
            "eventType": types[random.usize(..types.len())],
            "published": format!("2026-11-{:02}T08:{:02}:07.{:03}Z", 1 + round % 30, round % 60, round % 1000),
            "client": {"ipAddress": address, "userAgent": {"rawUserAgent": agent}},
            "securityContext": {"domain": domain},
            // Of an event that is as long, nothing is remembered.
            "displayMessage": "long ".repeat(if round % 50 == 0 { 20_000 } else { 1 }),
        })
        .to_string();
        let record = if round % 3 == 0 { json!({ "message": record }).to_string() } else { record };
        for schema in Schema::ALL {
            let new = old.hold(&record, schema.name())?;
            ensure!(!new.windows(16).any(|part| part == b"\"pipeline_error\""), "{record} is refused");
            different.insert(new);
        }
    }
    ensure!(different.len() > 3 * TEXTS, "only {} different documents", different.len());
    Ok(())
}

/// The reader guesses which key comes next by the order in which they came before.
#[test]
fn an_answer_does_not_depend_on_the_order_of_earlier_keys() -> Result<()> {
    let mut random = Rng::with_seed(20_261_130);
    let mut events: Vec<Value> = Vec::new();
    for case in load_cases(&project().join("tests/cases/sekoia/documented"))? {
        let record: Value = serde_json::from_slice(&case.record)?;
        events.push(serde_json::from_str(record["message"].as_str().unwrap_or_default())?);
    }
    let mut old = Old::new()?;
    let mut different = HashSet::new();
    for round in 0..TEXTS {
        let event = shuffled(&events[round % events.len()], &mut random).to_string();
        let record = if round % 3 == 0 { json!({ "message": event }).to_string() } else { event };
        for schema in Schema::ALL {
            different.insert(old.hold(&record, schema.name())?);
        }
    }
    ensure!(different.len() > 2 * TEXTS, "only {} different documents", different.len());
    Ok(())
}

/// The words that `ecs` keeps begin anew when there are too many, and a document that finds no room is written again: then
/// what was noted of a key by its word is of words that are gone.
#[test]
fn an_answer_does_not_depend_on_earlier_words() -> Result<()> {
    let mut random = Rng::with_seed(20_261_130);
    let mut old = Old::new()?;
    for round in 0..48 {
        let words: Map<String, Value> = (0..520).map(|word| (format!("w{round}x{word}"), json!(1))).collect();
        // Each secret lists the way to it, so that the document is much longer than the event.
        let secrets: Map<String, Value> =
            (0..2_000).map(|key| (format!("k{key}"), json!({ "sharedPassword": 1 }))).collect();
        let mut members = vec![
            ("actor".to_owned(), json!({"id": "a", "sharedPassword": "hunter2", "colour": "blue"})),
            ("other".to_owned(), json!({"harmless": "1", "secondName": "2", "thirdName": "3"})),
            ("words".to_owned(), Value::Object(words)),
        ];
        if round % 2 == 0 {
            members.push(("many".to_owned(), json!({ "L".repeat(200): secrets })));
        }
        random.shuffle(&mut members);
        let mut event = Map::from_iter(members);
        event.insert("eventType".to_owned(), json!("user.session.start"));
        event.insert("published".to_owned(), json!("2024-05-06T07:08:09.123Z"));
        let record = json!({ "message": Value::Object(event).to_string() }).to_string();
        for schema in Schema::ALL {
            old.hold(&record, schema.name())?;
        }
        let lean = old.hold(&record, "ecs_lean")?;
        let says = |text: &str| lean.windows(text.len()).any(|part| part == text.as_bytes());
        ensure!(!says("hunter2") && says(r#""colour":"blue""#), "round {round}");
        // Words of the next event's actor, which come first this time.
        let actor = r#"{"message":"{\"eventType\":\"a.b\",\"published\":\"2024-05-06T07:08:09Z\",\"actor\":{\"colour\":\"red\",\"sharedPassword\":1}}"}"#;
        old.hold(actor, "ecs_lean")?;
    }
    Ok(())
}

/// The same value with the members of each object in another order, and some that are called nearly the same, or null: what
/// is behind `client` may be of it or behind it.
fn shuffled(value: &Value, random: &mut Rng) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.iter().map(|(key, value)| (key.clone(), shuffled(value, random))).collect();
            // As often as not the order is the usual one.
            if random.bool() {
                random.shuffle(&mut members);
            }
            let mut changed = Map::new();
            for (key, value) in members {
                if random.u8(..16) == 0 {
                    changed.insert(format!("{key}Else"), value.clone());
                    changed.insert(key.chars().take(key.len() / 2).collect(), value.clone());
                }
                changed.insert(key, if random.u8(..16) == 0 { Value::Null } else { value });
            }
            Value::Object(changed)
        }
        Value::Array(elements) => elements.iter().map(|element| shuffled(element, random)).collect(),
        other => other.clone(),
    }
}

/// Of both families, in several spellings, and what is none.
fn addresses() -> Vec<String> {
    let text = |number: usize| match number % 5 {
        0 => format!("2001:DB8::{number:x}"),
        1 => format!("2001:db8:0:0:0:0:0:{number:04x}"),
        2 => format!("no address {number}"),
        _ => format!("192.0.2.{}", number % 256),
    };
    (0..TEXTS).map(text).collect()
}

/// Names below suffixes of one and two labels, some without one, some longer than what is remembered, and some with
/// characters that JSON escapes.
fn domains() -> Vec<String> {
    let text = |number: usize| match number % 6 {
        0 => format!("h{number}.example.co.uk"),
        1 => format!("{}.h{number}.example.org.", "very.long".repeat(40)),
        2 => format!("h{number}.nowhere-known"),
        3 => format!("quoted\"h{number}\".example.org"),
        4 => "unknown".to_owned(),
        _ => format!("a.b.h{number}.example.com"),
    };
    (0..TEXTS).map(text).collect()
}

/// Of some programs, one of which calls itself unknown, and some that JSON escapes.
fn agents() -> Vec<String> {
    let text = |number: usize| match number % 4 {
        0 => format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{number}.0) Gecko/20100101 Firefox/{number}.0"),
        1 => format!("curl/7.{number}.1"),
        2 => format!("UNKNOWN program {number}"),
        _ => format!("\"quoted\\{number}\" é/{number}.2"),
    };
    (0..TEXTS).map(text).collect()
}
