//! The built module on wasmtime, which must answer as the native library does, within the costs that are documented.

use okta_normalizer::Schema;

use crate::limited::Limited;

/// What the module's memory may reach with records that are short.
const MEMORY: usize = 2 << 20;

/// What it may take beyond that, for each byte of the longest record so far. Both are stated in SECURITY.md.
const MEMORY_PER_BYTE: usize = 64;

/// One instance, and the memory that it may have by now.
pub struct Built {
    module: Limited,
    allowed: usize,
}

impl Built {
    /// An instance of the module in `dist/`.
    pub fn load() -> Self {
        Built { module: Limited::new(1 << 30).expect("make build"), allowed: MEMORY }
    }

    /// The built module gives the same bytes, and stays within the instructions and the memory of a record so long.
    pub fn compare(&mut self, record: &[u8], answers: &[Vec<u8>]) {
        let text = || String::from_utf8_lossy(&record[..record.len().min(2000)]).into_owned();
        self.allowed = self.allowed.max(MEMORY + record.len() * MEMORY_PER_BYTE);
        for (&schema, native) in Schema::ALL.iter().zip(answers) {
            let bytes = match self.module.answer(record, schema) {
                Ok(answer) => answer.bytes,
                Err(error) => panic!("the built module, {}: {error:#}: {}", schema.name(), text()),
            };
            if bytes != *native {
                let [built, native] = [&bytes, native].map(|answer| String::from_utf8_lossy(answer));
                panic!("{}: {}\nthe built module: {built}\nnatively: {native}", schema.name(), text());
            }
            let memory = self.module.memory_bytes();
            assert!(memory <= self.allowed, "{memory} bytes of memory, {}: {}", schema.name(), text());
        }
    }
}
