//! Any bytes as lines of JSON: documents with text, errors in one line, and no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use surmise::input::format::Format;
use surmise_fuzz::documents_or_errors;

fuzz_target!(|bytes: &[u8]| documents_or_errors(Format::Jsonl, bytes));
