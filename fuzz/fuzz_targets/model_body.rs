//! Any bytes behind a checksum that fits: a model that answers, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/suite/crafted_model.rs"]
mod crafted_model;

use crafted_model::{ABOUT, FIRST_LINE, crafted, is_used};

fuzz_target!(|body: &[u8]| {
    let _ = is_used(&crafted(FIRST_LINE, ABOUT, body));
});
