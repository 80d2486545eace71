//! Where the public suffix of a name begins: a walk from its last label down the tree of rules.

use super::table::{CHILDREN, GROUPS, LABELS, NODES, WIDEST};

/// What a name is by the rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// No rule of its own: it only leads to longer ones.
    Between,
    /// A public suffix.
    Suffix,
    /// Excepted from its parent's wildcard: the parent is the suffix.
    Exception,
}

/// A name and where to find the labels under it. What belongs to it ends where the next node's
/// begins.
pub(super) struct Node {
    pub(super) is: Is,
    /// Every name one label longer is a suffix, if it has no node that says otherwise.
    pub(super) wildcard: bool,
    /// Its first byte in `LABELS`.
    pub(super) label: u16,
    /// Its first group in `GROUPS`.
    pub(super) group: u16,
    /// Its first child in `CHILDREN`.
    pub(super) child: u16,
}

/// Labels of one width under one node, sorted by their bytes: the count in the upper nine bits, one
/// bit for parents, the width in the lower six. Groups are sorted by width.
#[derive(Clone, Copy)]
pub(super) struct Group(u16);

const PARENTS: u16 = 1 << 6;

/// A group of labels that are suffixes with nothing under them.
pub(super) const fn leaves(width: u16, count: u16) -> Group {
    Group(count << 7 | width)
}

/// A group of labels that have nodes of their own.
pub(super) const fn parents(width: u16, count: u16) -> Group {
    Group(count << 7 | PARENTS | width)
}

impl Group {
    fn width(self) -> usize {
        usize::from(self.0 & 63)
    }

    fn count(self) -> usize {
        usize::from(self.0 >> 7)
    }

    fn has_children(self) -> bool {
        self.0 & PARENTS != 0
    }
}

/// A label found under a node.
enum Found {
    /// A suffix with nothing under it.
    Leaf,
    /// Its row in `NODES`.
    Node(usize),
}

/// Where the public suffix of a name without dots at its end begins; `None` when no rule matches.
pub(super) fn start(name: &[u8]) -> Option<usize> {
    let mut suffix = None;
    let mut row = 0;
    let mut rest = name;
    loop {
        let node = NODES.get(row)?;
        let start = after_last(b'.', rest);
        let label = rest.get(start..)?;
        match find(row, label) {
            Some(Found::Leaf) => return Some(start),
            Some(Found::Node(child)) => {
                match NODES.get(child)?.is {
                    Is::Exception => return Some(rest.len() + 1),
                    Is::Suffix => suffix = Some(start),
                    Is::Between => {}
                }
                row = child;
            }
            None if node.wildcard && !label.is_empty() => return Some(start),
            None => return suffix,
        }
        match start.checked_sub(1).and_then(|end| name.get(..end)) {
            Some(before) => rest = before,
            None => return suffix,
        }
    }
}

/// The position after the last such byte, or 0. For a dot, where the last label begins.
pub(super) fn after_last(byte: u8, name: &[u8]) -> usize {
    name.iter().rposition(|b| *b == byte).map_or(0, |found| found + 1)
}

/// Looks a label up under a node.
fn find(row: usize, label: &[u8]) -> Option<Found> {
    let mut lower = [0; WIDEST];
    let lower = lower.get_mut(..label.len())?;
    for (to, from) in lower.iter_mut().zip(label) {
        *to = from.to_ascii_lowercase();
    }

    let (node, next) = (NODES.get(row)?, NODES.get(row + 1)?);
    let groups = GROUPS.get(usize::from(node.group)..usize::from(next.group))?;
    let mut first = usize::from(node.label);
    let mut child = usize::from(node.child);
    for group in groups {
        if group.width() > lower.len() {
            return None;
        }
        let end = first + group.width() * group.count();
        if group.width() == lower.len() {
            let labels = LABELS.as_bytes().get(first..end)?;
            if let Some(at) = search(labels, lower) {
                return Some(match CHILDREN.get(child + at) {
                    Some(row) if group.has_children() => Found::Node(usize::from(*row)),
                    _ => Found::Leaf,
                });
            }
        }
        first = end;
        if group.has_children() {
            child += group.count();
        }
    }
    None
}

/// The position of a label among sorted labels of its width.
fn search(labels: &[u8], label: &[u8]) -> Option<usize> {
    let (mut low, mut high) = (0, labels.len().checked_div(label.len())?);
    while low < high {
        let middle = low.midpoint(high);
        let at = middle * label.len();
        match labels.get(at..at + label.len())?.cmp(label) {
            core::cmp::Ordering::Less => low = middle + 1,
            core::cmp::Ordering::Greater => high = middle,
            core::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}
