//! What "healthy" rests on: the checks that were made, each with what it saw.

use jiff::SignedDuration;

use crate::diagnosis::collect::scope;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::service::Service;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::report::build::cite::Citer;
use crate::report::build::{MAX_STATEMENTS, Material};
use crate::report::model::Statement;

/// The checks that found nothing wrong.
pub(super) fn checks(material: &Material<'_>, citer: &mut Citer<'_>) -> Vec<Statement> {
    let mut checks = Vec::new();
    for app in scope::apps(material.subject, material.graph).iter().take(MAX_STATEMENTS) {
        let Some((text, facts)) = readiness(app) else { continue };
        let statement = format!("pods missing or not ready: {text}");
        checks.push(Statement { object: Some(citer.object(&app.key)), statement, evidence: citer.all(&facts) });
    }
    for object in material
        .graph
        .of_kind(&kinds::SERVICE)
        .filter(|o| material.diagnosis.scope.contains(&o.key))
        .take(MAX_STATEMENTS)
    {
        if let Some(endpoints) = Service::new(material.graph, object).endpoints().filter(|e| e.ready > 0) {
            let statement = format!("nobody behind the Service: {} ready", count(endpoints.ready, "endpoint"));
            checks.push(Statement {
                object: Some(citer.object(&object.key)),
                statement,
                evidence: citer.all(&endpoints.facts),
            });
        }
    }
    checks
}

/// How a healthy subject is, in one sentence.
pub(super) fn sentence(material: &Material<'_>) -> String {
    let apps = scope::apps(material.subject, material.graph);
    let told: Vec<String> = apps
        .iter()
        .filter_map(|app| Some(format!("{} {}: {}", app.key.kind, app.key.path(), readiness(app)?.0)))
        .collect();
    match told.as_slice() {
        [] => "Nothing is wrong with what was asked about.".to_owned(),
        few if few.len() <= 4 => format!("{}; nothing warns.", few.join("; ")),
        many => format!(
            "{} workloads are as they should be, among them {}.",
            many.len(),
            many.iter().take(2).cloned().collect::<Vec<_>>().join("; ")
        ),
    }
}

/// How ready an app is, and what says so.
fn readiness(app: &App<'_>) -> Option<(String, Vec<Fact>)> {
    let view = app.view.as_ref()?;
    if app.key.is(&kinds::JOB) {
        let done = view.at("/status/succeeded")?;
        return Some((format!("{} completed", count(usize::try_from(done.i64()?).ok()?, "pod")), vec![done.state()]));
    }
    if app.key.is(&kinds::CRON_JOB) {
        let last = view.at("/status/lastSuccessfulTime")?;
        return Some((format!("last succeeded at {}", last.str()?), vec![last.state()]));
    }
    if app.key.is(&kinds::POD) {
        let phase = view.at("/status/phase")?;
        return Some((phase.str()?.to_owned(), vec![phase.state()]));
    }
    let wanted = app.replicas()?;
    let ready = view.at("/status/readyReplicas").or_else(|| view.at("/status/numberReady"));
    if wanted == 0 {
        let replicas = view.at("/spec/replicas").or_else(|| view.at("/status/desiredNumberScheduled"))?;
        return Some(("scaled to zero".to_owned(), vec![replicas.spec()]));
    }
    let ready = ready?;
    let since = app.pods.iter().filter_map(|p| p.condition("Ready")?.time_at("/lastTransitionTime")).max();
    let span = since.map_or(String::new(), |at| format!(" for {}", span(view.graph().now.duration_since(at))));
    Some((format!("{} of {wanted} ready{span}", ready.i64()?), vec![ready.state()]))
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A span as a person says it: `8m`, `3h`, `5d`.
fn span(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    match seconds {
        0..=119 => format!("{seconds}s"),
        120..=7199 => format!("{}m", seconds / 60),
        7200..=172_799 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86400),
    }
}
