//! What the fuzz targets share: the judge of the abuse tests and their built module, the oracle of the reading tests,
//! the reference of the user-agent tests, and LogEvents that are made from the fuzzer's bytes.

mod built;
#[path = "../../tests/abuse/src/judge.rs"]
mod judge;
#[path = "../../tests/abuse/src/limited.rs"]
pub mod limited;
pub mod made;
#[path = "../../tests/reading/oracle.rs"]
pub mod oracle;
#[allow(dead_code)] // The tests also ask it for its rules.
#[path = "../../tests/user_agents/reference.rs"]
pub mod reference;

use std::cell::RefCell;

use built::Built;
pub use judge::Judge;
use okta_normalizer::{Normalizer, Schema};
use serde_json::{Value, json};

thread_local! {
    static BUILT: RefCell<Built> = RefCell::new(Built::load());
    static JUDGE: RefCell<Judge> = RefCell::default();
    static NORMALIZER: RefCell<Normalizer> = RefCell::default();
}

/// Compiles the built module, before the first input has its time measured.
pub fn load() {
    BUILT.with_borrow(|_| ());
}

/// Judges the answers to a record of every schema, one by one and event by event, and holds the built module to them.
pub fn judge(record: &[u8]) {
    let answers = JUDGE.with_borrow_mut(|judge| judge.judge(record)).unwrap_or_else(|error| panic!("{error:#}"));
    BUILT.with_borrow_mut(|built| built.compare(record, &answers));
    NORMALIZER.with_borrow_mut(|normalizer| {
        for &schema in Schema::ALL {
            let (mut results, mut outcomes, mut whole) = (0, 0, false);
            let many = normalizer.transform_many(record, schema, |_| results += 1);
            normalizer.filter_many(record, schema, |outcome| {
                outcomes += 1;
                whole |= outcome.record() == record;
            });
            // Each event is answered, and what is refused as a whole is answered once.
            match many {
                Ok(()) => assert_eq!(results, outcomes, "{}", schema.name()),
                Err(_) => assert_eq!((results, outcomes), (0, 1), "{}", schema.name()),
            }
        }
    });
}

/// Whether one of `n` texts, always the same ones: for what is tried a hundred times in the time that `judge` takes.
pub fn one_of(n: u32, text: &[u8]) -> bool {
    let mixed =
        text.iter().fold(2_166_136_261u32, |mixed, byte| (mixed ^ u32::from(*byte)).wrapping_mul(16_777_619));
    mixed.wrapping_mul(2_654_435_769) >> 16 < (1 << 16) / n
}

/// Judges a bare event with more members.
pub fn judge_event(members: Value) {
    let mut event = json!({ "eventType": "user.session.start", "published": "2022-11-15T08:04:22.213Z" });
    if let (Some(event), Value::Object(members)) = (event.as_object_mut(), members) {
        event.extend(members);
    }
    judge(event.to_string().as_bytes());
}

/// The document of a record, by the schema `sekoia`.
pub fn sekoia(record: &[u8]) -> Result<Vec<u8>, okta_normalizer::Error> {
    NORMALIZER.with_borrow_mut(|normalizer| normalizer.transform(record, Schema::Sekoia).map(<[u8]>::to_vec))
}
