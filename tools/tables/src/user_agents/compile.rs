//! Turns a pattern into a program: the bytes that the engine runs (see `layout.rs`).

use anyhow::{Result, bail, ensure};

use super::layout::{
    ANY_OF, BOUNDARY, BYTE, CHOOSE, END, GREEDY, JUMP, LAZY, MATCH, ONE, ONE_OF, OPTIONAL, PLUS, POSSESSIVE,
    RANGE, REPEAT, SAVE, SLOTS, SPLIT, STAR, START, TEXT,
};
use super::pattern::{Pattern, Place};
use super::set::{ALL, Pool, Set};

/// Compiles a whole pattern. Targets in it count from its first byte.
pub fn compile(pattern: &Pattern, pool: &mut Pool) -> Result<Vec<u8>> {
    let mut compiler = Compiler { code: Vec::new(), pool };
    compiler.pattern(pattern, ALL)?;
    compiler.code.push(MATCH);
    Ok(compiler.code)
}

/// Writes a number below 32,768: one byte below 128, else two, the low seven bits first.
pub fn number(out: &mut Vec<u8>, number: u16) -> Result<()> {
    match number {
        0..0x80 => out.push(number as u8),
        0x80..0x8000 => out.extend([number as u8 | 0x80, (number >> 7) as u8]),
        _ => bail!("{number} is too large for an operand"),
    }
    Ok(())
}

struct Compiler<'a> {
    code: Vec<u8>,
    pool: &'a mut Pool,
}

/// An alternative: texts in a row are tried by one instruction.
enum Item<'a> {
    Texts(Vec<&'a [u8]>),
    Part(&'a Pattern),
}

impl Item<'_> {
    fn first_before(&self, next: Set) -> Set {
        match self {
            Self::Texts(texts) => texts.iter().filter_map(|text| text.first()).fold(0, |set, &s| set | 1 << s),
            Self::Part(part) => part.first_before(next),
        }
    }
}

