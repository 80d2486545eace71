//! `okta-normalizer transform`: JSON lines in, JSON lines out.

mod ordered;
mod output;
mod pipeline;
mod reading;
mod report;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::{Context, Result};

use crate::answer::Answerer;
use crate::cli::TransformArgs;
use crate::engine::Module;
use crate::source::Source;
use crate::stop::Stop;

pub use output::Counts;

/// How a run ended, as the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// 0: every record was normalised, or passed because it claims to be nothing of Okta's.
    Well,
    /// 1: at least one record could not be normalised.
    WithFailures,
    /// 2: an input could not be read to its end; the others were.
    WithTrouble,
    /// 141, as if SIGPIPE had ended the process: whoever read the output is gone.
    NobodyReads,
    /// 128 and the signal's number: asked to stop before the end of the input.
    Stopped(u8),
}

impl Ended {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Ended::Well => 0,
            Ended::WithFailures => 1,
            Ended::WithTrouble => 2,
            Ended::NobodyReads => 141,
            Ended::Stopped(signal) => 128_u8.saturating_add(signal),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When nothing can be done at all: the module does not load, or an output cannot be written.
pub fn run(arguments: &TransformArgs) -> Result<Ended> {
    let stop = Arc::new(Stop::on_signals().context("cannot install the signal handlers")?);
    let limits = &arguments.module;
    let module = Module::load(limits.module.as_deref(), limits.memory(), limits.time())?;
    let answerers = (0..arguments.jobs().get())
        .map(|_| Answerer::new(&module, &arguments.schema))
        .collect::<Result<Vec<_>>>()?;
    let sources: Vec<Source> = if arguments.files.is_empty() {
        vec![Source::Stdin]
    } else {
        arguments.files.iter().cloned().map(Source::from).collect()
    };
    output::refuse_what_is_read(&sources, arguments.errors.as_deref())?;
    let sinks = output::Sinks::open(arguments)?;

    let taken = Arc::new(AtomicU64::new(0));
    let progress = report::Progress::new(&sources, taken.clone(), arguments.quiet);
    let reading = reading::Reading::new(sources, stop.clone(), taken);
    let out = ordered::Out::new(sinks, progress);
    let Some(out) = pipeline::run(reading, answerers, arguments.rendering(), out)? else {
        return Ok(Ended::NobodyReads);
    };
    out.finish();
    Ok(match stop.signal() {
        Some(signal) => Ended::Stopped(signal),
        None if out.trouble => Ended::WithTrouble,
        None if out.counts.failed() > 0 => Ended::WithFailures,
        None => Ended::Well,
    })
}
