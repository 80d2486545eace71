//! Builds the prefilter: a hash table from short windows of a user agent to the rules that may
//! be found in it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::layout::{BEFORE, BLOCK, BUCKET_BITS, window_hash};
use super::literals::{self, Texts};
use super::pattern::Pattern;

/// User agents as they are met most: a window that occurs in them makes a poor filter.
/// The texts are made up from the forms that browsers document.
const COMMON: &[&str] = &[
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/107.0.0.0 safari/537.36 edg/107.0.1418.24",
    "mozilla/5.0 (windows nt 10.0; win64; x64; rv:107.0) gecko/20100101 firefox/107.0",
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 (khtml, like gecko) version/16.1 safari/605.1.15",
    "mozilla/5.0 (x11; linux x86_64) applewebkit/537.36 (khtml, like gecko) chrome/107.0.0.0 safari/537.36",
    "mozilla/5.0 (x11; ubuntu; linux x86_64; rv:107.0) gecko/20100101 firefox/107.0",
    "mozilla/5.0 (iphone; cpu iphone os 16_1 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/16.1 mobile/15e148 safari/604.1",
    "mozilla/5.0 (ipad; cpu os 16_1 like mac os x) applewebkit/605.1.15 (khtml, like gecko) crios/107.0.5304.66 mobile/15e148 safari/604.1",
    "mozilla/5.0 (linux; android 13; pixel 7) applewebkit/537.36 (khtml, like gecko) chrome/107.0.0.0 mobile safari/537.36",
    "mozilla/5.0 (linux; android 12; sm-g991b build/sp1a.210812.016; wv) applewebkit/537.36 (khtml, like gecko) version/4.0 chrome/107.0.5304.91 mobile safari/537.36",
    "mozilla/5.0 (windows nt 10.0; wow64; trident/7.0; rv:11.0) like gecko",
    "okta-mobile/7.20.0 cfnetwork/1399 darwin/22.1.0",
    "python-requests/2.28.1",
];

/// The windows of the prefilter, and what they lead to.
pub struct Prefilter {
    common: BTreeMap<u32, usize>,
    entries: BTreeSet<(u32, u16)>,
    always: Vec<u16>,
}

/// The bytes of the prefilter.
pub struct Tables {
    /// For each bucket a byte, with a bit for the highest three bits of the tag of each entry.
    pub marks: Vec<u8>,
    /// For each block of buckets where its entries begin, and at last where those of the last one end.
    pub blocks: Vec<u8>,
    /// For each bucket how far behind those of its block its entries begin; the last one is for where they end.
    pub buckets: Vec<u8>,
    /// The tag of each entry.
    pub tags: Vec<u8>,
    /// The rule of each entry.
    pub rules: Vec<u8>,
    /// The rules that every user agent is tried on.
    pub always: Vec<u8>,
}

impl Prefilter {
    /// A prefilter for no rule yet.
    pub fn new() -> Self {
        Self { common: common(), entries: BTreeSet::new(), always: Vec::new() }
    }

    /// Adds the rule of a number.
    pub fn add(&mut self, rule: u16, pattern: &Pattern) {
        let cost = |texts: &Texts| windows(texts, &self.common).map_or(usize::MAX, |(cost, _)| cost);
        let chosen = literals::required(pattern, &cost).into_iter().min_by_key(cost);
        match chosen.and_then(|texts| windows(&texts, &self.common)) {
            Some((_, windows)) => self.entries.extend(windows.into_iter().map(|window| (window, rule))),
            None => self.always.push(rule),
        }
    }

    /// Lays the prefilter out.
    pub fn tables(&self) -> Result<Tables> {
        let mut buckets: BTreeMap<usize, BTreeSet<(u8, u16)>> = BTreeMap::new();
        for &(window, rule) in &self.entries {
            let (bucket, tag) = window_hash(window);
            buckets.entry(bucket).or_default().insert((tag, rule));
        }
        let mut tables = Tables {
            marks: vec![0; 1 << BUCKET_BITS],
            blocks: Vec::new(),
            buckets: Vec::new(),
            tags: Vec::new(),
            rules: Vec::new(),
            always: Vec::new(),
        };
        let mut block = 0;
        for bucket in 0..=1 << BUCKET_BITS {
            let begins = tables.tags.len();
            if bucket % BLOCK == 0 {
                block = begins;
                tables.blocks.extend(u16::try_from(begins)?.to_le_bytes());
            }
            tables.buckets.push(u8::try_from(begins - block).context("too many entries in a block of buckets")?);
            for (tag, rule) in buckets.get(&bucket).into_iter().flatten() {
                if let Some(mark) = tables.marks.get_mut(bucket) {
                    *mark |= 1 << (tag >> 5);
                }
                tables.tags.push(*tag);
                tables.rules.extend(rule.to_le_bytes());
            }
        }
        tables.always = self.always.iter().flat_map(|rule| rule.to_le_bytes()).collect();
        Ok(tables)
    }
}

/// How often each window occurs in the common user agents.
fn common() -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for text in COMMON {
        let text = [&[BEFORE], text.as_bytes()].concat();
        for width in [3, 4] {
            for part in text.windows(width) {
                *counts.entry(window(part)).or_default() += 1;
            }
        }
    }
    counts
}

/// For each text its rarest window, and the cost of them all: how often a rule would be tried on
/// a common user agent, then, for equal ones, how many windows there are.
/// None if a text is too short to have a window.
fn windows(texts: &Texts, common: &BTreeMap<u32, usize>) -> Option<(usize, BTreeSet<u32>)> {
    let rarest = |text: &Vec<u8>| {
        let width = text.len().min(4);
        let parts = (width >= 3).then(|| text.windows(width))?;
        // A window of three says less than one of four, whatever the common ones say.
        let cost =
            |window: u32| 1000 * common.get(&window).copied().unwrap_or(0) + if width == 3 { 20 } else { 1 };
        parts.map(|part| (cost(window(part)), window(part))).min()
    };
    let chosen: Vec<(usize, u32)> = texts.iter().map(rarest).collect::<Option<_>>()?;
    Some((chosen.iter().map(|(cost, _)| cost).sum(), chosen.iter().map(|&(_, window)| window).collect()))
}

/// Up to four symbols as a number, the first in the lowest byte.
fn window(symbols: &[u8]) -> u32 {
    symbols.iter().rev().fold(0, |window, &symbol| window << 8 | u32::from(symbol))
}
