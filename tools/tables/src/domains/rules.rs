//! The rules of the list's ICANN section as a tree of labels, the top-level domain first.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};

/// What the name that a node stands for is by the rules. The spelling is the generated table's.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Is {
    /// No rule of its own: it only leads to longer ones.
    #[default]
    Between,
    /// A public suffix.
    Suffix,
    /// Excepted from its parent's wildcard: the parent is the suffix.
    Exception,
}

/// A name and what is known of the names under it.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    pub is: Is,
    /// Every name one label longer is a suffix, but for exceptions.
    pub wildcard: bool,
    /// By label, in lower case. A label outside ASCII is there twice, as itself and in punycode.
    pub children: BTreeMap<String, Node>,
}

/// The `// VERSION:` line's value.
pub fn version(list: &str) -> anyhow::Result<&str> {
    list.lines().find_map(|line| line.strip_prefix("// VERSION: ")).context("no VERSION line")
}

/// Reads the rules between `===BEGIN ICANN DOMAINS===` and `===END ICANN DOMAINS===`.
pub fn read(list: &str) -> anyhow::Result<Node> {
    let mut root = Node::default();
    let mut lines = list.lines();
    lines.find(|line| *line == "// ===BEGIN ICANN DOMAINS===").context("no ICANN section")?;
    for line in lines {
        if line == "// ===END ICANN DOMAINS===" {
            spread_wildcards(&mut root);
            return Ok(root);
        }
        // A rule is the line up to the first white space.
        match line.split_whitespace().next() {
            Some(rule) if !rule.starts_with("//") => {
                add(&mut root, rule).with_context(|| format!("rule {rule:?}"))?;
            }
            _ => {}
        }
    }
    bail!("the ICANN section has no end")
}

fn add(root: &mut Node, rule: &str) -> anyhow::Result<()> {
    if let Some(name) = rule.strip_prefix('!') {
        each_spelling(root, name, &|node| node.is = Is::Exception)
    } else if let Some(parent) = rule.strip_prefix("*.") {
        each_spelling(root, parent, &|node| node.wildcard = true)
    } else {
        each_spelling(root, rule, &|node| node.is = Is::Suffix)
    }
}

/// Sets the node of a name, along every mix of its labels' spellings.
fn each_spelling(node: &mut Node, name: &str, set: &dyn Fn(&mut Node)) -> anyhow::Result<()> {
    let (rest, label) = match name.rsplit_once('.') {
        Some((rest, label)) => (Some(rest), label),
        None => (None, name),
    };
    for spelling in spellings(label)? {
        let child = node.children.entry(spelling).or_default();
        match rest {
            Some(rest) => each_spelling(child, rest, set)?,
            None => set(child),
        }
    }
    Ok(())
}

/// Makes suffixes of the nodes that only a wildcard says are suffixes.
fn spread_wildcards(node: &mut Node) {
    for child in node.children.values_mut() {
        if node.wildcard && child.is == Is::Between {
            child.is = Is::Suffix;
        }
        spread_wildcards(child);
    }
}

/// A label as it stands in Unicode, and in punycode where that differs.
fn spellings(label: &str) -> anyhow::Result<BTreeSet<String>> {
    ensure!(
        !label.is_empty() && !label.contains(['*', '!']),
        "label {label:?}: wildcards and exceptions stand only in front of a rule"
    );
    let ascii = idna::domain_to_ascii(label).with_context(|| format!("label {label:?}"))?;
    let (unicode, valid) = idna::domain_to_unicode(&ascii);
    valid.with_context(|| format!("label {label:?}"))?;
    ensure!(label == unicode || label == ascii, "label {label:?} is not in its canonical form {unicode:?}");
    Ok([unicode, ascii].into())
}
