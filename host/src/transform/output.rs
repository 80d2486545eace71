//! What `transform` writes: documents and error records as lines, each to where it belongs, and their counts.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Stdout, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow};

use crate::answer::{Answer, Answerer};
use crate::cli::{OnError, TransformArgs};
use crate::lines::{Chunk, Line};
use crate::pretty;
use crate::source::{Source, identity_of};
use okta_normalizer::Error;

/// How an answer becomes text, and where error records go.
#[derive(Debug, Clone, Copy)]
pub struct Rendering {
    /// For people: indented, long texts shortened.
    pub pretty: bool,
    /// Where error records go.
    pub errors: Errors,
}

/// Where error records go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// Among the documents, in their place.
    InPlace,
    /// To a file of their own.
    Apart,
    /// Nowhere.
    Dropped,
}

impl TransformArgs {
    /// How the answers are to be written.
    pub fn rendering(&self) -> Rendering {
        let errors = match (&self.errors, self.on_error) {
            (Some(_), _) => Errors::Apart,
            (None, OnError::Stdout) => Errors::InPlace,
            (None, OnError::Drop) => Errors::Dropped,
        };
        Rendering { pretty: self.pretty, errors }
    }
}

/// Refuses to read a file that is written, before anything is: each answer would be answered in its turn, without end.
///
/// # Errors
/// When standard output, or the file for error records, is one of the sources.
pub fn refuse_what_is_read(sources: &[Source], errors: Option<&Path>) -> Result<()> {
    let written = [identity_of(io::stdout()), errors.and_then(|path| Source::from(path.to_owned()).identity())];
    let both = sources.iter().find(|source| {
        let identity = source.identity();
        identity.is_some() && written.contains(&identity)
    });
    both.map_or(Ok(()), |source| Err(anyhow!("{} would be read and written at the same time", source.name())))
}

/// Memory that answers have grown over this many bytes is given back.
const KEEP: usize = 4 << 20;

/// The answers to one chunk of lines, as they are written. Their memory is there to be filled again.
#[derive(Debug, Default)]
pub struct Answers {
    output: Vec<u8>,
    errors: Vec<u8>,
    /// What they are.
    pub counts: Counts,
}

impl Answers {
    /// Answers to all lines of the chunk, in their order.
    pub fn add(&mut self, chunk: &Chunk, answerer: &mut Answerer, rendering: Rendering) {
        for line in chunk.lines() {
            self.counts.lines += 1;
            let each = |answer: Answer<'_>| self.push(&answer, rendering);
            match line {
                Line::Record(record) => answerer.answer(record, each),
                Line::TooLong(head) => answerer.fail(head, Error::RecordTooLarge, each),
            }
        }
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        for text in [&mut self.output, &mut self.errors] {
            text.clear();
            text.shrink_to(KEEP);
        }
        self.counts = Counts::default();
    }

    fn push(&mut self, answer: &Answer<'_>, rendering: Rendering) {
        let mut to = Some(&mut self.output);
        let text = match answer {
            Answer::Document(document) => {
                self.counts.documents += 1;
                document.as_bytes()
            }
            Answer::Unchanged(record) => {
                self.counts.unchanged += 1;
                record.as_bytes()
            }
            Answer::Failed { code, record } => {
                *self.counts.failures.entry((*code).to_owned()).or_default() += 1;
                match rendering.errors {
                    Errors::InPlace => {}
                    Errors::Apart => to = Some(&mut self.errors),
                    Errors::Dropped => to = None,
                }
                record
            }
        };
        let Some(to) = to else { return };
        if rendering.pretty {
            pretty::indent(text, to);
        } else {
            to.extend_from_slice(text);
        }
        to.push(b'\n');
    }
}

/// What went through.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Lines read, blank ones left out.
    pub lines: u64,
    /// Events normalised. One line may hold several.
    pub documents: u64,
    /// Records that claim nothing that is Okta's.
    pub unchanged: u64,
    /// Records and events that could not be normalised, by their error's code.
    pub failures: BTreeMap<String, u64>,
}

impl Counts {
    /// Adds those of another part of the stream.
    pub fn add(&mut self, other: &Counts) {
        self.lines += other.lines;
        self.documents += other.documents;
        self.unchanged += other.unchanged;
        for (code, count) in &other.failures {
            *self.failures.entry(code.clone()).or_default() += count;
        }
    }

    /// How many could not be normalised.
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }
}

/// Standard output, and the file for error records when there is one.
pub struct Sinks {
    output: Stdout,
    errors: Option<File>,
}

impl Sinks {
    /// Opens what the arguments name. Error records are added to what the file holds.
    ///
    /// # Errors
    /// When the file for error records cannot be opened.
    pub fn open(arguments: &TransformArgs) -> Result<Sinks> {
        let open = |path| {
            OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .with_context(|| format!("cannot open {}", std::path::Path::display(path)))
        };
        let errors = arguments.errors.as_deref().map(open).transpose()?;
        Ok(Sinks { output: io::stdout(), errors })
    }

    /// Writes them out; false when nobody reads standard output any more.
    ///
    /// # Errors
    /// When either output cannot be written.
    pub fn write(&mut self, answers: &Answers) -> Result<bool> {
        // Error records first: once the output is written, nothing of the chunk is only in memory.
        if let Some(errors) = &mut self.errors {
            errors.write_all(&answers.errors).context("cannot write the error records")?;
        }
        let mut output = self.output.lock();
        match output.write_all(&answers.output).and_then(|()| output.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(error).context("cannot write to standard output"),
        }
    }
}
