//! Every case through the module on wasmi: what the case expects, in the native library's bytes.

use conformance::{Face, Native, core_module, judge_filter, load_cases, project};
use wasmi_host::Raw;

#[test]
fn every_case_gives_the_native_librarys_bytes() -> anyhow::Result<()> {
    let mut module = Raw::load(&core_module())?;
    let mut native = Native::default();
    let mut wrong = Vec::new();

    for case in load_cases(&project().join("tests/cases"))? {
        let expected = native.filter(&case.record, &case.schema)?;
        let answer = module.filter(&case.record, &case.schema)?;
        if answer != expected {
            wrong.push(format!("{}: not the library's bytes: {}", case.name, String::from_utf8_lossy(&answer)));
        }
        if let Err(error) = judge_filter(&case, &answer) {
            wrong.push(format!("{}: {error}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
