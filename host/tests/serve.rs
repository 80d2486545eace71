//! The command `serve`, as a process between a producer and a receiver: what is answered when.

mod common;

use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use common::producer::{get, gzip, post, send};
use common::receiver::{Mood, Receiver};
use common::service::Service;
use common::{event, events, eventually, exit_code, native, number, numbers, signal, transform};
use okta_normalizer::Schema;
use rustix::process::Signal;

const TOKEN: &str = "a-token-for-the-tests";
const HOOK: &str = "a-hook-secret-for-the-tests";

fn array(range: std::ops::Range<u64>) -> String {
    format!("[{}]", range.map(event).collect::<Vec<_>>().join(","))
}

#[test]
fn every_encoding_of_vectors_sink_is_taken() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &[]);
    let lines = events(0..3);
    let packed = [
        ("gzip", gzip(lines.as_bytes())),
        ("zstd", zstd::encode_all(lines.as_bytes(), 1).unwrap()),
        ("identity", lines.clone().into_bytes()),
    ];
    assert_eq!(service.post(&lines).status, 200);
    assert_eq!(service.post(&array(0..3)).status, 200);
    assert_eq!(service.post(&array(0..3).replace(",\"", "\n,\r\n\"")).status, 200);
    for (name, body) in &packed {
        let answer = post(service.address, "/events", &format!("content-encoding: {name}\r\n"), body);
        assert_eq!(answer.status, 200, "{name}");
    }
    let taken = receiver.taken();
    assert_eq!(taken.len(), 6, "one request for each batch");
    for request in &taken {
        assert_eq!(numbers(&request.body), [0, 1, 2]);
        assert!(request.head.starts_with("post /normalised http/1.1"), "{}", request.head);
        assert!(request.head.contains("content-type: application/x-ndjson\r\n"), "{}", request.head);
    }
    // The same bytes as on the command line.
    assert_eq!(taken[0].body.as_bytes(), transform(&[], lines.as_bytes()).stdout);
    assert_eq!(taken[0].body, taken[1].body);
}

#[test]
fn nothing_to_forward_is_no_request() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &[]);
    for body in ["", "[]", "\n \r\n"] {
        assert_eq!(service.post(body).status, 200, "{body:?}");
    }
    assert!(receiver.taken().is_empty());
}

#[test]
fn only_an_accepted_forward_is_a_200() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &["--forward-timeout", "0.5"]);
    let cases = [
        (Mood::Refuse(413), 413),
        (Mood::Refuse(400), 503),
        (Mood::Refuse(401), 503),
        (Mood::Refuse(429), 503),
        (Mood::Refuse(500), 503),
        (Mood::Refuse(301), 503),
        (Mood::Delay(1500), 503),
        (Mood::DieInBody, 503),
        (Mood::DieInAnswer, 503),
        (Mood::HangUp, 503),
        (Mood::Accept, 200),
    ];
    for (mood, status) in cases {
        receiver.set(mood);
        let answer = service.post(&event(1));
        assert_eq!(answer.status, status, "{mood:?}");
        assert_eq!(answer.head.contains("retry-after: 1"), status == 503, "{mood:?}");
    }
    // The connection that was kept breaks, and then there is nobody to connect to.
    receiver.shut();
    assert_eq!(service.post(&event(2)).status, 503);
    assert_eq!(service.post(&event(2)).status, 503);
    receiver.reopen();
    assert_eq!(service.post(&event(2)).status, 200);
    let errors = |code| {
        service.metric(&format!(
            r#"component_errors_total{{error_type="request_failed",error_code="{code}",stage="sending"}}"#
        ))
    };
    assert_eq!(errors("http_response_413"), Some(1.0));
    assert_eq!(errors("timed_out"), Some(1.0));
    assert_eq!(errors("connection_failed"), Some(1.0));
    assert_eq!(service.metric("component_sent_events_total"), Some(2.0));
    assert_eq!(service.metric("component_received_events_total"), Some(14.0));
}

