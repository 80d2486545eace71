//! The service as a process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread;

use super::producer::{self, Answer};

/// A running service on a port that the system chose. It is killed when this goes away.
pub struct Service {
    pub address: SocketAddr,
    pub child: Child,
    log: Arc<Mutex<String>>,
}

impl Service {
    pub fn start(forward: &str, arguments: &[&str]) -> Service {
        Service::spawn(&mut Service::command("127.0.0.1:0", forward, arguments))
    }

    pub fn command(listen: &str, forward: &str, arguments: &[&str]) -> Command {
        let mut command = super::program();
        command.args(["serve", "--listen", listen, "--forward", forward]).args(arguments);
        command
    }

    /// Starts it and waits until it listens.
    pub fn spawn(command: &mut Command) -> Service {
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut log = String::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "the service did not start: {log}");
            log += &line;
            if let Some((_, rest)) = line.split_once("listening address=") {
                break rest.split_whitespace().next().unwrap().parse().unwrap();
            }
        };
        let log = Arc::new(Mutex::new(log));
        let sink = log.clone();
        thread::spawn(move || {
            let mut line = String::new();
            while stderr.read_line(&mut line).is_ok_and(|read| read > 0) {
                sink.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        Service { address, child, log }
    }

    pub fn post(&self, body: &str) -> Answer {
        producer::post(self.address, "/events", "content-type: application/json\r\n", body.as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        producer::get(self.address, path, "")
    }

    /// The value of a series in `/metrics`, by its whole name with labels.
    pub fn metric(&self, series: &str) -> Option<f64> {
        let metrics = self.get("/metrics").body;
        let line = metrics.lines().find(|line| line.rsplit_once(' ').is_some_and(|(name, _)| name == series))?;
        line.rsplit_once(' ')?.1.parse().ok()
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
