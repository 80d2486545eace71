//! Every case through the module on V8, in the native library's bytes. Without Node it is reported as ignored.

use conformance::core_module;
use libtest_mimic::{Arguments, Trial};
use node_host::{find, replay};

fn main() {
    let arguments = Arguments::from_args();
    let node = find();
    if node.is_none() {
        println!("node: not run (no node on the PATH)");
    }
    let absent = node.is_none();
    let trial = Trial::test("every_case_gives_the_native_librarys_bytes", move || {
        let node = node.ok_or("there is no Node")?;
        let said = replay(&node, &core_module()).map_err(|error| format!("{error:#}"))?;
        print!("node: {said}");
        Ok(())
    })
    .with_ignored_flag(absent);
    libtest_mimic::run(&arguments, vec![trial]).exit();
}
