//! One running Fluent Bit in a folder of its own.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Configuration;

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary that `FLUENT_BIT` names, or `fluent-bit` on the `PATH`.
///
/// # Panics
/// When `FLUENT_BIT` names no file: the one who set it wants the tests to run.
#[must_use]
pub fn find() -> Option<PathBuf> {
    if let Some(path) = env::var_os("FLUENT_BIT").map(PathBuf::from) {
        assert!(path.is_file(), "FLUENT_BIT names {}, which is no file", path.display());
        return Some(path);
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join("fluent-bit")).find(|file| file.is_file())
}

/// A running Fluent Bit. Its folder and its process go when it is dropped.
///
/// The variables of the examples point into the folder: `OKTA_LOG` is [`FluentBit::input`], `OKTA_OUT` is where
/// [`FluentBit::lines`] reads.
pub struct FluentBit {
    folder: PathBuf,
    process: Child,
}

impl FluentBit {
    /// Starts `binary` with a configuration, in a new folder `folder`.
    ///
    /// `variables` are set in its environment beside those of the folder.
    ///
    /// # Panics
    /// When the folder or the process cannot be made.
    #[must_use]
    pub fn start(
        binary: &Path,
        configuration: &Configuration,
        folder: PathBuf,
        variables: &[(&str, OsString)],
    ) -> Self {
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("room for a new folder");
        }
        for inner in ["state", "out"] {
            fs::create_dir_all(folder.join(inner)).expect("a new folder");
        }
        fs::write(folder.join(&configuration.name), &configuration.text).expect("the configuration");
        File::create(folder.join("okta.log")).expect("the input");

        let log = File::create(folder.join("fluent-bit.out")).expect("its log");
        let process = Command::new(binary)
            .arg("--config")
            .arg(folder.join(&configuration.name))
            .env("OKTA_PARSERS", Configuration::folder().join("parsers.conf"))
            .env("OKTA_LOG", folder.join("okta.log"))
            .env("OKTA_STATE", folder.join("state"))
            .env("OKTA_OUT", folder.join("out"))
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("its log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", binary.display()));
        FluentBit { folder, process }
    }

    /// Appends lines to the file that the tail input reads.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn input<'a>(&self, lines: impl IntoIterator<Item = &'a [u8]>) {
        let mut file = File::options().append(true).open(self.folder.join("okta.log")).expect("the input");
        for line in lines {
            assert!(!line.contains(&b'\n'), "a record for the tail input is one line");
            file.write_all(&[line, b"\n"].concat()).expect("a line of input");
        }
    }

    /// What has been written to an output file so far, line by line.
    ///
    /// # Panics
    /// When the output is not UTF-8.
    #[must_use]
    pub fn lines(&self, file: &str) -> Vec<String> {
        let bytes = fs::read(self.folder.join("out").join(file)).unwrap_or_default();
        let text = String::from_utf8(bytes).expect("Fluent Bit writes UTF-8");
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until `done` holds, and gives it Fluent Bit to look at.
    ///
    /// # Panics
    /// When it takes too long or Fluent Bit ends; the message holds what Fluent Bit said.
    pub fn wait(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            let ended = self.process.try_wait().expect("its state");
            assert!(ended.is_none(), "Fluent Bit ended before {what}: {}", self.said());
            assert!(start.elapsed() < PATIENCE, "waited too long for {what}: {}", self.said());
            sleep(Duration::from_millis(50));
        }
    }

    /// Tells it to read its configuration and the module again.
    pub fn reload(&self) {
        self.signal("HUP");
    }

    /// Ends it in good order, so that all it holds is written out, and waits for that.
    ///
    /// # Panics
    /// When it does not end.
    pub fn stop(&mut self) -> ExitStatus {
        self.signal("TERM");
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("its state") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "Fluent Bit does not end: {}", self.said());
            sleep(Duration::from_millis(50));
        }
    }

    /// What it printed.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(self.folder.join("fluent-bit.out")).unwrap_or_default()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.process.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "cannot signal Fluent Bit");
    }
}

impl Drop for FluentBit {
    fn drop(&mut self) {
        // It may have ended already, and a failed test has its own message to show.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
