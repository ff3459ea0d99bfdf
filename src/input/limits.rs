//! *Limits* keep a hostile or broken file from costing more than itself.

/// How much of anything is taken from one input. What is beyond is an error in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The longest record (a line of JSON, a row, an entry, an archived response), in bytes.
    pub record_bytes: usize,
    /// The longest page, Markdown file or feed, in bytes. Their trees take several times as
    /// much memory.
    pub page_bytes: usize,
    /// The most bytes that one compressed input may unpack to.
    pub unpacked_bytes: u64,
    /// The most columns or members of a record.
    pub columns: usize,
    /// The deepest nesting of a page's or a feed's elements.
    pub depth: usize,
    /// How long a page may take to arrive from its address, in seconds.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            record_bytes: 64 << 20,
            page_bytes: 8 << 20,
            unpacked_bytes: 64 << 30,
            columns: 1000,
            depth: 500,
            seconds: 30,
        }
    }
}

/// What is said of a page, or a file that is held like one, beyond its limit.
pub(super) fn too_long_page(most_bytes: usize) -> String {
    format!("a page of more than {most_bytes} bytes; --largest-page allows more")
}

/// What is said of pages where no parser is built in.
#[cfg(not(feature = "pages"))]
pub(super) const NO_PAGES: &str =
    "this build reads no HTML and no feeds; build it with the feature pages, or give the text";

/// A compressed file in a compressed file in a compressed file is enough.
pub(super) const LAYERS: usize = 3;

/// Text packs twenty to one, logs a hundred to one. What unpacks to more than this was made to
/// exhaust whoever unpacks it.
pub(super) const EXPANSION: u64 = 300;

/// So many bytes may come out before the expansion is looked at.
pub(super) const EXPANSION_FREE_BYTES: u64 = 64 << 20;
