//! Every case through one face: what the case expects, in the native library's bytes.

use anyhow::{Result, ensure};

use crate::{Case, Face, Native, judge_filter};

/// What came of the cases on one face.
#[derive(Debug, Default)]
pub struct Report {
    /// Cases whose answer is as expected.
    pub passed: usize,
    /// The others, each with what is wrong.
    pub failed: Vec<String>,
    /// Names of the cases whose record this face cannot be handed, see [`Face::takes`].
    pub not_taken: Vec<String>,
}

impl Report {
    /// # Errors
    /// What is wrong, when anything is, or when not even one case was answered.
    pub fn verdict(&self) -> Result<()> {
        ensure!(self.failed.is_empty(), "{} cases are wrong:\n{}", self.failed.len(), self.failed.join("\n"));
        ensure!(self.passed > 0, "no case was answered");
        Ok(())
    }
}

/// Asks the face about every case.
pub fn replay(face: &mut dyn Face, cases: &[Case]) -> Report {
    let mut native = Native::default();
    let mut report = Report::default();
    for case in cases {
        if !face.takes(&case.record) {
            report.not_taken.push(case.name.clone());
            continue;
        }
        match ask(face, &mut native, case) {
            Ok(()) => report.passed += 1,
            Err(error) => report.failed.push(format!("{}: {error:#}", case.name)),
        }
    }
    report
}

fn ask(face: &mut dyn Face, native: &mut Native, case: &Case) -> Result<()> {
    let answer = face.filter(&case.record, &case.schema)?;
    judge_filter(case, &answer)?;
    let expected = native.filter(&case.record, &case.schema)?;
    ensure!(answer == expected, "not the native library's bytes: {}", String::from_utf8_lossy(&answer));
    Ok(())
}
