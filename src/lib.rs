//! Turns a record that carries an Okta System Log event into a normalised document.

pub mod catalog;
pub mod derive;
