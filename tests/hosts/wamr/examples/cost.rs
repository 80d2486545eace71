//! What a record costs in Fluent Bit's engine: `cost MODULE FUNCTION FILE...`, CPU µs per record.
//!
//! Each file is one record. The files go through by turns for about a tenth of a second a round, in eleven rounds;
//! the best and the middle one are printed. CPU time, because other processes' turns are not the module's cost.

use std::error::Error;
use std::time::Duration;
use std::{env, fs};

use wamr_host::{Filter, Outcome, Record};

const ROUNDS: usize = 11;
const ROUND: Duration = Duration::from_millis(100);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, function, files @ ..] = arguments.as_slice() else {
        return Err("usage: cost MODULE FUNCTION FILE...".into());
    };
    let records: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<Result<_, _>>()?;
    if records.is_empty() {
        return Err("no file to measure with".into());
    }

    let mut filter = Filter::load(module)?;
    let mut round = || -> Result<f64, Box<dyn Error>> {
        let (start, mut calls) = (cpu_time()?, 0_u32);
        while cpu_time()? - start < ROUND {
            for record in &records {
                let outcome = filter.call(function, Record::Text(record));
                if !matches!(outcome, Outcome::Replaced(_)) {
                    return Err(format!("{outcome:?}").into());
                }
                calls += 1;
            }
        }
        Ok((cpu_time()? - start).as_secs_f64() * 1e6 / f64::from(calls))
    };
    round()?;
    let mut rounds = (0..ROUNDS).map(|_| round()).collect::<Result<Vec<f64>, _>>()?;
    rounds.sort_by(f64::total_cmp);
    println!("{function}: best {:.1}, middle {:.1} µs per record", rounds[0], rounds[ROUNDS / 2]);
    Ok(())
}

/// The time that this thread has run, from Linux's own books.
fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split(' ').next().ok_or("no time in schedstat")?.parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}
