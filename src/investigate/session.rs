//! What a run stands on: its source, its directory, its audit, its narrator.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::Clock;
use crate::cluster::fetch::Fetcher;
use crate::cluster::open::{self, Opened};
use crate::cluster::reader::Reader;
use crate::cluster::rights::Rights;
use crate::error::Result;
use crate::evidence::event::{Event, EventSender};
use crate::evidence::narrator::Narrator;
use crate::evidence::run::{RunHead, RunId, RunWriter};
use crate::investigate::Options;
use crate::transport::audit::Audit;
use crate::transport::redact::Redactor;

/// A run that has begun.
pub(super) struct Session {
    pub(super) audit: Audit,
    pub(super) run: Arc<RunWriter>,
    pub(super) narrator: Narrator,
    pub(super) reader: Arc<Reader>,
    pub(super) rights: Rights,
    pub(super) source: SourceFacts,
}

/// What is known about the source, for the report.
#[derive(Debug, Clone)]
pub(super) struct SourceFacts {
    pub(super) label: String,
    pub(super) server: Option<String>,
    pub(super) context: Option<String>,
    pub(super) default_namespace: Option<String>,
    pub(super) now: jiff::Timestamp,
    pub(super) problems: Vec<String>,
    pub(super) documents: Vec<String>,
}

/// Opens the source and begins the run.
pub(super) async fn begin(question: &str, options: &Options, events: EventSender, clock: Clock) -> Result<Session> {
    let audit = match &options.audit {
        Some(path) => Audit::file(path, clock)?,
        None => Audit::counting(clock),
    };
    let Opened { client, label, server, context, default_namespace, now, problems, warnings, first, served, documents } =
        open::open_within(&options.source, &options.servers, clock, &audit, options.read_timeout).await?;
    let source = SourceFacts { label, server, context, default_namespace, now, problems, documents };
    let started_at = clock.now();
    let seed = format!("{question}\n{}\n{started_at}\n{}", source.label, std::process::id());
    let id = RunId::new(started_at, seed.as_bytes());
    let head = RunHead {
        question: question.to_owned(),
        source: source.label.clone(),
        as_of: Some(now),
        started_at,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        flags: flags(options, &source),
        problems: source.problems.clone(),
    };
    let run = Arc::new(RunWriter::create(options.record.clone(), options.runs.as_deref(), &id, head)?);
    let narrator = Narrator::new(events, Some(run.clone()));
    narrator.tell(Event::Started { run: run.id(), question: question.to_owned(), source: source.label.clone() }).await;
    let problems = source.problems.iter().take(5).cloned();
    for message in run.take_warning().into_iter().chain(warnings).chain(problems) {
        narrator.tell(Event::Warned { message }).await;
    }
    let rights = Rights::new(client.clone(), options.read_timeout);
    let fetcher = Fetcher::new(client, Redactor::default());
    let reader = Reader::new(fetcher, narrator.clone(), now, options.read_timeout).knowing(first, served);
    Ok(Session { audit, run, narrator, reader: Arc::new(reader), rights, source })
}

/// The flags that change an answer; a replay uses the same.
fn flags(options: &Options, source: &SourceFacts) -> BTreeMap<String, String> {
    let mut flags = BTreeMap::new();
    let mut set = |name: &str, value: Option<&String>| {
        if let Some(value) = value {
            flags.insert(name.to_owned(), value.clone());
        }
    };
    set("namespace", options.namespace.as_ref());
    set("all_namespaces", options.all_namespaces.then(|| "true".to_owned()).as_ref());
    set("server", source.server.as_ref());
    set("context", source.context.as_ref());
    set("default_namespace", source.default_namespace.as_ref());
    set("documents", (!source.documents.is_empty()).then(|| source.documents.join("\n")).as_ref());
    flags
}
