//! Memory that is refused: at every limit the answer is the right one, or says that there was not enough memory.

use abuse::kinds::KINDS;
use abuse::{Judge, Limited};
use okta_normalizer::Schema;

/// How long the records are: long enough that every buffer has to grow.
const SIZE: usize = 48 << 10;

/// What a WebAssembly memory grows by.
const PAGE: usize = 64 << 10;

/// What is taken away before, so that the limit is met at other places.
const TAKEN: [u32; 4] = [1, 17_000, 33_000, 49_000];

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
            for taken in TAKEN {
                match refusals(&record, schema, expected, taken, least) {
                    Ok(count) => (refused, answered) = (refused + count, answered + 1),
                    Err(error) => wrong.push(format!("{}, {}, {taken} taken, {error}", kind.name, schema.name())),
                }
            }
        }
    }
    println!("{refused} answers without enough memory, {answered} with, from {least} bytes on");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), wrong.len() + answered, wrong.join("\n"));
    assert!(refused > 500, "only {refused} answers were short of memory");
}

/// How many limits there are, from the least on, at which the answer says that there was not enough memory, before it is the
/// right one. An error says which answer is another.
fn refusals(record: &[u8], schema: Schema, expected: &[u8], taken: u32, least: usize) -> Result<usize, String> {
    let mut refused = 0;
    for limit in (least..).step_by(PAGE) {
        let mut module = Limited::new(limit).map_err(|error| format!("{limit} bytes: {error:#}"))?;
        if module.take(taken).is_err() {
            continue;
        }
        let answer = module.answer(record, schema);
        let answer = answer.map_err(|error| format!("{limit} bytes: {:.200}", error.root_cause()))?.bytes;
        if answer == expected {
            break;
        }
        // As text: what the record holds beside it may be JSON that serde_json declines to read.
        let says = |code: &str| {
            let member = format!("\"error\":{{\"code\":\"{code}\"");
            answer.windows(member.len()).any(|part| part == member.as_bytes())
        };
        if !says("out_of_memory") && !says("record_unavailable") {
            return Err(format!("{limit} bytes: {:.300}", String::from_utf8_lossy(&answer)));
        }
        refused += 1;
    }
    Ok(refused)
}

/// What a long record takes beyond what the module needs anyway, at most, for each of its bytes: stated in SECURITY.md.
///
/// Lists that grew beside what they were before took 38 to 50 times, by where memory happened to be free.
const TIMES: f64 = 32.0;

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
