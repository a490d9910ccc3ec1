//! How an answer without an end of its own learns that the server ends.

use tokio::sync::watch;

/// Told when the server ends. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// The other end of a [`Stop`].
pub(super) struct Stopper(watch::Sender<bool>);

pub(super) fn pair() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stop {
    /// Returns when the server ends.
    pub async fn wait(mut self) {
        // An error means that the server is gone altogether.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}

impl Stopper {
    pub(super) fn stop(&self) {
        self.0.send_replace(true);
    }
}
