//! Every case through the module in Fluent Bit's engine: what the case expects, in the native library's bytes. The
//! other faces are listed in `host/tests/same_bytes.rs`.

mod module;

use conformance::{load_cases, project, replay};
use module::Module;

#[test]
fn every_case_gives_the_native_librarys_bytes() -> anyhow::Result<()> {
    let report = replay(&mut Module::load(), &load_cases(&project().join("tests/cases"))?);
    anyhow::ensure!(report.not_taken.is_empty(), "{:?}", report.not_taken);
    report.verdict()
}
