//! What a mapping writes through, so that one mapping serves documents and their provenance alike.

use crate::json::Value;

/// The name of an output field, with its quotes and colon, ready to be written. Made by [`name!`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name(pub &'static str, pub &'static Words);

/// A short text with blanks behind it, so that it can be copied as whole words.
pub type Words = [u8; 32];

/// The words of a text; fails to compile where it is too long for them.
pub const fn words(text: &str) -> Words {
    let mut words = [b' '; size_of::<Words>()];
    let (place, _) = words.split_at_mut(text.len());
    place.copy_from_slice(text.as_bytes());
    words
}

/// A field name: `name!("city_name")`.
macro_rules! name {
    ($name:literal) => {
        $crate::schema::sink::Name(
            concat!("\"", $name, "\":"),
            const { &$crate::schema::sink::words(concat!("\"", $name, "\":")) },
        )
    };
}
pub(crate) use name;

/// Receives the output fields of a document, in their order.
///
/// Every method that takes a [`Value`] is told where in the event the field comes from. A field whose value is
/// unset, or not of the kind that the method takes, is left out; so is an object without fields.
pub trait Sink {
    /// An object, whose fields `fields` writes.
    fn object(&mut self, name: Name, fields: impl FnOnce(&mut Self));
    /// Text, from a string or a number of the event.
    fn copy(&mut self, name: Name, from: Value);
    /// A list with one element, text from a string or a number of the event.
    fn copy_list(&mut self, name: Name, from: Value);
    /// A number, from a number of the event.
    fn number(&mut self, name: Name, from: Value);
    /// Text that was computed from a value of the event.
    fn derived(&mut self, name: Name, text: &str, from: Value);
    /// A list with one element, text that was computed from a value of the event.
    fn derived_list(&mut self, name: Name, text: &str, from: Value);
    /// A number in decimal digits, computed from a value of the event.
    fn derived_number(&mut self, name: Name, digits: &str, from: Value);
    /// A list of words that a table gives for a value of the event.
    fn words(&mut self, name: Name, words: &[&'static str], from: Value);
    /// Text that is the same in every document.
    fn constant(&mut self, name: Name, text: &'static str);
}
