//! The same bytes out of the same record, in one list of all faces: the native library, the module on every engine, the
//! command line and the service; every case of every schema, against what the case expects and the library's bytes.
//!
//! Where an engine is not there its test is reported as ignored, and a line says why. Fluent Bit's engine also replays
//! the cases in its own workspace, `tests/hosts/wamr`.

mod common;
#[path = "same_bytes/faces.rs"]
mod faces;

use conformance::{
    Case, Component, Face, Native, component, core_module, judge_transform, load_cases, project, replay,
};
use conformance_kit::{Artefact, ENGINES};
use libtest_mimic::{Arguments, Failed, Trial};
use okta_normalizer::Schema;

use faces::{CommandLine, Service};

fn cases() -> Vec<Case> {
    load_cases(&project().join("tests/cases")).unwrap()
}

/// Every case through the face; of those that it cannot be handed there are few.
fn same(what: &str, face: &mut dyn Face) -> Result<(), Failed> {
    let cases = cases();
    for schema in Schema::ALL {
        assert!(cases.iter().any(|case| case.schema == schema.name()), "no case of {}", schema.name());
    }
    let report = replay(face, &cases);
    println!("{what}: {} of {} cases, not taken {:?}", report.passed, cases.len(), report.not_taken);
    report.verdict()?;
    assert!(report.not_taken.len() * 10 <= cases.len(), "too many cases are not taken");
    Ok(())
}

/// The face with an error channel, natively and as a component: the same documents, and elsewhere the error's code.
fn transform_to() -> Result<(), Failed> {
    let mut face = Component::load(&component())?;
    for case in cases() {
        let native = Native::default().transform(&case.record, &case.schema);
        judge_transform(&case, native.as_deref().map_err(|code| *code))
            .map_err(|error| format!("{}: {error:#}", case.name))?;
        if face.takes(&case.record) {
            let answer = face.transform_to(&case.record, &case.schema)?;
            let answer = answer.map(String::into_bytes).map_err(|error| error.code);
            assert!(answer == native.map_err(str::to_owned), "{}: {answer:?}", case.name);
        }
    }
    Ok(())
}

/// A document is a line of its own: the service makes a space of a line end between a record's tokens.
fn service_with_line_ends() -> Result<(), Failed> {
    let mut service = Service::default();
    let spaces = |text: &[u8]| String::from_utf8_lossy(text).replace(['\n', '\r'], " ");
    let cases: Vec<Case> = cases().into_iter().filter(|case| faces::has_line_ends(&case.record)).collect();
    assert!(!cases.is_empty());
    for case in cases {
        let native = Native::default().filter(&case.record, &case.schema)?;
        assert_eq!(spaces(&service.filter(&case.record, &case.schema)?), spaces(&native), "{}", case.name);
    }
    Ok(())
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("native library", || same("native library", &mut Native::default())),
        Trial::test("transform-to, native and component", transform_to),
        Trial::test("command line", || same("command line", &mut CommandLine::default())),
        Trial::test("service", || same("service", &mut Service::default())),
        Trial::test("service, records with line ends", service_with_line_ends),
    ];
    for engine in ENGINES {
        let name = format!("{} on {}", engine.face, engine.engine);
        let absent = (engine.absent)();
        if let Some(reason) = &absent {
            println!("{name}: not run ({reason})");
        }
        let load = engine.load;
        let run = move |name: &str| same(name, load(&Artefact::of(&[core_module(), component()])?)?.as_mut());
        let trial = Trial::test(name.clone(), move || run(&name));
        trials.push(trial.with_ignored_flag(absent.is_some()));
    }
    libtest_mimic::run(&arguments, trials).exit();
}
