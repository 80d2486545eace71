//! Domain names, against another reader of the Public Suffix List.
#![no_main]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use okta_normalizer::derive::domain::{Domain, split};
use okta_normalizer_fuzz::{judge_event, load, one_of};
use publicsuffix::{IcannList, Psl};
use serde_json::json;

static LIST: LazyLock<IcannList> = LazyLock::new(|| {
    include_str!("../../data/public-suffix-list/public_suffix_list.dat").parse().expect("the list is readable")
});

/// Whether a name has no parts because it is an address, or is spelled as one that ends in an IPv4 address.
fn is_address(name: &str) -> bool {
    let (front, last) = name.rsplit_once(':').unwrap_or(("", name));
    let spelled = front.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    name.parse::<IpAddr>().is_ok() || spelled && last.parse::<Ipv4Addr>().is_ok()
}

fuzz_target!(init: load(), |text: &str| {
    if one_of(128, text.as_bytes()) {
        judge_event(json!({ "securityContext": { "domain": text }, "client": { "ipAddress": text } }));
    }
    let name = text.trim_end_matches('.');
    let found = split(text);
    // The other library takes names without empty labels, and knows no addresses.
    if name.split('.').any(str::is_empty) || is_address(name) {
        return;
    }
    let lower = name.to_ascii_lowercase();
    let suffix = LIST.find(lower.rsplit('.').map(str::as_bytes));
    let length = if suffix.typ.is_some() { suffix.len } else { 0 };
    let labels: Vec<&str> = name.split('.').collect();
    let known = if length == 0 { 0 } else { name[name.len() - length..].split('.').count() };
    let from = |label: usize| {
        let start: usize = labels.iter().take(label).map(|label| label.len() + 1).sum();
        &name[start..]
    };
    let before = |label: usize| Some(labels[..label].join(".")).filter(|labels| !labels.is_empty());
    let expected = match (known, labels.len() - known) {
        (0, all) => (None, None, before(all - 1)),
        (_, 0) => (None, Some(from(0)), None),
        (_, others) => (Some(from(others - 1)), Some(from(others)), before(others - 1)),
    };
    let Domain { registered_domain, top_level_domain, subdomain } = found;
    assert_eq!((registered_domain, top_level_domain, subdomain.map(str::to_owned)), expected, "{text:?}");
});
