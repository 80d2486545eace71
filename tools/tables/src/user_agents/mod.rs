//! Compiles uap-core's rules to the table of the user-agent engine.
//!
//! `rules` reads `regexes.yaml`, `pattern` parses each regular expression, `compile` turns it
//! into a program, `literals` and `prefilter` find out when a rule need not be tried at all.
//! The result is one binary file, and a small Rust file that says what is where in it.

mod compile;
#[path = "../../../../src/derive/user_agent/layout.rs"]
mod layout;
mod literals;
mod pattern;
mod prefilter;
mod rules;
mod set;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use layout::{ANCHORED, IGNORE_CASE, OWN_VERSION};
use pattern::Pattern;
use prefilter::Prefilter;
use rules::Rule;
use set::Pool;

/// Gives `table.bin` and `table.rs` of `src/derive/user_agent/`.
///
/// # Errors
/// When `data/uap-core/regexes.yaml` cannot be read, or has a rule that the engine cannot express.
pub fn generate(root: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let source = Path::new("data/uap-core/regexes.yaml");
    let yaml = fs::read_to_string(root.join(source)).with_context(|| format!("reading {}", source.display()))?;
    let rules::Rules { rules, counts } = rules::read(&yaml)?;
    let templates = Templates::of(&rules);
    let patterns: Vec<Pattern> = rules.iter().map(parse).collect::<Result<_>>()?;

    let mut pool = Pool::default();
    // The first pass counts how often each set is used, the second one writes their numbers.
    for (rule, pattern) in rules.iter().zip(&patterns) {
        encode(rule, pattern, &templates, &mut pool)?;
    }
    pool.settle();
    let mut prefilter = Prefilter::new();
    let (mut programs, mut offsets) = (Vec::new(), Vec::new());
    for (number, (rule, pattern)) in (0..).zip(rules.iter().zip(&patterns)) {
        prefilter.add(number, pattern);
        offsets.extend(offset(programs.len())?);
        programs.extend(encode(rule, pattern, &templates, &mut pool)?);
    }
    offsets.extend(offset(programs.len())?);

    let windows = prefilter.tables()?;
    let sets: Vec<u8> = pool.sets().into_iter().flat_map(u128::to_le_bytes).collect();
    let (text_offsets, texts) = templates.tables()?;
    let mut table = Table::default();
    table.part("SETS", "The sets of symbols, 16 bytes each: bit `s` for symbol `s`.", sets);
    table.part(
        "OFFSETS",
        "Where each rule begins in `PROGRAMS`, and where the last one ends, in three bytes.",
        offsets,
    );
    table.part("PROGRAMS", "The rules: mark, first set, templates, instructions.", programs);
    table.part(
        "TEXT_OFFSETS",
        "Where each template begins in `TEXTS`, and where the last one ends, as u16.",
        text_offsets,
    );
    table.part("TEXTS", "The templates of names and versions, one after the other.", texts);
    table.part(
        "MARKS",
        "A byte for each bucket: bit `t` is set if it has a tag with `t` as its highest three bits.",
        windows.marks,
    );
    table.part(
        "BLOCKS",
        "Where each block of buckets begins in `TAGS`, and where the last one ends, as u16.",
        windows.blocks,
    );
    table.part(
        "BUCKETS",
        "How far behind its block's beginning each bucket begins, and where the last one ends.",
        windows.buckets,
    );
    table.part("TAGS", "The tags of the prefilter's entries.", windows.tags);
    table.part("RULES", "The rules of the prefilter's entries, as u16.", windows.rules);
    table.part("ALWAYS", "The rules that every user agent is tried on, as u16.", windows.always);

    let folder = Path::new("src/derive/user_agent");
    let index = table.index(counts);
    Ok(vec![(folder.join("table.bin"), table.bytes), (folder.join("table.rs"), index.into_bytes())])
}

/// A place among the programs, in three bytes, low byte first.
fn offset(place: usize) -> Result<[u8; 3]> {
    let [low, middle, high, rest] = u32::try_from(place)?.to_le_bytes();
    ensure!(rest == 0, "the programs take more than 16 MiB");
    Ok([low, middle, high])
}

