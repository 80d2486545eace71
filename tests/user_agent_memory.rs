//! What the cache of user agents keeps in memory. Alone in its file, and without the test harness, whose own thread
//! allocates too: it counts every allocation.

use std::alloc::System;

use cap::Cap;
use okta_normalizer::derive::user_agent::{Cache, UserAgent};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What a schema notes of a user agent: the members of `user_agent`, as JSON.
fn note(agent: &UserAgent) -> Vec<u8> {
    let UserAgent { name, version, os_name, os_version, device_name } = agent;
    let [version, os_version] = [version, os_version].map(|version| version.as_deref().unwrap_or_default());
    let os = format!(r#""os":{{"name":"{os_name}","version":"{os_version}"}}"#);
    format!(r#""name":"{name}","version":"{version}",{os},"device":{{"name":"{device_name}"}}"#).into_bytes()
}

/// 192 KiB, whatever user agents there were: short, long, beyond ASCII, too long, hard to match.
fn main() {
    let mut cache = Cache::new();
    let before = ALLOCATOR.allocated();
    let mut most = 0;
    for round in 0..10_000 {
        let raw = match round % 5 {
            0 => {
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{round}.0) Gecko/20100101 Firefox/{round}.0")
            }
            1 => format!("curl/{round}"),
            2 => format!("{round} {}", "HTC ".repeat(round % 700)),
            3 => format!("日本 {round} ; {} Build", "é".repeat(round % 1_100)),
            _ => format!("{}/1.{round} Firefox/1.{round}", "Mobile ".repeat(round % 290)),
        };
        cache.noted(raw.as_bytes(), |agent| Some(note(agent)));
        drop(raw);
        most = most.max(ALLOCATOR.allocated() - before);
    }
    assert!(most <= 192 * 1_024, "{most}");
    // It does keep something, and gives it all back.
    assert!(most > 96 * 1_024, "{most}");
    drop(cache);
    assert_eq!(ALLOCATOR.allocated(), before);
    println!("a cache of user agents keeps {most} bytes at most");
}
