//! Tells each step once to everybody who listens: the channel of the run and its directory.

use std::sync::Arc;

use crate::evidence::event::{Event, EventSender};
use crate::evidence::run::RunWriter;

/// Where steps are told.
#[derive(Clone)]
pub struct Narrator {
    events: EventSender,
    run: Option<Arc<RunWriter>>,
}

impl Narrator {
    /// A narrator for a channel and, where the run is kept, its directory.
    pub fn new(events: EventSender, run: Option<Arc<RunWriter>>) -> Self {
        Self { events, run }
    }

    /// Tells one step. A listener that went away does not stop an investigation.
    pub async fn tell(&self, event: Event) {
        if let Some(run) = &self.run {
            run.event(&event);
        }
        let _gone = self.events.send(event).await;
    }

    /// The run that is kept.
    pub fn run(&self) -> Option<&RunWriter> {
        self.run.as_deref()
    }
}
