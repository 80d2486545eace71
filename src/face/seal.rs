//! Keeps the module free of imports.
//!
//! std's panic and environment paths call four functions of WASI. wasi-libc declares them under the names
//! below; when the crate defines those names itself, the linker resolves them inside the module and nothing is
//! left to import. Such a module instantiates in an empty linker, needs no adapter to become a component, and
//! loads in hosts that refuse WASI. The names are internal to wasi-libc: the toolchain is pinned, and a test
//! asserts that the built module imports nothing.
//!
//! None of them is reached by a working module: nothing here prints, reads the environment or exits.
#![allow(unsafe_code)] // `no_mangle` counts as unsafe: it claims a global name. These four are wasi-libc's own.

/// WASI's `errno` for "function not supported".
const ENOSYS: i32 = 52;

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_environ_get(_environ: i32, _buffer: i32) -> i32 {
    ENOSYS
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_environ_sizes_get(_count: i32, _size: i32) -> i32 {
    ENOSYS
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_write(_fd: i32, _iovs: i32, _len: i32, _written: i32) -> i32 {
    ENOSYS
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_proc_exit(_code: i32) {
    core::arch::wasm32::unreachable()
}
