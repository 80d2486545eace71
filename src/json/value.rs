//! Where a value lies in a text and what it is: what the readers give instead of a tree.

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)] // Without padding in a value, emptying a list of them is one fill.
pub enum Kind {
    /// There is no such value.
    #[default]
    Absent,
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number, as it is written.
    Number,
    /// A string without a backslash: its bytes are its characters.
    Plain,
    /// A string with escapes: its bytes may stand between quotes as they are, but its characters are others.
    Escaped,
    /// A string of an event that is itself text in a JSON string, with escapes of its own: it has to be
    /// unescaped once before it may stand between quotes.
    Twice,
    /// An object, with its braces.
    Object,
    /// An array, with its brackets.
    Array,
}

/// A value: its place in the text, from `start` up to but not including `end`, and its kind. A string's place
/// is that of its content, without the quotes.
///
/// In this order both offsets are written as one word and read as one. In the compiler's own, kind first, a processor
/// would read together what was written apart, and wait for it: 4 % of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct Value {
    /// Offset of the first byte. Records are at most 16 MiB, so 32 bits always do.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
    /// What it is.
    pub kind: Kind,
}

impl Value {
    /// No value.
    pub const ABSENT: Value = Value { start: 0, end: 0, kind: Kind::Absent };

    /// The value of that kind at that place.
    pub fn new(start: usize, end: usize, kind: Kind) -> Value {
        Value { start: start as u32, end: end as u32, kind }
    }

    /// Its bytes in the text that it was read from; empty for any other text that is too short.
    pub fn bytes(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Whether there is a string or a number: what a textual field takes. The empty string is none.
    #[inline(always)]
    pub fn is_textual(self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Plain | Kind::Escaped | Kind::Twice) && self.start != self.end
    }

    /// Whether its bytes may stand between quotes as they are, without a look at them.
    #[inline(always)]
    pub fn is_verbatim(self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Plain)
    }

    /// Whether it is a string.
    pub fn is_string(self) -> bool {
        matches!(self.kind, Kind::Plain | Kind::Escaped | Kind::Twice)
    }

    /// Whether there is no value, or none that says anything: absent, `null` or `""`.
    pub fn is_unset(self) -> bool {
        matches!(self.kind, Kind::Absent | Kind::Null) || self.is_string() && self.start == self.end
    }
}
