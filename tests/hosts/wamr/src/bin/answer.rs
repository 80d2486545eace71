//! Answers records with a module in Fluent Bit's engine, line by line, as `conformance::Process` asks.
//!
//! `answer MODULE`

use std::env;
use std::io::{stdin, stdout};

use anyhow::{Context, Result};
use wamr_host::Filter;

fn main() -> Result<()> {
    let module = env::args_os().nth(1).context("usage: answer MODULE")?;
    let filter = Filter::load(module).map_err(anyhow::Error::from);
    conformance::answer_lines(filter, stdin().lock(), stdout().lock())
}
