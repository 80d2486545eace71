//! The side that Vector's `http` sink has: sends batches, and sends them again until they are accepted.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: String,
}

/// One request on a connection of its own. The headers end in CR LF each.
pub fn send(address: SocketAddr, request_line: &str, headers: &str, body: &[u8]) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = if request_line.starts_with("GET") {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    let head = format!("{request_line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{length}{headers}\r\n");
    stream.write_all(head.as_bytes())?;
    // A service that refuses a long body hangs up before it has read it; its answer still counts.
    let sent = stream.write_all(body);
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    let broken = || io::Error::new(io::ErrorKind::UnexpectedEof, "no whole answer");
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        sent?;
        read?;
        return Err(broken());
    };
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    Ok(Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
}

pub fn get(address: SocketAddr, path: &str, headers: &str) -> Answer {
    send(address, &format!("GET {path}"), headers, b"").unwrap()
}

pub fn post(address: SocketAddr, path: &str, headers: &str, body: &[u8]) -> Answer {
    send(address, &format!("POST {path}"), headers, body).unwrap()
}

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// How often a producer had to send a batch again, and why.
#[derive(Debug, Default, Clone, Copy)]
pub struct Retries {
    pub refused: u64,
    pub broken: u64,
}

/// Sends the batch as the sink does, gzip, until it is accepted. The waits grow as the sink's do, but ten times
/// as fast as a test can wait.
pub fn deliver(address: impl Fn() -> SocketAddr, batch: &str, retries: &mut Retries) {
    let body = gzip(batch.as_bytes());
    let mut wait = Duration::from_millis(20);
    loop {
        let headers = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
        match send(address(), "POST /events", headers, &body) {
            Ok(answer) if answer.status == 200 => return,
            Ok(answer) => {
                assert_eq!(answer.status, 503, "the sink would drop this batch");
                retries.refused += 1;
            }
            Err(_) => retries.broken += 1,
        }
        std::thread::sleep(wait);
        wait = (wait * 2).min(Duration::from_millis(300));
    }
}
