//! The built module on wasmtime: through its raw face as Fluent Bit calls it, and as a component.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasmtime::component::Component as WasmComponent;
use wasmtime::{Engine, Instance, Memory, Module, Store, TypedFunc};

use crate::{Face, read_built};

mod contract {
    wasmtime::component::bindgen!({ path: "../../wit", world: "normalizer" });
}

pub use contract::exports::okta_log::normalizer::transformer::{Error, Outcome};

/// The arguments of Fluent Bit's filter function: tag, its length, seconds, nanoseconds, record, its length.
type Filter = TypedFunc<(u32, u32, u32, u32, u32, u32), u32>;

/// The core module, called with the sequence of calls that Fluent Bit's `wasm` filter makes.
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
        let instance = Instance::new(&mut store, &module, &[])?;
        let memory = instance.get_memory(&mut store, "memory").context("the module exports no memory")?;
        let malloc = instance.get_typed_func(&mut store, "malloc")?;
        let free = instance.get_typed_func(&mut store, "free")?;
        Ok(Raw { store, instance, memory, malloc, free })
    }

    /// The size of the linear memory, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.memory.data_size(&self.store)
    }

    /// Calls with a NULL record and a length, as Fluent Bit does when it has no room for a record.
    ///
    /// # Errors
    /// A trap, or an answer that is no text.
    pub fn filter_null(&mut self, length: u32, schema: &str) -> Result<Vec<u8>> {
        self.call(0, length, schema)
    }

    fn call(&mut self, record: u32, length: u32, schema: &str) -> Result<Vec<u8>> {
        let filter: Filter = self.instance.get_typed_func(&mut self.store, &format!("okta_to_{schema}"))?;
        let answer = filter.call(&mut self.store, (0, 0, 1_668_499_462, 0, record, length))? as usize;
        let memory = self.memory.data(&self.store);
        let text = memory.get(answer..).context("the answer lies outside of the memory")?;
        let end = text.iter().position(|&byte| byte == 0).context("the answer does not end")?;
        Ok(text.get(..end).unwrap_or_default().to_vec())
    }
}

impl Face for Raw {
    fn name(&self) -> &'static str {
        "raw face on wasmtime"
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        let length = u32::try_from(record.len())?;
        let place = self.malloc.call(&mut self.store, length + 1)?;
        ensure!(place != 0, "malloc has no room for {length} bytes");
        self.memory.write(&mut self.store, place as usize, record)?;
        self.memory.write(&mut self.store, place as usize + record.len(), &[0])?;
        let answer = self.call(place, length, schema);
        self.free.call(&mut self.store, place)?;
        answer
    }
}

/// The component.
pub struct Component {
    store: Store<()>,
    bindings: contract::Normalizer,
}

impl Component {
    /// Loads a component file into an empty linker: it must import nothing.
    ///
    /// # Errors
    /// The file is missing, is no component, imports something, or lacks an export.
    pub fn load(path: &Path) -> Result<Self> {
        let engine = Engine::default();
        let component = WasmComponent::from_binary(&engine, &read_built(path)?)?;
        let mut store = Store::new(&engine, ());
        let linker = wasmtime::component::Linker::new(&engine);
        let bindings = contract::Normalizer::instantiate(&mut store, &component, &linker)?;
        Ok(Component { store, bindings })
    }

    /// The contract's `transform-to`.
    ///
    /// # Errors
    /// A trap, or a record that is no text; the contract's own error is the inner one.
    pub fn transform_to(&mut self, record: &[u8], schema: &str) -> Result<Result<String, Error>> {
        let interface = self.bindings.okta_log_normalizer_transformer();
        Ok(interface.call_transform_to(&mut self.store, &text(record)?, schema)?)
    }

    /// The contract's `transform`.
    ///
    /// # Errors
    /// As [`Component::transform_to`].
    pub fn transform(&mut self, record: &[u8]) -> Result<Result<String, Error>> {
        let interface = self.bindings.okta_log_normalizer_transformer();
        Ok(interface.call_transform(&mut self.store, &text(record)?)?)
    }

    /// The contract's `transform-batch`.
    ///
    /// # Errors
    /// As [`Component::transform_to`].
    pub fn transform_batch(&mut self, records: &[String], schema: &str) -> Result<Vec<Result<String, Error>>> {
        let interface = self.bindings.okta_log_normalizer_transformer();
        Ok(interface.call_transform_batch(&mut self.store, records, schema)?)
    }

    /// The contract's `transform-many`.
    ///
    /// # Errors
    /// As [`Component::transform_to`].
    pub fn transform_many(
        &mut self,
        record: &[u8],
        schema: &str,
    ) -> Result<Result<Vec<Result<String, Error>>, Error>> {
        let interface = self.bindings.okta_log_normalizer_transformer();
        Ok(interface.call_transform_many(&mut self.store, &text(record)?, schema)?)
    }

    /// The contract's `filter`.
    ///
    /// # Errors
    /// A trap, or a record that is no text.
    pub fn outcomes(&mut self, record: &[u8], schema: &str) -> Result<Vec<Outcome>> {
        let interface = self.bindings.okta_log_normalizer_transformer();
        Ok(interface.call_filter(&mut self.store, &text(record)?, schema)?)
    }
}

impl Face for Component {
    fn name(&self) -> &'static str {
        "component on wasmtime"
    }

    /// A WIT string is Unicode by definition: what is not UTF-8 cannot be handed over.
    fn takes(&self, record: &[u8]) -> bool {
        str::from_utf8(record).is_ok()
    }

    fn filter(&mut self, record: &[u8], schema: &str) -> Result<Vec<u8>> {
        let outcomes = self.outcomes(record, schema)?;
        let [outcome] =
            <[Outcome; 1]>::try_from(outcomes).map_err(|all| anyhow::anyhow!("{} answers", all.len()))?;
        Ok(match outcome {
            Outcome::Document(record) | Outcome::Unchanged(record) => record,
            Outcome::Failed(failure) => failure.record,
        }
        .into_bytes())
    }
}

/// A record as the contract takes it.
fn text(record: &[u8]) -> Result<String> {
    Ok(str::from_utf8(record)?.to_owned())
}
