//! The command `inspect`.

mod common;

use common::{program, stderr, stdout};
use okta_normalizer::Schema;

const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");

#[test]
fn module_and_component_are_described() {
    for (file, kind) in [("okta_normalizer.wasm", "core module"), ("okta_normalizer.component.wasm", "component")]
    {
        let path = format!("{DIST}/{file}");
        let output = program().args(["inspect", &path]).output().unwrap();
        let report = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let value = |name: &str| {
            let line = report.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in {report}")).trim().to_owned()
        };
        assert_eq!(value("kind"), kind);
        assert_eq!(value("contract"), "okta-log:normalizer/transformer@0.1.0");
        assert_eq!(value("imports"), "none");
        let schemas: Vec<&str> = Schema::ALL.iter().map(|schema| schema.name()).collect();
        assert_eq!(value("schemas"), schemas.join(", "));
        assert!(value("functions").contains("filter, "), "{report}");
        let sum = std::process::Command::new("sha256sum").arg(&path).output().unwrap();
        assert!(stdout(&sum).starts_with(&value("sha256")), "{report}");
        // A build that records nothing says so.
        assert!(value("build").len() > 5, "{report}");
    }
}

#[test]
fn what_is_no_module_is_refused() {
    for file in ["/nonexistent.wasm", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")] {
        let output = program().args(["inspect", file]).output().unwrap();
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
        assert!(stderr(&output).contains(file), "{}", stderr(&output));
    }
}
