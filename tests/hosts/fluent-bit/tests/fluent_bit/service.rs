//! What an operator relies on beside the documents: the event's time, the failures, a new version of the module.

use std::ffi::OsString;
use std::fs;

use fluent_bit_host::{Configuration, FluentBit, free_port, post};
use serde_json::Value;

use crate::{Given, folder};

/// Times as Okta and its relays write them, and the seconds that Fluent Bit must make of them.
const TIMES: &[(&str, &str)] = &[
    ("2022-11-15T08:04:22.213Z", "1668499462.213000000"),
    ("2022-11-15T08:04:22Z", "1668499462.000000000"),
    ("2022-11-15T08:04:22.5Z", "1668499462.500000000"),
    ("2022-11-15T10:04:22.213+02:00", "1668499462.213000000"),
    ("2022-11-15T10:04:22+02:00", "1668499462.000000000"),
];

/// A module that answers every record with `{"version":N}`, for a reload to be seen.
fn answering(version: u8) -> Vec<u8> {
    let text = format!(
        r#"(module (memory (export "memory") 2) (data (i32.const 16) "{{\22version\22:{version}}}\00")
            (func (export "okta_to_sekoia") (param i32 i32 i32 i32 i32 i32) (result i32) (i32.const 16)))"#
    );
    wat::parse_str(text).expect("a module")
}

