//! A sentence's key: what makes two copies of a sentence the same.
//!
//! A sentence travels through spreadsheets, web pages and annotation tools, which wrap its
//! lines and trim its ends. Its words and marks stay. So white space is folded, and nothing
//! else.

use xxhash_rust::xxh3::Xxh3;

/// The text with every run of white space as one blank, and none at its ends.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The hash (XXH3, 64 bits) of the [`folded`] text: the same for every copy of a sentence,
/// on every machine.
#[must_use]
pub fn key(text: &str) -> u64 {
    let mut hasher = Xxh3::new();
    for (number, word) in text.split_whitespace().enumerate() {
        if number > 0 {
            hasher.update(b" ");
        }
        hasher.update(word.as_bytes());
    }
    hasher.digest()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_no_other_sentence() {
        assert_eq!(folded(" It\trained,\r\n twice. "), "It rained, twice.");
        assert_eq!(key(" It\trained,\r\n twice. "), key("It rained, twice."));
        assert_ne!(key("It rained, twice."), key("It rained twice."));
        assert_ne!(key("a bc"), key("ab c"));
    }
}
