//! Values that are computed from a field of the event: user agent, domain, address, time.

pub mod address;
pub mod domain;
pub(crate) mod memo;
pub mod time;
pub mod user_agent;
