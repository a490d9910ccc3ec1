//! What "healthy" rests on: the checks that were made, each with what it saw.

use crate::diagnosis::collect::events::HEALTHY_PODS;
use crate::diagnosis::collect::scope;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::Claim;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::operated;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::report::build::Material;
use crate::report::build::cite::Citer;
use crate::report::model::{Origin, Statement};
use crate::report::words;

/// Apps that are told of one by one.
const TOLD: usize = 3;
/// Apps whose checks are told.
const TOLD_CHECKS: usize = 12;

/// The checks that found nothing wrong.
pub(super) fn checks(material: &Material<'_>, citer: &mut Citer<'_>) -> Vec<Statement> {
    let mut checks = Vec::new();
    if let Some((namespace, fact)) = empty(material) {
        let statement = "pods that could be unwell: there are none".to_owned();
        checks.push(Statement {
            owner: None,
            severity: None,
            object: Some(citer.object(&namespace)),
            statement,
            evidence: citer.all(&[fact]),
            origin: Origin::Engine,
        });
    }
    for app in scope::apps(material.subject, material.graph).iter().take(TOLD_CHECKS) {
        if let Some((text, facts)) = readiness(app) {
            let statement = format!("missing or unready pods: {text}");
            checks.push(Statement {
                owner: None,
                severity: None,
                object: Some(citer.object(&app.key)),
                statement,
                evidence: citer.all(&facts),
                origin: Origin::Engine,
            });
        }
        for (text, key, facts) in volumes(material, app).into_iter().chain(services(material, app)) {
            checks.push(Statement {
                owner: None,
                severity: None,
                object: Some(citer.object(&key)),
                statement: text,
                evidence: citer.all(&facts),
                origin: Origin::Engine,
            });
        }
    }
    checks
}

/// How a healthy subject is, in one or two sentences.
pub(super) fn sentence(material: &Material<'_>) -> String {
    let apps = scope::apps(material.subject, material.graph);
    let told: Vec<String> = apps.iter().filter_map(|app| tell(material, app, apps.len() == 1)).collect();
    match told.as_slice() {
        [] if empty(material).is_some() => "Nothing runs there: no workload and no pod.".to_owned(),
        [] => "Nothing is wrong with what was asked about.".to_owned(),
        few if few.len() <= TOLD => format!("{}.", few.join("; ")),
        many => {
            let some: Vec<String> = many.iter().take(2).cloned().collect();
            format!("All {} workloads are as they should be, among them {}.", many.len(), some.join("; "))
        }
    }
}

fn tell(material: &Material<'_>, app: &App<'_>, alone: bool) -> Option<String> {
    let mut parts = vec![readiness(app)?.0];
    match starting(app) {
        0 => {}
        1 => parts.push("one more pod is not ready yet".to_owned()),
        n => parts.push(format!("{n} more pods are not ready yet")),
    }
    if warnings(material, app) == 0 {
        parts.push(quiet(material, app));
    }
    if alone {
        parts.extend(volumes(material, app).first().map(|_| "its volume is bound".to_owned()));
        parts.extend(services(material, app).first().map(|_| "its Service has an endpoint".to_owned()));
    }
    let text = parts.join(", ");
    Some(if alone { words::capital(&text) } else { format!("{} {}: {text}", app.key.kind, app.key.name) })
}

/// Pods of an app that serves that are to become ready, as those of a rollout are.
fn starting(app: &App<'_>) -> usize {
    let waits =
        |pod: &&Pod<'_>| pod.deleted().is_none() && matches!(pod.phase(), "Pending" | "Running") && !pod.ready();
    if app.runs_to_end() || app.ready() == 0 { 0 } else { app.pods.iter().filter(waits).count() }
}

/// That there are no warnings, as far as that was looked at: of many pods that are well events are read of the first few.
fn quiet(material: &Material<'_>, app: &App<'_>) -> String {
    let pods = app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count();
    if pods <= HEALTHY_PODS || material.graph.was_listed(&kinds::EVENT, app.key.namespace.as_deref()) {
        return "no warnings".to_owned();
    }
    format!("no warnings about {HEALTHY_PODS} of its {pods} pods")
}

/// Warnings about an app and its pods, of those that were read.
fn warnings(material: &Material<'_>, app: &App<'_>) -> usize {
    let keys = std::iter::once(&app.key).chain(app.pods.iter().map(Pod::key));
    keys.flat_map(|key| Event::about(material.graph, key)).filter(Event::is_warning).count()
}

