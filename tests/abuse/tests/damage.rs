//! The documented samples, damaged in every place: natively all of it, in the built module a part.

use std::sync::Mutex;

use abuse::{Judge, Limited, samples};
use okta_normalizer::Schema;

/// Of so many records, one also goes through the built module: all of them would take an hour.
const IN_WASM: usize = 23;

/// Judges records, and compares every 23rd answer with the built module's.
struct Both {
    judge: Judge,
    module: Limited,
    records: usize,
    in_wasm: usize,
}

impl Both {
    fn new() -> Self {
        let module = Limited::new(1 << 30).expect("make build");
        Both { judge: Judge::default(), module, records: 0, in_wasm: 0 }
    }

    fn ask(&mut self, record: &[u8]) {
        let answers = self.judge.judge(record).unwrap_or_else(|error| panic!("{error:#}"));
        if self.records.is_multiple_of(IN_WASM) {
            for (&schema, native) in Schema::ALL.iter().zip(&answers) {
                let answer = self.module.answer(record, schema).expect("no trap").bytes;
                assert!(answer == *native, "{}: {}", schema.name(), String::from_utf8_lossy(record));
            }
            self.in_wasm += 1;
        }
        self.records += 1;
    }
}

/// Hands each sample to `damage`, on two threads.
fn on_every_sample(what: &str, least: usize, damage: impl Fn(&str, &mut Both) + Sync) {
    let texts = Mutex::new(samples::texts());
    assert_eq!(texts.lock().expect("no panic").len(), 15);
    let counts = std::thread::scope(|scope| {
        let work = || {
            let mut both = Both::new();
            loop {
                let text = texts.lock().expect("no panic").pop();
                let Some(text) = text else { return (both.records, both.in_wasm) };
                damage(&text, &mut both);
            }
        };
        [scope.spawn(work), scope.spawn(work)].map(|thread| thread.join().expect("no panic"))
    });
    let (records, in_wasm) = (counts[0].0 + counts[1].0, counts[0].1 + counts[1].1);
    println!(
        "figure: {records} damaged samples are answered ({what}), {in_wasm} of them also by the built module"
    );
    assert!(records >= least, "only {records} records");
}

#[test]
fn every_cut() {
    on_every_sample("cuts", 95_000, |text, both| {
        let record = samples::wrapped(text);
        (0..text.len()).for_each(|cut| both.ask(&text.as_bytes()[..cut]));
        (0..record.len()).for_each(|cut| both.ask(&record[..cut]));
        // The text is cut, and the record around it is whole.
        let cuts = (0..text.len()).filter(|cut| text.is_char_boundary(*cut));
        cuts.for_each(|cut| both.ask(&samples::wrapped(&text[..cut])));
    });
}

#[test]
fn every_byte_flipped() {
    on_every_sample("flips", 65_000, |text, both| {
        for mut record in [text.as_bytes().to_vec(), samples::wrapped(text)] {
            for at in 0..record.len() {
                // Each bit has its turn.
                record[at] ^= 1 << (at % 8);
                both.ask(&record);
                record[at] ^= 1 << (at % 8);
            }
        }
    });
}

#[test]
fn every_field_of_every_other_type() {
    on_every_sample("fields", 15_000, |text, both| {
        // Counted for each sample: which of the threads it falls to must not change which records are made.
        let mut made = 0_usize;
        samples::retyped(text, |event| {
            both.ask(event.as_bytes());
            made += 1;
            if made.is_multiple_of(3) {
                both.ask(&samples::wrapped(&event));
            }
        });
    });
}
