//! Escaping a text while it is read.
//!
//! A schema that carries the event's text as a JSON string must escape every quote of it. The reader looks at each
//! byte anyway, so it hands what it has read to a tap, in words, and the tap writes it.

use super::dialect::WINDOW;
use super::span::{SPAN, STEP};

/// Listens to a reader. It is told everything that is read, in the form that stands in a JSON string.
///
/// A tap can be taken away for a while: what is left in its place hears nothing that matters.
pub trait Tap: Default {
    /// The `count` lowest bytes of `word`, at most eight, were read.
    fn word(&mut self, word: u64, count: usize);
    /// The first `count` bytes of `window`, at most 24, were read; behind them, the `more` lowest of `word`.
    fn key(&mut self, window: &[u8; WINDOW], count: usize, word: u64, more: usize);
    /// The first `count` bytes of `window`, at most [`SPAN`], were read.
    fn span(&mut self, window: &[u8; STEP], count: usize);
    /// The first `count` bytes of `window`, less than [`SPAN`], were read; behind them, the `more` lowest of `word`.
    fn end(&mut self, window: &[u8; STEP], count: usize, word: u64, more: usize);
    /// These bytes were read; they need no escapes.
    fn bytes(&mut self, bytes: &[u8]);
}

/// Hears nothing.
#[derive(Default)]
pub struct Silent;

impl Tap for Silent {
    #[inline(always)]
    fn word(&mut self, _: u64, _: usize) {}
    #[inline(always)]
    fn key(&mut self, _: &[u8; WINDOW], _: usize, _: u64, _: usize) {}
    #[inline(always)]
    fn span(&mut self, _: &[u8; STEP], _: usize) {}
    #[inline(always)]
    fn end(&mut self, _: &[u8; STEP], _: usize, _: u64, _: usize) {}
    #[inline(always)]
    fn bytes(&mut self, _: &[u8]) {}
}

/// Writes the text that is read as the content of a JSON string.
///
/// Without room, as it is by default, it hears nothing: what is read rarely shares the reader that writes.
#[derive(Default)]
pub struct Escape<'o> {
    /// What is left of the room to write to.
    room: &'o mut [u8],
}

impl<'o> Escape<'o> {
    /// The room that a text of that length takes at most: each byte becomes two, and the last words are written
    /// whole.
    pub const fn room_for(length: usize) -> usize {
        2 * length + STEP + 32
    }

    /// Writes to `room`, which should be as large as [`Escape::room_for`] says: what finds no room is left out.
    pub fn new(room: &'o mut [u8]) -> Self {
        Escape { room }
    }

    /// How much room is left.
    pub fn left(&self) -> usize {
        self.room.len()
    }
}

impl Tap for Escape<'_> {
    #[inline(always)]
    fn word(&mut self, word: u64, count: usize) {
        let room = core::mem::take(&mut self.room);
        if let Some(place) = room.first_chunk_mut::<8>() {
            *place = word.to_le_bytes();
            self.room = room.get_mut(count..).unwrap_or_default();
        }
    }

    #[inline(always)]
    fn key(&mut self, window: &[u8; WINDOW], count: usize, word: u64, more: usize) {
        let room = core::mem::take(&mut self.room);
        if let Some(place) = room.first_chunk_mut::<40>() {
            place[..24].copy_from_slice(&window[..24]);
            place[count % 32..count % 32 + 8].copy_from_slice(&word.to_le_bytes());
            self.room = room.get_mut(count % 32 + more..).unwrap_or_default();
        }
    }

    #[inline(always)]
    fn span(&mut self, window: &[u8; STEP], count: usize) {
        let room = core::mem::take(&mut self.room);
        if let Some(place) = room.first_chunk_mut::<SPAN>() {
            place.copy_from_slice(&window[..SPAN]);
            self.room = room.get_mut(count..).unwrap_or_default();
        }
    }

    #[inline(always)]
    fn end(&mut self, window: &[u8; STEP], count: usize, word: u64, more: usize) {
        let room = core::mem::take(&mut self.room);
        if let Some(place) = room.first_chunk_mut::<STEP>() {
            place[..SPAN].copy_from_slice(&window[..SPAN]);
            place[count % SPAN..count % SPAN + 8].copy_from_slice(&word.to_le_bytes());
            self.room = room.get_mut(count % SPAN + more..).unwrap_or_default();
        }
    }

    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        let room = core::mem::take(&mut self.room);
        if let Some((place, left)) = room.split_at_mut_checked(bytes.len()) {
            place.copy_from_slice(bytes);
            self.room = left;
        }
    }
}
