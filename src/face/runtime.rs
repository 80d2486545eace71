//! What a program without the standard library brings along: memory, and what becomes of a panic.
//!
//! The standard library would print a panic's message, and for that import four functions of WASI. Without it the
//! module imports nothing: it instantiates in an empty linker, needs no adapter to become a component, loads in hosts
//! that refuse WASI, and cannot reach anything of its host. A test asserts that the built files import nothing.
#![allow(unsafe_code)] // Memory is handed out by pointer; each block says why it is sound.

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_void;
use core::panic::PanicInfo;

#[link(name = "c")]
unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

/// wasi-libc's allocator. Its `malloc` and `free` are exported: Fluent Bit puts records into memory that it takes with
/// them, so that there is one heap.
struct Libc;

#[global_allocator]
static LIBC: Libc = Libc;

/// What `malloc` aligns to.
const ALIGNED: usize = 16;

/// Memory that has to be aligned to more than [`ALIGNED`] bytes, which nothing here asks for, is refused.
fn is_aligned(layout: Layout) -> bool {
    layout.align() <= ALIGNED
}

// SAFETY: the four functions are C's own, whose promises are those of the trait up to the alignment that is checked;
// NULL says in both that there is no memory.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: any size may be asked for.
        if is_aligned(layout) { unsafe { malloc(layout.size()) }.cast() } else { core::ptr::null_mut() }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: any size may be asked for.
        if is_aligned(layout) { unsafe { calloc(1, layout.size()) }.cast() } else { core::ptr::null_mut() }
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        // SAFETY: the caller has it from this allocator, so from `malloc`.
        unsafe { free(memory.cast()) }
    }

    unsafe fn realloc(&self, memory: *mut u8, _: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller has it from this allocator, so from `malloc`, and `realloc` keeps its alignment.
        unsafe { realloc(memory.cast(), size) }.cast()
    }
}

/// Panics are meant to be impossible; one that happens nevertheless ends the call as a trap.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