#[test]
fn no_line_can_poison_a_batch() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &[]);
    let broken = &event(2)[..200];
    let lines = [&event(1), broken, "no json at all", "42", r#"{"log":"not okta's"}"#, "{\"half\":", &event(3)];
    let mut body = lines.join("\n").into_bytes();
    body.extend(b"\n{\"eventType\":\"\xff\"}\n");
    assert_eq!(post(service.address, "/events", "", &body).status, 200);
    let forwarded = receiver.lines();
    assert_eq!(forwarded.len(), 8);
    let codes: Vec<String> = forwarded
        .iter()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(line.is_object());
            let tagged =
                line["tags"].as_array().is_some_and(|tags| tags.contains(&"okta_normalizer_failure".into()));
            assert_eq!(tagged, line["error"]["code"].is_string());
            line["error"]["code"].as_str().unwrap_or("").to_owned()
        })
        .collect();
    assert_eq!(
        codes,
        ["", "invalid_json", "invalid_json", "not_an_object", "", "invalid_json", "", "invalid_utf8"]
    );
    assert_eq!(forwarded[4], lines[4]);
    let failed =
        r#"component_errors_total{error_type="parser_failed",error_code="invalid_json",stage="processing"}"#;
    assert_eq!(service.metric(failed), Some(3.0));
    assert_eq!(service.metric(r#"component_discarded_events_total{intentional="true"}"#), Some(0.0));
    assert_eq!(service.metric(r#"component_discarded_events_total{intentional="false"}"#), Some(0.0));
}

#[test]
fn error_records_are_dropped_and_counted_on_request() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &["--on-error", "drop"]);
    assert_eq!(service.post(&format!("{}\n{}\n", event(1), &event(2)[..200])).status, 200);
    assert_eq!(service.post(&event(3)[..200]).status, 200);
    assert_eq!(numbers(&receiver.lines().join("\n")), [1]);
    assert_eq!(service.metric(r#"component_discarded_events_total{intentional="true"}"#), Some(2.0));
    assert_eq!(service.metric("component_sent_events_total"), Some(1.0));
}

/// A call of Okta's event hook with those events.
fn hook_call(events: &[String]) -> String {
    format!(
        concat!(
            r#"{{"eventType":"com.okta.event_hook","eventTypeVersion":"1.0","cloudEventsVersion":"0.1","#,
            r#""source":"https://example.org/api/v1/eventHooks/who1","eventId":"00000000-0000-4000-8000-99","#,
            r#""data":{{"events":[{}]}},"eventTime":"2026-03-04T05:06:07.008Z","contentType":"application/json"}}"#
        ),
        events.join(",")
    )
}

#[test]
fn an_event_hook_is_verified_and_taken() {
    let receiver = Receiver::start();
    let mut command = Service::command("127.0.0.1:0", &receiver.url(), &[]);
    let service = Service::spawn(command.env("OKTA_NORMALIZER_HOOK_AUTHORIZATION", HOOK));
    let path = "/okta/event-hook";
    let authorized = format!("authorization: {HOOK}\r\n");
    let challenge = format!("{authorized}x-okta-verification-challenge: \"a\"/1_-\r\n");
    let answer = get(service.address, path, &challenge);
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"verification":"\"a\"/1_-"}"#));
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    assert_eq!(get(service.address, path, &authorized).status, 400);
    for wrong in ["", "authorization: Bearer a-hook-secret-for-the-tests\r\n", "authorization: a-hook-secret\r\n"]
    {
        assert_eq!(get(service.address, path, &challenge.replace(&authorized, wrong)).status, 401);
        assert_eq!(post(service.address, path, wrong, hook_call(&[event(1)]).as_bytes()).status, 401);
    }
    assert!(receiver.taken().is_empty());
    let call = hook_call(&[event(1), event(2)]);
    assert_eq!(post(service.address, path, &authorized, call.as_bytes()).status, 200);
    assert_eq!(receiver.taken()[0].body.as_bytes(), native(call.as_bytes(), Schema::Sekoia));
    receiver.set(Mood::Refuse(500));
    assert_eq!(post(service.address, path, &authorized, call.as_bytes()).status, 503);
}

#[test]
fn without_its_secret_there_is_no_hook() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &[]);
    assert_eq!(post(service.address, "/okta/event-hook", "", hook_call(&[event(1)]).as_bytes()).status, 404);
}

