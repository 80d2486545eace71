//! Events in envelopes in envelopes, some of them damaged.
#![no_main]

use okta_normalizer_fuzz::made::Record;

libfuzzer_sys::fuzz_target!(|record: Record| okta_normalizer_fuzz::judge(&record.0));
