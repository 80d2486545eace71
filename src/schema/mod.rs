//! The output schemas: one file each, written through one sink.

/// What comes out: the name of an output schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// The documented normalisation of Sekoia's Okta intake, as of 2023-08.
    Sekoia,
}

impl Schema {
    /// Every schema there is.
    pub const ALL: &[Schema] = &[Schema::Sekoia];

    /// Its name, the same spelling everywhere: WIT, command line, case folders, `okta_to_<name>`.
    pub const fn name(self) -> &'static str {
        match self {
            Schema::Sekoia => "sekoia",
        }
    }

    /// The schema of that name.
    pub fn from_name(name: &str) -> Option<Schema> {
        Schema::ALL.iter().copied().find(|schema| schema.name() == name)
    }
}
