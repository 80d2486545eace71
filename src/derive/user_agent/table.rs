//! What is where in `table.bin`. Written by `cargo run -p tables`: do not edit.

use core::ops::Range;

/// The numbers of the rules for browsers.
pub const BROWSERS: Range<usize> = 0..350;

/// The numbers of the rules for operating systems.
pub const SYSTEMS: Range<usize> = 350..547;

/// The numbers of the rules for devices.
pub const DEVICES: Range<usize> = 547..1175;

/// The sets of symbols, 16 bytes each: bit `s` for symbol `s`.
pub const SETS: Range<usize> = 0..9136;

/// Where each rule begins in `PROGRAMS`, and where the last one ends, in three bytes.
pub const OFFSETS: Range<usize> = 9136..12664;

/// The rules: mark, first set, templates, instructions.
pub const PROGRAMS: Range<usize> = 12664..86112;

/// Where each template begins in `TEXTS`, and where the last one ends, as u16.
pub const TEXT_OFFSETS: Range<usize> = 86112..86906;

/// The templates of names and versions, one after the other.
pub const TEXTS: Range<usize> = 86906..90875;

/// A byte for each bucket: bit `t` is set if it has a tag with `t` as its highest three bits.
pub const MARKS: Range<usize> = 90875..94971;

/// Where each block of buckets begins in `TAGS`, and where the last one ends, as u16.
pub const BLOCKS: Range<usize> = 94971..95485;

/// How far behind its block's beginning each bucket begins, and where the last one ends.
pub const BUCKETS: Range<usize> = 95485..99582;

/// The tags of the prefilter's entries.
pub const TAGS: Range<usize> = 99582..104868;

/// The rules of the prefilter's entries, as u16.
pub const RULES: Range<usize> = 104868..115440;

/// The rules that every user agent is tried on, as u16.
pub const ALWAYS: Range<usize> = 115440..115446;