#[test]
fn another_address_than_loopback_needs_a_token() {
    let receiver = Receiver::start();
    let output = Service::command("0.0.0.0:0", &receiver.url(), &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(common::stderr(&output).contains("OKTA_NORMALIZER_TOKEN"), "{}", common::stderr(&output));
    let mut short = Service::command("0.0.0.0:0", &receiver.url(), &[]);
    let output = short.env("OKTA_NORMALIZER_TOKEN", "short").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!common::stderr(&output).contains("short\""));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, format!("{TOKEN}\n")).unwrap();
    let arguments = ["--token-file", file.to_str().unwrap()];
    let mut command = Service::command("0.0.0.0:0", &receiver.url(), &arguments);
    let mut service = Service::spawn(&mut command);
    service.address = SocketAddr::from(([127, 0, 0, 1], service.address.port()));
    for wrong in ["", "authorization: Bearer \r\n", "authorization: Bearer a-token-for-the-testz\r\n"] {
        let answer = post(service.address, "/events", wrong, event(1).as_bytes());
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(answer.head.contains("www-authenticate: bearer"), "{}", answer.head);
        assert_eq!(get(service.address, "/metrics", wrong).status, 401);
    }
    let right = format!("authorization: bearer {TOKEN}\r\n");
    assert_eq!(post(service.address, "/events", &right, event(1).as_bytes()).status, 200);
    assert_eq!(get(service.address, "/metrics", &right).status, 200);
    assert_eq!(get(service.address, "/health", "").status, 200);
    assert_eq!(get(service.address, "/ready", "").status, 200);
    assert_eq!(numbers(&receiver.lines().join("\n")), [1]);
}

