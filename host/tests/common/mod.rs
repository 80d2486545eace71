//! What the tests share: the program as a process, invented events, and the two sides of the service.
#![allow(dead_code, missing_docs)] // Each test file uses a part of it.

pub mod producer;
pub mod receiver;
pub mod service;

use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use okta_normalizer::{Normalizer, Schema};
use rustix::process::{Pid, Signal, kill_process};

/// The program.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_okta-normalizer"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["OKTA_NORMALIZER_TOKEN", "OKTA_NORMALIZER_HOOK_AUTHORIZATION", "OKTA_NORMALIZER_FORWARD_HEADER"] {
        command.env_remove(name);
    }
    command
}

/// Runs `transform` with that input to its end.
pub fn transform(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = program().arg("transform").args(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The program may end without reading all of it.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What the native library answers to the record, one line for each event.
pub fn native(record: &[u8], schema: Schema) -> Vec<u8> {
    let mut lines = Vec::new();
    Normalizer::new().filter_many(record, schema, |outcome| {
        lines.extend_from_slice(outcome.record());
        lines.push(b'\n');
    });
    lines
}

/// An invented event, small but whole, whose uuid holds the number.
pub fn event(number: u64) -> String {
    format!(
        concat!(
            r#"{{"uuid":"{}","published":"2026-03-04T05:06:07.008Z","eventType":"user.session.start","version":"0","#,
            r#""severity":"INFO","displayMessage":"User login to Okta","actor":{{"id":"00u0000000000000001","type":"User","#,
            r#""alternateId":"ada@example.org","displayName":"Ada Example"}},"outcome":{{"result":"SUCCESS"}},"#,
            r#""client":{{"ipAddress":"192.0.2.{}","userAgent":{{"rawUserAgent":"curl/8.5.0"}}}}}}"#
        ),
        uuid(number),
        number % 250,
    )
}

const UUID: &str = "00000000-0000-4000-8000-";

pub fn uuid(number: u64) -> String {
    format!("{UUID}{number:012}")
}

/// The number in the first uuid of the line.
pub fn number(line: &str) -> Option<u64> {
    let digits = line.get(line.find(UUID)? + UUID.len()..)?.get(..12)?;
    digits.parse().ok()
}

/// Lines of events with those numbers.
pub fn events(numbers: std::ops::Range<u64>) -> String {
    numbers.map(|number| event(number) + "\n").collect()
}

/// The numbers of the lines.
pub fn numbers(lines: &str) -> Vec<u64> {
    lines.lines().map(|line| number(line).unwrap_or_else(|| panic!("no uuid in {line}"))).collect()
}

pub fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Waits until that holds, 20 s at most.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Waits for the process to end, 20 s at most, and gives its exit code.
pub fn exit_code(child: &mut Child) -> Option<i32> {
    let mut status = None;
    eventually("the process ends", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.and_then(|status| status.code())
}
