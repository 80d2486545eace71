//! Linker arguments of the module: exports `malloc` and `free`.
//!
//! Fluent Bit puts records into guest memory with the guest's own `malloc` and `free` when both are exported;
//! without them a record over 63 KiB arrives as a NULL pointer. Only the WASI linker knows them, so every other
//! target is left alone.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|os| os == "wasi") {
        println!("cargo::rustc-link-arg-cdylib=--export=malloc");
        println!("cargo::rustc-link-arg-cdylib=--export=free");
    }
}
