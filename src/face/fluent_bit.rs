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

#[cfg(target_os = "wasi")]
unsafe extern "C" {
    /// The constructors that the linker collects; there are none.
    fn __wasm_call_ctors();
}

/// Runs the module's constructors, of which there are none: exporting this keeps the linker from wrapping every
/// other export in a constructor and destructor call. Hosts may call it once or never.
#[cfg(target_os = "wasi")]
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

/// For Miri (`make miri`), which finds what a pointer may not do. The records lie in allocations of their exact length.
#[cfg(all(test, miri))]
mod tests {
    use core::ffi::{CStr, c_char};
    use core::ptr::null;

    use super::{okta_to_ecs, okta_to_ecs_lean, okta_to_sekoia};

    type Filter = unsafe extern "C" fn(*const c_char, u32, u32, u32, *const c_char, u32) -> *const c_char;

    const FILTERS: [Filter; 3] = [okta_to_sekoia, okta_to_ecs, okta_to_ecs_lean];

    fn answer(filter: Filter, record: &[u8]) -> Vec<u8> {
        let record: Box<[u8]> = record.into();
        // SAFETY: the record outlives the call; the answer is copied before the next one.
        let answer =
            unsafe { CStr::from_ptr(filter(null(), 0, 0, 0, record.as_ptr().cast(), record.len() as u32)) };
        drop(record);
        answer.to_bytes().to_vec()
    }

    #[test]
    fn every_record_is_read_within_its_bounds() {
        let event = r#"{"eventType":"a.b","published":"2022-11-15T08:04:22Z","actor":{"id":"\u00e9"},"x":"#;
        let long = format!("{event}\"{}\"}}", "y".repeat(3000));
        let wrapped = r#"{"log":"{\"eventType\":\"a.b\",\"published\":\"2022-11-15T08:04:22Z\"}","h":1}"#;
        let short = format!("{event}1}}");
        let records = [&long, wrapped, &short, "", "{", "{}", "[]", "nul", "{\"eventType\":\"", &long, "\u{e9}"];
        for filter in FILTERS {
            let first = answer(filter, short.as_bytes());
            for record in records {
                let answer = answer(filter, record.as_bytes());
                assert!(answer.starts_with(b"{") && answer.ends_with(b"}"), "{record}");
            }
            assert!(answer(filter, &[0xff, 0xc3]).starts_with(b"{\"message\":\"/8M=\""));
            assert_eq!(answer(filter, short.as_bytes()), first);
        }
    }

    #[test]
    fn no_pointer_is_followed_that_is_null() {
        for filter in FILTERS {
            for length in [0, 1, u32::MAX] {
                // SAFETY: NULL is allowed with any length; the answer is read before the next call.
                let answer = unsafe { CStr::from_ptr(filter(null(), 0, 0, 0, null(), length)) };
                assert!(answer.to_bytes().windows(20).any(|part| part == b"\"record_unavailable\""));
            }
        }
    }
}
