//! A table from hashes to small numbers.
//!
//! Flat, with open addressing: the keys are good hashes already, so finding one is a glance
//! at one or two neighbouring slots. A slot is eight bytes, a part of the key and the number,
//! so that a table of many thousands stays in a core's own cache.

use super::flat::{Flat, Reader, Writer};

/// From 64-bit hashes to numbers below [`MOST`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    slots: Flat<u64>,
    held: usize,
}

/// One more than the largest number that a table can hold.
pub const MOST: u32 = (1 << NUMBER_BITS) - 1;

/// The bits of a slot that are the number, counted from 1; the others are those of its key.
/// With the slot's own place, more than fifty bits of a key decide.
const NUMBER_BITS: u32 = 24;
const NUMBER: u64 = (1 << NUMBER_BITS) - 1;

impl Table {
    /// An empty table with room for so many keys.
    #[must_use]
    pub fn for_keys(keys: usize) -> Table {
        // Half of the slots at least stays empty, so that probes are short and end.
        Table { slots: vec![0; (2 * keys).next_power_of_two().max(4)].into(), held: 0 }
    }

    /// The number of `key`, if it has one.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = place(key);
        loop {
            let slot = self.slots[at & mask];
            if slot == 0 {
                return None;
            }
            if (slot ^ key) & !NUMBER == 0 {
                return Some((slot & NUMBER) as u32 - 1);
            }
            at = at.wrapping_add(1);
        }
    }

    /// Whether there is no room for another key.
    #[must_use]
    pub fn is_full(&self) -> bool {
        2 * self.held >= self.slots.len()
    }

    /// Gives `key` a number, or says which it has. A table that is full, or a number that is
    /// too large, leaves the key without one: `None`.
    pub fn get_or_insert(&mut self, key: u64, number: u32) -> Option<u32> {
        let (mask, is_full) = (self.slots.len() - 1, self.is_full());
        let mut at = place(key);
        loop {
            let slot = self.slots[at & mask];
            if slot == 0 {
                if number >= MOST || is_full {
                    return None;
                }
                self.slots.to_mut()[at & mask] = (key & !NUMBER) | (u64::from(number) + 1);
                self.held += 1;
                return Some(number);
            }
            if (slot ^ key) & !NUMBER == 0 {
                return Some((slot & NUMBER) as u32 - 1);
            }
            at = at.wrapping_add(1);
        }
    }

    /// Appends it to a model file.
    pub(super) fn write(&self, to: &mut Writer) {
        to.section(&self.slots);
    }

    /// The table of these slots, which were written so, from numbers below `end`; it takes no
    /// more keys. `None` where they are no such table: a look-up would not end, or lead to
    /// nothing.
    pub(super) fn of(from: &Reader<'_>, slots: Flat<u64>, end: usize) -> Option<Table> {
        slots.len().is_power_of_two().then_some(())?;
        let fits = |slot: &u64| *slot == 0 || (1..=end as u64).contains(&(slot & NUMBER));
        from.demand(|| slots.contains(&0) && slots.iter().all(fits))?;
        Some(Table { held: slots.len(), slots })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "masked to the table anyway")]
fn place(key: u64) -> usize {
    key as usize
}

#[cfg(test)]
mod tests {
    use super::super::flat::Bytes;
    use super::*;

    #[test]
    fn keys_that_collide_are_all_found() {
        let key = |high: u64| 1 | high << 32;
        let mut table = Table::for_keys(3);
        let given: Vec<_> = (0..3).map(|n| table.get_or_insert(key(n.into()), n)).collect();
        assert_eq!(given, [Some(0), Some(1), Some(2)]);
        assert_eq!(table.get_or_insert(key(1), 7), Some(1));
        let found: Vec<_> = (0..4).map(|n| table.get(key(n))).collect();
        assert_eq!(found, [Some(0), Some(1), Some(2), None]);
        assert_eq!(table.get_or_insert(key(3), MOST), None);
    }

    #[test]
    fn the_last_slot_is_followed_by_the_first() {
        let mut table = Table::for_keys(2);
        assert_eq!(table.get_or_insert(u64::MAX, 0), Some(0));
        assert_eq!(table.get_or_insert(u64::MAX - (1 << 40), 1), Some(1));
        assert_eq!(table.get(u64::MAX - (1 << 40)), Some(1));
        assert_eq!(table.get(u64::MAX - (1 << 50)), None);
    }

    fn read(bytes: &[u8], end: usize) -> Option<Table> {
        let mut reader = Reader::new(Bytes::Foreign(bytes));
        let slots = reader.section()?;
        Table::of(&reader, slots, end)
    }

    #[test]
    fn a_table_that_was_read_answers_and_takes_no_more() {
        let mut table = Table::for_keys(2);
        table.get_or_insert(3 << 40, 1);
        let mut writer = Writer::default();
        table.write(&mut writer);
        let bytes = writer.into_bytes();
        let mut same = read(&bytes, 2).expect("the numbers are below 2");
        assert_eq!((same.get(3 << 40), same.get(4 << 40)), (Some(1), None));
        assert_eq!(same.get_or_insert(4 << 40, 0), None);
        assert_eq!(read(&bytes, 1), None);
        for bad in [[1_u64, 1, 1, 1].as_slice(), &[0, 1 << 30, 0, 0], &[0, 0, 0], &[]] {
            let mut writer = Writer::default();
            writer.section(bad);
            assert_eq!(read(&writer.into_bytes(), 9), None);
        }
    }

    #[test]
    fn a_full_table_still_answers() {
        let mut table = Table::for_keys(1);
        for key in 1..9_u64 {
            table.get_or_insert(key << 40, 0);
        }
        assert_eq!(table.get(77), None);
    }
}
