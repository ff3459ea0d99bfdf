//! The names of the features: many short strings, kept as one long one.
//!
//! Scoring needs none of them, so in a model that was read they stay compressed until
//! somebody asks.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::deflate::{deflate, inflate};

/// Names in their order, without line feeds.
#[derive(Clone, Debug, Default)]
pub struct Names {
    count: usize,
    packed: Cow<'static, [u8]>,
    unpacked: OnceLock<Unpacked>,
}

#[derive(Clone, Debug, Default)]
struct Unpacked {
    joined: String,
    ends: Vec<usize>,
}

impl Names {
    /// So many names, as [`Names::packed`] gave them. If they turn out to be damaged they are
    /// empty.
    #[must_use]
    pub fn from_packed(count: usize, packed: Cow<'static, [u8]>) -> Names {
        Names { count, packed, unpacked: OnceLock::new() }
    }

    /// All names, each with a line feed, compressed by deflate.
    ///
    /// # Errors
    ///
    /// Where the encoder refuses, which it has no reason to.
    pub fn packed(&self) -> std::io::Result<Vec<u8>> {
        if !self.packed.is_empty() {
            return Ok(self.packed.to_vec());
        }
        deflate(self.unpacked().joined.as_bytes())
    }

    /// All of them, each with a line feed.
    #[must_use]
    pub fn joined(&self) -> &str {
        &self.unpacked().joined
    }

    fn unpacked(&self) -> &Unpacked {
        self.unpacked.get_or_init(|| {
            let joined = inflate(&self.packed).ok();
            joined
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .map_or_else(Unpacked::default, Unpacked::from)
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The name at `place`; empty where there is none.
    #[must_use]
    pub fn get(&self, place: usize) -> &str {
        let Unpacked { joined, ends } = self.unpacked();
        let start = place.checked_sub(1).and_then(|before| ends.get(before));
        let start = start.map_or(0, |end| end + 1);
        ends.get(place).map_or("", |&end| &joined[start..end])
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.len()).map(|place| self.get(place))
    }
}

impl From<String> for Names {
    /// The names that stand in `joined`, each followed by a line feed.
    fn from(joined: String) -> Names {
        let unpacked = Unpacked::from(joined);
        Names {
            count: unpacked.ends.len(),
            packed: Cow::default(),
            unpacked: OnceLock::from(unpacked),
        }
    }
}

impl From<String> for Unpacked {
    fn from(joined: String) -> Unpacked {
        let ends = memchr::memchr_iter(b'\n', joined.as_bytes()).collect();
        Unpacked { joined, ends }
    }
}

impl<'a> FromIterator<&'a str> for Names {
    fn from_iter<T: IntoIterator<Item = &'a str>>(names: T) -> Names {
        let mut joined = String::new();
        for name in names {
            joined.push_str(name);
            joined.push('\n');
        }
        Names::from(joined)
    }
}

impl PartialEq for Names {
    fn eq(&self, other: &Names) -> bool {
        self.count == other.count && self.unpacked().joined == other.unpacked().joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_place() {
        let names: Names = ["word a", "", "word b"].into_iter().collect();
        assert_eq!((names.len(), names.get(0), names.get(1)), (3, "word a", ""));
        assert_eq!((names.get(2), names.get(3)), ("word b", ""));
        assert_eq!(names.iter().collect::<Vec<_>>(), ["word a", "", "word b"]);
    }

    #[test]
    fn packed_names_are_the_same_and_damaged_ones_empty() {
        let names: Names = ["word a", "word b"].into_iter().collect();
        let packed = names.packed().expect("there is memory");
        let read = Names::from_packed(2, packed.clone().into());
        assert_eq!(read.packed().expect("there is memory"), packed);
        assert_eq!(read, names);
        assert_eq!(read.packed().expect("there is memory"), packed);
        assert_eq!(Names::from_packed(2, b"nonsense".as_slice().into()).get(1), "");
    }
}
