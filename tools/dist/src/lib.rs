//! What `make build` and `make dist` lay into `dist/`: how each part is made, and under which name.

mod build_info;
mod folder;
mod steps;

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

pub use build_info::{BuildInfo, SECTION};
pub use folder::{Folder, SUMS, hexadecimal};
pub use steps::with_fewer_steps;

/// The core module.
pub const MODULE: &str = "okta_normalizer.wasm";
/// The component made from the same bytes.
pub const COMPONENT: &str = "okta_normalizer.component.wasm";
/// The component's contract.
pub const CONTRACT: &str = "normalizer.wit";
/// What the module was built from, as JSON.
pub const BUILD: &str = "build.json";
/// The module's dependencies, as CycloneDX JSON.
pub const SBOM: &str = "okta_normalizer.cdx.json";

/// Whether these bytes are a component: the format's layer field is 1, where a core module has 0.
pub fn is_component(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm") && bytes.get(6..8) == Some(&[1, 0])
}

/// The component of a core module.
///
/// # Errors
/// The module imports something, or does not carry its WIT world.
pub fn component_of(module: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .context("the module cannot become a component: it must import nothing and carry its WIT world")
}

/// The core module in a component, as it lies there: without the section that holds its world. Beside it there may be
/// small ones that the encoder adds.
///
/// # Errors
/// The bytes are no component, or hold no module of ours.
pub fn module_in(component: &[u8]) -> Result<&[u8]> {
    for payload in Parser::new(0).parse_all(component) {
        if let Payload::ModuleSection { unchecked_range, .. } = payload? {
            let range = usize::try_from(unchecked_range.start)?..usize::try_from(unchecked_range.end)?;
            let module = component.get(range).context("the component is cut")?;
            if build_info::exports(module).is_ok() {
                return Ok(module);
            }
        }
    }
    bail!("no module in the component exports the normaliser's functions")
}
