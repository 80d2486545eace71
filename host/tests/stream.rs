//! The command `transform` as part of a pipeline: latency, signals, broken pipes, terminals and memory.

mod common;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use common::{event, events, exit_code, number, program, signal, stderr};
use rustix::process::Signal;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let mut child = program().arg("transform").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for n in 0..3 {
        writeln!(stdin, "{}", event(n)).unwrap();
        assert_eq!(number(&lines.next().unwrap().unwrap()), Some(n));
    }
    drop(stdin);
    assert!(lines.next().is_none());
    assert_eq!(exit_code(&mut child), Some(0));
}

#[test]
fn sigterm_between_lines_ends_at_once() {
    let mut child = program().arg("transform").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    writeln!(stdin, "{}", event(1)).unwrap();
    assert_eq!(number(&lines.next().unwrap().unwrap()), Some(1));
    let sent = Instant::now();
    signal(&child, Signal::TERM);
    assert_eq!(exit_code(&mut child), Some(143));
    assert!(sent.elapsed() < Duration::from_millis(1500), "{:?}", sent.elapsed());
}

#[test]
fn sigterm_within_a_line_finishes_it_and_takes_no_more() {
    let mut child = program().arg("transform").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let second = event(2);
    let (begun, rest) = second.split_at(100);
    // In one piece, as `write!` is not: the program must have begun the second line when it answers the first.
    stdin.write_all(format!("{}\n{begun}", event(1)).as_bytes()).unwrap();
    assert_eq!(number(&lines.next().unwrap().unwrap()), Some(1));
    signal(&child, Signal::TERM);
    thread::sleep(Duration::from_millis(300));
    stdin.write_all(format!("{rest}\n{}\n", event(3)).as_bytes()).unwrap();
    assert_eq!(number(&lines.next().unwrap().unwrap()), Some(2));
    assert!(lines.next().is_none());
    assert_eq!(exit_code(&mut child), Some(143));
}

#[test]
fn a_line_that_never_ends_is_not_lost_at_sigint() {
    let mut child = program().arg("transform").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    stdin.write_all(format!("{}\n{}", event(1), &event(2)[..150]).as_bytes()).unwrap();
    assert_eq!(number(&lines.next().unwrap().unwrap()), Some(1));
    signal(&child, Signal::INT);
    let last = lines.next().unwrap().unwrap();
    assert!(number(&last) == Some(2) && last.contains("invalid_json"), "{last}");
    assert_eq!(exit_code(&mut child), Some(130));
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let mut child = program().arg("transform").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::spawn(move || stdin.write_all(events(0..20_000).as_bytes()));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(number(&lines.next().unwrap().unwrap()), Some(0));
    drop(lines);
    assert_eq!(exit_code(&mut child), Some(141));
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(told, "");
}

#[cfg(target_os = "linux")] // The device that is always full is Linux's.
#[test]
fn an_output_that_cannot_be_written_is_told() {
    let mut child = program().arg("transform").stdout(File::create("/dev/full").unwrap()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(events(0..3).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot write to standard output"), "{}", stderr(&output));
}

/// Everything that the program writes to a terminal as its standard error.
fn on_a_terminal(arguments: &[&str], file: &str) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let end = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut child = program()
        .arg("transform")
        .args(arguments)
        .arg(file)
        .env("TERM", "xterm")
        .stdout(Stdio::null())
        .stderr(end)
        .spawn()
        .unwrap();
    let reader = thread::spawn(move || {
        let mut told = Vec::new();
        // The terminal's read fails once the last process has closed it.
        let _ = File::from(terminal).read_to_end(&mut told);
        String::from_utf8_lossy(&told).into_owned()
    });
    assert_eq!(exit_code(&mut child), Some(0));
    reader.join().unwrap()
}

#[test]
fn the_progress_bar_is_for_terminals() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.jsonl");
    std::fs::write(&file, events(0..3000)).unwrap();
    let file = file.to_str().unwrap();
    let told = on_a_terminal(&[], file);
    assert!(told.contains("lines") && told.contains("MiB") && told.contains('\u{1b}'), "{told:?}");
    assert!(told.ends_with("3000 lines: 3000 documents, 0 unchanged, 0 failed\r\n"), "{told:?}");
    assert_eq!(on_a_terminal(&["--quiet"], file), "");

    let output = program().args(["transform", file]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(stderr(&output), "okta-normalizer: 3000 lines: 3000 documents, 0 unchanged, 0 failed\n");
    let output = program().args(["transform", "--quiet", file]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(stderr(&output), "");
}

#[cfg(target_os = "linux")] // Reads /proc.
#[test]
fn memory_does_not_grow_with_the_stream() {
    const STREAM: usize = 200 << 20;
    let mut child = program().args(["transform", "--jobs", "2"]).stdout(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let peak = |child: &std::process::Child| -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    // Half of it lines of some kilobytes, half of it a single line.
    let line = event(1).replace("User login", &"User login ".repeat(300)) + "\n";
    let block = line.repeat(200);
    for _ in 0..STREAM / 2 / block.len() {
        stdin.write_all(block.as_bytes()).unwrap();
    }
    let with_lines = peak(&child);
    let filler = "x".repeat(1 << 20);
    for _ in 0..100 {
        stdin.write_all(filler.as_bytes()).unwrap();
    }
    let at_the_end = peak(&child);
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(stderr(&output).contains("record_too_large 1"), "{}", stderr(&output));
    println!("200 MiB streamed: {with_lines} kB at most, {at_the_end} kB with a line of 100 MiB in it");
    assert!(at_the_end < 160 << 10, "{at_the_end} kB");
}
