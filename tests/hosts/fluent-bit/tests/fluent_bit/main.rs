//! The examples' configurations in a real Fluent Bit: the cases, the event's own time, failures, ids, reload.
//!
//! Where there is no Fluent Bit every test is reported as ignored.

mod records;
mod search;
mod service;

use std::env;
use std::path::PathBuf;

use conformance::core_module;
use fluent_bit_host::find;
use libtest_mimic::{Arguments, Trial};

/// What every test gets.
struct Given {
    binary: PathBuf,
    module: PathBuf,
}

type Test = fn(&Given);

const TESTS: &[(&str, Test)] = &[
    ("cases_as_lines_of_json", records::as_lines_of_json),
    ("cases_as_text_under_log", records::as_text_under_log),
    ("cases_over_http", records::over_http),
    ("the_classic_format_is_the_same", records::in_the_classic_format),
    ("time_is_the_events", service::time_is_the_events),
    ("time_is_the_events_over_http", service::time_is_the_events_over_http),
    ("an_event_hook_is_split", service::an_event_hook_is_split),
    ("failures_have_their_own_output", service::failures_have_their_own_output),
    ("a_reload_takes_the_new_module", service::a_reload_takes_the_new_module),
    ("elasticsearch_keeps_one_document_per_uuid", search::elasticsearch),
    ("elasticsearch_keeps_one_document_per_uuid_with_sekoia", search::elasticsearch_with_sekoia),
    ("opensearch_keeps_one_document_per_uuid", search::opensearch),
];

fn main() {
    let arguments = Arguments::from_args();
    let binary = find();
    if binary.is_none() {
        println!("fluent-bit: not run (no binary in FLUENT_BIT or on the PATH)");
    }
    let module = env::var_os("OKTA_NORMALIZER_WASM").map_or_else(core_module, PathBuf::from);

    let trials = TESTS.iter().map(|&(name, test)| {
        let (binary, module) = (binary.clone(), module.clone());
        let absent = binary.is_none();
        Trial::test(name, move || {
            let binary = binary.ok_or("there is no Fluent Bit")?;
            let module =
                module.canonicalize().map_err(|e| format!("{}: {e}: run `make build`", module.display()))?;
            test(&Given { binary, module });
            Ok(())
        })
        .with_ignored_flag(absent)
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// A folder for one test's Fluent Bit.
fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fluent-bit").join(name)
}
