//! What must hold of any bytes, in whatever format they are read.

use surmise::input::format::Format;
use surmise::input::source::{Settings, each_in};

/// Reads any bytes as `format`: documents with text, errors in one line, and no panic.
pub fn documents_or_errors(format: Format, bytes: &[u8]) {
    let settings = Settings { from: Some(format), ..Settings::default() };
    each_in("-", bytes, &settings, &mut |document| {
        match document {
            Ok(document) => assert!(!document.text.trim().is_empty() && document.part.last),
            Err(error) => assert!(!error.to_string().contains('\n'), "{error}"),
        }
        Ok(())
    })
    .expect("nothing refuses a document");
}
