//! The raw face: one exported function per schema, with the signature of Fluent Bit's `wasm` filter.
//!
//! Who owns what:
//! - The host puts tag and record into memory that it takes with the exported `malloc` and gives back with the
//!   exported `free` after the call. The functions here only read them, and only during the call.
//! - The answer is a pointer to text that ends in NUL. It lies in a buffer that the module owns and reuses: the
//!   host copies it before the next call and never frees it.
//! - A NULL record pointer with a length is how Fluent Bit passes a record that it had no room for.
//!
//! Every call answers with one JSON object, whatever came in: the document, the record itself, or an error
//! record. Fluent Bit loses a record for any other answer, and loses all of them after some hundreds of traps.
#![allow(unsafe_code)] // The host's pointers can only be followed by unsafe code; each block says why it is sound.

use core::ffi::c_char;
use core::slice;

use super::with_normalizer;
use crate::Schema;

unsafe extern "C" {
    /// The constructors that the linker collects; there are none.
    fn __wasm_call_ctors();
}

/// Runs the module's constructors, of which there are none: exporting this keeps the linker from wrapping every
/// other export in a constructor and destructor call. Hosts may call it once or never.
#[unsafe(no_mangle)]
extern "C" fn _initialize() {
    // SAFETY: the linker defines this function in every WebAssembly module; it takes and returns nothing.
    unsafe { __wasm_call_ctors() }
}

macro_rules! filters {
    ($($name:ident => $schema:ident;)*) => {$(
        /// Fluent Bit's filter function for the schema of that name.
        ///
        /// # Safety
        /// `record` must be NULL or point to `record_len` readable bytes.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(
            _tag: *const c_char,
            _tag_len: u32,
            _time_sec: u32,
            _time_nsec: u32,
            record: *const c_char,
            record_len: u32,
        ) -> *const c_char {
            // SAFETY: the caller's promise is the same.
            unsafe { answer(record, record_len, Schema::$schema) }
        }
    )*};
}

filters! {
    okta_to_sekoia => Sekoia;
    okta_to_ecs => Ecs;
    okta_to_ecs_lean => EcsLean;
}

/// # Safety
/// `record` must be NULL or point to `len` readable bytes.
unsafe fn answer(record: *const c_char, len: u32, schema: Schema) -> *const c_char {
    let record = if record.is_null() {
        None
    } else {
        // SAFETY: the host wrote `len` bytes at `record` before the call and leaves them alone during it; the
        // slice does not outlive this function.
        Some(unsafe { slice::from_raw_parts(record.cast::<u8>(), len as usize) })
    };
    with_normalizer(|normalizer| normalizer.filter_c(record, schema).as_ptr().cast())
}
