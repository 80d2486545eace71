//! The `okta-normalizer` program.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use okta_normalizer_host::cli::{Cli, Command};
use okta_normalizer_host::{explain, inspect, serve, transform};
use tracing::Level;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let level = match &cli.command {
        Command::Serve(arguments) => arguments.log_level,
        Command::Transform(_) | Command::Explain(_) | Command::Inspect(_) => Level::WARN,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    match run(&cli.command) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("okta-normalizer: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs the command and gives the exit code.
fn run(command: &Command) -> Result<u8> {
    match command {
        Command::Transform(arguments) => transform::run(arguments).map(transform::Ended::code),
        Command::Explain(arguments) => explain::run(arguments).map(transform::Ended::code),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Inspect(arguments) => {
            let (report, good) = inspect::report(&arguments.file)?;
            match io::stdout().write_all(report.as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    Ok(transform::Ended::NobodyReads.code())
                }
                Err(error) => Err(error.into()),
                Ok(()) => Ok(u8::from(!good)),
            }
        }
    }
}
