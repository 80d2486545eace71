//! The end of a text, with room behind it, so that a reader can always look at whole windows.

use crate::json::dialect::WINDOW;

/// The last bytes of a text, and zeroes behind them, which are no JSON.
pub struct Tail {
    bytes: [u8; 2 * WINDOW],
    /// How long the text is.
    length: usize,
}

impl Tail {
    /// That of a text.
    pub fn of(text: &[u8]) -> Tail {
        let mut bytes = [0; 2 * WINDOW];
        match text.last_chunk::<WINDOW>() {
            Some(last) => bytes[..WINDOW].copy_from_slice(last),
            None => bytes[WINDOW - text.len() % WINDOW..WINDOW].copy_from_slice(text),
        }
        Tail { bytes, length: text.len() }
    }

    /// What is left of the text, `rest`, with the zeroes; and how long the text then is. `all` says how long it has been:
    /// None if it has the zeroes already, or more is left of it than the tail has.
    ///
    /// Called and not inlined: it is needed once a text, and inlined it made WAMR's interpreter move two values with each look.
    #[cold]
    #[inline(never)]
    pub fn behind<'t>(&'t self, rest: &[u8], all: usize) -> Option<(&'t [u8], usize)> {
        let left = self.bytes.get(WINDOW.checked_sub(rest.len())?..)?;
        (all == self.length).then_some((left, all + WINDOW))
    }
}
