//! What stands beside the table: user agents, start and memory of an instance, and whether cost grows.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow};
use okta_normalizer::derive::user_agent;
use okta_normalizer::{Normalizer, Schema};

use crate::measure::cpu_time;
use crate::rows::{Raw, Row, instantiation};
use crate::sets;

/// Prints what parsing a user agent takes, with this project's engine and with woothee.
pub fn user_agents() {
    let agents = sets::agents(&mut fastrand::Rng::with_seed(1));
    let (mut cache, woothee) = (user_agent::Cache::new(), woothee::parser::Parser::new());
    let time = |mut parse: Box<dyn FnMut(&str) + '_>| {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            agents.iter().for_each(|agent| parse(agent));
            best = best.min(start.elapsed().as_nanos() as f64 / agents.len() as f64 / 1000.0);
        }
        best
    };
    println!("\nUser agents, µs each (200 different ones)\n\n| engine | time |\n|---|---|");
    println!("| ours | {:.2} |", time(Box::new(|agent| drop(black_box(user_agent::parse(agent))))));
    println!("| woothee | {:.2} |", time(Box::new(|agent| drop(black_box(woothee.parse(agent))))));
    let again = agents.first().map_or("", String::as_str);
    let hit = time(Box::new(|_| {
        black_box(cache.get(again));
    }));
    println!("| ours, one that was seen before | {hit:.3} |");
}

/// Prints how long an instance takes to its first document, and how much memory it has grown to.
///
/// # Errors
/// The module fails.
pub fn instances(module: &Path, record: &[u8]) -> Result<()> {
    println!("\nFrom a precompiled module to its first document: {:?}", instantiation(module, record)?);
    let mut raw = Raw::load(module)?;
    for number in 0..20_000 {
        raw.run(number, &padded(record, 16 << 10))?;
    }
    println!("Linear memory after 20,000 records of 16 KiB: {} KiB", raw.memory_bytes() >> 10);
    Ok(())
}

/// Prints the cost per event over many events, and per byte over long ones.
///
/// # Errors
/// A record that is not normalised.
pub fn flatness(record: &[u8]) -> Result<()> {
    let mut normalizer = Normalizer::new();
    let mut run = |record: &[u8], times: u32| -> Result<f64> {
        let start = cpu_time()?;
        for _ in 0..times {
            let document = normalizer.transform(record, Schema::Sekoia).map_err(|error| anyhow!(error.code()))?;
            black_box(document);
        }
        Ok((cpu_time()? - start).as_nanos() as f64 / f64::from(times))
    };
    println!("\n| events, one after the other | ns per event |\n|---|---|");
    for times in [1_000, 100_000, 1_000_000, 10_000_000] {
        println!("| {times} | {:.0} |", run(record, times)?);
    }
    println!("\n| length of a record | ns per KiB |\n|---|---|");
    for length in [2 << 10, 16 << 10, 128 << 10, 1 << 20] {
        let long = padded(record, length);
        println!(
            "| {} KiB | {:.0} |",
            length >> 10,
            run(&long, (256 << 20) / length as u32)? / (length >> 10) as f64
        );
    }
    Ok(())
}

/// A bare record made as long as that, with further entries like those that Okta puts into `debugData`.
fn padded(record: &[u8], length: usize) -> Vec<u8> {
    let mut text = record.strip_suffix(b"}").unwrap_or(record).to_vec();
    text.extend_from_slice(b",\"debugContext\":{\"debugData\":{\"requestUri\":\"/api\"");
    let mut number = 0;
    while text.len() + 40 < length {
        text.extend_from_slice(format!(",\"entry{number}\":\"value of entry {number}\"").as_bytes());
        number += 1;
    }
    text.extend_from_slice(b"}}}");
    text
}
