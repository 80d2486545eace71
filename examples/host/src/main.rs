//! A host in a few lines: `cargo run -p example-host < examples/events.ndjson`, after `make build`.

#![allow(missing_docs)] // the generated bindings

use std::io;

use anyhow::Result;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

wasmtime::component::bindgen!({ path: "../../wit", world: "normalizer" });

fn main() -> Result<()> {
    let engine = Engine::default();
    let component = Component::from_file(&engine, "dist/okta_normalizer.component.wasm")?;
    let mut store = Store::new(&engine, ());
    // The component imports nothing, so the linker stays empty: it cannot reach anything of this host.
    let normalizer = Normalizer::instantiate(&mut store, &component, &Linker::new(&engine))?;

    for line in io::stdin().lines() {
        match normalizer.okta_log_normalizer_transformer().call_transform(&mut store, &line?)? {
            Ok(document) => println!("{document}"),
            Err(error) => eprintln!("{}: {}", error.code, error.message),
        }
    }
    Ok(())
}
