//! What is remembered of earlier records changes no answer: the library and the built module, having seen many
//! different texts, give what the library gives that has seen none.

use anyhow::{Result, ensure};
use conformance::{Face, Native, Raw, core_module};
use okta_normalizer::Schema;
use serde_json::json;

/// How many different texts of each kind: far more than are remembered, so that they take each other's places.
const TEXTS: usize = 500;

#[test]
fn an_answer_does_not_depend_on_earlier_ones() -> Result<()> {
    let mut random = fastrand::Rng::with_seed(20_261_130);
    let catalogue = include_str!("../../../data/event-types/event_types.tsv");
    let types: Vec<&str> = catalogue.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let (addresses, domains, agents) = (addresses(), domains(), agents());

    let mut old: [Box<dyn Face>; 2] = [Box::new(Native::default()), Box::new(Raw::load(&core_module())?)];
    let mut different = std::collections::HashSet::new();
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
            let new = Native::default().filter(record.as_bytes(), schema.name())?;
            for old in &mut old {
                let remembered = old.filter(record.as_bytes(), schema.name())?;
                ensure!(
                    remembered == new,
                    "{}: {record}\ngave {}\nnot  {}",
                    old.name(),
                    String::from_utf8_lossy(&remembered),
                    String::from_utf8_lossy(&new)
                );
            }
            ensure!(!new.windows(16).any(|part| part == b"\"pipeline_error\""), "{record} is refused");
            different.insert(new);
        }
    }
    ensure!(different.len() > 3 * TEXTS, "only {} different documents", different.len());
    Ok(())
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
