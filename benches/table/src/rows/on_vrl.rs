//! VRL, the language of Vector's `remap` transform, natively: text in, text out.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use vrl::compiler::{Context, Program, TargetValue, TimeZone, compile, state::RuntimeState};
use vrl::value::{Secrets, Value};

use super::Row;

/// The program of `programs/okta.vrl`.
pub struct Vrl(Program);

impl Vrl {
    /// Compiles the program.
    ///
    /// # Errors
    /// VRL refuses it.
    pub fn new() -> Result<Self> {
        let functions = vrl::stdlib::all();
        let result = compile(include_str!("../../programs/okta.vrl"), &functions);
        Ok(Vrl(result.map_err(|errors| anyhow!("{errors:?}"))?.program))
    }
}

impl Row for Vrl {
    fn name(&self) -> String {
        "VRL, natively".to_owned()
    }

    fn run(&mut self, _: usize, record: &[u8]) -> Result<usize> {
        let value = match serde_json::from_slice::<Value>(record)? {
            Value::Object(record) if record.contains_key("message") => Value::Object(record),
            // A bare event arrives as a line, which Vector's sources put into `message`.
            _ => Value::from(BTreeMap::from([("message".into(), Value::from(record))])),
        };
        let mut target =
            TargetValue { value, metadata: Value::Object(BTreeMap::new()), secrets: Secrets::default() };
        let (mut state, zone) = (RuntimeState::default(), TimeZone::default());
        let mut context = Context::new(&mut target, &mut state, &zone);
        self.0.resolve(&mut context).map_err(|error| anyhow!("{error}"))?;
        Ok(serde_json::to_vec(&target.value)?.len())
    }
}
