//! `diagnose`: the engine's own answer about a subject, with the evidence that it cites.

use serde_json::Value;

use super::looked::{About, Looked, place};
use crate::evidence::observation::Body;
use crate::report::model::{Report, RootCause, Statement};
use crate::tools::{Context, Function, Page, Wrong, digest::shortened};

/// Causes that are told in full, ideas and statements that are told in a line.
const TOLD: usize = 6;
/// Citations of one statement.
const CITED: usize = 2;
/// Characters of an excerpt.
const EXCERPT: usize = 120;

/// The tool.
pub(super) static TOOL: Function<About> = Function::new(
    "diagnose",
    "Asks the deterministic engine what is wrong with an object, a namespace or the cluster, and why, with evidence.",
    |arguments, context| Box::pin(run(arguments, context)),
);

async fn run(arguments: About, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let Some(subject) = arguments.subject(context, &mut page).await? else { return Ok(page) };
    let looked = Looked::into(subject, arguments.words("why is it not working?"), context).await;
    let report = looked.report(context);
    tell(&report, &looked, &mut page);
    if let Ok(document) = serde_json::to_value(&report) {
        keep(document, &arguments, context, &mut page).await;
    }
    Ok(page)
}

/// The report stays readable, citations and all, beside what it cites.
async fn keep(mut document: Value, arguments: &About, context: &Context, page: &mut Page) {
    if let Some(map) = document.as_object_mut() {
        map.remove("stats");
    }
    let request = format!(
        "ENGINE diagnose {} {} {} {}",
        arguments.namespace.as_deref().unwrap_or("-"),
        arguments.kind.as_deref().unwrap_or("-"),
        arguments.name.as_deref().unwrap_or("-"),
        arguments.question.as_deref().unwrap_or("-"),
    );
    let id = context.keep(request, "the engine's report".to_owned(), "engine", Body::Json(document.into())).await;
    page.line(0, format!("all of it, as the engine concludes it and not as evidence: {id}"));
    if let Some(observation) = context.reader.observation(id) {
        page.saw(&observation);
    }
}

fn tell(report: &Report, looked: &Looked, page: &mut Page) {
    page.line(0, format!("{}: {}", word(report), report.summary));
    for cause in report.root_causes.iter().take(TOLD) {
        page.line(
            0,
            format!("root cause {} at {}, confidence {:.2}", cause.cause, place(&cause.object), cause.confidence),
        );
        in_full(cause, report, looked, page);
    }
    if report.root_causes.len() > TOLD {
        page.line(0, format!("and {} more root causes", report.root_causes.len() - TOLD));
    }
    for idea in report.hypotheses.iter().take(TOLD) {
        let at = place(&idea.object);
        page.line(
            0,
            format!("possible, not proven: {} at {at} ({:.2}): {}", idea.cause, idea.confidence, idea.statement),
        );
        cited(&idea.evidence, report, looked, page);
    }
    statements("unexplained", &report.unexplained, report, looked, page);
    statements("ruled out", &report.ruled_out, report, looked, page);
    statements("over", &report.history, report, looked, page);
    for unseen in report.not_seen.iter().take(TOLD) {
        page.line(0, format!("not seen: {} ({}): {}", unseen.what, unseen.why, unseen.effect));
    }
}

fn in_full(cause: &RootCause, report: &Report, looked: &Looked, page: &mut Page) {
    page.line(1, &cause.statement);
    for link in &cause.chain {
        page.line(1, format!("{}: {}", place(&link.object), link.statement));
        cited(&link.evidence, report, looked, page);
    }
    if let Some(change) = &cause.changed_by {
        page.line(1, format!("changed at {}: {}", change.at, change.what));
        cited(&change.evidence, report, looked, page);
    }
    if !cause.impact.is_empty() {
        page.line(1, format!("impact: {}", cause.impact));
    }
    for advice in cause.remediation.iter().take(2) {
        page.line(1, format!("to mend it: {}", advice.text));
    }
}

fn statements(what: &str, all: &[Statement], report: &Report, looked: &Looked, page: &mut Page) {
    for one in all.iter().take(TOLD) {
        let at = one.object.as_ref().map(|object| format!("{}: ", place(object))).unwrap_or_default();
        page.line(0, format!("{what}: {at}{}", one.statement));
        cited(&one.evidence, report, looked, page);
    }
    if all.len() > TOLD {
        page.line(0, format!("{what}: and {} more", all.len() - TOLD));
    }
}

/// Where it stands, and what.
fn cited(ids: &[String], report: &Report, looked: &Looked, page: &mut Page) {
    for evidence in report.evidence.iter().filter(|one| ids.contains(&one.id)).take(CITED) {
        page.line(
            2,
            format!("{} {}: {}", evidence.observation, evidence.pointer, shortened(&evidence.excerpt, EXCERPT)),
        );
        looked.cite_named(&evidence.observation, page);
    }
}

fn word(report: &Report) -> String {
    serde_json::to_value(report.verdict).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}
