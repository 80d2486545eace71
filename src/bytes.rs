//! Texts hashed and compared eight bytes at a time, where the module's library goes byte by byte.

/// A hash like Firefox's, but that the highest bits of a word, which a multiplication leaves where they are, go farther down
/// before the next one: in them lie the last bytes of a text, in which addresses differ. Whoever makes texts collide gains
/// nothing but some more work.
#[inline(never)]
pub fn hash(text: &[u8]) -> u32 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(20) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = text.as_chunks::<8>();
    // The rest as one number. Where words are before it, it is cut out of the last eight bytes, in one step.
    let rest = match text.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last).checked_shr(64 - 8 * rest.len() as u32).unwrap_or(0),
        None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let hash = words.iter().fold(text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    (mix(hash, rest) >> 32) as u32
}

/// Whether two texts are the same.
#[inline(never)]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    let (words_a, rest_a) = a.as_chunks::<8>();
    let (words_b, rest_b) = b.as_chunks::<8>();
    let number = |word: &[u8; 8]| u64::from_le_bytes(*word);
    a.len() == b.len()
        && match (a.last_chunk(), b.last_chunk()) {
            (Some(a), Some(b)) => number(a) == number(b),
            _ => rest_a.iter().eq(rest_b),
        }
        && words_a.iter().map(number).eq(words_b.iter().map(number))
}

/// What stands beside a text in a short table.
#[inline(never)]
pub fn find<T: Copy>(table: &[(&str, T)], text: &[u8]) -> Option<T> {
    table.iter().find(|(known, _)| same(known.as_bytes(), text)).map(|(_, beside)| *beside)
}

#[cfg(test)]
mod tests {
    use super::{hash, same};
    use alloc::vec::Vec;

    #[test]
    fn a_byte_of_difference_is_seen_wherever_it_is() {
        for length in 0..40_u8 {
            let text: Vec<u8> = (0..length).collect();
            assert!(same(&text, &text.clone()));
            for at in 0..usize::from(length) {
                let mut other = text.clone();
                other[at] ^= 0x80;
                assert!(!same(&text, &other) && hash(&text) != hash(&other), "{length} {at}");
                assert!(!same(&text, &text[..at]) && hash(&text) != hash(&text[..at]), "{length} {at}");
            }
        }
    }
}
