//! SIGTERM and SIGINT for a stream that is being read: the current line is finished, then the input ends.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

/// How long a line that has begun is waited for after the signal.
const GRACE: Duration = Duration::from_secs(2);

/// Whether a signal asked to stop; shared between the reader and whoever wants to know at the end.
pub struct Stop {
    signal: Arc<AtomicUsize>,
    /// Readable once a signal came, so that a waiting reader wakes up.
    bell: UnixStream,
    mid_line: AtomicBool,
}

impl Stop {
    /// Takes over SIGTERM and SIGINT. A second SIGINT ends the process at once.
    ///
    /// # Errors
    /// When the handlers cannot be installed.
    pub fn on_signals() -> io::Result<Stop> {
        let (bell, ring) = UnixStream::pair()?;
        let signal = Arc::new(AtomicUsize::new(0));
        let again = Arc::new(AtomicBool::new(false));
        flag::register_conditional_default(SIGINT, again.clone())?;
        flag::register(SIGINT, again)?;
        for number in [SIGTERM, SIGINT] {
            flag::register_usize(number, signal.clone(), number.unsigned_abs() as usize)?;
            low_level::pipe::register(number, ring.try_clone()?)?;
        }
        Ok(Stop { signal, bell, mid_line: AtomicBool::new(false) })
    }

    /// The number of the signal that asked to stop.
    pub fn signal(&self) -> Option<u8> {
        u8::try_from(self.signal.load(Ordering::SeqCst)).ok().filter(|number| *number != 0)
    }

    /// Says whether the reader stands within a line, which is then finished before the input ends.
    pub fn set_mid_line(&self, mid_line: bool) {
        self.mid_line.store(mid_line, Ordering::SeqCst);
    }

    /// Waits until `input` has something to read: true, or until reading is to end: false.
    fn wait(&self, input: BorrowedFd<'_>) -> io::Result<bool> {
        while self.signal().is_none() {
            let mut both =
                [PollFd::new(&self.bell, PollFlags::IN), PollFd::from_borrowed_fd(input, PollFlags::IN)];
            match poll(&mut both, None) {
                Ok(_) if both.iter().any(|one| !one.revents().is_empty()) && self.signal().is_none() => {
                    return Ok(true);
                }
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if !self.mid_line.load(Ordering::SeqCst) {
            return Ok(false);
        }
        let end = Instant::now() + GRACE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let left = Timespec::try_from(left).map_err(io::Error::other)?;
            match poll(&mut [PollFd::from_borrowed_fd(input, PollFlags::IN)], Some(&left)) {
                Ok(ready) => return Ok(ready > 0),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// An input that ends when the process is asked to stop. After the signal it gives single bytes, so that nothing
/// behind the current line is taken out of a pipe.
pub struct Stoppable<R> {
    /// What is read.
    pub input: R,
    /// What is asked before each read.
    pub stop: Arc<Stop>,
}

impl<R: io::Read + AsFd> io::Read for Stoppable<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.stop.wait(self.input.as_fd())? {
            return Ok(0);
        }
        match (self.stop.signal(), buffer) {
            (Some(_), [first, ..]) => self.input.read(std::slice::from_mut(first)),
            (_, buffer) => self.input.read(buffer),
        }
    }
}
