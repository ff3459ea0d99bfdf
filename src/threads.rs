//! Work for more than one core, whose results do not depend on how many there are.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, available_parallelism, scope};

/// How many threads work at once.
pub(crate) fn threads() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// What `work` makes of each item, in the items' order. Whoever is free takes the next.
pub(crate) fn each<T, I, R>(items: I, work: impl Fn(T) -> R + Sync) -> Vec<R>
where
    I: IntoIterator<Item = T, IntoIter: ExactSizeIterator + Send>,
    R: Send,
{
    let items = items.into_iter();
    let others = threads().min(items.len()).saturating_sub(1);
    let queue = Mutex::new(items.enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take = || {
        let mut done = Vec::new();
        while let Some((place, item)) = next() {
            done.push((place, work(item)));
        }
        done
    };
    let mut results = scope(|scope| {
        // Where there is no room for another thread, there are fewer.
        let other = |_| Builder::new().spawn_scoped(scope, take).ok();
        let others: Vec<_> = (0..others).filter_map(other).collect();
        let mut results = take();
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    });
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Both results, worked out at once if there is room for another thread.
pub(crate) fn both<A, B: Send>(a: impl FnOnce() -> A, b: impl FnOnce() -> B + Send) -> (A, B) {
    let waiting = Mutex::new(Some(b));
    let take = || {
        let b = waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        b.map(|b| b())
    };
    scope(|scope| {
        let other = Builder::new().spawn_scoped(scope, take).ok();
        let a = a();
        let b = other.and_then(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        (a, b.or_else(take).expect("whoever takes it first gives its result"))
    })
}

/// Cuts things of these sizes, in their order, into about `parts` parts of about one size.
pub(crate) fn parts(sizes: impl Iterator<Item = usize>, parts: usize) -> Vec<Range<usize>> {
    let sizes: Vec<usize> = sizes.collect();
    let enough = sizes.iter().sum::<usize>().div_ceil(parts.max(1));
    let (mut cut, mut start, mut size) = (Vec::new(), 0, 0);
    for (place, own) in sizes.iter().enumerate() {
        size += own;
        if size >= enough && size > 0 {
            cut.push(start..place + 1);
            (start, size) = (place + 1, 0);
        }
    }
    if start < sizes.len() {
        cut.push(start..sizes.len());
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let squares: Vec<usize> = (0..100).map(|job| job * job).collect();
        assert_eq!(each(0..100, |job| job * job), squares);
        assert_eq!(each(vec![String::from("a")], |item| item + "b"), ["ab"]);
        assert_eq!(each(0..0, |job| job), Vec::<usize>::new());
        assert_eq!(both(|| 1, || "two"), (1, "two"));
    }

    #[test]
    fn parts_hold_everything_once_and_are_about_of_one_size() {
        assert_eq!(parts([3, 1, 1, 1, 5, 1].into_iter(), 2), [0..4, 4..6]);
        assert_eq!(parts([9, 1].into_iter(), 4), [0..1, 1..2]);
        let nothing = parts([0, 0].into_iter(), 2);
        assert_eq!((nothing.len(), &nothing[0]), (1, &(0..2)));
        assert_eq!(parts([].into_iter(), 2), Vec::<Range<usize>>::new());
    }
}
