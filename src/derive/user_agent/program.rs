//! The table of rules, and the instructions of their programs.
//!
//! A rule is a program that looks for something in a user agent, and templates that say what the
//! user agent is when it was found. A program reads *symbols*: one byte per character, an ASCII
//! character as itself, any other as [`OTHER`]. It starts at a place in the symbols and goes from
//! instruction to instruction. An instruction reads on, or fails; then the program goes back to
//! the last instruction that left another way open. `layout.rs` lists the instructions.
//!
//! In the table a rule is: one byte of marks, the set of symbols with which it can begin, the
//! number of its name's template, the numbers of three version templates if it is so marked, and
//! the program. Numbers take one byte below 128, else two, low seven bits first. Targets are two
//! bytes, low byte first, and count from the first byte of the program.

use core::ops::Range;

use super::layout::{
    ANCHORED, ANY_OF, BOUNDARY, BYTE, CHOOSE, END, GREEDY, IGNORE_CASE, JUMP, LAZY, MATCH, ONE, ONE_OF, OPTIONAL,
    OWN_VERSION, PLUS, POSSESSIVE, RANGE, REPEAT, SAVE, SLOTS, SPLIT, STAR, START, TEXT,
};
use super::table;

/// The symbol of every character beyond ASCII. No rule tells it from NUL.
pub const OTHER: u8 = 0;

static TABLE: &[u8] = include_bytes!("table.bin");
static SETS: &[[u8; 16]] = part(table::SETS).as_chunks().0;
static OFFSETS: &[[u8; 3]] = part(table::OFFSETS).as_chunks().0;
static PROGRAMS: &[u8] = part(table::PROGRAMS);
static TEXT_OFFSETS: &[[u8; 2]] = part(table::TEXT_OFFSETS).as_chunks().0;
static TEXTS: &[u8] = part(table::TEXTS);

/// A part of the table. Used in constants only, so that a wrong range is an error of the compiler.
pub const fn part(range: Range<usize>) -> &'static [u8] {
    TABLE.split_at(range.end).0.split_at(range.start).1
}

/// A set of symbols.
#[derive(Clone, Copy)]
pub struct Set(&'static [u8; 16]);

impl Set {
    /// The set of a number.
    pub fn of(number: u16) -> Self {
        Self(SETS.get(usize::from(number)).unwrap_or(&[0; 16]))
    }

    /// The one symbol of a set that has just one.
    pub fn only(self) -> Option<u8> {
        let bits = u128::from_le_bytes(*self.0);
        (bits.count_ones() == 1).then_some(bits.trailing_zeros() as u8)
    }

    /// Whether the symbol is in the set. Symbols are below 128.
    pub fn has(self, symbol: u8) -> bool {
        let [bits, ..] = self.0.get(usize::from(symbol >> 3)..).unwrap_or_default() else {
            return false;
        };
        bits >> (symbol & 7) & 1 == 1
    }
}

/// The template of a number: text with `$1` to `$9` for the groups.
pub fn template(number: u16) -> &'static str {
    let place =
        |index: usize| TEXT_OFFSETS.get(index).map_or(0, |&offset| usize::from(u16::from_le_bytes(offset)));
    let (start, end) = (place(number.into()), place(usize::from(number) + 1));
    TEXTS.get(start..end).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
}

/// A rule of uap-core.
pub struct Rule {
    /// Whether the program reads the lower-cased symbols.
    pub ignore_case: bool,
    /// Whether the program can succeed at the start of the text only.
    pub anchored: bool,
    /// The number of the set of symbols with which the program can begin; 0 if with any or none.
    pub first: u16,
    /// The number of the name's template.
    pub name: u16,
    /// The numbers of the templates of major, minor and patch version, if the rule has its own.
    pub version: Option<[u16; 3]>,
    /// The program.
    pub code: &'static [u8],
}

impl Rule {
    /// The rule of a number.
    pub fn of(number: usize) -> Self {
        let place = |index: usize| {
            OFFSETS
                .get(index)
                .map_or(0, |&[low, middle, high]| u32::from_le_bytes([low, middle, high, 0]) as usize)
        };
        let mut code = Code { bytes: PROGRAMS.get(place(number)..place(number + 1)).unwrap_or_default(), at: 0 };
        let marks = code.byte();
        let first = code.number();
        let name = code.number();
        let own_version = marks & OWN_VERSION != 0;
        let version = own_version.then(|| [code.number(), code.number(), code.number()]);
        Self {
            ignore_case: marks & IGNORE_CASE != 0,
            anchored: marks & ANCHORED != 0,
            first,
            name,
            version,
            code: code.bytes.get(code.at..).unwrap_or_default(),
        }
    }
}

