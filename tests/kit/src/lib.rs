//! Every engine that the cases are replayed on, in one list, for any module file.

mod artefact;
mod table;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use conformance::{Component, Face, Process, Raw, project};

pub use artefact::Artefact;
pub use table::{Outcome, Row, judge, print};

/// An engine, and the face of the module that it calls.
pub struct Engine {
    /// Its name.
    pub engine: &'static str,
    /// `component` or `raw`.
    pub face: &'static str,
    /// Why it is not there, if it is not.
    pub absent: fn() -> Option<String>,
    /// Loads the module.
    pub load: fn(&Artefact) -> Result<Box<dyn Face>>,
}

/// Every engine there is a host for.
pub const ENGINES: &[Engine] = &[
    Engine {
        engine: "wasmtime",
        face: "component",
        absent: || None,
        load: |of| boxed(Component::load(of.component())),
    },
    Engine { engine: "wasmtime", face: "raw", absent: || None, load: |of| boxed(Raw::load(of.module())) },
    Engine { engine: "wasmi", face: "raw", absent: || None, load: |of| boxed(wasmi_host::Raw::load(of.module())) },
    Engine { engine: "V8", face: "raw", absent: || node_host::find().err(), load: on_node },
    Engine { engine: "WAMR", face: "raw", absent: no_wamr, load: on_wamr },
];

fn boxed(loaded: Result<impl Face + 'static>) -> Result<Box<dyn Face>> {
    Ok(Box::new(loaded?))
}

fn on_node(artefact: &Artefact) -> Result<Box<dyn Face>> {
    let node = node_host::find().map_err(anyhow::Error::msg)?;
    boxed(node_host::load(&node, artefact.module()))
}

/// The program that has Fluent Bit's engine inside. It is in a workspace of its own, because it compiles C.
fn wamr() -> PathBuf {
    project().join("tests/hosts/wamr/target/debug/answer")
}

fn no_wamr() -> Option<String> {
    let reason = "tests/hosts/wamr is not built; `make hosts` builds it, with cmake and libclang";
    (!wamr().is_file()).then(|| reason.to_owned())
}

fn on_wamr(artefact: &Artefact) -> Result<Box<dyn Face>> {
    boxed(Process::start("raw face on WAMR", Command::new(wamr()).arg(artefact.module())))
}
