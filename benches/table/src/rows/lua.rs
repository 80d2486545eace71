//! LuaJIT, as Fluent Bit's `lua` filter runs it: the script gets the decoded record as a table and returns a table.
//! Decoding and encoding are the filter's own and are not counted, and null is an absent key.

use std::hint::black_box;

use anyhow::{Error, Result, anyhow, ensure};
use mlua::{Function, LuaSerdeExt, SerializeOptions, Table, Value};

use super::Row;

/// How many decoded records are kept; of a longer set, the first so many come again and again.
const MOST: usize = 5_000;

/// The script of `programs/okta.lua`.
pub struct Lua {
    lua: mlua::Lua,
    call: Function,
    /// The decoded records: in one Lua table, because mlua keeps few references at a time.
    tables: Table,
    count: usize,
}

impl Lua {
    /// Loads the script.
    ///
    /// # Errors
    /// LuaJIT refuses it.
    pub fn new() -> Result<Self> {
        let lua = mlua::Lua::new();
        lua.load(include_str!("../../programs/okta.lua")).exec().map_err(unsendable)?;
        let call = lua.globals().get("okta_to_sekoia").map_err(unsendable)?;
        let tables = lua.create_table().map_err(unsendable)?;
        Ok(Lua { lua, call, tables, count: 0 })
    }
}

impl Row for Lua {
    fn name(&self) -> String {
        "LuaJIT, on the decoded table".to_owned()
    }

    fn prepare(&mut self, records: &[Vec<u8>]) -> Result<()> {
        let options = SerializeOptions::new().serialize_none_to_null(false).serialize_unit_to_null(false);
        self.tables.clear().map_err(unsendable)?;
        self.count = records.len().min(MOST);
        for record in records.iter().take(MOST) {
            let mut event: serde_json::Value = serde_json::from_slice(record)?;
            if let Some(text) = event.get("message").and_then(serde_json::Value::as_str).map(str::to_owned) {
                event = serde_json::from_str(&text)?;
                event["message"] = text.into();
            }
            let table: Value = self.lua.to_value_with(&event, options).map_err(unsendable)?;
            self.tables.raw_push(table).map_err(unsendable)?;
        }
        Ok(())
    }

    fn run(&mut self, number: usize, _: &[u8]) -> Result<usize> {
        let table: Table = self.tables.raw_get(number % self.count + 1).map_err(unsendable)?;
        let (code, _, document): (i64, f64, Table) = self.call.call(("okta", 0.0, table)).map_err(unsendable)?;
        ensure!(code == 2, "the script gave {code}");
        black_box(document);
        Ok(0)
    }
}

/// mlua's errors hold Lua values, which stay on their thread.
fn unsendable(error: mlua::Error) -> Error {
    anyhow!("{error}")
}
