//! The checked-in table of suffixes is what its generator makes of the list.

use std::{fs, path::Path};

#[test]
fn table_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = tables::domains::generate(&root).expect("the list is readable");
    assert_eq!(files.len(), 1);
    for (path, bytes) in files {
        let there = fs::read(root.join(&path)).expect("the table is there");
        assert!(
            there == bytes,
            "{} differs: run `cargo run -p tables`",
            path.display()
        );
    }
}
