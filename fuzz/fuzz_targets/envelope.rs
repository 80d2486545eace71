//! Events in envelopes in envelopes, some of them damaged.
#![no_main]

use okta_normalizer_fuzz::made::Record;
use okta_normalizer_fuzz::{judge, load};

libfuzzer_sys::fuzz_target!(init: load(), |record: Record| judge(&record.0));
