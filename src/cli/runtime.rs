//! Runs what waits for something, until it is done or the user has had enough.

use crate::error::{Error, ErrorKind, Result};

/// Runs `work` to its end. Ctrl-C drops it where it stands, and with it everything that it holds: connections, the
/// moving line, and the run, which is closed as interrupted.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    block_on_to_the_end(async {
        tokio::select! {
            biased;
            signal = tokio::signal::ctrl_c() => Err(match signal {
                Ok(()) => Error::new(ErrorKind::Interrupted, "interrupted"),
                Err(error) => Error::internal("cannot listen for Ctrl-C").caused_by(error),
            }),
            result = work => result,
        }
    })
}

/// Runs `work` to its end, which it finds itself.
pub(super) fn block_on_to_the_end<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::internal("cannot start").caused_by(error))?;
    let result = runtime.block_on(work);
    // Threads that still read for a run nobody waits for are not waited for either.
    runtime.shutdown_background();
    result
}

/// Runs `work` to its end, which it finds itself, with threads for what it does beside: it must not wait for them.
pub(super) fn block_on_threads<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::internal("cannot start").caused_by(error))?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}

/// Ctrl-C or, where there is such a thing, SIGTERM: from now on they end nothing by themselves.
#[cfg(unix)]
pub(super) fn told_to_stop() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| Error::internal("cannot listen for signals").caused_by(error));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl-C: from now on it ends nothing by itself.
#[cfg(not(unix))]
pub(super) fn told_to_stop() -> Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Notices that it was dropped.
    struct Run<'a>(&'a AtomicBool);

    impl Drop for Run<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    #[test]
    fn ctrl_c_drops_the_work_and_ends_with_130() {
        let closed = AtomicBool::new(false);
        let work = async {
            let _run = Run(&closed);
            let me = std::process::id().to_string();
            #[expect(clippy::disallowed_methods, reason = "the user's hand")]
            Command::new("kill").args(["-INT", &me]).status().unwrap();
            std::future::pending::<Result<()>>().await
        };
        let error = block_on(work).unwrap_err();
        assert_eq!(error.kind().exit_code(), 130);
        assert!(closed.load(Ordering::SeqCst));
    }

    #[test]
    fn work_that_ends_returns_what_it_found() {
        assert_eq!(block_on(async { Ok(7) }).unwrap(), 7);
    }
}
