//! Hostile records, and what must hold for each of them.
//!
//! [`samples`] damages the documented samples, [`kinds`] makes everything else, [`Judge`] says what is wrong with an
//! answer, [`Limited`] and [`Pages`] are the built module under limits of instructions and memory.

mod judge;
pub mod kinds;
mod limited;
mod pages;
pub mod samples;

pub use judge::Judge;
pub use limited::{Answer, Limited, PER_BYTE, PER_RECORD};
pub use pages::Pages;
