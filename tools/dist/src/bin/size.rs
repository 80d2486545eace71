//! Prints what each part of the module adds to it.
//!
//! `size MODULE`, of a module as rustc makes it, with its names: functions are counted under the crate or module that they
//! are named after, data under the table that it was made for, where its size is known.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use dist::with_fewer_steps;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// What a function's name begins with, once the hashes and manglings are off, and what it is counted as.
const PARTS: &[(&str, &str)] = &[
    ("okta_normalizer::derive::user_agent", "user agents (code)"),
    ("okta_normalizer::derive::domain", "domains (code)"),
    ("okta_normalizer::derive", "addresses and times"),
    ("okta_normalizer::catalog", "event types (code)"),
    ("okta_normalizer::schema", "schemas"),
    ("okta_normalizer::normalize", "reader and envelope (inlined)"),
    ("okta_normalizer::envelope", "reader and envelope"),
    ("okta_normalizer::event", "reader and envelope"),
    ("okta_normalizer::json", "JSON"),
    ("okta_normalizer::error_record", "error records and host keys"),
    ("okta_normalizer::host_keys", "error records and host keys"),
    ("okta_normalizer", "faces and the rest"),
    ("okta-log:", "faces and the rest"),
    ("okta_to_", "faces and the rest"),
    ("cabi_", "faces and the rest"),
    ("chrono", "chrono"),
    ("base64ct", "base64"),
    ("wit_bindgen", "wit-bindgen"),
    ("core", "Rust's core, alloc, std"),
    ("alloc", "Rust's core, alloc, std"),
    ("std", "Rust's core, alloc, std"),
];

fn main() -> Result<()> {
    let path = std::env::args_os().nth(1).context("usage: size MODULE")?;
    let bytes = with_fewer_steps(&std::fs::read(&path).with_context(|| path.display().to_string())?)?;
    let (mut sizes, mut names, mut data, mut imports) = (Vec::new(), BTreeMap::new(), 0, 0);
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ImportSection(section) => imports += section.count(),
            Payload::CodeSectionEntry(body) => sizes.push(length(&body.range())),
            Payload::DataSection(section) => data = length(&section.range()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(reader) = section.as_known() {
                    for name in reader {
                        if let Name::Function(map) = name? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, naming.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut parts: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, size) in sizes.iter().enumerate() {
        let name = names.get(&(index as u32 + imports)).map_or("", String::as_str);
        *parts.entry(part(&plain(name))).or_default() += size;
    }
    let mut rows: Vec<_> = parts.into_iter().collect();
    rows.push(("tables and constants (data)", data));
    rows.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    for (part, size) in &rows {
        println!("{size:>9}  {part}");
    }
    println!("{:>9}  in all, without names and headers", rows.iter().map(|(_, size)| size).sum::<usize>());
    Ok(())
}

fn length(range: &std::ops::Range<u64>) -> usize {
    (range.end - range.start) as usize
}

/// The path in a function's name: `<a::B as c::D>::e` is counted with `a::B`.
fn plain(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name)).trim_start_matches(['<', '&']).to_owned()
}

fn part(name: &str) -> &'static str {
    PARTS.iter().find(|(prefix, _)| name.starts_with(prefix)).map_or("memory allocator and libc", |(_, part)| part)
}
