//! Lines come out whole and in their order, whatever pieces the input comes in.

use std::io::{self, Read};
use std::sync::Arc;

use okta_normalizer::MAX_RECORD;
use okta_normalizer_host::lines::{Chunk, Line, Lines};
use okta_normalizer_host::stop::Stop;

/// Gives a text in pieces of these lengths, over and over.
struct Pieces<'a> {
    text: &'a [u8],
    lengths: std::iter::Cycle<std::slice::Iter<'a, usize>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = (*self.lengths.next().unwrap()).min(buffer.len()).min(self.text.len());
        let (piece, rest) = self.text.split_at(length);
        buffer[..piece.len()].copy_from_slice(piece);
        self.text = rest;
        Ok(piece.len())
    }
}

/// All lines, read in such pieces: their text, and whether they are whole.
fn read(text: &[u8], lengths: &[usize]) -> Vec<(Vec<u8>, bool)> {
    let stop = Arc::new(Stop::on_signals().unwrap());
    let mut lines = Lines::new(Pieces { text, lengths: lengths.iter().cycle() }, stop);
    let (mut chunk, mut all) = (Chunk::default(), Vec::new());
    while lines.next_chunk(&mut chunk).unwrap() {
        all.extend(chunk.lines().map(|line| match line {
            Line::Record(record) => (record.to_vec(), true),
            Line::TooLong(head) => (head.to_vec(), false),
        }));
    }
    all
}

#[test]
fn the_pieces_do_not_matter() {
    let mut text = b"\xef\xbb\xbf".to_vec();
    let mut expected = Vec::new();
    for number in 0..2000_usize {
        // Their lengths cross the ends of pieces and of blocks everywhere; one in seven is empty.
        let line = vec![b'a' + (number % 26) as u8; number * 7919 % 1009 * (number % 7)];
        text.extend(&line);
        text.extend([&b"\n"[..], b"\r\n", b"\n \r\n\n"][number % 3]);
        if !line.is_empty() {
            expected.push((line, true));
        }
    }
    text.extend(b"the last");
    expected.push((b"the last".to_vec(), true));
    for lengths in [&[1 << 30][..], &[64 << 10], &[1, 2, 3], &[1009, 1, 300_000]] {
        assert!(read(&text, lengths) == expected, "pieces of {lengths:?}");
    }
}

#[test]
fn of_a_line_that_is_too_long_the_head_is_left_and_nothing_of_the_others() {
    let long = |length: usize| vec![b'x'; length];
    let text =
        [&long(MAX_RECORD + 1)[..], b"\none\n", &long(3 * MAX_RECORD), b"\r\ntwo\n", &long(MAX_RECORD), b"\r\n"];
    let head = (long(64 << 10), false);
    let expected =
        [head.clone(), (b"one".to_vec(), true), head, (b"two".to_vec(), true), (long(MAX_RECORD), true)];
    for lengths in [&[1 << 30][..], &[100_003]] {
        assert!(read(&text.concat(), lengths) == expected, "pieces of {lengths:?}");
    }
    // The stream ends within it.
    assert!(read(&long(2 * MAX_RECORD), &[1 << 30]) == [(long(64 << 10), false)]);
}
