//! Any bytes as a table: documents with text, errors in one line, and no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use surmise::input::format::Format;
use surmise::input::source::{Settings, each_in};

fuzz_target!(|bytes: &[u8]| {
    let settings = Settings { from: Some(Format::Csv), ..Settings::default() };
    each_in("-", bytes, &settings, &mut |document| {
        match document {
            Ok(document) => assert!(!document.text.trim().is_empty() && document.part.last),
            Err(error) => assert!(!error.to_string().contains('\n'), "{error}"),
        }
        Ok(())
    })
    .expect("nothing refuses a document");
});
