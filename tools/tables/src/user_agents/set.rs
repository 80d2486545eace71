//! Sets of symbols, and the pool in which each different set is kept once.
//!
//! The engine reads a user agent as one byte per character: an ASCII character stands for itself,
//! any other character for [`OTHER`]. A set is a bit per symbol.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use regex_syntax::hir::ClassBytes;

/// The symbol of every character beyond ASCII. NUL shares it: no rule tells the two apart.
pub const OTHER: u8 = 0;

/// A set of symbols: bit `s` is set when symbol `s` is in it.
pub type Set = u128;

/// Every symbol. As a set to be followed by, it also stands for the end of the text.
pub const ALL: Set = Set::MAX;

/// The set with one symbol in it.
pub const fn one(symbol: u8) -> Set {
    1 << symbol
}

/// The one symbol of a set that has just one.
pub fn single(set: Set) -> Option<u8> {
    (set.count_ones() == 1).then_some(set.trailing_zeros() as u8)
}

/// The set of a character class, parsed with Unicode off.
///
/// # Errors
/// When the class tells one character beyond ASCII from another, or from NUL.
pub fn from_class(class: &ClassBytes, ignore_case: bool) -> Result<Set> {
    let holds = |byte: u8| class.iter().any(|range| (range.start()..=range.end()).contains(&byte));
    ensure!((0x80..=0xff).all(|byte| holds(byte) == holds(OTHER)), "a class tells characters beyond ASCII apart");
    let symbols = (0..0x80).filter(|&byte| holds(byte));
    // A rule that ignores case reads a lower-cased user agent: no upper-case letter comes up.
    let symbols = symbols.filter(|byte| !(ignore_case && byte.is_ascii_uppercase()));
    Ok(symbols.fold(0, |set, symbol| set | one(symbol)))
}

/// Gives each different set a number. Sets that are used most have the smallest numbers, which
/// take one byte in a program.
#[derive(Default)]
pub struct Pool {
    uses: BTreeMap<Set, usize>,
    numbers: BTreeMap<Set, u16>,
}

impl Pool {
    /// The number of a set; 0 until [`Pool::settle`] was called, after a first pass over all rules.
    pub fn number(&mut self, set: Set) -> u16 {
        *self.uses.entry(set).or_default() += 1;
        self.numbers.get(&set).copied().unwrap_or_default()
    }

    /// Numbers the sets seen so far. [`ALL`] is always 0: the engine treats it specially.
    pub fn settle(&mut self) {
        self.uses.remove(&ALL);
        let mut sets: Vec<(usize, Set)> = self.uses.iter().map(|(&set, &uses)| (uses, set)).collect();
        sets.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        self.numbers = std::iter::once(ALL).chain(sets.into_iter().map(|(_, set)| set)).zip(0..).collect();
    }

    /// The sets in the order of their numbers.
    pub fn sets(&self) -> Vec<Set> {
        let mut sets: Vec<(u16, Set)> = self.numbers.iter().map(|(&set, &number)| (number, set)).collect();
        sets.sort_unstable();
        sets.into_iter().map(|(_, set)| set).collect()
    }
}
