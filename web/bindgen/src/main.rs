//! Writes the JavaScript glue of the built package: `bindgen MODULE FOLDER`.
//!
//! It is what the program `wasm-bindgen --target web` does. As a crate of this workspace its version is pinned by
//! the same lock file as that of the crate `wasm-bindgen`, and nobody has to install it.

use std::env;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let module = arguments.next().context("usage: bindgen MODULE FOLDER")?;
    let folder = arguments.next().context("usage: bindgen MODULE FOLDER")?;
    Bindgen::new()
        .input_path(module)
        .out_name("okta_normalizer")
        .web(true)?
        // The types are written by hand, in js/index.d.ts: this glue is nobody's API.
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
}
