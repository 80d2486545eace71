//! Every kind of hostile record: what must hold, natively and in the built module, and what it costs there.
//!
//! Instructions of WebAssembly are counted, so that the figures are the same on every machine.

use abuse::kinds::KINDS;
use abuse::{Judge, Limited, PER_BYTE, PER_RECORD, Pages};
use okta_normalizer::Schema;
use serde_json::Value;

const SHORT: usize = 64 << 10;
const LONG: usize = 512 << 10;

/// Eight times the length may take so many times the instructions: sorting is n log n, anything more is a defect.
const GROWTH: u64 = 11;

#[test]
fn cost_grows_with_the_length() {
    let mut module = Limited::new(1 << 30).expect("make build");
    let mut judge = Judge::default();
    let (mut worst, mut growth) = ((0, String::new()), 0.0_f64);
    let mut wrong = Vec::new();
    for kind in KINDS {
        let records = [SHORT, LONG].map(kind.make);
        let answers = records
            .each_ref()
            .map(|record| judge.judge(record).unwrap_or_else(|e| panic!("{}: {e:#}", kind.name)));
        for (at, &schema) in Schema::ALL.iter().enumerate() {
            let mut cost = |number: usize| {
                let answer = module.answer(&records[number], schema).expect("no trap");
                assert!(answer.bytes == answers[number][at], "{}: {} has other bytes", kind.name, schema.name());
                answer.instructions
            };
            let (short, long) = (cost(0), cost(1));
            let per_byte = long / records[1].len() as u64;
            // A kind of fixed length has nothing to grow with.
            if records[1].len() > records[0].len() {
                growth = growth.max(long as f64 / short as f64);
            }
            if per_byte > worst.0 {
                worst = (per_byte, format!("{}, {}", kind.name, schema.name()));
            }
            println!(
                "{per_byte:>6} instructions a byte, growth {:>4.1}: {}, {}",
                long as f64 / short as f64,
                kind.name,
                schema.name()
            );
            let ratio = records[1].len() as u64 * GROWTH / 8 / records[0].len().max(1) as u64;
            if long > short * ratio.max(GROWTH) || per_byte > PER_BYTE {
                wrong.push(format!(
                    "{}, {}: {short} for {}, {long} for {}",
                    kind.name,
                    schema.name(),
                    records[0].len(),
                    records[1].len()
                ));
            }
        }
    }
    println!("worst: {} instructions a byte: {}", worst.0, worst.1);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!(
        "figure: {} kinds of hostile record are answered; eight times the length costs {growth:.1} times at most",
        KINDS.len()
    );
}

/// User agents are matched against 1,175 rules, with a budget: the worst of short records.
#[test]
fn a_short_record_has_a_bound() {
    let mut module = Limited::new(1 << 30).expect("make build");
    let parts = [
        "Mozilla/5.0 (",
        "Linux; Android 9; ",
        "Windows NT 10.0; ",
        "Build/",
        "Version/",
        "Safari/",
        "Mobile/",
        "; ",
        "a",
        "0.",
        "1_",
        "HTC",
        "Chrome/",
        "(",
        ")",
        "like ",
        "bot",
        "iPhone ",
        "Opera ",
        "-",
        "/",
        " ",
        "X",
    ];
    let mut rng = 1u64;
    let mut next = |below: usize| {
        rng = rng.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (rng >> 33) as usize % below
    };
    let mut worst = (0, String::new());
    for number in 0..4_000 {
        let few: Vec<&str> = (0..1 + next(4)).map(|_| parts[next(parts.len())]).collect();
        let mut agent = String::new();
        while agent.len() < 2_000 {
            agent.push_str(few[next(few.len())]);
        }
        let record = format!(
            r#"{{"eventType":"a.b","published":"2022-11-15T08:04:22Z","client":{{"userAgent":{{"rawUserAgent":"{number}{agent}"}}}}}}"#
        );
        let cost = module.answer(record.as_bytes(), Schema::Sekoia).expect("no trap").instructions;
        if cost > worst.0 {
            worst = (cost, record);
        }
    }
    println!("worst: {} instructions for {:.200}", worst.0, worst.1);
    assert!(worst.0 <= PER_RECORD, "{} instructions: {:.200}", worst.0, worst.1);
}

/// A page gives an answer for each of its elements: their number and length are bounded, and the cost is linear.
#[test]
fn a_page_has_a_bound() {
    let mut pages = Pages::new().expect("make build");
    let head = r#"{"eventType":"a.b","published":"2022-11-15T08:04:22Z"}"#;
    for (what, element) in [("numbers", "0"), ("objects", "{}"), ("events", head)] {
        for &schema in Schema::ALL {
            let page = |count: usize| format!("[{head},{}]", vec![element; count - 1].join(","));
            let mut cost = |count: usize| {
                let record = page(count);
                let (answers, instructions) = pages.filter(&record, schema.name()).expect("no trap");
                assert_eq!(answers.len(), count);
                assert!(
                    answers
                        .iter()
                        .all(|answer| serde_json::from_str::<Value>(answer).is_ok_and(|a| a.is_object()))
                );
                (instructions, instructions / record.len() as u64)
            };
            let ((short, _), (long, per_byte)) = (cost(1_000), cost(8_000));
            println!("{per_byte:>6} instructions a byte: a page of {what}, {}", schema.name());
            assert!(long <= short * GROWTH, "{what}, {}: {short}, {long}", schema.name());
        }
    }
    let record = format!("[{head},{}]", vec!["0"; 131_072].join(","));
    let (answers, _) = pages.filter(&record, "sekoia").expect("no trap");
    let answer: Value = serde_json::from_str(&answers[0]).expect("JSON");
    assert_eq!((answers.len(), answer["error"]["code"].as_str()), (1, Some("record_too_large")));
}

/// Longer than is read: answered without being parsed, its text kept.
#[test]
fn sixty_four_megabytes() {
    let mut module = Limited::new(1 << 30).expect("make build");
    let mut judge = Judge::default();
    let record = (KINDS[0].make)(64 << 20);
    let answers = judge.judge(&record).unwrap_or_else(|error| panic!("{error:#}"));
    for (&schema, native) in Schema::ALL.iter().zip(&answers) {
        let answer = module.answer(&record, schema).expect("no trap").bytes;
        assert!(answer == *native && answer.windows(18).any(|part| part == b"\"record_too_large\""));
    }
}

#[test]
fn a_hundred_thousand_targets() {
    let mut judge = Judge::default();
    let mut module = Limited::new(1 << 30).expect("make build");
    let target = r#"{"type":"User","id":"i","alternateId":"a@example.org","detailEntry":{"aKey":[1]}}"#;
    let targets = vec![target; 100_000].join(",");
    let record =
        format!(r#"{{"eventType":"a.b","published":"2022-11-15T08:04:22Z","target":[{targets}]}}"#).into_bytes();
    let answers = judge.judge(&record).unwrap_or_else(|error| panic!("{error:#}"));
    for (&schema, native) in Schema::ALL.iter().zip(&answers) {
        assert!(module.answer(&record, schema).expect("no trap").bytes == *native);
    }
}
