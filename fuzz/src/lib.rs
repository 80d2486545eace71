//! What the fuzz targets share: the judge of the abuse tests, the oracle of the reading tests, the reference of the
//! user-agent tests, and LogEvents that are made from the fuzzer's bytes.

#[path = "../../tests/abuse/src/judge.rs"]
mod judge;
pub mod made;
#[path = "../../tests/reading/oracle.rs"]
pub mod oracle;
#[allow(dead_code)] // The tests also ask it for its rules.
#[path = "../../tests/user_agents/reference.rs"]
pub mod reference;

use std::cell::RefCell;

pub use judge::Judge;
use okta_normalizer::{Normalizer, Schema};

thread_local! {
    static JUDGE: RefCell<Judge> = RefCell::default();
    static NORMALIZER: RefCell<Normalizer> = RefCell::default();
}

/// Judges the answers to a record of every schema, one by one and event by event.
pub fn judge(record: &[u8]) {
    if let Err(error) = JUDGE.with_borrow_mut(|judge| judge.judge(record)) {
        panic!("{error:#}");
    }
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

/// The document of a record, by the schema `sekoia`.
pub fn sekoia(record: &[u8]) -> Result<Vec<u8>, okta_normalizer::Error> {
    NORMALIZER.with_borrow_mut(|normalizer| normalizer.transform(record, Schema::Sekoia).map(<[u8]>::to_vec))
}
