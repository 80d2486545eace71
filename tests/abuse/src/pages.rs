//! The component, for records that hold many events, with its instructions counted.

use anyhow::Result;
use conformance::{component, read_built};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Store};

mod contract {
    wasmtime::component::bindgen!({ path: "../../wit", world: "normalizer" });
}

use contract::exports::okta_log::normalizer::transformer::Outcome;

/// One instance.
pub struct Pages {
    store: Store<()>,
    bindings: contract::Normalizer,
}

impl Pages {
    /// Compiles and loads the component.
    ///
    /// # Errors
    /// It is not built, or is not the contract's.
    pub fn new() -> Result<Self> {
        let mut config = Config::new();
        config.consume_fuel(true);
        let engine = Engine::new(&config)?;
        let component = Component::from_binary(&engine, &read_built(&component())?)?;
        let mut store = Store::new(&engine, ());
        store.set_fuel(u64::MAX)?;
        let bindings = contract::Normalizer::instantiate(&mut store, &component, &Linker::new(&engine))?;
        Ok(Pages { store, bindings })
    }

    /// What the contract's `filter` answers, and how many instructions it took.
    ///
    /// # Errors
    /// A trap.
    pub fn filter(&mut self, record: &str, schema: &str) -> Result<(Vec<String>, u64)> {
        let before = self.store.get_fuel()?;
        let interface = self.bindings.okta_log_normalizer_transformer();
        let outcomes = interface.call_filter(&mut self.store, &record.to_owned(), schema)?;
        let instructions = before - self.store.get_fuel()?;
        self.store.set_fuel(u64::MAX)?;
        let text = |outcome| match outcome {
            Outcome::Document(record) | Outcome::Unchanged(record) => record,
            Outcome::Failed(failure) => failure.record,
        };
        Ok((outcomes.into_iter().map(text).collect(), instructions))
    }
}
