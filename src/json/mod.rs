//! JSON as borrowed text: scanned, never turned into a tree.

mod bare;
pub mod dialect;
pub mod escape;
pub mod nesting;
pub mod order;
pub mod output;
mod scratch;
pub mod span;
pub mod tap;
pub mod tape;
pub mod token;
pub mod value;
pub mod walk;
mod wrapped;

pub use bare::Bare;
pub use dialect::Dialect;
pub use output::Output;
pub use scratch::Scratch;
pub use tap::{Escape, Silent, Tap};
pub use value::{Kind, Value};
pub use wrapped::Wrapped;
