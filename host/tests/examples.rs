//! The files under `examples/`: what they hold agrees with the program. Where Vector is on the PATH of the build, it
//! validates and runs them; elsewhere those tests are listed as ignored.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use clap::Parser;
use common::service::Service;
use common::{eventually, native, stderr, stdout, transform};
use okta_normalizer_host::cli::{Cli, ServeArgs};
use okta_normalizer_host::serve::EVENTS;
use serde_yaml_ng::Value;

const CONFIGURATIONS: [&str; 3] = ["service.yaml", "stdin.yaml", "exec.yaml"];

fn example(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples")).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(example(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn configuration(name: &str) -> Value {
    serde_yaml_ng::from_str(&text(&format!("vector/{name}"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The text at the end of that path of keys.
fn at<'a>(value: &'a Value, path: &str) -> &'a str {
    let found = path.split('.').try_fold(value, |value, key| value.get(key));
    found.and_then(Value::as_str).unwrap_or_else(|| panic!("no {path}"))
}

/// The arguments of the `okta-normalizer serve` or `transform` command in a line of text.
fn command(line: &str) -> Cli {
    let start = line.find("okta-normalizer ").unwrap_or_else(|| panic!("no command in {line}"));
    let words = line[start..].split('|').next().unwrap().split_whitespace();
    Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn serve_arguments(line: &str) -> ServeArgs {
    match command(line).command {
        okta_normalizer_host::cli::Command::Serve(arguments) => *arguments,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_events_are_of_every_kind() {
    let events = text("events.ndjson");
    let output = transform(&["--jobs", "1"], events.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let expected: Vec<u8> =
        events.lines().flat_map(|line| native(line.as_bytes(), okta_normalizer::Schema::Sekoia)).collect();
    assert!(output.stdout == expected);
    let documents: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let actions: Vec<&str> =
        documents.iter().filter_map(|document| document["event"]["action"].as_str()).collect();
    assert!(actions.len() >= 6 && BTreeSet::from_iter(&actions).len() == actions.len(), "{actions:?}");
    let broken: Vec<&serde_json::Value> =
        documents.iter().filter(|document| document["error"]["code"] == "invalid_json").collect();
    assert_eq!(broken.len(), 1);
    assert!(events.lines().any(|line| stdout(&output).lines().any(|answer| answer == line)), "one is not Okta's");
}

#[test]
fn inputs_name_what_there_is() {
    for name in CONFIGURATIONS {
        let configuration = configuration(name);
        let mut outputs = BTreeSet::new();
        let mut inputs = BTreeSet::new();
        for kind in ["sources", "transforms", "sinks"] {
            for (component, settings) in configuration[kind].as_mapping().unwrap() {
                let component = component.as_str().unwrap();
                match settings.get("route").and_then(Value::as_mapping) {
                    Some(routes) => {
                        outputs.insert(format!("{component}._unmatched"));
                        outputs
                            .extend(routes.keys().map(|route| format!("{component}.{}", route.as_str().unwrap())));
                    }
                    None if kind != "sinks" => drop(outputs.insert(component.to_owned())),
                    None => {}
                }
                let from = settings.get("inputs").and_then(Value::as_sequence).into_iter().flatten();
                inputs.extend(from.map(|input| input.as_str().unwrap().to_owned()));
            }
        }
        assert_eq!(inputs, outputs, "{name}");
    }
}

#[test]
fn failures_are_routed_by_the_tag_that_the_program_sets() {
    let output = transform(&[], b"{\"eventType\":");
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let tag = record["tags"][0].as_str().unwrap();
    for name in CONFIGURATIONS {
        let configuration = configuration(name);
        let condition = at(&configuration, "transforms.by_outcome.route.failed");
        assert_eq!(condition, format!("includes(array(.tags) ?? [], \"{tag}\")"), "{name}");
    }
}

#[test]
fn vector_and_the_service_meet_at_the_defaults() {
    let configuration = configuration("service.yaml");
    let source = format!(
        "http://{}{}",
        at(&configuration, "sources.normalised.address"),
        at(&configuration, "sources.normalised.path")
    );
    let unit = text("deploy/okta-normalizer.service");
    let started = unit.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
    let described = text("vector/service.yaml");
    let described = described.lines().find(|line| line.contains("okta-normalizer serve --")).unwrap();
    for line in [started, described] {
        let arguments = serve_arguments(line);
        assert_eq!(arguments.forward.as_str(), source);
        assert_eq!(at(&configuration, "sinks.to_normalizer.uri"), format!("http://{}{EVENTS}", arguments.listen));
        let health = at(&configuration, "sinks.to_normalizer.healthcheck.uri");
        assert_eq!(health, format!("http://{}/health", arguments.listen));
        // The sender must not give up while the service is still at it.
        let longest = arguments.queue_timeout + arguments.receive_timeout + arguments.forward_timeout;
        let patience = configuration["sinks"]["to_normalizer"]["request"]["timeout_secs"].as_u64().unwrap();
        assert!(patience > longest.as_secs());
        let stop = unit.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")).unwrap();
        assert!(stop.parse::<u64>().unwrap() > arguments.stop_timeout.as_secs());
        // Vector's limit on a batch is far below the service's.
        let batch = configuration["sinks"]["to_normalizer"]["batch"]["max_bytes"].as_u64().unwrap();
        assert!(batch * 4 < arguments.max_body() as u64);
    }
}

#[test]
fn commands_in_the_examples_are_commands() {
    let exec = configuration("exec.yaml");
    let script = exec["sources"]["normalised"]["command"][2].as_str().unwrap();
    command(script);
    let stdin = text("vector/stdin.yaml");
    command(stdin.lines().find(|line| line.contains("okta-normalizer transform")).unwrap());
    let container = text("deploy/Containerfile");
    assert!(container.contains("ENTRYPOINT [\"/usr/local/bin/okta-normalizer\"]"));
    let words = container.lines().find(|line| line.contains("serve --listen")).unwrap();
    let arguments = serve_arguments(&format!("okta-normalizer {}", words.trim_start_matches('#').trim()));
    assert!(!arguments.listen.ip().is_loopback() && container.contains("--env OKTA_NORMALIZER_TOKEN"));
}

/// A copy of the configuration that touches nothing outside the folder.
fn relocated(name: &str, folder: &Path) -> (Value, PathBuf) {
    let mut configuration = configuration(name);
    let path = |part: &str| Value::String(folder.join(part).to_str().unwrap().to_owned());
    fs::create_dir_all(folder.join("secrets")).unwrap();
    fs::write(folder.join("secrets/okta_token"), "invented").unwrap();
    configuration["data_dir"] = path("");
    if let Some(secret) = configuration.get_mut("secret") {
        secret["local"]["path"] = path("secrets");
    }
    for sink in ["documents", "failures"] {
        if let Some(file) = configuration["sinks"][sink].get_mut("path") {
            *file = path(&format!("{sink}.ndjson"));
        }
    }
    let file = folder.join(name);
    fs::write(&file, serde_yaml_ng::to_string(&configuration).unwrap()).unwrap();
    (configuration, file)
}

#[test]
#[cfg_attr(not(has_vector), ignore = "not run: vector is not on the PATH of the build")]
fn vector_validates_the_configurations() {
    for name in CONFIGURATIONS {
        let folder = tempfile::tempdir().unwrap();
        let (_, file) = relocated(name, folder.path());
        let output = Command::new("vector").args(["validate", "--no-environment"]).arg(&file).output().unwrap();
        assert!(output.status.success(), "{name}: {}{}", stdout(&output), stderr(&output));
    }
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[cfg_attr(not(has_vector), ignore = "not run: vector is not on the PATH of the build")]
fn vector_sends_events_through_the_service() {
    let folder = tempfile::tempdir().unwrap();
    let (mut configuration, file) = relocated("service.yaml", folder.path());
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let service = Service::start(&format!("http://{address}/normalised"), &[]);
    configuration["sources"]["normalised"]["address"] = address.to_string().into();
    configuration["sinks"]["to_normalizer"]["uri"] = format!("http://{}{EVENTS}", service.address).into();
    configuration["sinks"]["to_normalizer"]["healthcheck"]["uri"] =
        format!("http://{}/health", service.address).into();
    // The events come from a file instead of Okta; everything behind it is as in the example.
    let events = example("events.ndjson").canonicalize().unwrap();
    let source = format!("type: file\ninclude: ['{}']\nread_from: beginning\n", events.display());
    configuration["sources"]["okta"] = serde_yaml_ng::from_str(&source).unwrap();
    fs::write(&file, serde_yaml_ng::to_string(&configuration).unwrap()).unwrap();
    let _vector = Running(
        Command::new("vector")
            .arg("--config")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default().lines().count();
    let answers = transform(&[], &fs::read(&events).unwrap());
    let (all, failed) = (stdout(&answers), |line: &&str| line.contains("\"okta_normalizer_failure\""));
    let failures = all.lines().filter(failed).count();
    eventually("documents and failures arrive", || {
        lines("documents.ndjson") == all.lines().count() - failures && lines("failures.ndjson") == failures
    });
}
