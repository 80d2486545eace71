//! What every match of a pattern contains: a set of texts of which one must occur.

use super::pattern::Pattern;
use super::set::{self, Set};

/// More texts than this are not spelled out one by one.
const MOST: usize = 64;

/// What is known of the texts that a pattern matches, lower-cased.
struct Known {
    /// All of them, where they are few.
    exact: Option<Vec<Vec<u8>>>,
    /// Sets of texts; of each set one text is in every match.
    required: Vec<Vec<Vec<u8>>>,
}

/// All sets of lower-cased texts of which one is in every match of the pattern.
pub fn required(pattern: &Pattern) -> Vec<Vec<Vec<u8>>> {
    let known = know(pattern);
    known.exact.into_iter().chain(known.required).collect()
}

fn know(pattern: &Pattern) -> Known {
    match pattern {
        Pattern::Text(text) => exactly(vec![text.to_ascii_lowercase()]),
        Pattern::At(_) => exactly(vec![Vec::new()]),
        Pattern::Group { part, .. } => know(part),
        Pattern::Sequence(parts) => sequence(parts),
        Pattern::Choice(parts) => choice(parts),
        Pattern::Optional { part, .. } => match know(part).exact {
            Some(mut texts) => {
                texts.push(Vec::new());
                exactly(texts)
            }
            None => nothing(),
        },
        Pattern::Loop(part) => {
            let known = know(part);
            Known {
                exact: None,
                required: known.exact.into_iter().chain(known.required).collect(),
            }
        }
        Pattern::Repeat {
            set,
            min,
            max: Some(1),
            ..
        } => match few(*set) {
            Some(mut texts) => {
                if *min == 0 {
                    texts.push(Vec::new());
                }
                exactly(texts)
            }
            None => nothing(),
        },
        Pattern::Repeat { .. } => nothing(),
    }
}

fn exactly(mut texts: Vec<Vec<u8>>) -> Known {
    texts.sort();
    texts.dedup();
    Known {
        exact: Some(texts),
        required: Vec::new(),
    }
}

fn nothing() -> Known {
    Known {
        exact: None,
        required: Vec::new(),
    }
}

/// The symbols of a small set, each as a text.
fn few(set: Set) -> Option<Vec<Vec<u8>>> {
    let symbols = (1..0x80u8).filter(|&symbol| set & set::one(symbol) != 0);
    let small = set.count_ones() <= 4 && set & set::one(set::OTHER) == 0;
    small.then(|| {
        symbols
            .map(|symbol| vec![symbol.to_ascii_lowercase()])
            .collect()
    })
}

/// Joins the texts of parts that are spelled out, as far as they stay few; each stretch of such
/// parts is required, and so is what the other parts require.
fn sequence(parts: &[Pattern]) -> Known {
    let mut required = Vec::new();
    let mut stretch = vec![Vec::new()];
    let mut whole = true;
    for part in parts {
        let known = know(part);
        required.extend(known.required);
        match known.exact {
            Some(texts) if texts.len() * stretch.len() <= MOST => {
                stretch = stretch
                    .iter()
                    .flat_map(|a| texts.iter().map(|b| [&a[..], b].concat()))
                    .collect();
            }
            exact => {
                whole = false;
                required.push(std::mem::replace(
                    &mut stretch,
                    exact.unwrap_or(vec![Vec::new()]),
                ));
            }
        }
    }
    if whole {
        return Known {
            required,
            ..exactly(stretch)
        };
    }
    required.push(stretch);
    Known {
        exact: None,
        required,
    }
}

/// One text of one alternative must occur: all exact texts together, or for each alternative its
/// set with the longest shortest text.
fn choice(parts: &[Pattern]) -> Known {
    let alternatives: Vec<Known> = parts.iter().map(know).collect();
    if alternatives.iter().all(|known| known.exact.is_some()) {
        return exactly(
            alternatives
                .into_iter()
                .filter_map(|known| known.exact)
                .flatten()
                .collect(),
        );
    }
    let best = |known: Known| {
        let sets = known.exact.into_iter().chain(known.required);
        sets.max_by_key(|set| set.iter().map(Vec::len).min().unwrap_or(0).min(6))
    };
    let together: Option<Vec<_>> = alternatives.into_iter().map(best).collect();
    Known {
        exact: None,
        required: together.map(|sets| sets.concat()).into_iter().collect(),
    }
}
