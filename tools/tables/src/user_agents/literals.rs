//! What every match of a pattern contains: a set of texts of which one must occur.

use super::layout::BEFORE;
use super::pattern::{Pattern, Place};
use super::set::{self, Set};

/// More texts than this are not spelled out one by one.
const MOST: usize = 128;

/// A set of lower-cased texts.
pub type Texts = Vec<Vec<u8>>;

/// What is known of the texts that a pattern matches, lower-cased.
struct Known {
    /// All of them, where they are few.
    exact: Option<Texts>,
    /// With one of these every match begins.
    start: Texts,
    /// Sets of texts; of each set one text is in every match.
    required: Vec<Texts>,
}

impl Known {
    fn sets(self) -> impl Iterator<Item = Texts> {
        self.exact
            .into_iter()
            .chain([self.start])
            .chain(self.required)
    }
}

/// All sets of which one text is in every match of the pattern. The start of a user agent counts
/// as the symbol [`BEFORE`]. `cost` says which of several sets is the better one.
pub fn required(pattern: &Pattern, cost: &dyn Fn(&Texts) -> usize) -> Vec<Texts> {
    know(pattern, cost).sets().collect()
}

fn know(pattern: &Pattern, cost: &dyn Fn(&Texts) -> usize) -> Known {
    match pattern {
        Pattern::Text(text) => exactly(vec![text.to_ascii_lowercase()]),
        Pattern::At(Place::Start) => exactly(vec![vec![BEFORE]]),
        Pattern::At(_) => exactly(vec![Vec::new()]),
        Pattern::Group { part, .. } => know(part, cost),
        Pattern::Sequence(parts) => sequence(parts.iter().map(|part| know(part, cost))),
        Pattern::Choice(parts) => choice(parts.iter().map(|part| know(part, cost)).collect(), cost),
        Pattern::Optional { part, .. } => match know(part, cost).exact {
            Some(mut texts) => {
                texts.push(Vec::new());
                exactly(texts)
            }
            None => nothing(),
        },
        Pattern::Loop(part) => Known {
            exact: None,
            ..know(part, cost)
        },
        Pattern::Repeat { set, min, max, .. } => repeat(*set, *min, *max),
    }
}

fn exactly(mut texts: Texts) -> Known {
    texts.sort();
    texts.dedup();
    Known {
        start: texts.clone(),
        exact: Some(texts),
        required: Vec::new(),
    }
}

fn nothing() -> Known {
    Known {
        exact: None,
        start: empty(),
        required: Vec::new(),
    }
}

/// The set of just the empty text.
fn empty() -> Texts {
    vec![Vec::new()]
}

/// One symbol of a small set, some times: a few times as a whole, else what it begins with.
fn repeat(set: Set, min: u32, max: Option<u32>) -> Known {
    if set & set::one(set::OTHER) != 0 {
        return nothing();
    }
    let symbols = (1..0x80u8).filter(|&symbol| set & set::one(symbol) != 0);
    let symbols = exactly(
        symbols
            .map(|symbol| vec![symbol.to_ascii_lowercase()])
            .collect(),
    );
    let times = |count: u32| (0..count).try_fold(empty(), |texts, _| join(&texts, &symbols.start));
    let counts = max
        .filter(|max| max - min <= 3)
        .map(|max| (min..=max).map(times).collect::<Option<Vec<_>>>());
    match counts.flatten().map(|texts| texts.concat()) {
        Some(texts) if texts.len() <= MOST => exactly(texts),
        _ => Known {
            start: times(min.min(2)).unwrap_or(empty()),
            ..nothing()
        },
    }
}

/// Each text of the one set before each of the other, if these are few.
fn join(before: &Texts, after: &Texts) -> Option<Texts> {
    let all = || {
        before
            .iter()
            .flat_map(|a| after.iter().map(|b| [&a[..], b].concat()))
    };
    (before.len() * after.len() <= MOST).then(|| all().collect())
}

/// Joins the texts of parts that are spelled out, as far as they stay few. Each stretch of such
/// parts is required, with what the part after it begins with.
fn sequence(parts: impl Iterator<Item = Known>) -> Known {
    let mut required = Vec::new();
    let mut start = None;
    let mut stretch = empty();
    for part in parts {
        required.extend(part.required);
        let joined = part.exact.as_ref().and_then(|texts| join(&stretch, texts));
        if joined
            .as_ref()
            .is_none_or(|joined| joined.len() > stretch.len())
        {
            // A stretch of fewer texts may be the better one.
            required.push(stretch.clone());
        }
        stretch = joined.unwrap_or_else(|| {
            let end = join(&stretch, &part.start).unwrap_or_else(|| stretch.clone());
            start.get_or_insert_with(|| end.clone());
            required.push(end);
            part.exact.unwrap_or(empty())
        });
    }
    match start {
        None => Known {
            required,
            ..exactly(stretch)
        },
        Some(start) => {
            required.push(stretch);
            Known {
                exact: None,
                start,
                required,
            }
        }
    }
}

/// One text of one alternative must occur: all exact texts together, and of each alternative the
/// set that costs least.
fn choice(alternatives: Vec<Known>, cost: &dyn Fn(&Texts) -> usize) -> Known {
    let exact = alternatives
        .iter()
        .map(|known| known.exact.clone())
        .collect::<Option<Vec<_>>>();
    let start = alternatives
        .iter()
        .flat_map(|known| known.start.clone())
        .collect();
    let best = |known: Known| known.sets().min_by_key(cost);
    let together: Option<Vec<_>> = alternatives.into_iter().map(best).collect();
    Known {
        exact: exact.and_then(|sets| exactly(sets.concat()).exact),
        start,
        required: together.map(|sets| sets.concat()).into_iter().collect(),
    }
}
