//! The table that says what came of the cases on each engine.

use std::fmt::Write as _;

use conformance::{Case, Report, replay};

use crate::{Artefact, ENGINES, Engine};

/// How many failed cases of an engine are printed, and how many lines of each.
const SHOWN: usize = 3;
const LINES: usize = 4;

/// What came of an engine.
pub enum Outcome {
    /// It answered.
    Ran(Report),
    /// It is there and refused the module.
    Refused(String),
    /// It is not there.
    NotRun(String),
}

/// One engine and what came of it.
pub struct Row {
    /// The engine.
    pub engine: &'static Engine,
    /// What came of it.
    pub outcome: Outcome,
}

/// Replays the cases on every engine.
pub fn judge(artefact: &Artefact, cases: &[Case]) -> Vec<Row> {
    let outcome = |engine: &Engine| match (engine.absent)() {
        Some(reason) => Outcome::NotRun(reason),
        None => match (engine.load)(artefact) {
            Ok(mut face) => Outcome::Ran(replay(face.as_mut(), cases)),
            Err(error) => Outcome::Refused(format!("{error:#}")),
        },
    };
    ENGINES.iter().map(|engine| Row { engine, outcome: outcome(engine) }).collect()
}

/// The table as text, and whether every engine that is there gave every answer right.
pub fn print(rows: &[Row]) -> (String, bool) {
    let mut table =
        format!("{:<10} {:<10} {:>7} {:>7} {:>10}\n", "engine", "face", "passed", "failed", "not taken");
    let (mut details, mut good, mut ran) = (String::new(), true, false);
    for Row { engine, outcome } in rows {
        let head = format!("{:<10} {:<10}", engine.engine, engine.face);
        // Writing to a String cannot fail.
        let _ = match outcome {
            Outcome::Ran(report) => {
                let (passed, failed, not_taken) = (report.passed, report.failed.len(), report.not_taken.len());
                good &= report.verdict().is_ok();
                ran = true;
                for failure in report.failed.iter().take(SHOWN) {
                    let lines: Vec<&str> = failure.lines().take(LINES).collect();
                    let _ = writeln!(details, "\n{} {}: {}", engine.engine, engine.face, lines.join("\n"));
                }
                writeln!(table, "{head} {passed:>7} {failed:>7} {not_taken:>10}")
            }
            Outcome::Refused(reason) => {
                good = false;
                writeln!(table, "{head} refused: {reason}")
            }
            Outcome::NotRun(reason) => writeln!(table, "{head} not run: {reason}"),
        };
    }
    (table + &details, good && ran)
}
