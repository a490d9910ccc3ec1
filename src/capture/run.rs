//! A capture from its beginning to its end.

use std::collections::BTreeSet;

use serde_json::json;

use super::options::{Logs, Options};
use super::record::Record;
use super::session::Session;
use super::staging::Staging;
use super::summary::Summary;
use super::{archive, discovery, logs, monitoring, objects, scope};
use crate::clock::Clock;
use crate::cluster::open::{self, Opened};
use crate::error::{Error, Result};
use crate::evidence::event::{Event, EventSender};
use crate::evidence::narrator::Narrator;
use crate::transport::audit::Audit;

/// What of a capture is a matter of choice.
pub(super) struct Wanted {
    pub(super) helm: bool,
}

/// Captures a source. Steps are told on the channel; call it inside a tokio runtime.
pub async fn run(options: &Options, events: EventSender) -> Result<Summary> {
    archive::Form::of(&options.output)?;
    archive::check(&options.output, options.force)?;
    let audit = match &options.audit {
        Some(path) => Audit::file(path, Clock::Wall)?,
        None => Audit::counting(Clock::Wall),
    };
    let Opened { client, label, default_namespace, now, problems, warnings, served, documents, .. } =
        open::open_within(&options.source, &options.servers, Clock::Wall, &audit, options.read_timeout).await?;
    let narrator = Narrator::new(events, None);
    for message in warnings.into_iter().chain(problems.into_iter().take(5)) {
        narrator.tell(Event::Warned { message }).await;
    }
    let named = scope::of_words(client.clone(), narrator.clone(), default_namespace, now, options).await?;
    let staging = Staging::beside(&options.output)
        .map_err(|error| Error::usage(format!("cannot write beside {}", options.output.display())).caused_by(error))?;
    let mut record = Record::new(staging);
    let session = Session::new(client, narrator, now, options.read_timeout).knowing(served);
    let Some(resources) = discovery::collect(&session, &mut record).await else { return Err(nothing(&record)) };
    let scope = scope::find(&session, options, named, &mut record).await?;
    let pods = objects::collect(&session, &scope, &Wanted { helm: options.helm }, &mut record).await;
    if record.objects == 0 && !record.missed.is_empty() {
        return Err(nothing(&record));
    }
    if options.logs != Logs::None {
        logs::collect(&session, options.logs, &pods, &mut record).await;
    }
    monitoring::collect(&session, &documents, &scope.namespaces, &mut record).await;
    let wanted: Option<&BTreeSet<String>> = (!scope.everything).then_some(&scope.namespaces);
    let info = json!({
        "collectedAt": now, "collectedBy": concat!("sre ", env!("CARGO_PKG_VERSION")), "namespaces": wanted,
    });
    record.document("bundle.json", &info);
    discovery::finish(resources, &mut record);
    record.finish();
    archive::finish(&record.staging, &options.output, options.force, now)?;
    Ok(Summary {
        path: options.output.clone(),
        source: label,
        collected_at: now,
        namespaces: scope.namespaces.len(),
        objects: record.objects,
        logs: record.logs,
        files: record.staging.files,
        bytes: record.staging.bytes,
        not_collected: record.missed.into_iter().collect(),
    })
}

fn nothing(record: &Record) -> Error {
    let mut error = Error::source("nothing could be collected");
    if let Some(first) = record.missed.first() {
        error = error.caused_by(format!("{}: {}", first.what, first.why));
    }
    error.hint("`sre ask` with the same flags says more about a source that cannot be read")
}
