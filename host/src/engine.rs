//! The module in wasmtime: loaded once, instantiated as often as there are workers.
//!
//! Instances live long and are few, so wasmtime's pooling allocator, which makes instantiation cheap and reserves
//! memory up front, has nothing to give here. Three limits hold whatever the module does: it imports nothing, its
//! memory is bounded, and one call is bounded in time. An instance that broke a limit, or that had to grow far for
//! one large record, is replaced: WebAssembly memory never shrinks.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, ResourceLimiter, Store};

use crate::contract::{LogRecord, Normalizer, NormalizerPre, Outcome};

/// The component that was built with this program.
pub const EMBEDDED: &[u8] = include_bytes!(env!("OKTA_NORMALIZER_COMPONENT"));

/// An instance whose memory grew over this many bytes is replaced after the call.
const KEEP: usize = 64 << 20;

/// How often the clock that ends a call ticks.
const TICK: Duration = Duration::from_millis(100);

/// The compiled module, from which instances are made; cheap to clone.
#[derive(Clone)]
pub struct Module {
    engine: Engine,
    linked: NormalizerPre<Limits>,
    memory: usize,
    /// How many ticks a call may take.
    ticks: u64,
}

impl Module {
    /// Loads the component in `file`, or the embedded one, whose instances may each have `memory` bytes, and take
    /// `time` for a call.
    ///
    /// # Errors
    /// When the file cannot be read, is no component with the world `normalizer`, or imports anything.
    pub fn load(file: Option<&Path>, memory: usize, time: Duration) -> Result<Module> {
        let Some(path) = file else {
            return Module::compile(EMBEDDED, memory, time).context("the embedded module cannot be loaded");
        };
        let bytes = read(path)?;
        if is_core_module(&bytes) {
            let component = beside(path);
            bail!(
                "{} is a core module; this program runs the component made from it: pass {}",
                path.display(),
                component.display()
            );
        }
        Module::compile(&bytes, memory, time).with_context(|| format!("{} cannot be loaded", path.display()))
    }

    fn compile(bytes: &[u8], memory: usize, time: Duration) -> Result<Module> {
        let mut config = Config::new();
        config.epoch_interruption(true);
        let engine = Engine::new(&config)?;
        // Not `Component::new`, which would also take WebAssembly text.
        let component = Component::from_binary(&engine, bytes)?;
        let linked = Linker::new(&engine)
            .instantiate_pre(&component)
            .and_then(NormalizerPre::new)
            .map_err(anyhow::Error::from)
            .context("it must export the world of wit/normalizer.wit and import nothing")?;
        let ticks = time.as_millis().div_ceil(TICK.as_millis()) as u64;
        let module = Module { engine, linked, memory, ticks };
        module.start_clock()?;
        Ok(module)
    }

    /// Ticks for as long as the engine is in use.
    fn start_clock(&self) -> Result<()> {
        let engine = self.engine.weak();
        let tick = move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        };
        thread::Builder::new().name("clock".into()).spawn(tick).context("cannot start a thread")?;
        Ok(())
    }

    /// A fresh instance.
    ///
    /// # Errors
    /// When the module does not start within its memory limit.
    pub fn instance(&self) -> Result<Instance> {
        let mut store = Store::new(&self.engine, Limits { most: self.memory, size: 0, refused: false });
        store.limiter(|limits| limits);
        store.set_epoch_deadline(self.ticks);
        let bindings = self
            .linked
            .instantiate(&mut store)
            .map_err(anyhow::Error::from)
            .context("the module does not start")?;
        Ok(Instance { module: self.clone(), store, bindings })
    }
}

/// One instance of the module. It answers one record at a time and keeps nothing between two.
pub struct Instance {
    module: Module,
    store: Store<Limits>,
    bindings: Normalizer,
}

/// Why the module gave no answer for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It needed more memory than it may have.
    Memory,
    /// It trapped, or took too long.
    Trap,
}

impl Instance {
    /// What becomes of each event of the record: the WIT function `filter`.
    ///
    /// # Errors
    /// A [`Fault`] when the module broke a limit; the instance is then a new one.
    pub fn filter(&mut self, record: &LogRecord, schema: &str) -> Result<Vec<Outcome>, Fault> {
        self.store.set_epoch_deadline(self.module.ticks);
        self.store.data_mut().refused = false;
        let answer = self.bindings.okta_log_normalizer_transformer().call_filter(&mut self.store, record, schema);
        let limits = self.store.data();
        let (size, refused) = (limits.size, limits.refused);
        let answer = answer.map_err(|trap| {
            // The reason of a trap is wasmtime's own text, never the record's.
            tracing::error!(reason = %trap.root_cause(), "the module gave no answer");
            if refused { Fault::Memory } else { Fault::Trap }
        });
        if answer.is_err() || size > KEEP {
            match self.module.instance() {
                Ok(fresh) => *self = fresh,
                Err(error) => tracing::error!(%error, "the module cannot be started again"),
            }
        }
        answer
    }
}

/// The memory limit of one instance, and what it did with it.
struct Limits {
    most: usize,
    size: usize,
    refused: bool,
}

impl ResourceLimiter for Limits {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let granted = desired <= self.most;
        if granted {
            self.size = desired;
        } else {
            self.refused = true;
        }
        Ok(granted)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        // Room for the module's function table; it has no reason to grow it.
        Ok(desired <= 100_000)
    }
}

/// The bytes of a file that begins as WebAssembly does: what the parsers say of another one is no help to anybody.
///
/// # Errors
/// When it cannot be read, or is something else.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if !bytes.starts_with(b"\0asm") {
        bail!("{} is no WebAssembly file", path.display());
    }
    Ok(bytes)
}

/// Whether these bytes are a core module: the format's version field is 1; a component's layer field is not 0.
fn is_core_module(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm\x01\0\0\0")
}

/// The name that the build gives to the component of a core module.
fn beside(module: &Path) -> PathBuf {
    module.with_extension("component.wasm")
}
