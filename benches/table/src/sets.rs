//! What is measured: the documented samples in three forms, and a generated stream.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Records of one form.
pub struct Set {
    /// What the table calls it.
    pub name: &'static str,
    /// The records, each as JSON text.
    pub records: Vec<Vec<u8>>,
}

impl Set {
    /// The mean length of a record.
    pub fn mean(&self) -> usize {
        self.records.iter().map(Vec::len).sum::<usize>() / self.records.len()
    }
}

/// The texts of the eight documented samples, from the cases.
///
/// # Errors
/// The cases are not where they should be.
pub fn documented(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("tests/cases/sekoia/documented");
    let mut files = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    let text = |file| -> Result<String> {
        let case: Value = serde_json::from_slice(&fs::read(file)?)?;
        Ok(case["record"]["message"].as_str().context("a case without `message`")?.to_owned())
    };
    files.into_iter().map(text).collect()
}

/// The samples as bare compact events, compact in `message`, and in `message` as they are documented.
///
/// # Errors
/// A sample is no JSON.
pub fn forms(texts: &[String]) -> Result<[Set; 3]> {
    let events = texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect::<Result<Vec<Value>>>()?;
    let bare: Vec<String> = events.iter().map(Value::to_string).collect();
    let wrap = |text: &String| json!({ "message": text }).to_string().into_bytes();
    Ok([
        Set { name: "bare, compact", records: bare.iter().map(|text| text.clone().into_bytes()).collect() },
        Set { name: "message, compact", records: bare.iter().map(wrap).collect() },
        Set { name: "message, as documented", records: texts.iter().map(wrap).collect() },
    ])
}

/// `count` distinct bare events, always the same ones: the documented samples with other ids, people, addresses,
/// times, and 200 user agents whose frequencies follow Zipf's law.
///
/// # Errors
/// A sample is no JSON.
pub fn stream(texts: &[String], count: usize) -> Result<Set> {
    let mut random = fastrand::Rng::with_seed(20_221_115);
    let samples = texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect::<Result<Vec<Value>>>()?;
    let agents = agents(&mut random);
    let weights: Vec<f64> = (1..=agents.len()).map(|rank| 1.0 / rank as f64).collect();
    let total: f64 = weights.iter().sum();
    let mut records = Vec::new();
    for number in 0..count {
        let mut event = samples[random.usize(..samples.len())].clone();
        let mut rest = random.f64() * total;
        let agent = weights.iter().position(|weight| {
            rest -= weight;
            rest <= 0.0
        });
        let person = random.u32(..5000);
        event["uuid"] = json!(format!("{:032x}", random.u128(..)));
        let (hour, minute, second) = (number / 3600 % 24, number / 60 % 60, number % 60);
        event["published"] = json!(format!("2022-11-15T{hour:02}:{minute:02}:{second:02}.{:03}Z", number % 1000));
        event["actor"]["id"] = json!(format!("00u{person:017}"));
        event["actor"]["alternateId"] = json!(format!("person{person}@example.org"));
        event["actor"]["displayName"] = json!(format!("Person {person}"));
        event["client"]["ipAddress"] = json!(format!("198.51.100.{}", random.u8(..)));
        event["client"]["userAgent"]["rawUserAgent"] = json!(agents[agent.unwrap_or_default()]);
        event["authenticationContext"]["externalSessionId"] = json!(format!("{:021x}", random.u64(..)));
        event["transaction"]["id"] = json!(format!("Y{:026x}", random.u64(..)));
        records.push(event.to_string().into_bytes());
    }
    Ok(Set { name: "generated stream", records })
}

/// 200 different user agents.
pub fn agents(random: &mut fastrand::Rng) -> Vec<String> {
    const SYSTEMS: [&str; 5] = [
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "X11; Linux x86_64",
        "Linux; Android 13; Pixel 7",
        "iPhone; CPU iPhone OS 16_1 like Mac OS X",
    ];
    let mut agents = HashSet::new();
    let mut list = Vec::new();
    while list.len() < 200 {
        let (system, major, minor) = (SYSTEMS[random.usize(..5)], random.u32(80..130), random.u32(..9999));
        let agent = match random.u8(..4) {
            0 => format!("Mozilla/5.0 ({system}; rv:{major}.0) Gecko/20100101 Firefox/{major}.0"),
            1 => format!(
                "Mozilla/5.0 ({system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.{} Safari/605.1.15",
                minor % 7
            ),
            2 => format!(
                "Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.{minor}.0 Safari/537.36 Edg/{major}.0.0.0"
            ),
            _ => format!(
                "Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.{minor}.0 Safari/537.36"
            ),
        };
        if agents.insert(agent.clone()) {
            list.push(agent);
        }
    }
    list
}
