//! The configurations of `examples/fluent-bit`, as they are or with a part left out.

use std::fs;
use std::path::{Path, PathBuf};

/// One configuration file, and what the test changes in it.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The file's name, whose ending tells Fluent Bit the format.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Configuration {
    /// The file of that name in `examples/fluent-bit`, unchanged.
    ///
    /// # Panics
    /// When there is no such file.
    #[must_use]
    pub fn example(name: &str) -> Self {
        let path = Self::folder().join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Configuration { name: name.to_owned(), text }
    }

    /// The folder of the examples.
    #[must_use]
    pub fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../examples/fluent-bit")
    }

    /// The same inputs and outputs without any filter: what Fluent Bit does to a record by itself.
    ///
    /// # Panics
    /// When the file has no filters to leave out.
    #[must_use]
    pub fn without_filters(self) -> Self {
        let start = self.text.find("  filters:\n").expect("filters in the configuration");
        let end = self.text.find("  outputs:\n").expect("outputs after them");
        let text = format!("{}{}", &self.text[..start], &self.text[end..]);
        Configuration { text, ..self }
    }

    /// With every line left out that, without its indent, is `line`.
    ///
    /// # Panics
    /// When there is no such line.
    #[must_use]
    pub fn without_line(self, line: &str) -> Self {
        let kept: Vec<&str> = self.text.lines().filter(|l| l.trim() != line).collect();
        assert_ne!(kept.len(), self.text.lines().count(), "{}: no line `{line}`", self.name);
        Configuration { text: kept.join("\n") + "\n", ..self }
    }

    /// With `old` replaced by `new` wherever it stands.
    ///
    /// # Panics
    /// When it does not stand anywhere.
    #[must_use]
    pub fn with(self, old: &str, new: &str) -> Self {
        assert!(self.text.contains(old), "{}: no `{old}`", self.name);
        Configuration { text: self.text.replace(old, new), ..self }
    }
}
