//! Any bytes, packed or not, in the format that they look like: documents or errors, in bounded
//! memory, and the same ones when they are read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use surmise::input::source::{Settings, each_in};

/// What comes out, up to so many documents and errors.
fn outcome(bytes: &[u8]) -> Vec<String> {
    let mut settings = Settings::default();
    settings.limits.unpacked_bytes = 4 << 20;
    let mut found = Vec::new();
    each_in("-", bytes, &settings, &mut |document| {
        found.push(match document {
            Ok(document) => format!("{}: {}", document.name, document.text),
            Err(error) => error.to_string(),
        });
        Ok(())
    })
    .expect("nothing refuses a document");
    found
}

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(outcome(bytes), outcome(bytes));
});
