//! *A sieve keeps what is wanted without a branch*, where a branch on each thing would be guessed
//! wrong too often.

/// Things that were offered and wanted, in their order.
#[derive(Default)]
pub(crate) struct Sieve<T> {
    /// What is offered is written behind what is kept, and stays if it was wanted.
    held: Vec<T>,
    kept: usize,
}

/// What takes the things that are offered to a sieve.
pub(crate) struct Offers<'a, T> {
    held: &'a mut [T],
    /// How many are kept: counted here, where the compiler can see that nothing else changes it.
    kept: usize,
    counted: &'a mut usize,
}

impl<T: Copy + Default> Sieve<T> {
    /// Keeps nothing of what it held; so many things at most will be offered now.
    #[inline]
    pub(crate) fn offers(&mut self, room: usize) -> Offers<'_, T> {
        if self.held.len() < room {
            self.held.resize(room, T::default());
        }
        Offers { held: &mut self.held[..room], kept: 0, counted: &mut self.kept }
    }

    /// What was wanted.
    #[inline]
    pub(crate) fn kept(&self) -> &[T] {
        &self.held[..self.kept]
    }
}

impl<T> Offers<'_, T> {
    /// Keeps a thing if it is wanted.
    ///
    /// # Panics
    ///
    /// Where more is offered than was said.
    #[inline]
    pub(crate) fn offer(&mut self, thing: T, wanted: bool) {
        self.held[self.kept] = thing;
        self.kept += usize::from(wanted);
    }
}

impl<T> Drop for Offers<'_, T> {
    #[inline]
    fn drop(&mut self) {
        *self.counted = self.kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_kept_in_its_order() {
        let mut sieve = Sieve::default();
        for room in [0, 10, 4] {
            let mut offers = sieve.offers(room);
            (0..room).for_each(|thing| offers.offer(thing, thing % 3 == 1));
            drop(offers);
            assert!(sieve.kept().iter().copied().eq((0..room).filter(|thing| thing % 3 == 1)));
        }
    }
}