/// Parses the regular expression of a rule. Groups that none of its templates names are dropped.
fn parse(rule: &Rule) -> Result<Pattern> {
    let templates = || rule.version.iter().chain([&rule.name]);
    let wanted = |group: u8| templates().any(|template| template.contains(&format!("${group}")));
    Pattern::parse(&rule.regex, rule.ignore_case, &wanted)
}

/// The bytes of a rule.
fn encode(rule: &Rule, pattern: &Pattern, templates: &Templates, pool: &mut Pool) -> Result<Vec<u8>> {
    let own_version =
        rule.version.iter().ne(&["$2", "$3", "$4"]) && rule.version.iter().any(|part| !part.is_empty());
    let marks = [(rule.ignore_case, IGNORE_CASE), (pattern.is_anchored(), ANCHORED), (own_version, OWN_VERSION)];
    let mut out = vec![marks.iter().filter(|(set, _)| *set).map(|(_, mark)| mark).sum()];
    compile::number(&mut out, pool.number(pattern.first_before(set::ALL)))?;
    compile::number(&mut out, templates.number(&rule.name)?)?;
    if own_version {
        for part in &rule.version {
            compile::number(&mut out, templates.number(part)?)?;
        }
    }
    out.extend(compile::compile(pattern, pool)?);
    Ok(out)
}

/// The different templates, the ones used most first.
struct Templates(Vec<String>);

impl Templates {
    fn of(rules: &[Rule]) -> Self {
        let mut uses = std::collections::BTreeMap::<&String, usize>::new();
        for template in rules.iter().flat_map(|rule| rule.version.iter().chain([&rule.name])) {
            *uses.entry(template).or_default() += 1;
        }
        let mut sorted: Vec<_> = uses.into_iter().collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        Self(sorted.into_iter().map(|(template, _)| template.clone()).collect())
    }

    fn number(&self, template: &str) -> Result<u16> {
        let number =
            self.0.iter().position(|other| other == template).context("a template that is not in the pool")?;
        Ok(u16::try_from(number)?)
    }

    fn tables(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        let (mut offsets, mut texts) = (Vec::new(), Vec::new());
        for template in &self.0 {
            offsets.extend(u16::try_from(texts.len())?.to_le_bytes());
            texts.extend(template.as_bytes());
        }
        offsets.extend(u16::try_from(texts.len())?.to_le_bytes());
        Ok((offsets, texts))
    }
}

/// The binary file as it grows, and what is where in it.
#[derive(Default)]
struct Table {
    bytes: Vec<u8>,
    parts: Vec<(&'static str, &'static str, std::ops::Range<usize>)>,
}

impl Table {
    fn part(&mut self, name: &'static str, what: &'static str, bytes: Vec<u8>) {
        let start = self.bytes.len();
        self.bytes.extend(bytes);
        self.parts.push((name, what, start..self.bytes.len()));
    }

    /// The Rust file: the place of each part, and how many rules there are of each kind.
    fn index(&self, counts: [usize; 3]) -> String {
        let [browsers, systems, devices] = counts;
        let mut out = String::from(
            "//! What is where in `table.bin`. Written by `cargo run -p tables`: do not edit.\n\nuse core::ops::Range;\n",
        );
        let (systems, devices) = (browsers + systems, browsers + systems + devices);
        for (name, what, range) in [
            ("BROWSERS", "The numbers of the rules for browsers.", 0..browsers),
            ("SYSTEMS", "The numbers of the rules for operating systems.", browsers..systems),
            ("DEVICES", "The numbers of the rules for devices.", systems..devices),
        ]
        .into_iter()
        .chain(self.parts.iter().cloned())
        {
            // Writing to a String cannot fail.
            let _ =
                write!(out, "\n/// {what}\npub const {name}: Range<usize> = {}..{};\n", range.start, range.end);
        }
        out
    }
}
