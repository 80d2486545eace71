//! One function with the signature of Fluent Bit's filter functions: it reads the record with `serde_json`, keeps
//! nothing of it, and answers with a copy.

use std::cell::RefCell;
use std::slice;

use serde::de::IgnoredAny;

thread_local! {
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

unsafe extern "C" {
    fn __wasm_call_ctors();
}

/// Keeps the linker from wrapping the exports in constructor calls, as the module does.
#[unsafe(no_mangle)]
extern "C" fn _initialize() {
    // SAFETY: the linker defines this function in every WebAssembly module; it takes and returns nothing.
    unsafe { __wasm_call_ctors() }
}

/// # Safety
/// `record` must point to `length` readable bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn floor(_: u32, _: u32, _: u32, _: u32, record: *const u8, length: u32) -> *const u8 {
    // SAFETY: the caller's promise.
    let record = unsafe { slice::from_raw_parts(record, length as usize) };
    ANSWER.with_borrow_mut(|answer| {
        answer.clear();
        if serde_json::from_slice::<IgnoredAny>(record).is_ok() {
            answer.extend_from_slice(record);
        }
        answer.push(0);
        answer.as_ptr()
    })
}
