//! The clock: the time that this thread has run, because other processes' turns are not the row's cost.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::rows::Row;
use crate::sets::Set;

/// What one row took for one set.
#[derive(Clone, Copy)]
pub struct Measured {
    /// The best mean time per record, in nanoseconds.
    pub nanoseconds: f64,
    /// Bytes of a document per byte of a record; 0 where the row makes no text.
    pub growth: f64,
}

/// Measures every row by turns, so that a slow moment of the machine meets all of them: `rounds` times at least
/// `turn`, of which the best counts.
///
/// # Errors
/// A row that fails on a record of the set.
pub fn table(rows: &mut [Box<dyn Row>], set: &Set, rounds: usize, turn: Duration) -> Result<Vec<Measured>> {
    let mut measured = vec![Measured { nanoseconds: f64::MAX, growth: 0.0 }; rows.len()];
    for row in rows.iter_mut() {
        row.prepare(&set.records)?;
    }
    for _ in 0..rounds {
        for (row, best) in rows.iter_mut().zip(&mut measured) {
            let (start, mut passes, mut bytes) = (cpu_time()?, 0, 0);
            while passes == 0 || cpu_time()? - start < turn {
                // Reading the clock takes microseconds: many records between two looks at it.
                for _ in 0..(512 / set.records.len()).max(1) {
                    bytes = 0;
                    for (number, record) in set.records.iter().enumerate() {
                        bytes += row.run(number, record)?;
                    }
                    passes += 1;
                }
            }
            let mean = (cpu_time()? - start).as_nanos() as f64 / (passes * set.records.len()) as f64;
            best.nanoseconds = best.nanoseconds.min(mean);
            best.growth = bytes as f64 / (set.mean() * set.records.len()) as f64;
        }
    }
    Ok(measured)
}

/// The time that this thread has run, from Linux's own books, which are brought up to date every few milliseconds.
///
/// # Errors
/// The system keeps no such books.
pub fn cpu_time() -> Result<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(Duration::from_nanos(text.split(' ').next().context("no time in schedstat")?.parse()?))
}
