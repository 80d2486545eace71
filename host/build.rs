//! Hands the built component to the crate, which embeds it, and says so when it is not there. Tells the tests
//! whether Vector can be run.

use std::env;
use std::path::Path;

fn main() -> Result<(), String> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?;
    let component = Path::new(&root).join("../dist/okta_normalizer.component.wasm");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", component.display());
    let component = component.canonicalize().map_err(|error| {
        format!(
            "the host embeds dist/okta_normalizer.component.wasm, which cannot be read ({error}): run `make build` first"
        )
    })?;
    println!("cargo::rustc-env=OKTA_NORMALIZER_COMPONENT={}", component.display());

    println!("cargo::rerun-if-env-changed=PATH");
    println!("cargo::rustc-check-cfg=cfg(has_vector)");
    let path = env::var_os("PATH").unwrap_or_default();
    if env::split_paths(&path).any(|folder| folder.join("vector").is_file()) {
        println!("cargo::rustc-cfg=has_vector");
    }
    Ok(())
}
