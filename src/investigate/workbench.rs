//! A source that is open for calls of tools, without a question of its own.

use crate::clock::Clock;
use crate::cluster::read::Read;
use crate::error::{Error, Result};
use crate::evidence::event::EventSender;
use crate::evidence::observation::Outcome;
use crate::investigate::session::{self, Session};
use crate::investigate::{Options, gather};
use crate::tools::{Context, Limits};

/// An open source, and what tools need of it.
pub struct Workbench {
    context: Context,
    _session: Session,
}

/// Opens a source for calls. `what` is what the run is called, where it is kept.
pub async fn workbench(what: &str, options: &Options, events: EventSender) -> Result<Workbench> {
    let session = session::begin(what, options, events, Clock::Wall).await?;
    let first = session.reader.read_all("subject", vec![Read::version()]).await;
    if let Some(Outcome::Failed(why)) = first.first().map(|(_, observation)| &observation.outcome) {
        return Err(Error::source(format!("{} cannot be asked: {why}", session.source.label)));
    }
    Ok(Workbench { context: context(&session, options), _session: session })
}

impl Workbench {
    /// What calls have at hand.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

/// What calls have at hand in a run.
pub(super) fn context(session: &Session, options: &Options) -> Context {
    let namespace = options.namespace.clone().filter(|_| !options.all_namespaces);
    Context {
        reader: session.reader.clone(),
        rights: session.rights.clone(),
        cluster: gather::cluster(session, &session.reader.observations()),
        problems: session.source.problems.clone(),
        documents: session.source.documents.clone(),
        namespace,
        limits: Limits::default(),
    }
}
