//! The tree of rules as the flat rows of the table.
//!
//! Nodes with the same content share one row. The labels under a node are sorted by their width in
//! bytes, so that one group of equal width needs no offsets and can be searched by halves. Most
//! labels are suffixes with nothing under them; the others, which need a row of their own, stand in
//! groups of their own.

use std::collections::BTreeMap;

use anyhow::ensure;

use super::rules::{Is, Node};

/// The widest label a group can hold, in bytes.
const MAX_WIDTH: usize = 63;
/// The most labels a group can hold.
const MAX_COUNT: usize = 511;

/// One node's row, in the order of the table.
pub struct Row<'t> {
    /// The first name in the tree that has this content; empty for the root.
    pub name: String,
    pub node: &'t Node,
    /// Where the row's labels begin, in bytes.
    pub first_label: usize,
    /// Where the row's groups begin.
    pub first_group: usize,
    /// Where the row's children begin.
    pub first_child: usize,
    pub groups: Vec<Group<'t>>,
}

/// Labels of one width under one node, sorted by their bytes.
pub struct Group<'t> {
    pub width: usize,
    pub labels: Vec<&'t str>,
    /// The rows of the labels; `None` when all are suffixes with nothing under them.
    pub children: Option<Vec<usize>>,
}

/// Lays out the rows; the first is the root's.
pub fn lay_out(root: &Node) -> anyhow::Result<Vec<Row<'_>>> {
    let mut found = vec![(String::new(), root)];
    let mut numbers = BTreeMap::from([(root, 0)]);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let (mut first_label, mut first_group, mut first_child) = (0, 0, 0);

    while let Some((name, node)) = found.get(rows.len()).cloned() {
        let groups = groups(node, |label, child| {
            *numbers.entry(child).or_insert_with(|| {
                found.push((join(label, &name), child));
                found.len() - 1
            })
        });
        let row = Row { name, node, first_label, first_group, first_child, groups };
        for group in &row.groups {
            ensure!(group.width <= MAX_WIDTH, "label {:?}", group.labels);
            first_label += group.width * group.labels.len();
            first_child += group.children.as_ref().map_or(0, Vec::len);
        }
        first_group += row.groups.len();
        rows.push(row);
    }
    let most = first_label.max(first_group).max(first_child);
    ensure!(u16::try_from(most).is_ok(), "{most} does not fit the table's 16-bit positions");
    Ok(rows)
}

/// The groups under a node, by width; `number` gives a child's row.
fn groups<'t>(node: &'t Node, mut number: impl FnMut(&str, &'t Node) -> usize) -> Vec<Group<'t>> {
    let mut by_width: BTreeMap<_, Vec<(&str, &Node)>> = BTreeMap::new();
    for (label, child) in &node.children {
        let key = (label.len(), is_plain(child));
        by_width.entry(key).or_default().push((label, child));
    }
    let mut groups = Vec::new();
    for ((width, plain), labels) in by_width {
        for labels in labels.chunks(MAX_COUNT) {
            let children = labels.iter().map(|(label, child)| number(label, child));
            groups.push(Group {
                width,
                children: (!plain).then(|| children.collect()),
                labels: labels.iter().map(|(label, _)| *label).collect(),
            });
        }
    }
    groups
}

/// A suffix with nothing under it.
fn is_plain(node: &Node) -> bool {
    node.is == Is::Suffix && !node.wildcard && node.children.is_empty()
}

fn join(label: &str, parent: &str) -> String {
    match parent {
        "" => label.to_owned(),
        parent => format!("{label}.{parent}"),
    }
}
