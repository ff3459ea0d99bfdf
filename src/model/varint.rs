//! Counts as bytes: seven bits a byte, the high bit says that more follow (LEB128). Most counts
//! are below 128, so most take one.

/// Appends the numbers.
pub(super) fn pack(numbers: impl Iterator<Item = u32>, to: &mut Vec<u8>) {
    for mut number in numbers {
        while number >= 0x80 {
            #[expect(clippy::cast_possible_truncation, reason = "the low seven bits")]
            to.push(number as u8 | 0x80);
            number >>= 7;
        }
        #[expect(clippy::cast_possible_truncation, reason = "below 128")]
        to.push(number as u8);
    }
}

/// So many rows of `K` numbers, and the bytes after them; `None` where there are not so many,
/// or one does not fit.
pub(super) fn unpack<const K: usize>(
    mut bytes: &[u8],
    rows: usize,
) -> Option<(Vec<[u32; K]>, &[u8])> {
    // Every number has a byte at least, so nothing is allocated by a claim alone.
    if rows.checked_mul(K)? > bytes.len() {
        return None;
    }
    let mut unpacked = Vec::with_capacity(rows);
    for _ in 0..rows {
        let (row, rest) = unpack_row(bytes)?;
        unpacked.push(row);
        bytes = rest;
    }
    Some((unpacked, bytes))
}

/// One row of `K` numbers, and the bytes after it.
#[inline]
pub(super) fn unpack_row<const K: usize>(mut bytes: &[u8]) -> Option<([u32; K], &[u8])> {
    if let Some((small, rest)) = bytes.split_first_chunk::<K>()
        && small.iter().all(|&byte| byte < 0x80)
    {
        return Some((small.map(u32::from), rest));
    }
    let mut row = [0; K];
    for number in &mut row {
        (*number, bytes) = number_at(bytes)?;
    }
    Some((row, bytes))
}

fn number_at(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0_u64;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7F) << (7 * place);
        if byte < 0x80 {
            return Some((u32::try_from(number).ok()?, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(rows in prop::collection::vec(any::<[u32; 3]>(), 0..9)) {
            let small = |row: &[u32; 3]| row.map(|number| number % 200);
            for rows in [rows.clone(), rows.iter().map(small).collect()] {
                let mut bytes = Vec::new();
                pack(rows.iter().flatten().copied(), &mut bytes);
                bytes.push(7);
                prop_assert_eq!(unpack::<3>(&bytes, rows.len()), Some((rows, &[7_u8][..])));
            }
        }

        #[test]
        fn no_bytes_are_a_trap(bytes in prop::collection::vec(any::<u8>(), 0..40), rows: usize) {
            let _ = unpack::<2>(&bytes, rows);
            let _ = unpack::<2>(&bytes, rows % 16);
        }
    }
}
