//! The program as a face: its command line and its service, one process for each schema.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use conformance::Face;
use okta_normalizer::MAX_RECORD;

use crate::common::producer::post;
use crate::common::receiver::Receiver;
use crate::common::{self, program};

/// Whether the record has line ends, which mean something to the command line and the service.
pub fn has_line_ends(record: &[u8]) -> bool {
    (record.contains(&b'\n') || record.contains(&b'\r')) && !record.trim_ascii().is_empty()
}

/// Whether the record is a line: it has something in it, does not end within, and is not cut for its length.
fn is_line(record: &[u8]) -> bool {
    !has_line_ends(record) && !record.trim_ascii().is_empty() && record.len() <= MAX_RECORD
}

/// `okta-normalizer transform`, line by line.
#[derive(Default)]
pub struct CommandLine(BTreeMap<String, Running>);

struct Running {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Running {
    fn start(schema: &str) -> Running {
        let mut command = program();
        command.args(["transform", "--quiet", "--schema", schema]).stderr(Stdio::inherit());
        let mut process = command.spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Running { process, input, output: BufReader::new(output) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Face for CommandLine {
    fn name(&self) -> &'static str {
        "command line"
    }

    fn takes(&self, record: &[u8]) -> bool {
        is_line(record)
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> anyhow::Result<Vec<u8>> {
        let running = self.0.entry(schema.to_owned()).or_insert_with(|| Running::start(schema));
        running.input.write_all(&[record, b"\n"].concat())?;
        running.input.flush()?;
        let mut line = Vec::new();
        running.output.read_until(b'\n', &mut line)?;
        anyhow::ensure!(line.pop() == Some(b'\n'), "the answer is no line");
        Ok(line)
    }
}

/// `okta-normalizer serve`, by the route whose body is one record, whatever is in it.
#[derive(Default)]
pub struct Service(BTreeMap<String, (common::service::Service, Receiver)>);

/// The hook's secret.
const SECRET: &str = "a-hook-secret-for-the-tests";

impl Face for Service {
    fn name(&self) -> &'static str {
        "service"
    }

    fn takes(&self, record: &[u8]) -> bool {
        is_line(record)
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> anyhow::Result<Vec<u8>> {
        let (service, receiver) = self.0.entry(schema.to_owned()).or_insert_with(|| {
            let receiver = Receiver::start();
            let mut command =
                common::service::Service::command("127.0.0.1:0", &receiver.url(), &["--schema", schema]);
            command.env("OKTA_NORMALIZER_HOOK_AUTHORIZATION", SECRET);
            (common::service::Service::spawn(&mut command), receiver)
        });
        let headers = format!("authorization: {SECRET}\r\n");
        let answer = post(service.address, "/okta/event-hook", &headers, record);
        anyhow::ensure!(answer.status == 200, "the status is {}", answer.status);
        let [request] = <[_; 1]>::try_from(receiver.drain())
            .map_err(|all| anyhow::anyhow!("{} requests were forwarded", all.len()))?;
        let line = request.body.strip_suffix('\n').map(str::as_bytes);
        line.map(<[u8]>::to_vec).ok_or_else(|| anyhow::anyhow!("the body does not end"))
    }
}