impl Compiler<'_> {
    /// Emits a pattern. `next` is what the text goes on with after it; [`ALL`] if it may end.
    fn pattern(&mut self, pattern: &Pattern, next: Set) -> Result<()> {
        match pattern {
            Pattern::Text(text) => self.text(text)?,
            Pattern::Repeat { set, min: 1, max: Some(1), .. } => {
                self.code.push(ONE);
                self.set(*set)?;
            }
            Pattern::Repeat { set, min, max, greedy } => self.repeat(*set, *min, *max, *greedy, next)?,
            Pattern::Sequence(parts) => {
                // What follows each part is known from the last to the first.
                let mut nexts = vec![next];
                for part in parts.iter().skip(1).rev() {
                    nexts.push(part.first_before(nexts.last().copied().unwrap_or(ALL)));
                }
                for (part, next) in parts.iter().zip(nexts.into_iter().rev()) {
                    self.pattern(part, next)?;
                }
            }
            Pattern::Choice(parts) => self.choice(parts, next)?,
            Pattern::Optional { part, greedy } => {
                ensure!(greedy, "no instruction for a longer part that is rather left out");
                let after = self.branch(part.first().0, next)?;
                self.pattern(part, next)?;
                self.land(after)?;
            }
            Pattern::Loop(part) => {
                let start = self.code.len();
                let first = part.first().0;
                self.pattern(part, if next == ALL { ALL } else { first | next })?;
                let after = self.branch(first, next)?;
                self.code.push(JUMP);
                self.target(start)?;
                self.land(after)?;
            }
            Pattern::Group { group, part } => {
                ensure!(usize::from(*group) < SLOTS / 2, "no slots for group {group}");
                self.code.push(SAVE + group * 2);
                self.pattern(part, next)?;
                self.code.push(SAVE + group * 2 + 1);
            }
            Pattern::At(Place::Start) => self.code.push(START),
            Pattern::At(Place::End) => self.code.push(END),
            Pattern::At(Place::Boundary) => self.code.push(BOUNDARY),
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) -> Result<()> {
        if let [symbol] = text {
            self.code.extend([BYTE, *symbol]);
        } else {
            self.code.push(TEXT);
            self.entry(text)?;
        }
        Ok(())
    }

    fn entry(&mut self, text: &[u8]) -> Result<()> {
        self.code.push(u8::try_from(text.len())?);
        self.code.extend(text);
        Ok(())
    }

    fn repeat(&mut self, set: Set, min: u32, max: Option<u32>, greedy: bool, next: Set) -> Result<()> {
        let manner = match greedy {
            // The repetition can only end where a symbol is not in the set: there is one way.
            _ if set & next == 0 => POSSESSIVE,
            true => GREEDY,
            false => LAZY,
        };
        let count = match (min, max) {
            (0, Some(1)) => OPTIONAL,
            (0, None) => STAR,
            (1, None) => PLUS,
            _ => RANGE,
        };
        self.code.push(REPEAT + manner + count);
        self.set(set)?;
        self.set(next)?;
        if count == RANGE {
            ensure!(max != Some(0), "a repetition that never happens");
            number(&mut self.code, u16::try_from(min)?)?;
            number(&mut self.code, u16::try_from(max.unwrap_or(0))?)?;
        }
        Ok(())
    }

    fn choice(&mut self, parts: &[Pattern], next: Set) -> Result<()> {
        let mut items: Vec<Item> = Vec::new();
        for part in parts {
            match (items.last_mut(), part) {
                (Some(Item::Texts(texts)), Pattern::Text(text)) => texts.push(text),
                (_, Pattern::Text(text)) => items.push(Item::Texts(vec![text])),
                _ => items.push(Item::Part(part)),
            }
        }
        let mut ends = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let rest = items.iter().skip(index + 1);
            let otherwise = rest.map(|item| item.first_before(next)).reduce(|a, b| a | b);
            let branch = match otherwise {
                Some(otherwise) => Some(self.branch(item.first_before(next), otherwise)?),
                None => None,
            };
            match item {
                Item::Texts(texts) => self.texts(texts)?,
                Item::Part(part) => self.pattern(part, next)?,
            }
            if let Some(branch) = branch {
                self.code.push(JUMP);
                ends.push(self.placeholder());
                self.land(branch)?;
            }
        }
        ends.into_iter().try_for_each(|end| self.land(end))
    }

    fn texts(&mut self, texts: &[&[u8]]) -> Result<()> {
        if let [text] = texts {
            return self.text(text);
        }
        let nested = |(index, text): (usize, &&[u8])| {
            texts.iter().enumerate().any(|(other, longer)| other != index && longer.starts_with(text))
        };
        self.code.push(if texts.iter().enumerate().any(nested) { ANY_OF } else { ONE_OF });
        let end = self.placeholder();
        texts.iter().try_for_each(|text| self.entry(text))?;
        self.land(end)
    }

    /// Emits the choice between going on, for symbols of `here`, and a target to be landed later,
    /// which begins with a symbol of `there`. Returns where the target is to be written.
    fn branch(&mut self, here: Set, there: Set) -> Result<usize> {
        self.code.push(if here & there == 0 { CHOOSE } else { SPLIT });
        self.set(here)?;
        Ok(self.placeholder())
    }

    fn set(&mut self, set: Set) -> Result<()> {
        let set = self.pool.number(set);
        number(&mut self.code, set)
    }

    fn placeholder(&mut self) -> usize {
        self.code.extend([0, 0]);
        self.code.len() - 2
    }

    fn target(&mut self, target: usize) -> Result<()> {
        self.code.extend(u16::try_from(target)?.to_le_bytes());
        Ok(())
    }

    /// Writes the current place as the target at `at`.
    fn land(&mut self, at: usize) -> Result<()> {
        let here = u16::try_from(self.code.len())?.to_le_bytes();
        if let Some(target) = self.code.get_mut(at..at + 2) {
            target.copy_from_slice(&here);
        }
        Ok(())
    }
}
