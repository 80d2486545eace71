//! Values that are computed from a field of the event: user agent, domain, address, time.

pub mod user_agent;
