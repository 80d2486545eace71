//! The side that Vector's `http_server` source has: takes lines of JSON, and fails as it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the receiver does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Accept,
    /// Answers with that status, taking nothing.
    Refuse(u16),
    /// Takes it, but answers only after that many milliseconds.
    Delay(u64),
    /// Reads a part of the body and hangs up.
    DieInBody,
    /// Takes it, and hangs up within its answer.
    DieInAnswer,
    /// Hangs up before it reads anything.
    HangUp,
}

/// One request that was taken.
#[derive(Debug, Clone)]
pub struct Request {
    /// The request line and the headers, in lower case.
    pub head: String,
    pub body: String,
}

/// A receiver on a port that the system chose; it can be shut and opened again on the same one.
pub struct Receiver {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<Request>>,
    open: AtomicBool,
}

impl Receiver {
    pub fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            mood: Mutex::new(Mood::Accept),
            taken: Mutex::default(),
            open: AtomicBool::new(true),
        });
        accept(listener, shared.clone());
        Receiver { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}/normalised", self.address)
    }

    pub fn set(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// Nobody listens any more, and what is open breaks.
    pub fn shut(&self) {
        self.shared.open.store(false, Ordering::SeqCst);
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(self.address);
        super::eventually("the receiver is shut", || TcpStream::connect(self.address).is_err());
    }

    /// Listens again where it did.
    pub fn reopen(&self) {
        let mut listener = None;
        super::eventually("the port is free", || {
            listener = TcpListener::bind(self.address).ok();
            listener.is_some()
        });
        self.shared.open.store(true, Ordering::SeqCst);
        accept(listener.unwrap(), self.shared.clone());
    }

    /// The requests taken so far, in the order of their answers.
    pub fn taken(&self) -> Vec<Request> {
        self.shared.taken.lock().unwrap().clone()
    }

    /// The requests taken since the last call of this.
    pub fn drain(&self) -> Vec<Request> {
        std::mem::take(&mut self.shared.taken.lock().unwrap())
    }

    /// All lines taken so far.
    pub fn lines(&self) -> Vec<String> {
        let taken = self.shared.taken.lock().unwrap();
        taken.iter().flat_map(|request| request.body.lines().map(str::to_owned)).collect()
    }
}

fn accept(listener: TcpListener, shared: Arc<Shared>) {
    thread::spawn(move || {
        for stream in listener.incoming() {
            if !shared.open.load(Ordering::SeqCst) {
                return;
            }
            let shared = shared.clone();
            thread::spawn(move || stream.map(|stream| serve(&stream, &shared)));
        }
    });
}

/// Serves the requests of one connection, until either side hangs up.
fn serve(stream: &TcpStream, shared: &Shared) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let head = read_head(&mut reader)?;
        let mood = *shared.mood.lock().unwrap();
        if mood == Mood::HangUp || !shared.open.load(Ordering::SeqCst) {
            return None;
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.trim().parse().ok()?;
        if mood == Mood::DieInBody {
            let mut part = vec![0; length / 2];
            reader.read_exact(&mut part).ok()?;
            return None;
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let mut status = 200;
        match mood {
            Mood::Refuse(refusal) => status = refusal,
            Mood::Delay(milliseconds) => thread::sleep(Duration::from_millis(milliseconds)),
            _ => {}
        }
        if status == 200 {
            let body = String::from_utf8(body).unwrap();
            shared.taken.lock().unwrap().push(Request { head, body });
        }
        let mut stream = stream;
        if mood == Mood::DieInAnswer {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").ok()?;
            return None;
        }
        stream.write_all(format!("HTTP/1.1 {status} Status\r\ncontent-length: 0\r\n\r\n").as_bytes()).ok()?;
    }
}

fn read_head(reader: &mut impl BufRead) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    Some(head.to_ascii_lowercase())
}
