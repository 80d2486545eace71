//! The test host itself: it must see what goes wrong in a module, or nothing that it passes means much.

use wamr_host::{Filter, Outcome, Record};

/// A module whose functions do one thing each: hand the record back, drop it, trap, …
const MODULE: &str = r#"(module
    (memory (export "memory") 2)
    (global $next (mut i32) (i32.const 1024))
    (global $freed (mut i32) (i32.const 0))
    (data (i32.const 16) "{}\00")
    (data (i32.const 32) "{\22freed\22:0}\00")

    (func (export "malloc") (param $size i32) (result i32)
        (local $at i32)
        (local.set $at (global.get $next))
        (global.set $next (i32.add (local.get $at) (local.get $size)))
        (local.get $at))
    (func (export "free") (param i32)
        (global.set $freed (i32.add (global.get $freed) (i32.const 1))))

    (func (export "echo") (param i32 i32 i32 i32 i32 i32) (result i32)
        (local.get 4))
    (func (export "tag") (param i32 i32 i32 i32 i32 i32) (result i32)
        (local.get 0))
    (func (export "empty_object") (param i32 i32 i32 i32 i32 i32) (result i32)
        (i32.const 16))
    (func (export "dropped") (param i32 i32 i32 i32 i32 i32) (result i32)
        (i32.const 18))
    (func (export "trap") (param i32 i32 i32 i32 i32 i32) (result i32)
        unreachable)
    (func (export "out_of_range") (param i32 i32 i32 i32 i32 i32) (result i32)
        (i32.const 0x7fff0000))
    (func (export "never_ends") (param i32 i32 i32 i32 i32 i32) (result i32)
        (memory.fill (i32.const 65536) (i32.const 65) (i32.const 65536))
        (i32.const 65536))
    (func $deeper (param $n i64) (result i64)
        (i64.add (i64.const 1) (call $deeper (i64.add (local.get $n) (i64.const 1)))))
    (func (export "deep") (param i32 i32 i32 i32 i32 i32) (result i32)
        (i32.wrap_i64 (call $deeper (i64.const 0))))
    (func (export "freed") (param i32 i32 i32 i32 i32 i32) (result i32)
        (i32.store8 (i32.const 41) (i32.add (i32.const 48) (global.get $freed)))
        (i32.const 32))
    (func (export "null") (param i32 i32 i32 i32 i32 i32) (result i32)
        (if (i32.eqz (local.get 4)) (then (if (i32.eq (local.get 5) (i32.const 7))
            (then (return (i32.const 16))))))
        unreachable)
    (func (export "grow") (param i32 i32 i32 i32 i32 i32) (result i32)
        (drop (memory.grow (i32.const 3)))
        (i32.const 16))
)"#;

fn filter() -> Filter {
    let bytes = wat::parse_str(MODULE).expect("a module");
    Filter::from_bytes(bytes).expect("WAMR takes it")
}

fn call(filter: &mut Filter, function: &str) -> Outcome {
    filter.call(function, Record::Text(br#"{"a":1}"#))
}

fn replaced(text: &str) -> Outcome {
    Outcome::Replaced(text.as_bytes().to_vec())
}

#[test]
fn a_result_replaces_the_record() {
    let mut filter = filter();
    assert_eq!(call(&mut filter, "echo"), replaced(r#"{"a":1}"#));
    assert_eq!(call(&mut filter, "tag"), replaced("okta.log"));
    assert_eq!(call(&mut filter, "empty_object"), replaced("{}"));
}

#[test]
fn an_empty_result_drops_the_record() {
    assert_eq!(call(&mut filter(), "dropped"), Outcome::Dropped);
}

#[test]
fn a_trap_ends_with_the_record() {
    let mut filter = filter();
    let outcome = call(&mut filter, "trap");
    assert_eq!(outcome, Outcome::Trap("Exception: unreachable".to_owned()));
    assert_eq!(call(&mut filter, "empty_object"), replaced("{}"));
}

#[test]
fn the_operand_stack_is_small() {
    let mut filter = filter();
    let outcome = call(&mut filter, "deep");
    assert_eq!(outcome, Outcome::Trap("Exception: wasm operand stack overflow".to_owned()));
    assert_eq!(call(&mut filter, "empty_object"), replaced("{}"));
}

/// The filter does not clear the exception that its own check of the address leaves behind.
#[test]
fn an_invalid_pointer_takes_the_next_record_with_it() {
    for function in ["out_of_range", "never_ends"] {
        let mut filter = filter();
        assert_eq!(call(&mut filter, function), Outcome::InvalidPointer);
        assert!(matches!(call(&mut filter, "empty_object"), Outcome::Trap(_)));
        assert_eq!(call(&mut filter, "empty_object"), replaced("{}"));
    }
}

#[test]
fn a_wrong_name_is_told_apart() {
    assert_eq!(call(&mut filter(), "absent"), Outcome::NoSuchFunction);
}

#[test]
fn a_null_record_keeps_its_length() {
    let outcome = filter().call("null", Record::Null { len: 7 });
    assert_eq!(outcome, replaced("{}"));
}

#[test]
fn tag_and_record_are_freed_whatever_became_of_them() {
    let mut filter = filter();
    call(&mut filter, "echo");
    call(&mut filter, "trap");
    assert_eq!(call(&mut filter, "freed"), replaced(r#"{"freed":4}"#));
}

#[test]
fn memory_is_seen_to_grow() {
    let mut filter = filter();
    assert_eq!(filter.memory_bytes(), 2 * 65536);
    call(&mut filter, "grow");
    assert_eq!(filter.memory_bytes(), 5 * 65536);
}

#[test]
fn what_wamr_does_not_know_is_rejected() {
    let simd = wat::parse_str("(module (func (result v128) (v128.const i64x2 0 0)))");
    let error = Filter::from_bytes(simd.expect("a module")).err();
    assert!(error.is_some(), "SIMD is off in Fluent Bit, and must be here");
}
