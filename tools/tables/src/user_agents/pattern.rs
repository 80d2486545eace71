//! A rule's regular expression as the tree that the engine's instructions can express.

use anyhow::{Context, Result, bail, ensure};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::set::{self, ALL, OTHER, Set, one};

/// A place that a pattern can ask for, without reading a symbol.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    /// `^`: the start of the text.
    Start,
    /// `$`: the end of the text, or just before a newline that ends it.
    End,
    /// `\b`: between a word symbol and another, or an end of the text.
    Boundary,
}

/// A part of a pattern.
pub enum Pattern {
    /// These symbols, one after the other.
    Text(Vec<u8>),
    /// One symbol of the set, `min` to `max` times; no `max` means any number.
    Repeat { set: Set, min: u32, max: Option<u32>, greedy: bool },
    /// All of these, one after the other.
    Sequence(Vec<Pattern>),
    /// One of these, tried in this order.
    Choice(Vec<Pattern>),
    /// This or nothing; greedy: this is tried first.
    Optional { part: Box<Pattern>, greedy: bool },
    /// This once or more often, as often as possible.
    Loop(Box<Pattern>),
    /// This, and where it was found is group number `group`.
    Group { group: u8, part: Box<Pattern> },
    /// A place.
    At(Place),
}

impl Pattern {
    /// Parses a regular expression. Of its groups, those for which `wanted` is true are kept.
    ///
    /// # Errors
    /// When it is no regular expression, or needs something that the engine does not have.
    pub fn parse(regex: &str, ignore_case: bool, wanted: &dyn Fn(u8) -> bool) -> Result<Self> {
        let mut parser = ParserBuilder::new()
            // `\d`, `\w`, `\s`, `\b` and letter case are those of ASCII.
            .unicode(false)
            .utf8(false)
            .case_insensitive(ignore_case)
            .build();
        let hir = parser.parse(regex).with_context(|| format!("the regular expression {regex}"))?;
        convert(&hir, ignore_case, wanted).with_context(|| format!("the regular expression {regex}"))
    }

    /// The symbols with which this can begin, and whether it can be found without reading any.
    pub fn first(&self) -> (Set, bool) {
        match self {
            Self::Text(text) => (one(text.first().copied().unwrap_or(OTHER)), false),
            Self::Repeat { set, min, .. } => (*set, *min == 0),
            Self::Sequence(parts) => {
                let mut all = 0;
                for part in parts {
                    let (set, empty) = part.first();
                    all |= set;
                    if !empty {
                        return (all, false);
                    }
                }
                (all, true)
            }
            Self::Choice(parts) => parts.iter().map(Self::first).fold((0, false), |a, b| (a.0 | b.0, a.1 | b.1)),
            Self::Optional { part, .. } => (part.first().0, true),
            Self::Loop(part) | Self::Group { part, .. } => part.first(),
            Self::At(_) => (0, true),
        }
    }

    /// Like [`Pattern::first`] for this and what comes after it, which begins with `next`.
    /// [`ALL`] if nothing more need follow.
    pub fn first_before(&self, next: Set) -> Set {
        let (set, empty) = self.first();
        if !empty {
            set
        } else if next == ALL {
            ALL
        } else {
            set | next
        }
    }

    /// Whether this can only be found at the start of the text.
    pub fn is_anchored(&self) -> bool {
        match self {
            Self::At(place) => *place == Place::Start,
            Self::Sequence(parts) => parts.first().is_some_and(Self::is_anchored),
            Self::Choice(parts) => parts.iter().all(Self::is_anchored),
            Self::Loop(part) | Self::Group { part, .. } => part.is_anchored(),
            Self::Text(_) | Self::Repeat { .. } | Self::Optional { .. } => false,
        }
    }
}

fn convert(hir: &Hir, ignore_case: bool, wanted: &dyn Fn(u8) -> bool) -> Result<Pattern> {
    let part = |hir: &Hir| convert(hir, ignore_case, wanted);
    Ok(match hir.kind() {
        HirKind::Empty => Pattern::Sequence(Vec::new()),
        HirKind::Literal(literal) => {
            let plain = literal.0.iter().all(|&byte| byte.is_ascii() && byte != OTHER);
            ensure!(plain, "a literal beyond ASCII");
            Pattern::Text(literal.0.to_vec())
        }
        HirKind::Class(Class::Bytes(class)) => symbol(set::from_class(class, ignore_case)?),
        // Alternatives of one symbol each (`-|\.`) come as a class of Unicode.
        HirKind::Class(Class::Unicode(class)) => {
            let class = class.to_byte_class().context("a class beyond ASCII")?;
            symbol(set::from_class(&class, ignore_case)?)
        }
        HirKind::Look(Look::Start) => Pattern::At(Place::Start),
        HirKind::Look(Look::End) => Pattern::At(Place::End),
        HirKind::Look(Look::WordAscii) => Pattern::At(Place::Boundary),
        HirKind::Look(look) => bail!("no instruction for {look:?}"),
        HirKind::Capture(capture) => {
            let group = u8::try_from(capture.index)?;
            let inner = part(&capture.sub)?;
            if wanted(group) { Pattern::Group { group, part: Box::new(inner) } } else { inner }
        }
        HirKind::Concat(parts) => sequence(parts.iter().map(part).collect::<Result<_>>()?),
        HirKind::Alternation(parts) => Pattern::Choice(parts.iter().map(part).collect::<Result<_>>()?),
        HirKind::Repetition(repetition) => {
            let (min, max, greedy) = (repetition.min, repetition.max, repetition.greedy);
            let inner = part(&repetition.sub)?;
            if let Some(set) = symbols(&inner) {
                return Ok(Pattern::Repeat { set, min, max, greedy });
            }
            ensure!(!inner.first().1, "a repeated part that can be empty");
            match (min, max, greedy) {
                (0, Some(1), _) => Pattern::Optional { part: Box::new(inner), greedy },
                (1, None, true) => Pattern::Loop(Box::new(inner)),
                _ => bail!("no instruction for a part repeated {min} to {max:?} times"),
            }
        }
    })
}

/// One symbol of a set.
fn symbol(set: Set) -> Pattern {
    match set::single(set) {
        Some(symbol) if symbol != OTHER => Pattern::Text(vec![symbol]),
        _ => Pattern::Repeat { set, min: 1, max: Some(1), greedy: true },
    }
}

/// The set, when a pattern is just one symbol of it.
fn symbols(pattern: &Pattern) -> Option<Set> {
    match pattern {
        Pattern::Text(text) if text.len() == 1 => text.first().map(|&symbol| one(symbol)),
        Pattern::Repeat { set, min: 1, max: Some(1), .. } => Some(*set),
        _ => None,
    }
}

/// A sequence in which neighbouring texts are one.
fn sequence(parts: Vec<Pattern>) -> Pattern {
    let mut merged: Vec<Pattern> = Vec::new();
    for part in parts {
        match (merged.last_mut(), part) {
            (Some(Pattern::Text(text)), Pattern::Text(more)) => text.extend(more),
            (_, part) => merged.push(part),
        }
    }
    if merged.len() == 1 { merged.remove(0) } else { Pattern::Sequence(merged) }
}
