//! The faces of the module: how each kind of host calls it. No rule of normalisation lives here.
//!
//! Miri reads the raw face too: `make miri`.

#[cfg(target_os = "wasi")]
mod component;
mod fluent_bit;
#[cfg(target_os = "wasi")]
mod runtime;

use core::cell::RefCell;
use core::mem::ManuallyDrop;

use crate::Normalizer;

/// One normaliser for the life of the instance: it owns the buffers that are reused, and the one that raw answers
/// lie in. It is never dropped.
struct Instance(RefCell<State>);

/// Whether the normaliser has been made. An [`Option`] would say so with a byte inside of the normaliser that is not 0, so
/// that the module would carry all of its zeroes.
#[repr(u8)]
#[expect(clippy::large_enum_variant, reason = "there is one, and it is empty until the first call only")]
enum State {
    Empty,
    Made(ManuallyDrop<Normalizer>),
}

// SAFETY: a host calls one function of an instance at a time; WebAssembly without threads has no other.
#[allow(unsafe_code)]
unsafe impl Sync for Instance {}

static NORMALIZER: Instance = Instance(RefCell::new(State::Empty));

/// Lends the normaliser to a call.
fn with_normalizer<A>(call: impl FnOnce(&mut Normalizer) -> A) -> A {
    let state = &mut *NORMALIZER.0.borrow_mut();
    loop {
        match state {
            State::Made(normalizer) => return call(normalizer),
            State::Empty => *state = State::made(),
        }
    }
}

impl State {
    #[cold]
    #[inline(never)]
    fn made() -> State {
        State::Made(ManuallyDrop::new(Normalizer::default()))
    }
}
