//! `okta-normalizer explain`: where each field of a document comes from, for people and as JSON lines.
//!
//! The module exports no `explain`: nobody's pipeline needs it, and each byte of the module is loaded by all of them.
//! So this one command asks the library that the module is built from; tests hold the two to the same documents.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use okta_normalizer::explain::{Explanation, Field};
use okta_normalizer::{Error, Normalizer, Schema};

use crate::cli::ExplainArgs;
use crate::lines::{Chunk, Line, Lines};
use crate::source::Source;
use crate::stop::Stop;
use crate::transform::Ended;

/// Runs the command.
///
/// # Errors
/// When the input cannot be read, the output cannot be written, or there is no such schema.
pub fn run(arguments: &ExplainArgs) -> Result<Ended> {
    let Some(schema) = Schema::from_name(&arguments.schema) else {
        bail!("{}: {}", arguments.schema, Error::UnknownSchema.message());
    };
    let stop = Arc::new(Stop::on_signals().context("cannot install the signal handlers")?);
    let source = arguments.file.clone().map_or(Source::Stdin, Source::from);
    let cannot_read = || format!("cannot read {}", source.name());
    let input = source.open(&stop, &Arc::default()).with_context(cannot_read)?;
    let mut lines = Lines::new(input, stop.clone());
    let mut out = BufWriter::new(io::stdout().lock());
    let width = if io::stdout().is_terminal() { arguments.columns } else { usize::MAX };
    let mut normalizer = Normalizer::new();
    let mut failed = false;
    let mut chunk = Chunk::default();
    while lines.next_chunk(&mut chunk).with_context(cannot_read)? {
        let mut text = String::new();
        for line in chunk.lines() {
            for explanation in explain(&mut normalizer, line, schema) {
                failed |= explanation.is_err();
                if arguments.json {
                    json(&explanation, &mut text)
                } else {
                    columns(&explanation, width, &mut text)
                }
            }
        }
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ended::NobodyReads),
            written => written.context("cannot write the output")?,
        }
    }
    Ok(match stop.signal() {
        Some(signal) => Ended::Stopped(signal),
        None if failed => Ended::WithFailures,
        None => Ended::Well,
    })
}

/// One explanation for each event of a line; one error, if it is the line's.
fn explain(normalizer: &mut Normalizer, line: Line<'_>, schema: Schema) -> Vec<Result<Explanation, Error>> {
    let record = match line {
        Line::Record(record) => record,
        Line::TooLong(_) => return vec![Err(Error::RecordTooLarge)],
    };
    let mut explanations = Vec::new();
    match normalizer.explain_many(record, schema, |explanation| explanations.push(explanation)) {
        Ok(()) => explanations,
        Err(error) => vec![Err(error)],
    }
}

/// One line: the explanation, or `{"error":{"code","message"}}`.
fn json(explanation: &Result<Explanation, Error>, text: &mut String) {
    match explanation {
        Ok(explanation) => text.push_str(&explanation.to_json()),
        Err(error) => {
            let error = serde_json::json!({"error": {"code": error.code(), "message": error.message()}});
            text.push_str(&error.to_string());
        }
    }
    text.push('\n');
}

/// A table: field, rule, input, value; below it what was not used.
fn columns(explanation: &Result<Explanation, Error>, width: usize, text: &mut String) {
    let explanation = match explanation {
        Ok(explanation) => explanation,
        Err(error) => {
            text.push_str(&format!("{error}\n\n"));
            return;
        }
    };
    let rows: Vec<[String; 4]> = explanation.fields.iter().map(row).collect();
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let [field, rule, input] = [0, 1, 2].map(|column| widest(column).unwrap_or(0));
    for [output, how, from, value] in &rows {
        let mut line = format!("{output:field$}  {how:rule$}  {from:input$}  ");
        let room = width.saturating_sub(line.chars().count()).clamp(24, LONGEST);
        if value.chars().count() > room {
            line.extend(value.chars().take(room - 1));
            line.push('…');
        } else {
            line.push_str(value);
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let (used, all) = explanation.coverage();
    let _ = match all - used {
        0 => writeln!(text, "\nall {all} values of the record are used"),
        _ => writeln!(text, "\n{used} of {all} values of the record are used; these are not:"),
    };
    for input in explanation.inputs.iter().filter(|input| !input.used && !input.empty) {
        let _ = writeln!(text, "  {}", dotted(&input.place.pointer));
    }
    text.push('\n');
}

/// Values are shortened to this many characters, on a terminal to what is left of its width.
const LONGEST: usize = 100;

fn row(field: &Field) -> [String; 4] {
    let from = match &field.input {
        Some(place) if place.pointer.is_empty() => "(the record)".to_owned(),
        Some(place) => dotted(&place.pointer),
        None => String::new(),
    };
    [dotted(&field.output), field.rule.name().to_owned(), from, field.value.clone()]
}

/// A pointer as people write it: `actor.id`.
fn dotted(pointer: &str) -> String {
    let steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    steps.collect::<Vec<_>>().join(".")
}
