//! What `transform` tells the operator on standard error: a progress bar on a terminal, counters at the end.

use std::io::{IsTerminal, stderr, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Counts;
use crate::source::Source;

/// The bar, if there is one, and whether the counters are wanted.
pub struct Progress {
    bar: ProgressBar,
    taken: Arc<AtomicU64>,
    quiet: bool,
}

impl Progress {
    /// A bar over the bytes of all sources when standard error is a terminal and the output does not go there as
    /// well; of the sources' bytes as stored, `taken` says how many were read.
    pub fn new(sources: &[Source], taken: Arc<AtomicU64>, quiet: bool) -> Progress {
        let bar = if quiet || !stderr().is_terminal() || stdout().is_terminal() {
            ProgressBar::hidden()
        } else if let Some(total) = sources.iter().map(Source::size).sum::<Option<u64>>() {
            ProgressBar::new(total).with_style(style("{wide_bar} {bytes}/{total_bytes} {msg} {eta}"))
        } else {
            ProgressBar::new_spinner().with_style(style("{spinner} {bytes} {msg} {elapsed}"))
        };
        Progress { bar, taken, quiet }
    }

    /// Moves the bar.
    pub fn show(&self, counts: &Counts) {
        if !self.bar.is_hidden() {
            self.bar.set_position(self.taken.load(Ordering::Relaxed));
            self.bar.set_message(counted(counts.lines, "line"));
        }
    }

    /// Prints a sentence above the bar. `--quiet` does not silence problems.
    pub fn print(&self, sentence: &str) {
        self.bar.suspend(|| eprintln!("{sentence}"));
    }

    /// Takes the bar away and prints the counters.
    pub fn finish(&self, counts: &Counts) {
        self.bar.finish_and_clear();
        if !self.quiet {
            eprintln!("okta-normalizer: {}", summary(counts));
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are the two constants above.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// One line: `5 lines: 6 documents, 1 unchanged, 1 failed (invalid_json 1)`.
fn summary(counts: &Counts) -> String {
    let mut text = format!(
        "{}: {}, {} unchanged, {} failed",
        counted(counts.lines, "line"),
        counted(counts.documents, "document"),
        counts.unchanged,
        counts.failed()
    );
    if !counts.failures.is_empty() {
        let codes: Vec<String> = counts.failures.iter().map(|(code, count)| format!("{code} {count}")).collect();
        text += &format!(" ({})", codes.join(", "));
    }
    text
}

/// `1 line`, `2 lines`
fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
