//! A scan: the question that asks for everything that is wrong in a scope, answered as findings.

use crate::diagnosis::collect::scope;
use crate::error::Result;
use crate::evidence::entity::EntityKey;
use crate::evidence::event::EventSender;
use crate::evidence::kinds;
use crate::investigate::{Gathered, Options, answer};
use crate::report::fleet::{self, model::Fleet};

/// What a scan asks. None of its words names anything, so that the flags say what it is about; and none complains, so
/// that what was switched off on purpose is let be.
pub const QUESTION: &str = "is everything ok?";

/// Looks for everything that is wrong in the scope of the options.
pub async fn scan(options: &Options, events: EventSender) -> Result<Fleet> {
    let (report, gathered) = answer(QUESTION, options, events).await?;
    let workloads = workloads(&gathered).into_iter().map(|key| key.object_ref(None)).collect();
    Ok(fleet::of(vec![report], workloads))
}

/// The apps that were looked at; a pod of its own is one, a Job of a `CronJob` is not.
fn workloads(gathered: &Gathered) -> Vec<EntityKey> {
    if gathered.unclear.is_some() {
        return Vec::new();
    }
    let apps = scope::apps(&gathered.subject, &gathered.graph);
    apps.into_iter().map(|app| app.key).filter(|key| !key.is(&kinds::NAMESPACE)).collect()
}
