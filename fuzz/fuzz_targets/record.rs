//! Any bytes as a record.
#![no_main]

use okta_normalizer_fuzz::{judge, load};

libfuzzer_sys::fuzz_target!(init: load(), |record: &[u8]| judge(record));
