//! A face in a process of its own, for engines that no Rust program can load beside the others.
//!
//! The process first prints a line: `ready`, or `! ` and why it cannot be. Then it reads lines, each a schema, a space
//! and a record in hexadecimal, and answers each with a line: the answer in hexadecimal, or `! ` and what went wrong.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::Face;

/// A running process that answers.
pub struct Process {
    name: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts the command and waits until it is ready.
    ///
    /// # Errors
    /// It does not start, or says why it cannot answer.
    pub fn start(name: &'static str, command: &mut Command) -> Result<Process> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", command.get_program().display()))?;
        let input = child.stdin.take().context("its input")?;
        let output = BufReader::new(child.stdout.take().context("its output")?);
        let mut process = Process { name, child, input, output };
        let first = process.line()?;
        ensure!(first == "ready", "{name} says {first:?}");
        Ok(process)
    }

    /// The next line, unless it reports an error.
    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.output.read_line(&mut line)? > 0, "the process has ended");
        let line = line.trim_end_matches('\n');
        if let Some(error) = line.strip_prefix("! ") {
            bail!("{error}");
        }
        Ok(line.to_owned())
    }
}

impl Face for Process {
    fn name(&self) -> &'static str {
        self.name
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        self.input.write_all(format!("{schema} {}\n", hexadecimal(record)).as_bytes())?;
        bytes(&self.line()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The other side: answers lines with a face, or says why there is none.
///
/// # Errors
/// The lines cannot be read, are none of [`Process`]'s, or the answers cannot be written.
pub fn answer_lines(face: Result<impl Face>, input: impl BufRead, mut output: impl Write) -> Result<()> {
    let sentence = |error: anyhow::Error| format!("! {error:#}").replace('\n', " ");
    let mut face = match face {
        Ok(face) => face,
        Err(error) => return Ok(writeln!(output, "{}", sentence(error))?),
    };
    writeln!(output, "ready")?;
    output.flush()?;
    for line in input.lines() {
        let line = line?;
        let (schema, record) = line.split_once(' ').context("a line is a schema and a record")?;
        let answer = face.filter(&bytes(record)?, schema).map_or_else(sentence, |answer| hexadecimal(&answer));
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(hexadecimal: &str) -> Result<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pairs = hexadecimal.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    pairs.collect::<Option<Vec<u8>>>().context("no hexadecimal")
}
