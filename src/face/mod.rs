//! The faces of the module: how each kind of host calls it. No rule of normalisation lives here.

mod component;
mod fluent_bit;
mod seal;
