//! Memory that is refused: at every limit the answer is the right one, or says that there was not enough memory.

use abuse::kinds::KINDS;
use abuse::{Judge, Limited};
use okta_normalizer::Schema;

/// How long the records are: long enough that every buffer has to grow.
const SIZE: usize = 48 << 10;

/// What a WebAssembly memory grows by.
const PAGE: usize = 64 << 10;

#[test]
fn at_every_limit_there_is_an_answer() {
    let mut judge = Judge::default();
    let least = (1..1_000).map(|pages| pages * PAGE).find(|bytes| Limited::new(*bytes).is_ok());
    let least = least.expect("the module needs less than 64 MB");
    let (mut refused, mut answered, mut wrong) = (0, 0, Vec::new());
    for kind in KINDS {
        let record = (kind.make)(SIZE);
        let expected = judge.judge(&record).unwrap_or_else(|error| panic!("{}: {error:#}", kind.name));
        for (&schema, expected) in Schema::ALL.iter().zip(&expected) {
            for limit in (least..).step_by(PAGE) {
                let mut module = Limited::new(limit).expect("it has loaded with less");
                let answer = match module.answer(&record, schema) {
                    Ok(answer) => answer.bytes,
                    Err(error) => {
                        wrong.push(format!(
                            "{}, {}, {limit} bytes: {:.200}",
                            kind.name,
                            schema.name(),
                            error.root_cause()
                        ));
                        break;
                    }
                };
                if answer == *expected {
                    answered += 1;
                    break;
                }
                // As text: what the record holds beside it may be JSON that serde_json declines to read.
                let says = |code: &str| {
                    let member = format!("\"error\":{{\"code\":\"{code}\"");
                    answer.windows(member.len()).any(|part| part == member.as_bytes())
                };
                if !says("out_of_memory") && !says("record_unavailable") {
                    let answer = String::from_utf8_lossy(&answer[..answer.len().min(300)]).into_owned();
                    wrong.push(format!("{}, {}, {limit} bytes: {answer}", kind.name, schema.name()));
                    break;
                }
                refused += 1;
            }
        }
    }
    println!("{refused} answers without enough memory, {answered} with, from {least} bytes on");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), KINDS.len() * 3, wrong.join("\n"));
    assert!(refused > 500, "only {refused} answers were short of memory");
}

/// What a long record takes beyond what the module needs anyway, at most, for each of its bytes: stated in SECURITY.md.
const TIMES: f64 = 64.0;

#[test]
fn a_long_record_takes_a_multiple_of_its_length() {
    const LONG: usize = 4 << 20;
    let names = [
        "a long text in text",
        "lone surrogates in text",
        "numbers",
        "digits side by side",
        "objects side by side",
        "keys of the host",
        "keys of debugData",
        "targets",
        "text in every holder",
        "a foreign list in text",
        "a page of nothing",
        "a hook",
        "a hook of nothing",
    ];
    let mut worst = 0.0_f64;
    for name in names {
        let kind = KINDS.iter().find(|kind| kind.name == name).expect("a kind of that name");
        let record = (kind.make)(LONG);
        for &schema in Schema::ALL {
            let mut module = Limited::new(2 << 30).expect("make build");
            let before = module.memory_bytes();
            module.answer(&record, schema).expect("no trap");
            let taken = module.memory_bytes() - before;
            println!("{:>4.1} times the length: {name}, {}", taken as f64 / record.len() as f64, schema.name());
            worst = worst.max(taken as f64 / record.len() as f64);
        }
    }
    println!("figure: a record of 4 MiB takes {worst:.1} times its length in memory at most");
    assert!(worst < TIMES, "{worst} times");
}
