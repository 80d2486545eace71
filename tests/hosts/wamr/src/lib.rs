//! Fluent Bit's `wasm` filter without Fluent Bit: the same engine, the same sequence of calls.
//!
//! Fluent Bit runs a module in WAMR's fast interpreter. [`Filter`] loads a module as the filter does
//! and makes, for each record, exactly the calls that the filter makes, so that a test sees what a
//! record meets there: the small operand stack, an exception that stays set, a pointer that nobody
//! checked.

#[cfg(feature = "cases")]
mod face;
mod filter;

pub use filter::{Filter, LoadError, Outcome, Record};
