//! What the program `okta-normalizer` is made of: the module in wasmtime, on the command line and as a service.
//!
//! ```text
//!   transform   lines of JSON in, lines out      serve   batches over HTTP in, batches out
//!        └───────────────┬────────────────────────────────────┘
//!                     answer      one record's bytes in, what became of its events out
//!                        │
//!                     engine      the module: loaded, limited, instantiated
//! ```
//! No rule of normalisation lives here. For Unix: signals, named pipes and polling are its ways.

pub mod answer;
pub mod cli;
mod contract;
pub mod engine;
pub mod explain;
pub mod inspect;
pub mod lines;
pub mod pretty;
pub mod serve;
pub mod source;
pub mod stop;
pub mod transform;
