//! What the engine and the generator of its table agree on: the numbers of the instructions, the
//! marks of a rule, the hash of the prefilter. The generator includes this very file.

/// Ends every program: the rule is found.
pub const MATCH: u8 = 1;
/// `BYTE symbol`: this symbol.
pub const BYTE: u8 = 2;
/// `TEXT length symbols…`: these symbols, one after the other.
pub const TEXT: u8 = 3;
/// `ONE set`: one symbol of the set.
pub const ONE: u8 = 4;
/// `SPLIT set target`: if the symbol here is in the set, go on, and come back to the target if
/// that fails; else go to the target.
pub const SPLIT: u8 = 5;
/// `CHOOSE set target`: if the symbol here is in the set, go on; else go to the target. Emitted
/// where the target begins with other symbols, so that there is nothing to come back to.
pub const CHOOSE: u8 = 6;
/// `JUMP target`: go to the target.
pub const JUMP: u8 = 7;
/// `ONE_OF end (length symbols…)…`: the first of these texts that is here. None of them begins
/// another, so there is nothing to come back to. The list ends where the program goes on.
pub const ONE_OF: u8 = 8;
/// `ANY_OF end (length symbols…)…`: the same where one text begins another: if going on fails,
/// come back and try the texts after the one that was here.
pub const ANY_OF: u8 = 9;
/// `^`: the start of the text.
pub const START: u8 = 10;
/// `$`: the end of the text, or just before a newline that ends it.
pub const END: u8 = 11;
/// `\b`: a word symbol on one side only.
pub const BOUNDARY: u8 = 12;
/// `REPEAT + manner + count`, operands `set next`, then `min max` for [`RANGE`]: symbols of the
/// set, as often as the count says, so that a symbol of `next` follows. Set 0 as `next` asks for
/// nothing. `max` 0 stands for any number.
pub const REPEAT: u8 = 16;
/// Manner: as often as possible, no way back. Emitted where the set and `next` share no symbol.
pub const POSSESSIVE: u8 = 0;
/// Manner: as often as possible, and less often if going on fails.
pub const GREEDY: u8 = 4;
/// Manner: as seldom as possible, and more often if going on fails.
pub const LAZY: u8 = 8;
/// Count: once or not at all.
pub const OPTIONAL: u8 = 0;
/// Count: any number.
pub const STAR: u8 = 1;
/// Count: once or more often.
pub const PLUS: u8 = 2;
/// Count: `min` to `max` times.
pub const RANGE: u8 = 3;
/// `SAVE + slot`: note the place. Slots 2 g and 2 g + 1 are the start and the end of group g.
pub const SAVE: u8 = 32;
/// How many slots there are: `$1` to `$9`, and the unused pair of the whole match.
pub const SLOTS: usize = 20;

/// Mark of a rule: its program reads the lower-cased user agent.
pub const IGNORE_CASE: u8 = 1;
/// Mark of a rule: it can be found at the start of the text only.
pub const ANCHORED: u8 = 2;
/// Mark of a rule: it has three version templates of its own. Else they are `$2`, `$3`, `$4`.
pub const OWN_VERSION: u8 = 4;

/// What the prefilter reads before the first symbol, so that windows can ask for the start. It may
/// come up in a user agent too: then a rule is tried in vain.
pub const BEFORE: u8 = 1;

/// The prefilter has two to this power buckets.
pub const BUCKET_BITS: u32 = 12;

/// So many buckets are a block. Where a bucket begins is a byte that counts from where its block does: two bytes for each
/// bucket would be 3.5 KB more.
pub const BLOCK: usize = 16;

/// The bucket of a window of lower-cased symbols, and the tag that tells it from most others in
/// the same bucket. The first symbol is in the lowest byte; windows of three have 0 in the highest.
pub const fn window_hash(window: u32) -> (usize, u8) {
    // Knuth's multiplicative constant: the high bits of the product depend on all symbols.
    let product = window.wrapping_mul(0x9e37_79b1);
    ((product >> (32 - BUCKET_BITS)) as usize, (product >> (24 - BUCKET_BITS)) as u8)
}