/// How a repetition goes about it when several counts would do.
#[derive(Clone, Copy, PartialEq)]
pub enum Manner {
    /// As often as possible; there is no other way.
    Possessive,
    /// As often as possible first.
    Greedy,
    /// As seldom as possible first.
    Lazy,
}

/// Symbols of one set in a row.
#[derive(Clone, Copy)]
pub struct Repeat {
    /// Which count is tried first.
    pub manner: Manner,
    /// The symbols.
    pub set: Set,
    /// What must come next; None if the program needs nothing more.
    pub next: Option<Set>,
    /// The lowest count.
    pub min: usize,
    /// The highest count.
    pub max: usize,
}

/// An instruction: the documentation of each is in `layout.rs`.
pub enum Instruction {
    /// The end of the program.
    Match,
    /// One symbol.
    Byte(u8),
    /// Several symbols.
    Text(&'static [u8]),
    /// One symbol of a set.
    One(Set),
    /// Going on with a symbol of `here`, else going to `target`; `back`: also if going on fails.
    Branch {
        /// The symbols with which to go on.
        here: u16,
        /// Where else to go.
        target: usize,
        /// Whether the target is still an option if going on fails.
        back: bool,
    },
    /// Going to a place in the program.
    Jump(usize),
    /// One of the texts in the list, which ends at `end`; `back`: a later one may be here as well.
    Texts {
        /// Where the list ends and the program goes on.
        end: usize,
        /// Whether later texts are still an option if going on fails.
        back: bool,
    },
    /// The start of the text.
    Start,
    /// The end of the text.
    End,
    /// The edge of a word.
    Boundary,
    /// A repetition.
    Repeat(Repeat),
    /// Noting the place in a slot.
    Save(usize),
    /// What no program holds: failing.
    Fail,
}

/// A program and a place in it. Reading beyond its end gives zeros, which is [`Instruction::Fail`].
#[derive(Clone, Copy)]
pub struct Code {
    /// The program.
    pub bytes: &'static [u8],
    /// The place of what is read next.
    pub at: usize,
}

impl Code {
    /// Reads an instruction and its operands.
    #[inline(always)] // a part of the matcher's loop
    pub fn instruction(&mut self) -> Instruction {
        match self.byte() {
            MATCH => Instruction::Match,
            BYTE => Instruction::Byte(self.byte()),
            TEXT => Instruction::Text(self.text()),
            ONE => Instruction::One(Set::of(self.number())),
            code @ (SPLIT | CHOOSE) => {
                let here = self.number();
                Instruction::Branch { here, target: self.target(), back: code == SPLIT }
            }
            JUMP => Instruction::Jump(self.target()),
            code @ (ONE_OF | ANY_OF) => Instruction::Texts { end: self.target(), back: code == ANY_OF },
            START => Instruction::Start,
            END => Instruction::End,
            BOUNDARY => Instruction::Boundary,
            code @ REPEAT..SAVE => self.repeat(code - REPEAT),
            code if usize::from(code) < usize::from(SAVE) + SLOTS => {
                Instruction::Save(usize::from(code.wrapping_sub(SAVE)))
            }
            _ => Instruction::Fail,
        }
    }

    #[inline(always)]
    fn repeat(&mut self, kind: u8) -> Instruction {
        let manner = match kind & !3 {
            POSSESSIVE => Manner::Possessive,
            GREEDY => Manner::Greedy,
            LAZY => Manner::Lazy,
            _ => return Instruction::Fail,
        };
        let set = Set::of(self.number());
        let next = Some(self.number()).filter(|&next| next != 0).map(Set::of);
        let (min, max) = match kind & 3 {
            OPTIONAL => (0, 1),
            STAR => (0, usize::MAX),
            PLUS => (1, usize::MAX),
            RANGE => {
                let (min, max) = (self.number(), self.number());
                (min.into(), if max == 0 { usize::MAX } else { max.into() })
            }
            _ => return Instruction::Fail,
        };
        Instruction::Repeat(Repeat { manner, set, next, min, max })
    }

    /// Reads a length and as many symbols.
    pub fn text(&mut self) -> &'static [u8] {
        let length = usize::from(self.byte());
        let text = self.bytes.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        text
    }

    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        byte
    }

    fn number(&mut self) -> u16 {
        match self.byte() {
            low @ 0..0x80 => low.into(),
            low => u16::from(low & 0x7f) | u16::from(self.byte()) << 7,
        }
    }

    fn target(&mut self) -> usize {
        usize::from(u16::from_le_bytes([self.byte(), self.byte()]))
    }
}
