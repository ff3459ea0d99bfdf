//! The names of the features: many short strings, kept as one long one.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names in their order, without line feeds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    joined: String,
    ends: Vec<usize>,
}

impl Names {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name at `place`; empty where there is none.
    #[must_use]
    pub fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = start.map_or(0, |end| end + 1);
        self.ends.get(place).map_or("", |&end| &self.joined[start..end])
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }
}

impl From<String> for Names {
    /// The names that stand in `joined`, each followed by a line feed.
    fn from(joined: String) -> Names {
        let ends = memchr::memchr_iter(b'\n', joined.as_bytes()).collect();
        Names { joined, ends }
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

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.joined)
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        String::deserialize(deserializer).map(Names::from)
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
        assert_eq!(Names::from("cut off".to_owned()).len(), 0);
    }
}