#[test]
fn neither_secrets_nor_payloads_are_logged() {
    let receiver = Receiver::start();
    let url = receiver.url().replace("http://", "http://user:a-password-in-the-address@");
    let mut command = Service::command("127.0.0.1:0", &url, &["--log-level", "trace"]);
    command.env("OKTA_NORMALIZER_TOKEN", TOKEN).env("OKTA_NORMALIZER_HOOK_AUTHORIZATION", HOOK);
    command.env("OKTA_NORMALIZER_FORWARD_HEADER", "X-Key: a-secret-for-the-forward");
    let service = Service::spawn(&mut command);
    let authorized = format!("authorization: Bearer {TOKEN}\r\n");
    for mood in [Mood::Accept, Mood::Refuse(500), Mood::HangUp, Mood::DieInAnswer] {
        receiver.set(mood);
        post(service.address, "/events", &authorized, event(1).as_bytes());
        post(service.address, "/events", &authorized, &event(1).as_bytes()[..200]);
        post(service.address, "/events", "authorization: Bearer a-wrong-guess-of-it\r\n", b"");
    }
    receiver.shut();
    post(service.address, "/events", &authorized, event(1).as_bytes());
    assert!(receiver.taken()[0].head.contains("x-key: a-secret-for-the-forward\r\n"));
    let log = service.log();
    assert!(log.contains("the forward refused a batch") && log.contains("refused a request"), "{log}");
    for secret in [
        TOKEN,
        HOOK,
        "a-secret-for",
        "a-password",
        "a-wrong-guess",
        "ada@example.org",
        "192.0.2",
        &common::uuid(1),
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn bodies_are_bounded_packed_and_unpacked() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &["--max-body", "1"]);
    let long = "x".repeat(3 << 20);
    let long = format!(r#"{{"log":"{long}"}}"#);
    assert_eq!(service.post(&long).status, 413);
    let chunked = format!("{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
    let head = "transfer-encoding: chunked\r\n";
    let answer = send_chunked(service.address, head, chunked.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let bomb = gzip(long.as_bytes());
    assert!(bomb.len() < 100_000);
    assert_eq!(post(service.address, "/events", "content-encoding: gzip\r\n", &bomb).status, 413);
    let cut = &gzip(event(1).as_bytes())[..100];
    assert_eq!(post(service.address, "/events", "content-encoding: gzip\r\n", cut).status, 400);
    assert_eq!(post(service.address, "/events", "content-encoding: br\r\n", b"x").status, 415);
    assert!(receiver.taken().is_empty());
    assert_eq!(service.post(&event(1)).status, 200);
}

/// A request without a length. Gives what the service answers before it hangs up.
fn send_chunked(address: SocketAddr, headers: &str, body: &[u8]) -> String {
    use std::io::{Read, Write};
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("POST /events HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_full_service_tells_senders_to_come_back() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &["--max-batches", "1", "--queue-timeout", "0.2"]);
    receiver.set(Mood::Delay(1500));
    let address = service.address;
    let first = thread::spawn(move || post(address, "/events", "", event(1).as_bytes()).status);
    eventually("the first batch is in flight", || service.metric("batches_in_flight") == Some(1.0));
    let answer = service.post(&event(2));
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after"), "{}", answer.head);
    assert_eq!(first.join().unwrap(), 200);
    receiver.set(Mood::Accept);
    assert_eq!(service.post(&event(2)).status, 200);
    assert_eq!(service.metric("batches_in_flight"), Some(0.0));
}

#[test]
fn slow_senders_are_not_waited_for() {
    use std::io::{Read, Write};
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &["--receive-timeout", "0.3"]);
    for begun in
        ["POST /events HTTP/1.1\r\nhost: x\r\n", "POST /events HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"]
    {
        let mut stream = TcpStream::connect(service.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(begun.as_bytes()).unwrap();
        let started = Instant::now();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(started.elapsed() < Duration::from_secs(5), "{begun:?}");
        assert!(!answer.contains(" 200 "), "{answer}");
    }
}

#[test]
fn sigterm_finishes_what_was_accepted() {
    let receiver = Receiver::start();
    let mut service = Service::start(&receiver.url(), &[]);
    receiver.set(Mood::Delay(1000));
    let address = service.address;
    let batch = thread::spawn(move || post(address, "/events", "", event(1).as_bytes()).status);
    eventually("the batch is in flight", || service.metric("batches_in_flight") == Some(1.0));
    signal(&service.child, Signal::TERM);
    eventually("new connections are refused", || send(address, "GET /health", "", b"").is_err());
    assert_eq!(batch.join().unwrap(), 200);
    assert_eq!(exit_code(&mut service.child), Some(0));
    assert_eq!(numbers(&receiver.lines().join("\n")), [1]);
}

#[test]
fn a_sender_that_hangs_up_does_not_stop_its_batch() {
    use std::io::Write;
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &[]);
    receiver.set(Mood::Delay(700));
    let mut stream = TcpStream::connect(service.address).unwrap();
    let body = event(7);
    write!(stream, "POST /events HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    eventually("the batch is in flight", || service.metric("batches_in_flight") == Some(1.0));
    drop(stream);
    eventually("the batch arrives", || receiver.lines().iter().any(|line| number(line) == Some(7)));
    eventually("it is counted", || service.metric("component_sent_events_total") == Some(1.0));
}

#[test]
fn ready_follows_the_forward() {
    let receiver = Receiver::start();
    let service = Service::start(&receiver.url(), &[]);
    assert_eq!((service.get("/health").status, service.get("/ready").status), (200, 200));
    receiver.shut();
    assert_eq!((service.get("/health").status, service.get("/ready").status), (200, 503));
    receiver.reopen();
    assert_eq!(service.get("/ready").status, 200);
    // As Vector's sink asks at its start.
    assert_eq!(send(service.address, "HEAD /health", "", b"").unwrap().status, 200);
    assert_eq!(service.get("/nonesuch").status, 404);
    assert_eq!(service.get("/events").status, 405);
}

#[test]
fn a_wrong_command_line_is_told() {
    for (arguments, told) in [
        (&["--forward", "ftp://192.0.2.1/"][..], "http or https"),
        (&["--forward", "http://192.0.2.1/", "--schema", "nonesuch"], "nonesuch"),
        (&["--forward", "http://192.0.2.1/", "--token-file", "/nonexistent"], "cannot read /nonexistent"),
        (&["--forward", "http://192.0.2.1/", "--queue-timeout", "0"], "over 0"),
    ] {
        let output =
            common::program().args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(common::stderr(&output).contains(told), "{}", common::stderr(&output));
    }
}
