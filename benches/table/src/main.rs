//! `make bench`: the job done by this project and by what people would use instead, one table from one run.
//!
//! The arguments are the folder of the built module and component, and the file of the floor's module.

mod beside;
mod measure;
mod rows;
mod sets;

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use okta_normalizer::Schema;

use measure::Measured;
use rows::{Component, Floor, Interpreter, Lua, Native, Raw, Row, Vrl};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1).map(PathBuf::from);
    let (dist, floor) = (arguments.next().context("no folder")?, arguments.next().context("no floor")?);
    let module = dist.join("okta_normalizer.wasm");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");

    let mut rows: Vec<Box<dyn Row>> = vec![Box::new(Floor::default())];
    for schema in Schema::ALL {
        rows.push(Box::new(Native::new(*schema)));
    }
    rows.push(Box::new(Component::load(&dist.join("okta_normalizer.component.wasm"))?));
    rows.push(Box::new(Raw::load(&module)?));
    rows.push(Box::new(Interpreter::load("floor in WAMR's interpreter", &floor, "floor")?));
    rows.push(Box::new(Interpreter::load("raw face in WAMR's interpreter", &module, "okta_to_sekoia")?));
    rows.push(Box::new(Vrl::new()?));
    rows.push(Box::new(Lua::new()?));

    let texts = sets::documented(&root)?;
    let forms = sets::forms(&texts)?;
    for set in &forms {
        print(set, &rows_of(&mut rows, set, 7, Duration::from_millis(200))?);
    }
    let stream = sets::stream(&texts, 100_000)?;
    print(&stream, &rows_of(&mut rows, &stream, 1, Duration::ZERO)?);
    beside::user_agents();
    beside::instances(&module, &forms[0].records[0])?;
    beside::flatness(&forms[0].records[0])
}

fn rows_of(
    rows: &mut [Box<dyn Row>],
    set: &sets::Set,
    rounds: usize,
    turn: Duration,
) -> Result<Vec<(String, Measured)>> {
    let measured = measure::table(rows, set, rounds, turn)?;
    Ok(rows.iter().map(|row| row.name()).zip(measured).collect())
}

/// Prints a set's part of the table: time, ratio to the floor of the same engine, ratio to VRL, growth.
fn print(set: &sets::Set, rows: &[(String, Measured)]) {
    let time =
        |start: &str| rows.iter().find(|(name, _)| name.starts_with(start)).map_or(1.0, |row| row.1.nanoseconds);
    let (floor, interpreted, vrl) = (time("floor: "), time("floor in "), time("VRL"));
    println!("\n{} ({} records, {} bytes on average)\n", set.name, set.records.len(), set.mean());
    println!("| row | µs per event | of its floor | VRL takes | bytes out per byte in |\n|---|---|---|---|---|");
    for (name, Measured { nanoseconds, growth }) in rows {
        let of = if name.contains("interpreter") { interpreted } else { floor };
        println!(
            "| {name} | {:.2} | {:.2} | {:.1} times | {growth:.2} |",
            nanoseconds / 1000.0,
            nanoseconds / of,
            vrl / nanoseconds
        );
    }
}
