//! Runs the program of a rule over the symbols of a user agent.
//!
//! The matcher goes back in the order in which the ways were left open, so what it finds is what
//! the engines of Python, Java and JavaScript find: the leftmost match, and of those at the same
//! place the one that the rule prefers. It keeps the open ways on a stack of its own, and counts
//! its steps, so neither depth nor time depends on what the user agent is made of.

use super::layout::SLOTS;
use super::program::{Code, Instruction, Manner, Repeat, Rule, Set};
use super::scan;
use alloc::vec::Vec;

/// The steps that one user agent is worth. A step is an instruction, a way
/// gone back to, or four symbols looked at.
pub const BUDGET: u32 = 200_000;

/// The ways that can be open at a time.
pub const MOST_FRAMES: usize = 2_048;

/// A slot that no place was noted in.
pub const UNSET: u16 = u16::MAX;

/// An open way: the instruction that left it, and how far that had come.
#[derive(Clone, Copy)]
pub struct Frame {
    /// The place of the instruction in the program.
    code: u16,
    /// The place in the text to go on from.
    at: u16,
    /// What else the instruction needs: the limit of a repetition, the next text of a list, what
    /// a slot held.
    other: u16,
}

/// The work memory of the matcher.
pub struct Matcher {
    frames: Vec<Frame>,
    slots: [u16; SLOTS],
    steps: u32,
}

impl Matcher {
    /// A matcher that has not allocated anything yet.
    pub const fn new() -> Self {
        Self { frames: Vec::new(), slots: [UNSET; SLOTS], steps: 0 }
    }

    /// Grants the steps for a new user agent.
    pub fn refill(&mut self) {
        self.steps = BUDGET;
    }

    /// Where group `group` was found by the last successful [`Matcher::find`], as symbols.
    pub fn group(&self, group: usize) -> Option<(usize, usize)> {
        let mut slots = self.slots.get(group * 2..)?.iter().copied();
        let (start, end) = (slots.next()?, slots.next()?);
        (start != UNSET && end != UNSET).then_some((start.into(), end.into()))
    }

    /// Looks for the rule in a text of at most 65,534 symbols, each below 128.
    /// False also when the steps are used up: no later rule can then be found either.
    pub fn find(&mut self, rule: &Rule, text: &[u8]) -> bool {
        let first = Set::of(rule.first);
        let mut start = 0;
        loop {
            if rule.first != 0 {
                let rest = text.get(start..).unwrap_or_default();
                let Some(skipped) = scan::position(rest, first) else {
                    return false;
                };
                start += skipped;
                self.charge(skipped);
            }
            if (rule.anchored && start > 0) || start > text.len() || self.steps == 0 {
                return false;
            }
            if self.run(rule.code, text, start) {
                return true;
            }
            start += 1;
        }
    }

    /// Charges for looking at symbols one by one.
    fn charge(&mut self, symbols: usize) {
        self.steps = self.steps.saturating_sub(symbols as u32 / 4);
    }