fn event(published: &str) -> String {
    format!(r#"{{"eventType":"user.session.start","published":"{published}","uuid":"a-1"}}"#)
}

fn module(given: &Given) -> (&'static str, OsString) {
    ("OKTA_NORMALIZER", given.module.clone().into())
}

/// The file output's own format, unlike `plain`, shows the time: `tag: [time, {…}]`.
fn showing_the_time(name: &str) -> Configuration {
    Configuration::example(name).without_line("format: plain")
}

fn times(fluent_bit: &FluentBit) -> Vec<String> {
    let time = |line: String| line.split(['[', ',']).nth(1).unwrap_or_default().to_owned();
    fluent_bit.lines("okta.ndjson").into_iter().map(time).collect()
}

pub(crate) fn time_is_the_events(given: &Given) {
    let configuration = showing_the_time("fluent-bit.yaml");
    let mut fluent_bit = FluentBit::start(&given.binary, &configuration, folder("time"), &[module(given)]);
    for (published, _) in TIMES {
        fluent_bit.input([event(published).as_bytes()]);
    }
    fluent_bit.wait("the events", |it| it.lines("okta.ndjson").len() >= TIMES.len());
    let expected: Vec<&str> = TIMES.iter().map(|&(_, time)| time).collect();
    assert_eq!(times(&fluent_bit), expected);
}

/// A bare event, and one in EventBridge's envelope, whose own time is a whole second later.
pub(crate) fn time_is_the_events_over_http(given: &Given) {
    let port = free_port();
    let variables = [("OKTA_PORT", port.to_string().into()), module(given)];
    let configuration = showing_the_time("http.yaml");
    let mut fluent_bit = FluentBit::start(&given.binary, &configuration, folder("time-http"), &variables);
    fluent_bit.wait("its port", |_| post(port, b"[]").is_some());
    let mut expected = Vec::new();
    for (published, time) in TIMES {
        let bare = event(published);
        let bridge = format!(
            r#"{{"version":"0","source":"aws.partner/okta.com/example/log","time":"2022-11-15T08:04:23Z","detail":{bare}}}"#
        );
        assert_eq!(post(port, bare.as_bytes()), Some(201));
        assert_eq!(post(port, bridge.as_bytes()), Some(201));
        expected.extend([*time, *time]);
    }
    fluent_bit.wait("the events", |it| it.lines("okta.ndjson").len() >= expected.len());
    assert_eq!(times(&fluent_bit), expected);
}

/// README.md's way to one record per event, beside what comes of an event hook without it.
pub(crate) fn an_event_hook_is_split(given: &Given) {
    let events = [event("2022-11-15T08:04:22.213Z"), event("2022-11-15T08:04:23.213Z")].join(",");
    let hook = format!(
        r#"{{"eventType":"com.okta.event_hook","source":"https://example.org/api/v1/eventHooks/w","data":{{"events":[{events}]}}}}"#
    );
    let page = format!("[{events}]");

    let script = Configuration::folder().join("split.lua");
    let split = format!(
        "  filters:\n    - name: lua\n      match: okta.*\n      script: {}\n      call: split\n",
        script.display()
    );
    let whole = Configuration::example("http.yaml");
    let configurations = [(whole.clone().with("  filters:\n", &split), 4, 0), (whole, 2, 1)];
    for (configuration, documents, failures) in configurations {
        let port = free_port();
        let variables = [("OKTA_PORT", port.to_string().into()), module(given)];
        let mut fluent_bit = FluentBit::start(&given.binary, &configuration, folder("split"), &variables);
        fluent_bit.wait("its port", |_| post(port, b"[]").is_some());
        assert_eq!(post(port, hook.as_bytes()), Some(201));
        assert_eq!(post(port, page.as_bytes()), Some(201));
        fluent_bit.wait("the events", |it| {
            it.lines("okta.ndjson").len() >= documents && it.lines("failed.ndjson").len() >= failures
        });
        assert!(fluent_bit.stop().success());

        let passed = fluent_bit.lines("okta.ndjson");
        assert_eq!(passed.len(), documents);
        for document in passed {
            let document: Value = serde_json::from_str(&document).expect("JSON");
            assert_eq!(document["event"]["action"], "user.session.start", "{document}");
        }
        for failure in fluent_bit.lines("failed.ndjson") {
            let failure: Value = serde_json::from_str(&failure).expect("JSON");
            assert_eq!(failure["error"]["code"], "several_events", "{failure}");
        }
        assert_eq!(fluent_bit.lines("failed.ndjson").len(), failures);
    }
}

pub(crate) fn failures_have_their_own_output(given: &Given) {
    let configuration = Configuration::example("fluent-bit.yaml");
    let mut fluent_bit = FluentBit::start(&given.binary, &configuration, folder("failures"), &[module(given)]);
    let whole = event("2022-11-15T08:04:22.213Z");
    let cut = &whole[..whole.len() - 20];
    fluent_bit.input([whole.as_bytes(), cut.as_bytes(), br#"{"of":"another source"}"#, whole.as_bytes()]);
    fluent_bit
        .wait("the records", |it| !it.lines("failed.ndjson").is_empty() && it.lines("okta.ndjson").len() > 2);
    assert!(fluent_bit.stop().success());

    let passed = fluent_bit.lines("okta.ndjson");
    assert_eq!(passed.len(), 3);
    assert_eq!(passed[0], passed[2]);
    assert_eq!(passed[1], r#"{"of":"another source"}"#);

    let failed = fluent_bit.lines("failed.ndjson");
    assert_eq!(failed.len(), 1);
    let failed: Value = serde_json::from_str(&failed[0]).expect("JSON");
    assert_eq!(failed["error"]["code"], "invalid_json");
    assert_eq!(failed["tags"], serde_json::json!(["okta_normalizer_failure"]));
    assert_eq!(failed["log"], cut, "the record is still there");
}

/// The new file takes the old one's place in one step, then Fluent Bit is told; no line is lost or read twice.
pub(crate) fn a_reload_takes_the_new_module(given: &Given) {
    for example in ["fluent-bit.yaml", "fluent-bit.conf"] {
        reload(given, example);
    }
}

fn reload(given: &Given, example: &str) {
    let place = folder("reload-modules");
    fs::create_dir_all(&place).expect("a folder");
    let (path, new) = (place.join("okta_normalizer.wasm"), place.join("new.wasm"));
    fs::write(&path, answering(1)).expect("the first module");

    let configuration = Configuration::example(example);
    let variables = [("OKTA_NORMALIZER", path.clone().into())];
    let mut fluent_bit = FluentBit::start(&given.binary, &configuration, folder("reload"), &variables);
    fluent_bit.input([b"1".as_slice(), b"2"]);
    fluent_bit.wait("the first module's answers", |it| it.lines("okta.ndjson").len() >= 2);

    fs::write(&new, answering(2)).expect("the second module");
    fs::rename(&new, &path).expect("its place");
    fluent_bit.reload();
    let mut sent = 2;
    fluent_bit.wait("the second module's answers", |it| {
        it.input([b"more".as_slice()]);
        sent += 1;
        it.lines("okta.ndjson").iter().any(|line| line == r#"{"version":2}"#)
    });
    fluent_bit.wait("every line", |it| it.lines("okta.ndjson").len() >= sent);
    assert!(fluent_bit.stop().success());
    let answers = fluent_bit.lines("okta.ndjson");
    assert_eq!(answers.len(), sent, "{example}: one answer for each line");
    assert!(answers.is_sorted(), "{example}: never the first module again: {answers:?}");
}
