//! The faces of the module: how each kind of host calls it. No rule of normalisation lives here.
//!
//! Miri reads the raw face too: `make miri`.

#[cfg(target_os = "wasi")]
mod component;
mod fluent_bit;
#[cfg(target_os = "wasi")]
mod seal;

use core::cell::RefCell;

use crate::Normalizer;

thread_local! {
    /// One normaliser for the life of the instance: it owns the buffers that are reused, and the one that raw
    /// answers lie in. A host calls one function at a time; WebAssembly has no other.
    /// It is never dropped, so that no code is there for it.
    static NORMALIZER: RefCell<&'static mut Normalizer> = RefCell::new(Box::leak(Box::default()));
}
