//! Puts numbers in order by what they stand for: for telling equal texts from others where there may be many.
//!
//! A heap sort: as fast on the worst list as on any other, in a few hundred bytes of code where the library's sort
//! takes ten thousand, and memory is only asked for at the beginning, where it may be refused.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// The numbers below `count` in the order that `compare` gives; those that are equal stay in their own order. None
/// if memory is refused.
pub fn sorted(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<Vec<u32>> {
    let mut order = Vec::new();
    order.try_reserve_exact(count).ok()?;
    order.extend(0..count as u32);
    let before = |a: u32, b: u32| compare(a as usize, b as usize).then(a.cmp(&b)) == Ordering::Less;
    for root in (0..count / 2).rev() {
        sink(&mut order, root, &before);
    }
    for end in (1..count).rev() {
        order.swap(0, end);
        if let Some(heap) = order.get_mut(..end) {
            sink(heap, 0, &before);
        }
    }
    Some(order)
}

/// Which of several equal things are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum But {
    /// All but the first one.
    First,
    /// All but the last one.
    Last,
}

/// For each of the numbers below `count`, whether it is one of several that `compare` finds equal, and not the first,
/// or last, of them. None if memory is refused.
pub fn repeated(count: usize, but: But, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<Vec<bool>> {
    let mut repeated = Vec::new();
    repeated.try_reserve_exact(count).ok()?;
    repeated.resize(count, false);
    for pair in sorted(count, compare)?.array_windows() {
        let [before, behind] = pair.map(|number| number as usize);
        if compare(before, behind) == Ordering::Equal {
            *repeated.get_mut(if but == But::First { behind } else { before })? = true;
        }
    }
    Some(repeated)
}

/// Lets the number at `root` sink below all that come behind it.
fn sink(heap: &mut [u32], mut root: usize, before: &dyn Fn(u32, u32) -> bool) {
    loop {
        let left = 2 * root + 1;
        let (Some(number), Some(mut last)) = (heap.get(root).copied(), heap.get(left).copied()) else { return };
        let mut child = left;
        if let Some(right) = heap.get(left + 1).copied()
            && before(last, right)
        {
            (child, last) = (left + 1, right);
        }
        if !before(number, last) {
            return;
        }
        heap.swap(root, child);
        root = child;
    }
}
