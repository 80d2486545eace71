//! Texts that have been seen, each with a number: for telling equal ones from others where there may be many.

use std::collections::BTreeMap;

/// One type for every such list, because the module pays for each type of map by the kilobyte. It sorts: no text
/// can be chosen that makes it slow.
pub type Texts = BTreeMap<Vec<u8>, u32>;
