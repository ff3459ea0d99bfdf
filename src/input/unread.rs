//! *A page stays unread until it is needed*: to make a tree of it takes longer than to read its
//! bytes, so many threads can do that, where one reads the bytes.

use crate::error::Result;

use super::document::Document;
use super::limits::Limits;
use super::plain::deliver;
use super::source::Take;

/// What an input gives in a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given {
    /// A document, or a part of a long one.
    Document(Document),
    /// A page, which holds one document or is an error.
    Page(Box<Page>),
}

/// The bytes of a page, and what is known of it besides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// How reports call it.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// What whoever sent it said of its encoding.
    pub(super) charset: Option<String>,
    /// Where it was found.
    pub(super) address: Option<String>,
    /// When it was found; the date of a page that names none.
    pub(super) found: Option<String>,
    pub(super) limits: Limits,
}

impl Page {
    /// A page of which nothing is known beside its bytes.
    #[must_use]
    pub fn new(name: &str, bytes: Vec<u8>, limits: Limits) -> Page {
        let (charset, address, found) = (None, None, None);
        Page { name: name.to_owned(), bytes, charset, address, found, limits }
    }

    /// How reports call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bytes, in whatever encoding.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives its document, in parts where its text is long, or an error in its place.
    ///
    /// # Errors
    ///
    /// The first of `take`.
    pub fn read(self, take: &mut Take<'_>) -> Result<()> {
        deliver(self.document(), take)
    }

    #[cfg(feature = "pages")]
    fn document(self) -> Result<Document> {
        let (charset, address) = (self.charset.as_deref(), self.address.as_deref());
        let page = super::page::document(self.name, &self.bytes, charset, address, &self.limits);
        page.map(|mut document| {
            let date = document.about.date.take();
            document.about.date =
                date.or_else(|| self.found.as_deref().and_then(super::moment::moment));
            document
        })
    }

    #[cfg(not(feature = "pages"))]
    fn document(self) -> Result<Document> {
        Err(crate::error::Error::at(self.name, super::limits::NO_PAGES))
    }
}

impl Given {
    /// Gives the document, or those of the page, at once.
    ///
    /// # Errors
    ///
    /// The first of `take`.
    pub fn read(self, take: &mut Take<'_>) -> Result<()> {
        match self {
            Given::Document(document) => take(Ok(document)),
            Given::Page(page) => page.read(take),
        }
    }
}
