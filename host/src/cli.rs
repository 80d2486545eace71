//! The command line.

use std::net::SocketAddr;
use std::num::{NonZeroUsize, ParseIntError};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns Okta System Log records into normalised documents.
///
/// The same WebAssembly module as in every other host does the work, so the documents are the same bytes.
#[derive(Debug, Parser)]
#[command(name = "okta-normalizer", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Normalise JSON lines: standard input or files in, standard output out
    #[command(after_long_help = TRANSFORM_HELP)]
    Transform(TransformArgs),
    /// Normalise batches over HTTP, between Vector's http sink and its http_server source
    #[command(after_long_help = SERVE_HELP)]
    Serve(Box<ServeArgs>),
    /// Say where each field of a document comes from, and what of the record is not used
    #[command(after_long_help = EXPLAIN_HELP)]
    Explain(ExplainArgs),
    /// Say what a module or component is (schemas, exports, imports, build, SHA-256), and whether all of it agrees
    #[command(after_long_help = INSPECT_HELP)]
    Inspect(InspectArgs),
}

/// Paragraphs are one line each: clap wraps them to the terminal.
const TRANSFORM_HELP: &str = "\
Each line is one record, in any of the shapes that Okta events travel in; one that holds several events gives several \
lines, one that is nothing of Okta's passes unchanged. Blank lines are skipped. A line over 16 MiB becomes an error \
record that keeps its first 64 KiB. A record that cannot be normalised keeps its keys and gets event.kind \
\"pipeline_error\", error.code, error.message and the tag okta_normalizer_failure.

SIGTERM and SIGINT finish the current line, write what was read, and end.

Exit codes:
  0    every record was normalised or passed unchanged
  1    at least one record could not be normalised
  2    an input could not be read to its end, an output could not be written,
       or the command line is wrong
  130  ended by SIGINT before the end of the input; 143: by SIGTERM
  141  the reader of the output is gone

Examples:
  okta-normalizer transform okta.jsonl > normalised.jsonl
  okta-normalizer transform --errors failed.jsonl okta-*.jsonl.gz | vector --config stdin.yaml
  tail -F okta.jsonl | okta-normalizer transform --quiet --schema sekoia";

const INSPECT_HELP: &str = "\
What the file says of its build is held against what it exports, and its SHA-256 against SHA256SUMS beside it.

Exit codes:
  0  all of it agrees
  1  something does not: see the lines WRONG
  2  the file cannot be read or is no WebAssembly";

const EXPLAIN_HELP: &str = "\
Each line of the input is one record, as for transform. For each event: its fields with the rule (copied, text, derived, \
constant), the place in the record, and the value; then the values of the record that the schema does not use.

With --json, one object for each event: {\"fields\":[{\"output\",\"value\",\"rule\",\"input\",\"span\"}],\"inputs\":[{\"input\",\
\"span\",\"used\",\"empty\"}]}. output and input are JSON pointers, input goes on into text (/message/actor/id); span is the \
first byte in the record and the one behind the last.

The module does not explain, so that it stays small: this command uses the library that the module is built from.

Exit codes are those of transform.

Examples:
  jq -c . event.json | okta-normalizer explain --schema ecs
  okta-normalizer explain --json okta.jsonl | jq -r '.inputs[] | select(.used | not) | .input' | sort | uniq -c";

const SERVE_HELP: &str = "\
Routes:
  POST /events           what Vector's http sink sends: a JSON array or lines, also gzip or zstd
  GET  /okta/event-hook  Okta's verification of an event hook
  POST /okta/event-hook  an event hook's call
  GET  /health           200 while the process runs
  GET  /ready            200 while it takes events and somebody listens at the forward address
  GET  /metrics          counters for Prometheus, by Vector's names

A batch is answered with 200 only when its own forward was answered with 2xx. A 413 of the forward passes through; any \
other refusal and a time-out are 503 with Retry-After, so the sender keeps the batch and sends it again: delivery is \
at least once. Error records are forwarded in their place; route them by the tag okta_normalizer_failure.

A forward over https trusts the system's certificates, or those in the file that SSL_CERT_FILE names.

Secrets come from the environment or from files, never from arguments:
  OKTA_NORMALIZER_TOKEN
       the bearer token of /events and /metrics; needed unless --listen is a loopback address
  OKTA_NORMALIZER_HOOK_AUTHORIZATION
       the Authorization header of Okta's event hook; without it there is no hook route
  OKTA_NORMALIZER_FORWARD_HEADER
       a header for the forward, 'Name: value'

SIGTERM and SIGINT finish what was accepted, and end with 0; with 1 when --stop-timeout was too short for that.

Examples:
  okta-normalizer serve --forward http://127.0.0.1:8471/normalised
  okta-normalizer serve --listen 192.0.2.10:8470 --token-file /etc/okta-normalizer/token \\
       --forward https://logs.example.org/in";

/// Which module runs.
#[derive(Debug, Args)]
pub struct ModuleArgs {
    /// Run the component in this file instead of the one inside this program
    #[arg(long, value_name = "FILE")]
    pub module: Option<PathBuf>,

    /// The most memory each instance of the module may have, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u16).range(16..=4095))]
    pub memory_limit: u16,

    /// The longest the module may take for a record, in seconds; the worst of 16 MiB take some ten
    #[arg(long, value_name = "S", default_value_t = 120, value_parser = clap::value_parser!(u16).range(1..))]
    pub time_limit: u16,
}

impl ModuleArgs {
    /// The memory limit in bytes.
    pub fn memory(&self) -> usize {
        usize::from(self.memory_limit) << 20
    }

    /// The time limit.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.time_limit.into())
    }
}

