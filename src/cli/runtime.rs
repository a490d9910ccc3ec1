//! Runs what waits for something, until it is done or the user has had enough.

use crate::error::{Error, ErrorKind, Result};

/// Runs `work` to its end. Ctrl-C drops it where it stands, and with it everything that it holds: connections, the
/// moving line, and the run, which is closed as interrupted.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::internal("cannot start").caused_by(error))?;
    let result = runtime.block_on(async {
        tokio::select! {
            biased;
            signal = tokio::signal::ctrl_c() => Err(match signal {
                Ok(()) => Error::new(ErrorKind::Interrupted, "interrupted"),
                Err(error) => Error::internal("cannot listen for Ctrl-C").caused_by(error),
            }),
            result = work => result,
        }
    });
    // Threads that still read for a run nobody waits for are not waited for either.
    runtime.shutdown_background();
    result
}
