//! The command `serve`: find the model and the token, then listen.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::serve::limits::Limits;
use crate::serve::server::{self, Origin, Settings};
use crate::store::folder::Folder;

use super::serve_args::Serve;

/// The environment variable that holds the token.
const VARIABLE: &str = "SURMISE_TOKEN";

/// Serves until the program is told to stop.
pub(super) fn serve(args: &Serve, complain: &mut dyn FnMut(&Error)) -> Result<()> {
    let origin = match &args.model.model {
        Some(path) => Origin::File(path.clone()),
        None => match Folder::chosen(args.model.folder.models.as_deref()) {
            Some(folder) => Origin::Folder(folder),
            None => Origin::Program,
        },
    };
    let default = Limits::default();
    let limits = Limits {
        workers: args.workers.map_or(default.workers, usize::from),
        queue: args.queue,
        body_bytes: args.body_bytes,
        texts: args.texts,
        patience: Duration::from_secs(args.patience),
        grace: Duration::from_secs(args.grace),
    };
    let settings = Settings { address: args.listen, token: token(args)?, limits };
    server::serve(&settings, origin, &mut |line| complain(&Error::new(line).as_note()))
}

/// The token of the file, or of the environment.
fn token(args: &Serve) -> Result<Option<String>> {
    match &args.token_file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|cause| Error::io(path, "cannot read the token", cause))?;
            Ok(Some(text.trim().to_owned()))
        }
        None => match std::env::var(VARIABLE) {
            Ok(token) => Ok(Some(token)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(Error::new(format!("{VARIABLE} is not Unicode; expected an ASCII token")))
            }
        },
    }
}