/// Arguments of `transform`.
#[derive(Debug, Args)]
pub struct TransformArgs {
    /// Files of JSON lines, plain, gzip or zstd, read one after the other; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// What comes out: sekoia, ecs or ecs_lean
    #[arg(long, short, default_value = "sekoia")]
    pub schema: String,

    /// Where error records go
    #[arg(long, value_enum, default_value_t = OnError::Stdout, conflicts_with = "errors")]
    pub on_error: OnError,

    /// Add error records to this file instead of the output
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,

    /// Instances that work side by side; the order is kept [default: one for each processor]
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,

    /// Write for people: indented, texts over 100 characters shortened
    #[arg(long)]
    pub pretty: bool,

    /// No progress bar and no counters; problems are still told
    #[arg(long, short)]
    pub quiet: bool,

    /// Which module runs.
    #[command(flatten)]
    pub module: ModuleArgs,
}

impl TransformArgs {
    /// How many instances.
    pub fn jobs(&self) -> NonZeroUsize {
        self.jobs.unwrap_or_else(processors)
    }
}

/// Where error records go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// To standard output, in their place
    Stdout,
    /// Nowhere; they are only counted
    Drop,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen at; any but a loopback one needs a token
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8470")]
    pub listen: SocketAddr,

    /// Where the documents go: lines of JSON, one POST for each batch
    #[arg(long, value_name = "URL")]
    pub forward: reqwest::Url,

    /// What comes out: sekoia, ecs or ecs_lean
    #[arg(long, short, default_value = "sekoia")]
    pub schema: String,

    /// What becomes of error records
    #[arg(long, value_enum, default_value_t = OnFailure::Forward)]
    pub on_error: OnFailure,

    /// File with the bearer token that /events and /metrics ask for
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// File with the Authorization header that Okta's event hook sends
    #[arg(long, value_name = "FILE")]
    pub hook_authorization_file: Option<PathBuf>,

    /// File with a header for the forward, `Name: value`
    #[arg(long, value_name = "FILE")]
    pub forward_header_file: Option<PathBuf>,

    /// Batches normalised side by side [default: one for each processor]
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,

    /// Batches held in memory at once; further senders wait
    #[arg(long, value_name = "N", default_value = "16")]
    pub max_batches: NonZeroUsize,

    /// Connections open at once; further ones wait
    #[arg(long, value_name = "N", default_value = "256")]
    pub max_connections: NonZeroUsize,

    /// The longest batch, packed or unpacked, in MiB; a longer one is 413
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_body: u16,

    /// How long a sender waits for its turn before it is told to come back, in seconds
    #[arg(long, value_name = "S", default_value = "5", value_parser = seconds)]
    pub queue_timeout: Duration,

    /// How long a request may take to arrive, in seconds
    #[arg(long, value_name = "S", default_value = "30", value_parser = seconds)]
    pub receive_timeout: Duration,

    /// How long the forward may take to answer, in seconds
    #[arg(long, value_name = "S", default_value = "20", value_parser = seconds)]
    pub forward_timeout: Duration,

    /// How long batches may take to finish after SIGTERM, in seconds
    #[arg(long, value_name = "S", default_value = "30", value_parser = seconds)]
    pub stop_timeout: Duration,

    /// How much is logged
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub log_level: tracing::Level,

    /// Which module runs.
    #[command(flatten)]
    pub module: ModuleArgs,
}

impl ServeArgs {
    /// How many instances.
    pub fn jobs(&self) -> NonZeroUsize {
        self.jobs.unwrap_or_else(processors)
    }

    /// The longest body in bytes.
    pub fn max_body(&self) -> usize {
        usize::from(self.max_body) << 20
    }
}

/// What becomes of error records in the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnFailure {
    /// They are forwarded in their place
    Forward,
    /// They are dropped and counted
    Drop,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A file of JSON lines, plain, gzip or zstd; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// What comes out: sekoia, ecs or ecs_lean
    #[arg(long, short, default_value = "sekoia")]
    pub schema: String,

    /// Write JSON lines
    #[arg(long)]
    pub json: bool,

    /// Columns of the terminal; the shell knows them
    #[arg(long, env = "COLUMNS", value_name = "N", default_value = "160", value_parser = columns)]
    pub columns: usize,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// A core module or a component
    #[arg(value_name = "FILE.wasm")]
    pub file: PathBuf,
}

fn processors() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// A number of columns. The shell's variable may be empty.
fn columns(text: &str) -> Result<usize, ParseIntError> {
    if text.is_empty() { Ok(160) } else { text.parse() }
}

/// Seconds, whole or not, more than none.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected a number of seconds over 0".into())
}
