//! Exports the allocator, with which Fluent Bit hands over records.

fn main() {
    println!("cargo::rustc-link-arg-cdylib=--export=malloc");
    println!("cargo::rustc-link-arg-cdylib=--export=free");
}
