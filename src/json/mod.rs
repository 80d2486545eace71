//! JSON as borrowed text: scanned, never turned into a tree.

pub mod dialect;
pub mod escape;
pub mod nesting;
pub mod order;
pub mod output;
pub mod tap;
pub mod tape;
pub mod token;
pub mod value;
pub mod walk;

pub use dialect::{Bare, Dialect, Wrapped};
pub use output::Output;
pub use tap::{Escape, Silent, Tap};
pub use value::{Kind, Value};
