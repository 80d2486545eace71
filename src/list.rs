//! Lists whose growth can fail: memory is asked for, and who adds to one hears when it is refused.

use alloc::vec::Vec;

/// A list over this many bytes is given back after use.
pub const KEEP: usize = 1 << 20;

/// Adds an item. False if memory is refused.
pub fn add<T>(list: &mut Vec<T>, item: T) -> bool {
    let has_room = list.try_reserve(1).is_ok();
    if has_room {
        // Not `push`: what that does when there is no room would be in the module once for each type.
        list.extend([item]);
    }
    has_room
}

/// Adds bytes. False if memory is refused.
#[inline(never)]
pub fn append(list: &mut Vec<u8>, bytes: &[u8]) -> bool {
    let has_room = list.try_reserve(bytes.len()).is_ok();
    if has_room {
        list.extend_from_slice(bytes);
    }
    has_room
}

/// Empties a list. One that a long record has grown over 1 MiB is given back.
#[inline(never)]
pub fn empty<T>(list: &mut Vec<T>) {
    list.clear();
    if list.capacity() * size_of::<T>() > KEEP {
        *list = Vec::new();
    }
}
