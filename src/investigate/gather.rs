//! The first half of an investigation: resolve the words, read what the subject needs.

use std::sync::Arc;

use crate::clock::Clock;
use crate::cluster::read::Read;
use crate::diagnosis::collect;
use crate::diagnosis::subject::resolve::{self, Flags, Resolution, Unclear};
use crate::diagnosis::subject::words::Words;
use crate::diagnosis::subject::{Subject, places};
use crate::error::Result;
use crate::evidence::event::{Event, EventSender};
use crate::evidence::graph::Graph;
use crate::evidence::observation::{Observation, Outcome};
use crate::investigate::Options;
use crate::investigate::session::{self, Session};
use crate::report::model::Cluster;

/// Everything that was read for a question, before anybody draws conclusions.
#[derive(Clone)]
pub struct Gathered {
    /// The words of the question.
    pub words: Words,
    /// What they led to.
    pub subject: Subject,
    /// How.
    pub resolved_by: String,
    /// Set where a name is unknown or ambiguous.
    pub unclear: Option<Unclear>,
    /// What was read.
    pub graph: Graph,
    /// The reads, in the order of their ids.
    pub observations: Vec<Arc<Observation>>,
    /// Where it came from.
    pub cluster: Cluster,
    /// Whether the deadline cut the reading short.
    pub cut_short: bool,
    /// Files of the source that could not be used.
    pub problems: Vec<String>,
}

/// Reads what a question needs, without concluding.
pub async fn gather(question: &str, options: &Options, events: EventSender) -> Result<Gathered> {
    let session = session::begin(question, options, events, Clock::Wall).await?;
    Ok(with(&session, question, options).await)
}

pub(super) async fn with(session: &Session, question: &str, options: &Options) -> Gathered {
    let words = Words::of(question);
    let mut graph = Graph::new(session.source.now).beside(session.source.documents.iter().cloned());
    let mut resolution = None;
    let reading = read(session, &words, options, &mut graph, &mut resolution);
    let cut_short = tokio::time::timeout(options.deadline, reading).await.is_err();
    if cut_short {
        let message = format!(
            "the deadline of {} s is over; the answer is from what was read until then",
            options.deadline.as_secs()
        );
        session.narrator.tell(Event::Warned { message }).await;
    }
    let observations = session.reader.observations();
    let Resolution { subject, by, unclear } = resolution.unwrap_or_else(|| Resolution {
        subject: options.namespace.clone().map_or(Subject::Cluster, Subject::Namespace),
        by: "nothing was resolved: the source did not answer".to_owned(),
        unclear: None,
    });
    let cluster = cluster(session, &observations);
    let problems = session.source.problems.clone();
    Gathered { words, subject, resolved_by: by, unclear, graph, observations, cluster, cut_short, problems }
}

async fn read(
    session: &Session,
    words: &Words,
    options: &Options,
    graph: &mut Graph,
    resolution: &mut Option<Resolution>,
) {
    let reader = &session.reader;
    let flags = Flags {
        namespace: options.namespace.clone(),
        all_namespaces: options.all_namespaces,
        default_namespace: session.source.default_namespace.clone(),
    };
    let namespaces = places::first(words, &flags, reader).await;
    let first = reader.read_all("subject", vec![Read::version(), namespaces]).await;
    if first.iter().all(|(_, observation)| matches!(observation.outcome, Outcome::Failed(_))) {
        // Nobody answers: every further read would only wait for the same.
        collect::absorb::take(&first, graph);
        return;
    }
    let resolved = resolve::resolve(words, &flags, reader, graph).await;
    let objects = match &resolved.subject {
        Subject::Objects(keys) => keys.iter().map(|key| key.object_ref(None)).collect(),
        Subject::Namespace(ns) => vec![crate::report::build::namespace_ref(ns)],
        Subject::Cluster => Vec::new(),
    };
    session.narrator.tell(Event::Resolved { objects, by: resolved.by.clone() }).await;
    let subject = resolved.subject.clone();
    let unclear = resolved.unclear.is_some();
    *resolution = Some(resolved);
    if !unclear {
        collect::collect(collect::Aim { subject: &subject, words }, reader, graph).await;
    }
}

pub(super) fn cluster(session: &Session, observations: &[Arc<Observation>]) -> Cluster {
    let version = observations
        .iter()
        .find(|o| o.request == "GET /version")
        .and_then(|o| o.body.json()?.get("gitVersion")?.as_str().map(str::to_owned))
        .filter(|v| !v.is_empty());
    Cluster {
        source: session.source.label.clone(),
        server: session.source.server.clone(),
        context: session.source.context.clone(),
        version,
        as_of: session.source.now,
    }
}
