//! Any bytes: decoded, split, and every character that is not white space in one sentence.
#![no_main]

use libfuzzer_sys::fuzz_target;
use surmise::text::decode::decode;
use surmise::text::sentence::sentences;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = decode(bytes) else { return };
    let mut covered = 0;
    for sentence in sentences(&decoded.text) {
        assert!(covered <= sentence.span.start && !sentence.span.is_empty());
        assert!(decoded.text[covered..sentence.span.start].trim().is_empty());
        covered = sentence.span.end;
    }
    assert!(decoded.text[covered..].trim().is_empty());
});
