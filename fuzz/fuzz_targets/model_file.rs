//! Any bytes: a model or an error, and no allocation by a length that was not checked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use surmise::model::Model;

fuzz_target!(|bytes: &[u8]| {
    let _ = Model::from_bytes("-", bytes);
});
