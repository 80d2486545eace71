//! Finds the few rules that can be found in a user agent at all.
//!
//! For nearly every rule the generator chose windows of three or four lower-cased symbols of
//! which one is in every text that the rule matches. One pass over the user agent looks each of
//! its windows up. A hash collision can add a rule that is not found then; none is ever left out.

use core::ops::Range;

use super::layout::{BEFORE, BLOCK, BUCKET_BITS, window_hash};
use super::program::part;
use super::table;

/// Most windows stop here: nine of ten have no mark.
static MARKS: &[u8; 1 << BUCKET_BITS] = match part(table::MARKS).first_chunk() {
    Some(marks) => marks,
    None => panic!("table.rs does not fit layout.rs"), // when compiling
};
static BLOCKS: &[[u8; 2]] = part(table::BLOCKS).as_chunks().0;
static BUCKETS: &[u8] = part(table::BUCKETS);
static TAGS: &[u8] = part(table::TAGS);
static RULES: &[[u8; 2]] = part(table::RULES).as_chunks().0;
static ALWAYS: &[[u8; 2]] = part(table::ALWAYS).as_chunks().0;

/// Words of 64 bits that hold a bit for each rule.
const WORDS: usize = table::DEVICES.end.div_ceil(64);

/// Where the entries of a bucket begin.
fn begins(bucket: usize) -> usize {
    let block = BLOCKS.get(bucket / BLOCK).map_or(0, |block| u16::from_le_bytes(*block));
    usize::from(block) + BUCKETS.get(bucket).map_or(0, |behind| usize::from(*behind))
}

/// A set of rules.
pub struct Candidates([u64; WORDS]);

impl Candidates {
    /// The rules to try on a user agent, given its lower-cased symbols.
    pub fn of(lower: &[u8]) -> Self {
        let mut candidates = Self([0; WORDS]);
        for &rule in ALWAYS {
            candidates.add(rule);
        }
        let mut window = u32::from(BEFORE) << 24;
        for &symbol in lower {
            // The last four symbols, the first of them in the lowest byte.
            window = window >> 8 | u32::from(symbol) << 24;
            candidates.look_up(window >> 8);
            candidates.look_up(window);
        }
        candidates
    }

    #[inline(always)] // the loop over all windows: most calls end at the mark
    fn look_up(&mut self, window: u32) {
        let (bucket, tag) = window_hash(window);
        if MARKS.get(bucket).is_some_and(|marks| marks >> (tag >> 5) & 1 == 1) {
            self.add_all(bucket, tag);
        }
    }

    /// Adds the rules of a bucket's entries with this tag.
    #[inline(never)] // keeps the loop small
    fn add_all(&mut self, bucket: usize, tag: u8) {
        for entry in begins(bucket)..begins(bucket + 1) {
            if TAGS.get(entry) == Some(&tag)
                && let Some(&rule) = RULES.get(entry)
            {
                self.add(rule);
            }
        }
    }

    fn add(&mut self, rule: [u8; 2]) {
        let rule = usize::from(u16::from_le_bytes(rule));
        if let Some(word) = self.0.get_mut(rule / 64) {
            *word |= 1 << (rule % 64);
        }
    }

    /// The candidates among some rules, in their order.
    pub fn within(&self, rules: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let mut from = rules.start;
        core::iter::from_fn(move || {
            while from < rules.end {
                let word = self.0.get(from / 64)? >> (from % 64);
                if word == 0 {
                    from = (from / 64 + 1) * 64;
                    continue;
                }
                let rule = from + word.trailing_zeros() as usize;
                from = rule + 1;
                return (rule < rules.end).then_some(rule);
            }
            None
        })
    }
}
