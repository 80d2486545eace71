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
        assert_eq!(value("contract"), concat!("okta-log:normalizer/transformer@", env!("CARGO_PKG_VERSION")));
        assert_eq!(value("imports"), "none");
        let mut schemas: Vec<&str> = Schema::ALL.iter().map(|schema| schema.name()).collect();
        schemas.sort_unstable();
        assert_eq!(value("schemas"), schemas.join(", "), "in the order of the exports, by name");
        assert!(value("functions").contains("filter, "), "{report}");
        let sum = std::process::Command::new("sha256sum").arg(&path).output().unwrap();
        assert!(stdout(&sum).starts_with(&value("sha256")), "{report}");
        assert!(value("build").starts_with("toolchain rustc "), "{report}");
        assert!(report.contains("commit "), "{report}");
        assert!(!report.contains("WRONG"), "{report}");
        assert!(report.contains("its SHA-256 is the one in SHA256SUMS"), "{report}");
    }
}

/// A byte changed anywhere is seen by the checksum; a lie in the section also by what is exported.
#[test]
fn what_disagrees_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(format!("{DIST}/SHA256SUMS"), folder.path().join("SHA256SUMS")).unwrap();
    for file in ["okta_normalizer.wasm", "okta_normalizer.component.wasm"] {
        let mut bytes = std::fs::read(format!("{DIST}/{file}")).unwrap();
        let said = b"\nschemas ecs";
        let place = bytes.windows(said.len()).position(|bytes| bytes == said).unwrap();
        bytes[place + said.len() - 1] = b'x';
        let path = folder.path().join(file);
        std::fs::write(&path, bytes).unwrap();
        let output = program().arg("inspect").arg(&path).output().unwrap();
        let report = stdout(&output);
        assert_eq!(output.status.code(), Some(1), "{report}");
        assert!(report.contains("WRONG: its schemas are not those that it was built with"), "{report}");
        assert!(report.contains("WRONG: its SHA-256 is not the one in SHA256SUMS"), "{report}");
    }
}

/// The smallest module says nothing of itself.
#[test]
fn a_module_of_somebody_else_is_not_passed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.wasm");
    std::fs::write(&path, b"\0asm\x01\0\0\0").unwrap();
    let output = program().arg("inspect").arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("WRONG: it does not say what it was built from"), "{}", stdout(&output));
}

#[test]
fn what_is_no_module_is_refused() {
    for file in ["/nonexistent.wasm", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")] {
        let output = program().args(["inspect", file]).output().unwrap();
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
        assert!(stderr(&output).contains(file) && stderr(&output).lines().count() == 1, "{}", stderr(&output));
    }
}
