//! The faces of the module: how each kind of host calls it. No rule of normalisation lives here.
//!
//! Miri reads the raw face too: `make miri`.

#[cfg(target_os = "wasi")]
mod component;
mod fluent_bit;
#[cfg(target_os = "wasi")]
mod runtime;

use core::cell::RefCell;

use crate::Normalizer;

/// One normaliser for the life of the instance: it owns the buffers that are reused, and the one that raw answers
/// lie in. It is never dropped.
struct Instance(RefCell<Option<Normalizer>>);

// SAFETY: a host calls one function of an instance at a time; WebAssembly without threads has no other.
#[allow(unsafe_code)]
unsafe impl Sync for Instance {}

static NORMALIZER: Instance = Instance(RefCell::new(None));

/// Lends the normaliser to a call.
fn with_normalizer<A>(call: impl FnOnce(&mut Normalizer) -> A) -> A {
    call(NORMALIZER.0.borrow_mut().get_or_insert_default())
}
