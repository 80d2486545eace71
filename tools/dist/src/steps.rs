//! Takes out of the module what Fluent Bit's interpreter would execute for nothing. The module does the same without.
//!
//! WAMR's fast interpreter gives a value to a local within the step that computes it, where the code says `local.set`, and reads
//! a local without a step, where it says `local.get`. Only `local.tee`, which is both, is a step of its own: one of ten that a
//! record takes (PERFORMANCE.md). wasmtime makes the same machine code of either, byte for byte.

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Instruction, Module};
use wasmparser::{FunctionBody, Parser};

/// The module with each `local.tee` as `local.set` and `local.get`. Its numbers are written as short as they can be, where the
/// linker has left room, which makes up for the instructions that are more.
///
/// # Errors
/// The bytes are no module.
pub fn with_fewer_steps(module: &[u8]) -> Result<Vec<u8>> {
    let mut without = Module::new();
    WithoutTees.parse_core_module(&mut without, Parser::new(0), module).context("this is no module")?;
    Ok(without.finish())
}

/// Copies a module.
struct WithoutTees;

impl Reencode for WithoutTees {
    type Error = std::convert::Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            match self.parse_instruction(&mut operators)? {
                Instruction::LocalTee(local) => {
                    function.instruction(&Instruction::LocalSet(local));
                    function.instruction(&Instruction::LocalGet(local));
                }
                other => {
                    function.instruction(&other);
                }
            }
        }
        code.function(&function);
        Ok(())
    }
}
