//! The contract of `wit/normalizer.wit` as Rust types, made by wasmtime's macro.
#![allow(unsafe_code, missing_docs)] // The macro's code; this file itself has no unsafe block.

wasmtime::component::bindgen!({ world: "normalizer", path: "../wit" });

pub use exports::okta_log::normalizer::transformer::{Failure, LogRecord, Outcome};
