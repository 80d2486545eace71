//! Runs a real Fluent Bit, where there is one, with the configurations of `examples/fluent-bit`.
//!
//! The binary is the one that `FLUENT_BIT` names, or `fluent-bit` on the `PATH`. Without it nothing here runs,
//! and the tests say so.

mod configuration;
mod http;
mod process;

pub use configuration::Configuration;
pub use http::{BulkEndpoint, free_port, post};
pub use process::{FluentBit, find};
