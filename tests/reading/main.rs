//! The reader against serde_json, on generated and broken input: what serde_json accepts as an object is read
//! the same, what it refuses is refused, and whatever is written is valid JSON.

mod event;
mod oracle;

use event::Writer;
use fastrand::Rng;
use okta_normalizer::{Error, Normalizer, Outcome, Schema};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

const EVENTS: usize = 20_000;
const DAMAGED: usize = 60_000;
const DAMAGED_IN_RECORDS: usize = 30_000;

/// The document's own keys: a bare record also keeps what the host put on it.
fn own(document: &[u8]) -> Map<String, Value> {
    let document: Map<String, Value> = serde_json::from_slice(document).expect("a document is a JSON object");
    const KEYS: [&str; 8] = ["@timestamp", "event", "observer", "okta", "related", "source", "user", "user_agent"];
    document.into_iter().filter(|(key, _)| KEYS.contains(&key.as_str())).collect()
}

#[test]
fn events_are_read_as_serde_json_reads_them() {
    let mut rng = Rng::with_seed(1);
    let mut normalizer = Normalizer::new();
    let mut documents = 0;
    for number in 0..EVENTS {
        let text = Writer::new(&mut rng).event();
        let event: Value = serde_json::from_str(&text).expect("the generator writes JSON");
        let expected = oracle::sekoia(&event);
        let wrapped = serde_json::to_string(&serde_json::json!({ "message": text })).expect("text is JSON");
        for record in [&text, &wrapped] {
            match (normalizer.transform(record.as_bytes(), Schema::Sekoia), &expected) {
                (Ok(document), Ok(expected)) => {
                    let document = own(document);
                    assert_eq!(&document, expected, "event {number}: {record}");
                    documents += 1;
                }
                (Err(error), Err(expected)) => assert_eq!(error, *expected, "event {number}: {record}"),
                (answer, _) => panic!("event {number}: {:?} for {record}", answer.map(String::from_utf8_lossy)),
            }
        }
    }
    // Most events must be good ones, or the comparison says little.
    assert!(documents > EVENTS, "only {documents} documents");
    println!("figure: {EVENTS} generated events are read as serde_json reads them");
}

/// The text of a bare record is escaped while it is read: it must come back whole.
#[test]
fn the_text_comes_back() {
    let mut rng = Rng::with_seed(2);
    let mut normalizer = Normalizer::new();
    for _ in 0..EVENTS {
        let text = Writer::new(&mut rng).event();
        if let Ok(document) = normalizer.transform(text.as_bytes(), Schema::Sekoia) {
            let document: Value = serde_json::from_slice(document).expect("a document is JSON");
            assert_eq!(document["message"].as_str(), Some(text.as_str()));
        }
    }
}

#[test]
fn broken_text_is_refused_exactly_when_serde_json_refuses_it() {
    let mut rng = Rng::with_seed(3);
    let mut normalizer = Normalizer::new();
    let (mut good, mut bad) = (0, 0);
    for _ in 0..DAMAGED {
        let mut text = Writer::new(&mut rng).event().into_bytes();
        for _ in 0..rng.usize(1..4) {
            event::damage(&mut text, &mut rng);
        }
        let readable = str::from_utf8(&text).is_ok() && serde_json::from_slice::<IgnoredAny>(&text).is_ok();
        let object = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let answer = normalizer.transform(&text, Schema::Sekoia).map(<[u8]>::to_vec);
        let refused = matches!(answer, Err(Error::InvalidJson | Error::InvalidUtf8));
        assert_eq!(refused, !readable, "{:?}: {answer:?}", String::from_utf8_lossy(&text));
        if readable {
            assert_eq!(answer == Err(Error::NotAnObject), !object, "{}", String::from_utf8_lossy(&text));
        }
        *if readable { &mut good } else { &mut bad } += 1;
        every_answer_is_json(&mut normalizer, &text);
    }
    assert!(good > 1_000 && bad > 1_000, "{good} good, {bad} bad");
    println!("figure: {DAMAGED} damaged events are refused exactly when serde_json refuses them");
}

/// Text that is broken, inside of a record that is not.
#[test]
fn broken_text_in_a_record_is_refused_exactly_when_serde_json_refuses_it() {
    let mut rng = Rng::with_seed(4);
    let mut normalizer = Normalizer::new();
    for _ in 0..DAMAGED_IN_RECORDS {
        let mut text = Writer::new(&mut rng).event().into_bytes();
        event::damage(&mut text, &mut rng);
        let Ok(text) = String::from_utf8(text) else { continue };
        let record = serde_json::to_vec(&serde_json::json!({ "message": text })).expect("text is JSON");
        let readable = serde_json::from_str::<IgnoredAny>(&text).is_ok();
        let answer = normalizer.transform(&record, Schema::Sekoia).map(<[u8]>::to_vec);
        let refused = matches!(answer, Err(Error::InvalidJson | Error::NotAnOktaEvent));
        assert!(readable || refused, "{text:?}: {answer:?}");
        assert!(!readable || answer != Err(Error::InvalidJson), "{text:?}");
        every_answer_is_json(&mut normalizer, &record);
    }
    println!("figure: {DAMAGED_IN_RECORDS} damaged events in records, the same");
}

/// Each cut of the documented samples, as records and as text in records.
#[test]
fn every_cut_of_every_sample_is_answered() {
    let mut normalizer = Normalizer::new();
    let mut cuts = 0;
    for entry in std::fs::read_dir("tests/samples/sekoia-2023-08").expect("the samples are there") {
        let sample = std::fs::read(entry.expect("an entry").path()).expect("a sample");
        let sample: Value = serde_json::from_slice(&sample).expect("a sample is JSON");
        let text = sample["record"]["message"].as_str().expect("message is text").trim();
        for cut in 0..text.len() {
            let answer = normalizer.transform(&text.as_bytes()[..cut], Schema::Sekoia);
            assert_eq!(answer, Err(Error::InvalidJson), "cut at {cut}");
            every_answer_is_json(&mut normalizer, &text.as_bytes()[..cut]);
            let record = serde_json::to_vec(&serde_json::json!({ "message": &text[..cut] })).expect("text");
            assert!(normalizer.transform(&record, Schema::Sekoia).is_err(), "message cut at {cut}");
            cuts += 1;
        }
    }
    assert!(cuts > 10_000, "{cuts} cuts");
}

fn every_answer_is_json(normalizer: &mut Normalizer, record: &[u8]) {
    match normalizer.filter(record, Schema::Sekoia) {
        Outcome::Unchanged(answer) => assert_eq!(answer, record),
        answer => {
            let answer = answer.record();
            // IgnoredAny, because a lone surrogate that a raw copy keeps is JSON, though not for every reader.
            let valid = serde_json::from_slice::<IgnoredAny>(answer).is_ok() && str::from_utf8(answer).is_ok();
            assert!(valid && answer.starts_with(b"{"), "{}", String::from_utf8_lossy(answer));
        }
    }
}
