//! *The bounds of a column* are its least and its greatest value, so that whoever looks for a
//! value can pass over rows that cannot have it.

use parquet::data_type::ByteArray;
use parquet::file::statistics::{Statistics, ValueStatistics};
use serde::{Deserialize, Serialize};

/// The least and the greatest value of some rows of a column.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) enum Bounds {
    /// There is no value, or nobody asks.
    #[default]
    None,
    Claims(bool, bool),
    Integers(i64, i64),
    Numbers(f64, f64),
    /// A long text is cut, and then is only below the least or above the greatest; the claims
    /// say which is whole.
    Texts((Vec<u8>, bool), (Vec<u8>, bool)),
}

impl Bounds {
    /// What is known of some rows.
    pub(super) fn of(known: &Statistics) -> Bounds {
        let texts = |of: &ValueStatistics<ByteArray>| {
            let least = (of.min_opt()?.data().to_vec(), of.min_is_exact());
            Some(Bounds::Texts(least, (of.max_opt()?.data().to_vec(), of.max_is_exact())))
        };
        let bounds = match known {
            Statistics::Boolean(of) => both(of).map(|(a, b)| Bounds::Claims(a, b)),
            Statistics::Int64(of) => both(of).map(|(a, b)| Bounds::Integers(a, b)),
            Statistics::Double(of) => both(of).map(|(a, b)| Bounds::Numbers(a, b)),
            Statistics::ByteArray(of) => texts(of),
            _ => None,
        };
        bounds.unwrap_or_default()
    }

    /// The bounds of these rows and those together.
    #[must_use]
    pub(super) fn and(self, more: Bounds) -> Bounds {
        match (self, more) {
            (Bounds::None, one) | (one, Bounds::None) => one,
            (Bounds::Claims(a, b), Bounds::Claims(c, d)) => Bounds::Claims(a & c, b | d),
            (Bounds::Integers(a, b), Bounds::Integers(c, d)) => {
                Bounds::Integers(a.min(c), b.max(d))
            }
            (Bounds::Numbers(a, b), Bounds::Numbers(c, d)) => Bounds::Numbers(a.min(c), b.max(d)),
            (Bounds::Texts(a, b), Bounds::Texts(c, d)) => Bounds::Texts(a.min(c), b.max(d)),
            // One column has values of one type; of anything else nothing is known.
            _ => Bounds::None,
        }
    }

    /// As a Parquet file says it of a column of texts where there are only `nulls`, or of the
    /// values that there are.
    pub(super) fn told(self, nulls: u64) -> Statistics {
        let nulls = Some(nulls);
        match self {
            Bounds::None => Statistics::byte_array(None, None, None, nulls, false),
            Bounds::Claims(a, b) => Statistics::boolean(Some(a), Some(b), None, nulls, false),
            Bounds::Integers(a, b) => Statistics::int64(Some(a), Some(b), None, nulls, false),
            Bounds::Numbers(a, b) => Statistics::double(Some(a), Some(b), None, nulls, false),
            Bounds::Texts((least, is_least), (greatest, is_greatest)) => {
                let (least, greatest) = (ByteArray::from(least), ByteArray::from(greatest));
                let texts = ValueStatistics::new(Some(least), Some(greatest), None, nulls, false);
                let texts = texts.with_min_is_exact(is_least).with_max_is_exact(is_greatest);
                Statistics::ByteArray(texts)
            }
        }
    }
}

fn both<T: Copy>(of: &ValueStatistics<T>) -> Option<(T, T)> {
    Some((*of.min_opt()?, *of.max_opt()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_of_two_parts_hold_both() {
        assert_eq!(Bounds::Integers(3, 9).and(Bounds::Integers(1, 4)), Bounds::Integers(1, 9));
        assert_eq!(Bounds::None.and(Bounds::Claims(true, true)), Bounds::Claims(true, true));
        assert_eq!(Bounds::Numbers(0.5, 0.5).and(Bounds::None), Bounds::Numbers(0.5, 0.5));
        let texts = |least: &str, greatest: &str, whole| {
            Bounds::Texts((least.into(), true), (greatest.into(), whole))
        };
        let merged = texts("b", "c", true).and(texts("a", "d", false));
        assert_eq!(merged, texts("a", "d", false));
        assert_eq!(Bounds::of(&merged.clone().told(2)), merged);
        assert_eq!(merged.told(2).null_count_opt(), Some(2));
        assert_eq!(Bounds::of(&Bounds::None.told(5)), Bounds::None);
    }
}
