//! The built module on wasmtime: as a component, through its raw face, and how fast it is there.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use wasmtime::{Engine, Instance, Memory, Module, Store, TypedFunc};

use super::Row;

mod contract {
    wasmtime::component::bindgen!({ path: "../../wit", world: "normalizer" });
}

/// The component, `transform` of its contract.
pub struct Component {
    store: Store<()>,
    bindings: contract::Normalizer,
    /// The records as the bindings take them.
    texts: Vec<String>,
}

impl Component {
    /// Loads the component file.
    ///
    /// # Errors
    /// It is missing or does not load.
    pub fn load(file: &Path) -> Result<Self> {
        let engine = Engine::default();
        let component = wasmtime::component::Component::from_file(&engine, file)?;
        let mut store = Store::new(&engine, ());
        let linker = wasmtime::component::Linker::new(&engine);
        let bindings = contract::Normalizer::instantiate(&mut store, &component, &linker)?;
        Ok(Component { store, bindings, texts: Vec::new() })
    }
}

impl Row for Component {
    fn name(&self) -> String {
        "component on wasmtime".to_owned()
    }

    fn prepare(&mut self, records: &[Vec<u8>]) -> Result<()> {
        self.texts = records.iter().map(|record| String::from_utf8(record.clone())).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn run(&mut self, number: usize, _: &[u8]) -> Result<usize> {
        let text = self.texts.get(number).context("no such record")?;
        let transformer = self.bindings.okta_log_normalizer_transformer();
        let answer = transformer.call_transform(&mut self.store, text)?;
        let document = answer.map_err(|error| anyhow!(error.code))?;
        Ok(black_box(document).len())
    }
}

/// The core module, called as a program calls it that has it to itself: the record is copied into memory that is kept from one call
/// to the next, and the document is read where it lies, up to its NUL.
pub struct Raw {
    store: Store<()>,
    memory: Memory,
    malloc: TypedFunc<u32, u32>,
    free: TypedFunc<u32, ()>,
    /// Where there is room for a record, and for how many bytes.
    room: (u32, usize),
    filter: TypedFunc<(u32, u32, u32, u32, u32, u32), u32>,
}

impl Raw {
    /// Loads the module file.
    ///
    /// # Errors
    /// It is missing or does not load.
    pub fn load(file: &Path) -> Result<Self> {
        let engine = Engine::default();
        Self::instantiate(&engine, &Module::from_file(&engine, file)?)
    }

    fn instantiate(engine: &Engine, module: &Module) -> Result<Self> {
        let mut store = Store::new(engine, ());
        let instance = Instance::new(&mut store, module, &[])?;
        let memory = instance.get_memory(&mut store, "memory").context("no memory")?;
        let malloc = instance.get_typed_func(&mut store, "malloc")?;
        let free = instance.get_typed_func(&mut store, "free")?;
        let filter = instance.get_typed_func(&mut store, "okta_to_sekoia")?;
        Ok(Raw { store, memory, malloc, free, room: (0, 0), filter })
    }

    /// The size of its linear memory, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.memory.data_size(&self.store)
    }
}

impl Row for Raw {
    fn name(&self) -> String {
        "raw face on wasmtime".to_owned()
    }

    fn run(&mut self, _: usize, record: &[u8]) -> Result<usize> {
        let length = u32::try_from(record.len())?;
        if self.room.1 < record.len() {
            self.free.call(&mut self.store, self.room.0)?;
            self.room = (self.malloc.call(&mut self.store, length)?, record.len());
            ensure!(self.room.0 != 0, "no memory");
        }
        let (place, _) = self.room;
        self.memory.write(&mut self.store, place as usize, record)?;
        let answer = self.filter.call(&mut self.store, (0, 0, 0, 0, place, length))? as usize;
        let text = self.memory.data(&self.store).get(answer..).context("an answer outside of the memory")?;
        Ok(memchr::memchr(0, black_box(text)).context("no NUL")?)
    }
}

/// The best time from a precompiled module to the first document.
///
/// # Errors
/// The module does not load, or fails.
pub fn instantiation(file: &Path, record: &[u8]) -> Result<Duration> {
    let engine = Engine::default();
    let module = Module::from_file(&engine, file)?;
    let mut best = Duration::MAX;
    for _ in 0..50 {
        let start = Instant::now();
        Raw::instantiate(&engine, &module)?.run(0, record)?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}
