//! Ctrl-C asks the program to stop at the next good place; a second one stops it where it is.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};

use crate::error::{Error, Result};

/// The exit code of a program that was interrupted: 128 and the number of SIGINT.
pub const INTERRUPTED: u8 = 130;

/// A flag that is set when somebody asks the program to stop.
pub(super) fn flag() -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // What is registered first is done first: at the first signal the flag is not set yet.
        register_conditional_shutdown(signal, i32::from(INTERRUPTED), flag.clone())
            .and_then(|_| register(signal, flag.clone()))
            .map_err(|cause| Error::new(format!("cannot listen to Ctrl-C: {cause}")))?;
    }
    Ok(flag)
}
