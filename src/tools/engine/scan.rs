//! `scan`: everything that is wrong in a namespace or the cluster, a line each.

use schemars::JsonSchema;
use serde::Deserialize;

use super::looked::{Looked, place};
use crate::diagnosis::collect::scope;
use crate::diagnosis::subject::Subject;
use crate::report::fleet;
use crate::tools::{Context, Function, Page, Wrong, find};

/// What a scan asks. None of its words names anything or complains.
const QUESTION: &str = "is everything ok?";

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "scan",
    "Lists everything that the engine finds wrong in a namespace or the cluster, the most severe first.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One namespace, or * for the cluster; without it that of the question, else the cluster
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place_of = find::scope(arguments.namespace.as_ref(), context)?;
    let subject = place_of.map_or(Subject::Cluster, |place| Subject::Namespace(place.to_owned()));
    let looked = Looked::into(subject, QUESTION.to_owned(), context).await;
    let workloads =
        scope::apps(&looked.subject, &looked.graph).into_iter().map(|app| app.key.object_ref(None)).collect();
    let fleet = fleet::of(vec![looked.report(context)], workloads);
    page.line(0, &fleet.summary);
    for finding in &fleet.findings {
        let what = finding.cause.as_deref().unwrap_or("symptom");
        let sure = match finding.confidence {
            Some(confidence) => format!("{:?} {confidence:.2}", finding.certainty),
            None => format!("{:?}", finding.certainty),
        };
        let reports = fleet.reports.iter().flat_map(|report| &report.evidence);
        let evidence: Vec<_> = reports.filter(|one| finding.evidence.contains(&one.id)).take(2).collect();
        for one in &evidence {
            looked.cite_named(&one.observation, &mut page);
        }
        let cited: Vec<String> = evidence.iter().map(|one| format!("{} {}", one.observation, one.pointer)).collect();
        let at = place(&finding.object);
        let line = format!("{:?}: {what} at {at} ({sure}): {}", finding.severity, finding.statement);
        page.line(1, format!("{line} [{}]", cited.join("; ")));
    }
    if !fleet.complete {
        page.line(0, "not all that a clean result needs could be read:");
        for unseen in fleet.reports.iter().flat_map(|report| &report.not_seen).filter(|unseen| unseen.blinding) {
            page.line(1, format!("{} ({}): {}", unseen.what, unseen.why, unseen.effect));
        }
    }
    Ok(page)
}