/// Whether anything was seen that is as it should be; without, there is nothing to call healthy.
pub(super) fn anything(material: &Material<'_>) -> bool {
    let graph = material.graph;
    let ready = scope::apps(material.subject, graph).iter().any(|app| readiness(app).is_some());
    let says = |key: &EntityKey, pointer: &str, word: &str| {
        graph.view(key).and_then(|view| view.str_at(pointer)) == Some(word)
    };
    ready
        || empty(material).is_some()
        || material.diagnosis.scope.iter().any(|key| match &*key.kind {
            "PersistentVolumeClaim" => {
                says(key, "/status/phase", "Bound")
                    || Claim::get(graph, key).is_some_and(|claim| claim.phase() == "Pending" && claim.waits_for_pod())
            }
            "Node" => Machine::get(graph, key).is_some_and(|node| node.is_ready()),
            "Namespace" => {
                // One that is being deleted is as it should be for a while.
                let phase = says(key, "/status/phase", "Active") || says(key, "/status/phase", "Terminating");
                matches!(material.subject, Subject::Objects(_)) && phase
            }
            "Kustomization"
            | "HelmRelease"
            | "GitRepository"
            | "OCIRepository"
            | "HelmRepository"
            | "ScaledObject"
            | "VerticalPodAutoscaler" => {
                matches!(material.subject, Subject::Objects(_))
                    && graph.view(key).is_some_and(|object| operated::is_well(&object))
            }
            "Service" => graph
                .get(key)
                .filter(|object| !object.metadata_only)
                .and_then(|object| Service::new(graph, object).endpoints())
                .is_some_and(|endpoints| endpoints.ready > 0),
            _ => false,
        })
}

/// Proof that nothing runs in the namespace that was asked about.
fn empty(material: &Material<'_>) -> Option<(EntityKey, Fact)> {
    let Subject::Namespace(namespace) = material.subject else { return None };
    let fact = material.graph.none_in(&kinds::POD, namespace)?;
    let apps = scope::apps(material.subject, material.graph);
    apps.is_empty().then(|| (EntityKey::new(&kinds::NAMESPACE, None, namespace), fact))
}

type Check = (String, EntityKey, Vec<Fact>);

fn volumes(material: &Material<'_>, app: &App<'_>) -> Vec<Check> {
    let Some(pod) = app.pods.first() else { return Vec::new() };
    let mut found = Vec::new();
    for volume in pod.view.items("/spec/volumes") {
        let Some(name) = volume.str_at("/persistentVolumeClaim/claimName") else { continue };
        let key = EntityKey::new(&kinds::PVC, pod.key().namespace.as_deref(), name);
        let phase = material.graph.view(&key).and_then(|claim| claim.at("/status/phase"));
        if let Some(phase) = phase.filter(|p| p.str() == Some("Bound")) {
            found.push(("a missing volume: the claim is bound".to_owned(), key, vec![phase.state()]));
        }
    }
    found
}

fn services(material: &Material<'_>, app: &App<'_>) -> Vec<Check> {
    let mut found = Vec::new();
    for service in Service::in_namespace(material.graph, app.key.ns()) {
        let before = app.pods.iter().any(|pod| service.selects(&pod.view));
        let Some(endpoints) = service.endpoints().filter(|e| before && e.ready > 0) else { continue };
        let text = format!("nobody behind the Service: {} ready", count(endpoints.ready, "endpoint"));
        found.push((text, service.key().clone(), endpoints.facts));
    }
    found
}

/// How ready an app is, and what says so.
fn readiness(app: &App<'_>) -> Option<(String, Vec<Fact>)> {
    let view = app.view.as_ref()?;
    if app.key.is(&kinds::JOB) {
        let Some(done) = view.at("/status/succeeded") else {
            let active = view.at("/status/active")?;
            return Some((
                format!("{} active", count(usize::try_from(active.i64()?).ok()?, "pod")),
                vec![active.state()],
            ));
        };
        return Some((format!("{} completed", count(usize::try_from(done.i64()?).ok()?, "pod")), vec![done.state()]));
    }
    if app.key.is(&kinds::CRON_JOB) {
        let Some(last) = view.at("/status/lastSuccessfulTime") else {
            let schedule = view.at("/spec/schedule")?;
            return Some((format!("scheduled \"{}\"", schedule.str()?), vec![schedule.spec()]));
        };
        return Some((format!("last succeeded at {}", last.str()?), vec![last.state()]));
    }
    if app.key.is(&kinds::POD) {
        let phase = view.at("/status/phase")?;
        return Some((format!("phase {}", phase.str()?), vec![phase.state()]));
    }
    let wanted = app.replicas()?;
    if wanted == 0 {
        let replicas = view.at("/spec/replicas").or_else(|| view.at("/status/desiredNumberScheduled"))?;
        let text = if app.key.is(&kinds::DAEMON_SET) { "no node is meant to run it" } else { "scaled to zero" };
        return Some((text.to_owned(), vec![replicas.spec()]));
    }
    let ready = view.at("/status/readyReplicas").or_else(|| view.at("/status/numberReady"))?;
    // A pod that is still to become ready says nothing of how long the others have been.
    let serving = app.pods.iter().filter(|pod| pod.ready());
    let since = serving.filter_map(|p| p.condition("Ready")?.time_at("/lastTransitionTime")).max();
    let span = since.map_or(String::new(), |at| format!(" for {}", words::span(view.graph().now.duration_since(at))));
    Some((format!("{} of {wanted} ready{span}", ready.i64()?), vec![ready.state()]))
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
