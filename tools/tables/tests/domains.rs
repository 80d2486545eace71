//! The checked-in table of suffixes is what its generator makes of the list, and what the generator
//! makes of rules that the list has none of today.

use std::{fs, path::Path};

#[test]
fn table_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = tables::domains::generate(&root).expect("the list is readable");
    assert_eq!(files.len(), 1);
    for (path, bytes) in files {
        let there = fs::read(root.join(&path)).expect("the table is there");
        assert!(there == bytes, "{} differs: run `cargo run -p tables`", path.display());
    }
}

fn table(rules: &str) -> anyhow::Result<String> {
    tables::domains::table(&format!(
        "// VERSION: 1\n// ===BEGIN ICANN DOMAINS===\n{rules}\n// ===END ICANN DOMAINS===\nprivate.example\n"
    ))
}

fn has_row(table: &str, is: &str, wildcard: bool, name: &str) -> bool {
    table.lines().any(|line| {
        line.starts_with(&format!("    Node {{ is: {is}, wildcard: {wildcard},"))
            && line.ends_with(&format!("// {name}"))
    })
}

/// `a.ck` has no rule of its own, only a longer one; the wildcard makes it a suffix all the same.
#[test]
fn wildcard_beside_a_longer_rule() {
    let table = table("*.ck\nx.a.ck\n!www.ck").expect("the rules are valid");
    assert!(has_row(&table, "Between", true, "ck"), "{table}");
    assert!(has_row(&table, "Suffix", false, "a.ck"), "{table}");
    assert!(has_row(&table, "Exception", false, "www.ck"), "{table}");
}

#[test]
fn rule_ends_at_white_space_and_private_rules_are_left_out() {
    let table = table("com // a note").expect("the rules are valid");
    assert!(table.contains("\"com\""), "{table}");
    assert!(!table.contains("note") && !table.contains("private"), "{table}");
}

#[test]
fn refuses_what_it_cannot_hold() {
    let long = "a".repeat(64);
    for rules in ["a.*.com", "a.!b.com", "a..com", "*", "COM", long.as_str()] {
        assert!(table(rules).is_err(), "{rules}");
    }
    for list in ["", "// VERSION: 1\n// ===BEGIN ICANN DOMAINS===\ncom\n"] {
        assert!(tables::domains::table(list).is_err(), "{list}");
    }
}
