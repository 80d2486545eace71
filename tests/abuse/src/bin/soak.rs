//! Sends records through one instance of the built module on wasmtime and watches its memory.
//!
//! `soak [RECORDS]`, 10 million by default. Every hundredth record is broken. Each record gets one answer; broken ones
//! get error records and no other does; the memory is as large at the end as after the first hundredth.

use std::io::{IsTerminal, Write, stdout};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use conformance::{Face, Raw, core_module};
use okta_normalizer::Schema;

/// Events with fields of many lengths, in the forms in which they come; `n` of a hundred is 99 for a broken one.
fn record(n: u64) -> Vec<u8> {
    let name = "n".repeat((n * 7919 % 300) as usize);
    let (minor, octet) = (n % 140, n % 250);
    let event = format!(
        r#"{{"eventType":"user.session.start","published":"2022-11-15T08:04:22.{:03}Z","uuid":"{n}","actor":{{"id":"{name}","type":"User","alternateId":"{name}@example.org"}},"client":{{"ipAddress":"192.0.2.{octet}","userAgent":{{"rawUserAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:{minor}.0) Gecko/20100101 Firefox/{minor}.0"}}}},"debugContext":{{"debugData":{{"behaviors":"{{New Device=POSITIVE}}","k{minor}":"{name}"}}}},"securityContext":{{"domain":"a{octet}.example.org"}},"target":[{{"type":"User","id":"{n}","displayName":"{name}"}}]}}"#,
        n % 1000,
    );
    let text = |event: &str| serde_json::json!({ "log": event, "host": "h" }).to_string().into_bytes();
    match (n % 100, n % 4) {
        (99, 0 | 1) => event.as_bytes()[..event.len() - 1 - (n % 90) as usize].to_vec(),
        (99, 2) => text(&event[..event.len() / 2]),
        (99, _) => event.replace("2022-11-15", "yesterday").into_bytes(),
        (_, 0) => event.into_bytes(),
        (_, 1 | 2) => text(&event),
        _ => format!(r#"{{"okta":{event},"tags":["a"]}}"#).into_bytes(),
    }
}

fn main() -> Result<()> {
    let records: u64 = match std::env::args().nth(1) {
        Some(count) => count.parse().context("usage: soak [RECORDS]")?,
        None => 10_000_000,
    };
    ensure!(records >= 1_000, "{records} records are too few to tell");
    let mut module = Raw::load(&core_module())?;
    let (start, settling) = (Instant::now(), records / 100);
    let (mut answers, mut failed, mut bytes, mut settled) = (0, 0, 0, 0);
    let progress = if stdout().is_terminal() { records / 1_000 } else { records / 10 };
    for n in 0..records {
        // The kinds of records and the schemas have no common measure, so that every pair comes by.
        let schema = Schema::ALL[(n % 7 % 3) as usize];
        let record = record(n);
        let answer = module.filter(&record, schema.name()).with_context(|| format!("record {n}"))?;
        ensure!(answer.starts_with(b"{") && answer.ends_with(b"}"), "record {n} is no object");
        // What marks an error record stands at its end.
        let error = answer.ends_with(br#""okta_normalizer_failure"]}"#);
        ensure!(error == (n % 100 == 99), "record {n}: {}", String::from_utf8_lossy(&answer));
        answers += 1;
        failed += u64::from(error);
        bytes += record.len() as u64;
        if n + 1 == settling {
            settled = module.memory_bytes();
        }
        if (n + 1) % progress == 0 {
            let rate = (n + 1) as f64 / start.elapsed().as_secs_f64();
            let (end, percent) = (if stdout().is_terminal() { '\r' } else { '\n' }, (n + 1) * 100 / records);
            print!(
                "{percent:>3} %  {:>9} records  {rate:>7.0} a second  {} bytes of memory{end}",
                n + 1,
                module.memory_bytes()
            );
            stdout().flush()?;
        }
    }
    let (after, seconds) = (module.memory_bytes(), start.elapsed().as_secs());
    println!(
        "\n{records} records ({bytes} bytes) in, {answers} answers out, {failed} of them errors, {seconds} s"
    );
    println!("{settled} bytes of memory after {settling} records, {after} at the end");
    ensure!(answers == records && failed == records / 100, "records and answers do not match");
    ensure!(after == settled, "the memory has grown");
    Ok(())
}
