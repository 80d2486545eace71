//! Makes the generated tables of the module from the source files under `data/`.

pub mod user_agents;
