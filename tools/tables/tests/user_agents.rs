//! The checked-in table of user agents is what its source gives.

use std::path::Path;

#[test]
fn the_table_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = tables::user_agents::generate(&root).unwrap();
    assert_eq!(files.len(), 2);
    for (path, content) in files {
        let current = std::fs::read(root.join(&path)).unwrap();
        assert!(current == content, "{} differs: run `cargo run -p tables`", path.display());
    }
}
