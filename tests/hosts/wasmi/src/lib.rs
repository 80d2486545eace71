//! The module's raw face on wasmi: a second interpreter, which shares no code with WAMR or wasmtime.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use conformance::{Face, read_built};
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, TypedFunc};

/// The arguments of a filter function: tag, its length, seconds, nanoseconds, record, its length.
type Filter = TypedFunc<(u32, u32, u32, u32, u32, u32), u32>;

/// One instance of the module.
pub struct Raw {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
    malloc: TypedFunc<u32, u32>,
    free: TypedFunc<u32, ()>,
}

impl Raw {
    /// Loads a module file into an empty linker: it must import nothing.
    ///
    /// # Errors
    /// The file is missing, is no module, imports something, or lacks an export.
    pub fn load(path: &Path) -> Result<Self> {
        let engine = Engine::default();
        let module = Module::new(&engine, read_built(path)?)?;
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module)?;
        let memory = instance.get_memory(&store, "memory").context("the module exports no memory")?;
        let malloc = instance.get_typed_func(&store, "malloc")?;
        let free = instance.get_typed_func(&store, "free")?;
        Ok(Raw { store, instance, memory, malloc, free })
    }
}

impl Face for Raw {
    fn name(&self) -> &'static str {
        "raw face on wasmi"
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        let filter: Filter = self.instance.get_typed_func(&self.store, &format!("okta_to_{schema}"))?;
        let length = u32::try_from(record.len())?;
        let place = self.malloc.call(&mut self.store, length)?;
        ensure!(place != 0, "malloc has no room for {length} bytes");
        self.memory.write(&mut self.store, place as usize, record)?;
        let answer = filter.call(&mut self.store, (0, 0, 0, 0, place, length))? as usize;
        let text = self.memory.data(&self.store).get(answer..).context("the answer lies outside of the memory")?;
        let end = text.iter().position(|&byte| byte == 0).context("the answer does not end")?;
        let text = text.get(..end).unwrap_or_default().to_vec();
        self.free.call(&mut self.store, place)?;
        Ok(text)
    }
}
