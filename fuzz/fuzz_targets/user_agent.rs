//! User agents, against uap-core's rules in regex-lite.
#![no_main]

use std::cell::RefCell;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use okta_normalizer::derive::user_agent::{self, Cache, UserAgent};
use okta_normalizer_fuzz::reference::{Expected, Reference};
use okta_normalizer_fuzz::{judge_event, load};
use serde_json::json;

static REFERENCE: LazyLock<Reference> = LazyLock::new(Reference::new);

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::new(Cache::new());
}

fn fields(agent: &UserAgent) -> Expected {
    let UserAgent { name, version, os_name, os_version, device_name } = agent.clone();
    Expected { name, version, os_name, os_version, device_name }
}

fuzz_target!(init: load(), |text: &str| {
    judge_event(json!({ "client": { "userAgent": { "rawUserAgent": text } } }));
    // Longer ones are cut, which the rules know nothing of.
    if text.len() > 256 {
        return;
    }
    let found = fields(&user_agent::parse(text));
    assert_eq!(found, REFERENCE.parse(text), "{text:?}");
    assert_eq!(found, CACHE.with_borrow_mut(|cache| fields(cache.get(text))), "{text:?}");
});
