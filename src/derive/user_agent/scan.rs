//! Finds the first symbol of a set, eight symbols at a time where the set has just one.
//!
//! Most rules begin with one certain symbol (`;`, `C`), and looking for it is most of what a rule
//! costs that is not found. In an interpreter a step for each symbol would dominate everything.

use super::program::Set;

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The place of the first symbol of `text` that is in the set.
pub fn position(text: &[u8], set: Set) -> Option<usize> {
    match set.only() {
        Some(symbol) => position_of(text, symbol),
        None => text.iter().position(|&symbol| set.has(symbol)),
    }
}

fn position_of(text: &[u8], symbol: u8) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (index, &word) in words.iter().enumerate() {
        // A byte is zero where the symbol is. All are below 128: with the high bit set, taking
        // one away clears that bit in the zero bytes and in no other, and borrows from none.
        let other = u64::from_le_bytes(word) ^ (LOW_BITS * u64::from(symbol));
        let found = (other | HIGH_BITS).wrapping_sub(LOW_BITS) & HIGH_BITS ^ HIGH_BITS;
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let found = rest.iter().position(|&other| other == symbol)?;
    Some(words.len() * 8 + found)
}