    /// Runs a program from one place of the text.
    fn run(&mut self, bytes: &'static [u8], text: &[u8], start: usize) -> bool {
        self.frames.clear();
        self.slots = [UNSET; SLOTS];
        let mut code = Code { bytes, at: 0 };
        let mut at = start;
        while self.steps > 0 {
            self.steps -= 1;
            let here = code.at;
            // Where the text goes on, if it does.
            let next = match code.instruction() {
                Instruction::Match => return true,
                Instruction::Byte(symbol) => (text.get(at) == Some(&symbol)).then_some(at + 1),
                Instruction::Text(symbols) => begins(text, at, symbols).then_some(at + symbols.len()),
                Instruction::One(set) => has(set, text, at).then_some(at + 1),
                Instruction::Branch { here: symbols, target, back } => {
                    // Set 0 stands for no condition at all, not even that there is a symbol.
                    if symbols != 0 && !has(Set::of(symbols), text, at) {
                        code.at = target;
                    } else if back {
                        self.push(here, at, target);
                    }
                    Some(at)
                }
                Instruction::Jump(target) => {
                    code.at = target;
                    Some(at)
                }
                Instruction::Texts { end, back } => self.texts(&mut code, here, end, back, text, at),
                Instruction::Start => (at == 0).then_some(at),
                Instruction::End => matches!(text.get(at..), Some([] | [b'\n'])).then_some(at),
                Instruction::Boundary => {
                    let word =
                        |symbol: Option<&u8>| symbol.is_some_and(|s| s.is_ascii_alphanumeric() || *s == b'_');
                    let before = at.checked_sub(1).and_then(|before| text.get(before));
                    (word(before) != word(text.get(at))).then_some(at)
                }
                Instruction::Repeat(repeat) => self.repeat(&repeat, here, text, at),
                Instruction::Save(slot) => {
                    self.save(slot, here, at);
                    Some(at)
                }
                Instruction::Fail => None,
            };
            match next.or_else(|| self.go_back(&mut code, text)) {
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }

    /// Goes back to the last way that is open and leads on: sets the place in the program, gives
    /// the place in the text. None if there is none.
    fn go_back(&mut self, code: &mut Code, text: &[u8]) -> Option<usize> {
        while let Some(frame) = self.frames.pop() {
            self.steps = self.steps.saturating_sub(1);
            let (here, at, other) = (usize::from(frame.code), usize::from(frame.at), usize::from(frame.other));
            code.at = here;
            let next = match code.instruction() {
                Instruction::Branch { target, .. } => {
                    code.at = target;
                    Some(at)
                }
                Instruction::Texts { end, back } => {
                    code.at = other;
                    self.texts(code, here, end, back, text, at)
                }
                // A frame of a repetition is only left where one symbol fewer, or more, is allowed.
                Instruction::Repeat(repeat) if repeat.manner == Manner::Greedy => {
                    self.fewer(&repeat, here, text, at.saturating_sub(1), other)
                }
                Instruction::Repeat(repeat) if has(repeat.set, text, at) => {
                    self.more(&repeat, here, text, at + 1, other)
                }
                Instruction::Save(slot) => {
                    if let Some(place) = self.slots.get_mut(slot) {
                        *place = frame.other;
                    }
                    None
                }
                _ => None,
            };
            if next.is_some() {
                return next;
            }
        }
        None
    }

    /// Notes a place in a slot.
    fn save(&mut self, slot: usize, here: usize, at: usize) {
        let Some(place) = self.slots.get_mut(slot) else {
            return;
        };
        let before = core::mem::replace(place, at as u16);
        // With no way open there is nobody to give the old place back to.
        if !self.frames.is_empty() {
            self.push(here, at, before.into());
        }
    }

    /// Leaves a way open. When there are too many, the steps are over.
    fn push(&mut self, code: usize, at: usize, other: usize) {
        if self.frames.len() >= MOST_FRAMES {
            self.steps = 0;
            return;
        }
        self.frames.push(Frame { code: code as u16, at: at as u16, other: other as u16 });
    }

    /// Tries the texts of a list from the place in the program on; the list ends at `end`.
    fn texts(
        &mut self,
        code: &mut Code,
        here: usize,
        end: usize,
        back: bool,
        text: &[u8],
        at: usize,
    ) -> Option<usize> {
        let from = code.at;
        while code.at < end {
            let candidate = code.text();
            if begins(text, at, candidate) {
                self.charge(code.at - from);
                if back && code.at < end {
                    self.push(here, at, code.at);
                }
                code.at = end;
                return Some(at + candidate.len());
            }
        }
        self.charge(code.at - from);
        None
    }

    /// Starts a repetition: reads as many symbols as the manner wants.
    fn repeat(&mut self, repeat: &Repeat, here: usize, text: &[u8], at: usize) -> Option<usize> {
        let most = repeat.max.min(text.len().saturating_sub(at));
        let wanted = if repeat.manner == Manner::Lazy { repeat.min.min(most) } else { most };
        let symbols = text.get(at..at + wanted).unwrap_or_default();
        let count = symbols.iter().position(|&symbol| !repeat.set.has(symbol)).unwrap_or(wanted);
        self.charge(count);
        if count < repeat.min {
            return None;
        }
        match repeat.manner {
            Manner::Possessive => repeat.ends(text, at + count).then_some(at + count),
            Manner::Greedy => self.fewer(repeat, here, text, at + count, at + repeat.min),
            Manner::Lazy => self.more(repeat, here, text, at + count, at + most),
        }
    }

    /// Ends a greedy repetition at the last place, from `from` down to `limit`, that can go on.
    fn fewer(&mut self, repeat: &Repeat, here: usize, text: &[u8], from: usize, limit: usize) -> Option<usize> {
        let mut end = from;
        while !repeat.ends(text, end) {
            if end <= limit {
                self.charge(from - end);
                return None;
            }
            end -= 1;
        }
        self.charge(from - end);
        if end > limit {
            self.push(here, end, limit);
        }
        Some(end)
    }

    /// Ends a lazy repetition at the first place, from `from` up to `limit`, that can go on.
    fn more(&mut self, repeat: &Repeat, here: usize, text: &[u8], from: usize, limit: usize) -> Option<usize> {
        let mut end = from;
        while !repeat.ends(text, end) {
            if end >= limit || !has(repeat.set, text, end) {
                self.charge(end - from);
                return None;
            }
            end += 1;
        }
        self.charge(end - from);
        if end < limit {
            self.push(here, end, limit);
        }
        Some(end)
    }
}

impl Repeat {
    /// Whether the repetition can end at a place, by the symbol that is there.
    #[inline(always)] // the condition of the matcher's inner loops
    fn ends(&self, text: &[u8], at: usize) -> bool {
        self.next.is_none_or(|next| has(next, text, at))
    }
}

/// Whether the symbol at a place is in the set. There is none at the end of the text.
fn has(set: Set, text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|&symbol| set.has(symbol))
}

/// Whether the text goes on with these symbols.
fn begins(text: &[u8], at: usize, symbols: &[u8]) -> bool {
    let Some(rest) = text.get(at..) else {
        return false;
    };
    // Most comparisons end at the first symbol: look at it before calling anything.
    rest.first() == symbols.first() && rest.starts_with(symbols)
}
