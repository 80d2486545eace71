//! Turns a record that carries an Okta System Log event into a normalised document.
//!
//! ```
//! use okta_normalizer::{Normalizer, Schema};
//!
//! let record = br#"{"eventType":"user.session.start","published":"2022-11-15T08:04:22.213Z"}"#;
//! let mut normalizer = Normalizer::new();
//! let document = normalizer.transform(record, Schema::Sekoia)?;
//! assert!(document.ends_with(b"}"));
//! # Ok::<(), okta_normalizer::Error>(())
//! ```
//!
//! # Scope of this crate
//!
//! The library is what the WebAssembly module is made of; the module is the product. It reads one record at a
//! time, keeps no state that changes an answer, opens no files and knows no clock. Any input gives a document
//! or an [`Error`]; nothing panics.

// `core` and `alloc` are all that the library takes: the module has no standard library, whose panic messages would add
// 19 KB and four imports.
#![cfg_attr(target_os = "wasi", no_std)]

extern crate alloc;

mod bytes;
pub mod catalog;
pub mod derive;
mod envelope;
mod error;
mod error_record;
mod event;
// For people and pages; the module stays small without it.
#[cfg(not(target_os = "wasi"))]
pub mod explain;
#[cfg(any(target_os = "wasi", all(test, miri)))]
mod face;
mod host_keys;
mod json;
mod list;
mod normalize;
mod schema;

pub use error::Error;
pub use normalize::{Failure, MAX_EVENTS, MAX_RECORD, Normalizer, Outcome};
pub use schema::Schema;
