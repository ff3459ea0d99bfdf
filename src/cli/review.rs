//! The command `review`: read the articles, then serve them.

use crate::error::{Error, Result};
use crate::input::document::{Document, Part};
use crate::review::desk::Desk;
use crate::review::server::serve;
use crate::store::folder::Folder;

use super::args::Review;
use super::given::{chosen, each_document};

/// Serves the articles that can be read until the program is told to stop.
pub(super) fn review(args: Review, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    // A model given as a file belongs to no folder, so nothing takes its place there.
    let models = match args.model.model {
        Some(_) => None,
        None => Folder::chosen(args.model.folder.models.as_deref()),
    };
    let model = match &models {
        Some(folder) => folder.current()?,
        None => chosen(&args.model)?,
    };
    let mut documents: Vec<Document> = Vec::new();
    each_document(&args.input, complain, |document| {
        let known = documents.iter().position(|known| known.name == document.name);
        match known {
            None => documents.push(Document { part: Part::WHOLE, ..document.clone() }),
            // A later part of a long article; named twice, it is still one article.
            Some(at) if documents[at].text.len() == document.part.start => {
                documents[at].text.push_str(&document.text);
            }
            Some(_) => {}
        }
        Ok(())
    })?;
    if documents.is_empty() {
        return Err(Error::new("no article to review"));
    }
    let desk = Desk::new(documents, model, &args.journal, args.by.unwrap_or_else(account))?;
    let journal = args.journal.display().to_string();
    serve(desk, models, args.port, &mut |address| {
        let line =
            format!("open {address} in a browser; corrections go to {journal}; Ctrl-C stops");
        complain(&Error::new(line).as_note());
    })
}

/// The name of the account, as the system's environment tells it.
fn account() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}
