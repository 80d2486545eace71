//! The catalogue of event types: what is checked in is what the table gives, and what a new
//! release does to the table.

use std::path::Path;

use tables::event_types::{allowed, check, generate, release, rows};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn checked_in_files_are_what_the_table_gives() {
    let files = generate(root()).unwrap();
    assert_eq!(files.len(), 1);
    for (path, bytes) in files {
        assert_eq!(std::fs::read(root().join(&path)).unwrap(), bytes, "{}", path.display());
    }
}

/// The message of the error for a table of these rows.
fn error(lines: &[&str]) -> String {
    let header = "event_type\tstate\tsince\tcategory\ttype\treason\n";
    let table = header.to_owned() + &lines.join("\n");
    let ecs = read(tables::event_types::ALLOWED);
    let result = rows(&table).and_then(|rows| check(&rows, &allowed(&ecs)?));
    result.map_or_else(|error| format!("{error:#}"), |()| String::new())
}

#[test]
fn a_row_is_checked() {
    let cases = [
        ("a.b\tpublic\t1\tiam\tuser,change\t", ""),
        ("a.b\tpublic\t1\tiam\tchange\t", ""),
        ("a.b\tpublic\t1\tiam\tuser,change", "a.b"),
        ("a b\tpublic\t1\tiam\tchange\t", "odd identifier"),
        ("\tpublic\t1\tiam\tchange\t", "odd identifier"),
        ("a.b\tpublished\t1\tiam\tchange\t", "no such state: published"),
        ("a.b\tpublic\t1\tidentity\tchange\t", "no such category in ECS: identity"),
        ("a.b\tpublic\t1\tiam\tstart\t", "ECS does not allow start for iam"),
        ("a.b\tpublic\t1\tiam\t\t", "ECS does not allow  for iam"),
        ("a.b\tpublic\t1\tsession\tend,start\t", "both start and end"),
        ("a.b\tpublic\t1\tiam\tchange,user\t", "not `object,action` or `action`"),
        ("a.b\tpublic\t1\tiam\tuser\t", "not `object,action` or `action`"),
        ("a.b\tpublic\t1\tiam\tuser,change,info\t", "more than `object,action`"),
        ("policy.b\tpublic\t1\tiam\tchange\t", "needs a reason"),
    ];
    for (line, expected) in cases {
        let error = error(&[line]);
        assert!(error.ends_with(expected) || error.contains(expected), "{line:?}: {error}");
        assert_eq!(error.is_empty(), expected.is_empty(), "{line:?}: {error}");
    }
}

#[test]
fn the_order_is_checked() {
    let row = |event_type| format!("{event_type}\tpublic\t1\tiam\tchange\t");
    assert_eq!(error(&[&row("a"), &row("b")]), "");
    assert_eq!(error(&[&row("b"), &row("a")]), "b and a are out of order, or the same");
    assert_eq!(error(&[&row("a"), &row("a")]), "a and a are out of order, or the same");
}

const TABLE: &str = "\
event_type\tstate\tsince\tcategory\ttype\treason
group.one\tpublic\t2020.01.0\tiam\tgroup,change\t
group.two\tbeta\t2024.01.0\tiam\tgroup,info\tasked
zone.old\tremoved\t2021-01-01\tconfiguration\tchange\t
";

#[test]
fn a_release_in_oktas_format_is_taken_in() {
    let release = r#"{"release": "2026.09.0", "versions": [
        {"version": "V1", "eventTypes": [{"id": "retired.api.type"}]},
        {"version": "V2", "eventTypes": [
            {"id": "group.two", "beta": false, "internal": false, "info": {"release": "2024.01.0"}},
            {"id": "group.one", "beta": false, "internal": false, "info": {"release": "2020.01.0"}},
            {"id": "group.Added", "beta": true, "internal": false, "info": {"release": "2026.09.0"}}
        ]}]}"#;
    let (after, report) = release::take_in(TABLE, release).unwrap();
    let expected = "\
event_type\tstate\tsince\tcategory\ttype\treason
group.Added\tbeta\t2026.09.0\tiam\tgroup,change\tproposed
group.one\tpublic\t2020.01.0\tiam\tgroup,change\t
group.two\tpublic\t2024.01.0\tiam\tgroup,info\tasked
zone.old\tremoved\t2021-01-01\tconfiguration\tchange\t
";
    assert_eq!(after, expected);
    assert_eq!(report, "group.two\tbeta -> public\ngroup.Added\tnew: iam / group,change\n");
}

#[test]
fn a_list_is_taken_in() {
    let (after, report) = release::take_in(TABLE, "group.one\ngroup.two\tbeta\nzone.create\n").unwrap();
    let row = "zone.create\tpublic\t-\tconfiguration\tcreation\tproposed\n";
    assert!(after.starts_with(&TABLE[..TABLE.find("zone.old").unwrap()]) && after.contains(row));
    assert_eq!(report, "zone.create\tnew: configuration / creation\n");
    // The table again, as a list: nothing is new, nothing is gone.
    let (again, report) = release::take_in(&after, &after).unwrap();
    assert_eq!((again, report), (after, String::new()));
}

#[test]
fn a_type_that_is_gone_stays_as_removed() {
    let mut table = TABLE.to_owned();
    let mut list = String::from("group.one\n");
    for number in 0..20 {
        table += &format!("zone.z{number:02}\tpublic\t2020.01.0\tconfiguration\tchange\t\n");
        list += &format!("zone.z{number:02}\n");
    }
    let (after, report) = release::take_in(&table, &list).unwrap();
    assert!(after.contains("group.two\tremoved\t2024.01.0\tiam\tgroup,info\tasked\n"));
    assert_eq!(report, "group.two\tbeta -> removed\n");
}

#[test]
fn what_is_no_complete_release_is_refused() {
    let cases = [
        ("", "the release lists no event types"),
        ("{}", "no `versions`"),
        (r#"{"versions": []}"#, "no `eventTypes`"),
        (r#"{"versions": [{"eventTypes": [{}]}]}"#, "an event type without `id`"),
        ("group.one\n", "the release lacks 1 of 2 types: is it complete?"),
    ];
    for (release, expected) in cases {
        assert_eq!(release::take_in(TABLE, release).unwrap_err().to_string(), expected);
    }
}
