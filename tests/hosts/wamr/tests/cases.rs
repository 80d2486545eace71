//! Every case through the module in Fluent Bit's engine: what the case expects, in the native library's bytes.

mod module;

use conformance::{Face, Native, judge_filter, load_cases, project};
use module::Module;

#[test]
fn every_case_gives_the_native_librarys_bytes() {
    let mut module = Module::load();
    let mut native = Native::default();
    let mut wrong = Vec::new();

    for case in load_cases(&project().join("tests/cases")).expect("the cases") {
        let expected = native.filter(&case.record, &case.schema).expect("the library's answer");
        match module.filter(&case.record, &case.schema) {
            Err(error) => wrong.push(format!("{}: {error}", case.name)),
            Ok(answer) if answer != expected => wrong.push(format!(
                "{}: not the library's bytes\n  native: {}\n  found:  {}",
                case.name,
                String::from_utf8_lossy(&expected),
                String::from_utf8_lossy(&answer)
            )),
            Ok(answer) => {
                if let Err(error) = judge_filter(&case, &answer) {
                    wrong.push(format!("{}: {error}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
