//! The built module, called as Fluent Bit calls it, with its instructions counted and its memory limited.

use std::sync::LazyLock;

use anyhow::{Context, Result, ensure};
use conformance::{core_module, read_built};
use okta_normalizer::Schema;
use wasmtime::{Config, Engine, Instance, Memory, Module, Store, StoreLimits, StoreLimitsBuilder, TypedFunc};

/// Compiled once: that takes seconds.
static MODULE: LazyLock<Module> = LazyLock::new(|| {
    let mut config = Config::new();
    config.consume_fuel(true);
    let engine = Engine::new(&config).expect("an engine that counts");
    Module::new(&engine, read_built(&core_module()).expect("make build")).expect("a module")
});

/// What a record costs at most, in instructions for each of its bytes: stated in SECURITY.md.
pub const PER_BYTE: u64 = 10_000;

/// What any record may cost beyond that: a user agent that the rules have never seen.
pub const PER_RECORD: u64 = 40_000_000;

/// The arguments of Fluent Bit's filter function: tag, its length, seconds, nanoseconds, record, its length.
type Filter = TypedFunc<(u32, u32, u32, u32, u32, u32), u32>;

/// One instance.
pub struct Limited {
    store: Store<StoreLimits>,
    memory: Memory,
    malloc: TypedFunc<u32, u32>,
    free: TypedFunc<u32, ()>,
    filters: Vec<(Schema, Filter)>,
}

/// An answer, and what it took.
pub struct Answer {
    /// The answer, without the NUL that ends it.
    pub bytes: Vec<u8>,
    /// WebAssembly instructions, the calls of `malloc` and `free` included. A copy or fill of any length is one.
    pub instructions: u64,
}

impl Limited {
    /// An instance whose linear memory cannot grow beyond that many bytes.
    ///
    /// # Errors
    /// The module needs more to begin with, or lacks an export.
    pub fn new(memory_bytes: usize) -> Result<Self> {
        let limits = StoreLimitsBuilder::new().memory_size(memory_bytes).build();
        let mut store = Store::new(MODULE.engine(), limits);
        store.limiter(|limits| limits);
        store.set_fuel(u64::MAX)?;
        let instance = Instance::new(&mut store, &MODULE, &[])?;
        let memory = instance.get_memory(&mut store, "memory").context("the module exports no memory")?;
        let malloc = instance.get_typed_func(&mut store, "malloc")?;
        let free = instance.get_typed_func(&mut store, "free")?;
        let mut filters = Vec::new();
        for &schema in Schema::ALL {
            let name = format!("okta_to_{}", schema.name());
            filters.push((schema, instance.get_typed_func(&mut store, &name)?));
        }
        Ok(Limited { store, memory, malloc, free, filters })
    }

    /// The size of the linear memory, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.memory.data_size(&self.store)
    }

    /// Takes memory away for good: whatever is asked for later lies elsewhere, and is refused at another place.
    ///
    /// # Errors
    /// There is not so much.
    pub fn take(&mut self, bytes: u32) -> Result<()> {
        let place = self.malloc.call(&mut self.store, bytes)?;
        ensure!(place != 0, "{bytes} bytes are refused");
        Ok(())
    }

    /// The answer to a record. One that `malloc` has no room for is handed over as NULL, as Fluent Bit does.
    ///
    /// # Errors
    /// A trap, which a record that costs more than [`PER_BYTE`] and [`PER_RECORD`] allow ends in too, or an answer that
    /// is no text.
    pub fn answer(&mut self, record: &[u8], schema: Schema) -> Result<Answer> {
        let allowed = record.len() as u64 * PER_BYTE + PER_RECORD;
        self.store.set_fuel(allowed)?;
        let length = u32::try_from(record.len())?;
        let place = self.malloc.call(&mut self.store, length + 1)?;
        if place != 0 {
            self.memory.write(&mut self.store, place as usize, record)?;
            self.memory.write(&mut self.store, place as usize + record.len(), &[0])?;
        }
        let (_, filter) = self.filters.iter().find(|(known, _)| *known == schema).context("no such schema")?;
        let at = filter.call(&mut self.store, (0, 0, 0, 0, place, length))? as usize;
        let text = self.memory.data(&self.store).get(at..).context("the answer lies outside of the memory")?;
        let end = text.iter().position(|&byte| byte == 0).context("the answer does not end")?;
        let bytes = text.get(..end).unwrap_or_default().to_vec();
        if place != 0 {
            self.free.call(&mut self.store, place)?;
        }
        let instructions = allowed - self.store.get_fuel()?;
        Ok(Answer { bytes, instructions })
    }
}
