//! Argo CD Applications that cannot be compared, that go to the wrong place, or whose resources are unwell.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::releases::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, look};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Resources of an application that are cited.
const CITED: usize = 3;

/// The Applications that were read.
pub fn all(graph: &Graph) -> impl Iterator<Item = View<'_>> {
    let whole = graph.of_kind(&kinds::ARGO_APPLICATION).filter(|o| !o.metadata_only);
    whole.map(|object| View::root(graph, object)).filter(|app| app.at("/metadata/deletionTimestamp").is_none())
}

/// Conditions by which Argo CD says that it cannot compare: it takes them away once it can.
pub fn errors<'g>(app: &View<'g>) -> Vec<View<'g>> {
    let mut conditions = app.items("/status/conditions");
    conditions.retain(|c| matches!(c.str_at("/type"), Some("ComparisonError" | "InvalidSpecError")));
    if app.str_at("/status/sync/status") == Some("Synced") { Vec::new() } else { conditions }
}

fn is_about_destination(condition: &View<'_>) -> bool {
    condition.str_at("/type") == Some("InvalidSpecError")
        && condition.str_at("/message").is_some_and(|text| {
            ["destination", "no clusters with this name", "cluster"].iter().any(|word| text.contains(word))
        })
}

/// `ArgoAppComparisonError`.
pub fn comparison_error(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph)
        .filter_map(|app| {
            let condition = errors(&app).into_iter().find(|c| !is_about_destination(c))?;
            let message = condition.at("/message")?;
            let source = app.at("/spec/source").or_else(|| app.items("/spec/sources").into_iter().next());
            let field = |name: &str| source.as_ref().and_then(|s| s.at(name));
            let path = field("/path").or_else(|| field("/chart"));
            let text = format!(
                "Argo CD cannot work out what application {} should be: {}.",
                app.key().name,
                message.str().unwrap_or_default().trim_end_matches('.')
            );
            let status = app.at("/status/sync/status");
            let mut hypothesis = Hypothesis::new(&catalogue::ARGO_APP_COMPARISON_ERROR, app.key(), text)
                .support(Weight::Proof, "its own words", Some(message.state()))
                .support(Weight::Strong, "the comparison does not work", status.as_ref().map(View::state))
                .link(app.key(), format!("says \"{}\"", message.str().unwrap_or_default()), vec![message.state()])
                .explaining(app.key())
                .since(condition.time_at("/lastTransitionTime"));
            let told = [("path", "/path"), ("chart", "/chart"), ("revision", "/targetRevision"), ("repository", "/repoURL")];
            for (name, pointer) in told {
                // By the raw value: a place that a test hides counts against.
                if source.as_ref().is_none_or(|s| s.value().pointer(pointer).is_none()) {
                    continue;
                }
                let place = field(pointer);
                let fact = place.as_ref().map(View::spec);
                let shows = format!("is declared at {name} {}", place.as_ref().and_then(View::str).unwrap_or_default());
                hypothesis = hypothesis.support(Weight::Weak, "where it is declared", fact.clone());
                hypothesis = hypothesis.link(app.key(), shows, fact.into_iter().collect());
            }
            if let Some(status) = &status {
                let shows = format!("is {} to Argo CD", status.str().unwrap_or_default());
                hypothesis = hypothesis.link(app.key(), shows, vec![status.state()]);
            }
            let diff = path.and_then(|path| {
                let now = format!("spec:\n  source:\n    path: {}\n", path.str()?);
                advice::diff(app.key(), &now, "spec:\n  source:\n    path: <a path that the revision has>\n")
            });
            let missing_path = message.str().is_some_and(|text| text.contains("path"));
            Some(
                hypothesis
                    .advise(change(
                        "Correct what the message names: repository, path or revision of spec.source, or the manifests there.",
                        diff.filter(|_| missing_path),
                        "Argo CD compares anew, and syncs if it may do so by itself",
                    ))
                    .advise(see(app.key())),
            )
        })
        .collect()
}

/// A look at an application.
pub fn see(app: &EntityKey) -> crate::report::model::Remediation {
    look("See the application as Argo CD does.", Some(format!("argocd app get {} --refresh", app.name)))
}

/// `ArgoAppDestinationWrong`.
pub fn destination_wrong(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).filter_map(|app| wrong_place(case, &app)).collect()
}

fn wrong_place(case: &Case<'_>, app: &View<'_>) -> Option<Hypothesis> {
    let destination = app.at("/spec/destination")?;
    let namespace = destination.at("/namespace");
    let said = errors(app).into_iter().find(is_about_destination).and_then(|c| c.at("/message"));
    let refused = said.is_some();
    let (message, absence) = if let Some(message) = said {
        (message, None)
    } else {
        let message = app.at("/status/operationState/message")?;
        let name = namespace.as_ref()?.str()?;
        let says = message.str()?.contains(&format!("namespaces \"{name}\" not found"));
        let failed = matches!(app.str_at("/status/operationState/phase"), Some("Failed" | "Error"));
        let here = destination.str_at("/server") == Some("https://kubernetes.default.svc")
            || destination.str_at("/name") == Some("in-cluster");
        let key = EntityKey::new(&kinds::NAMESPACE, None, name);
        let absence = case.graph.lookup(&key).absent().filter(|_| here);
        (Some(message).filter(|_| says && failed && case.graph.get(&key).is_none())?, absence)
    };
    let place = |field: &str| destination.str_at(field);
    let cluster = place("/name").or(place("/server")).unwrap_or("?");
    let text = format!(
        "Argo CD application {} is to be deployed to namespace {} of cluster {cluster}, which does not work: {}.",
        app.key().name,
        place("/namespace").unwrap_or("(none)"),
        message.str().unwrap_or_default().trim_end_matches('.')
    );
    let mut hypothesis = Hypothesis::new(&catalogue::ARGO_APP_DESTINATION_WRONG, app.key(), text)
        .support(Weight::Proof, "its own words", Some(message.state()))
        .explaining(app.key());
    for field in ["/name", "/server", "/namespace"] {
        let Some(fact) = destination.at(field).map(|place| place.spec()) else { continue };
        let shows = format!("names the destination {}", fact.excerpt);
        hypothesis = hypothesis.support(Weight::Weak, "where it is to go", Some(fact.clone())).link(
            app.key(),
            shows,
            vec![fact],
        );
    }
    if !refused {
        hypothesis = hypothesis.support(Weight::Strong, "it is absent", absence.clone());
    }
    if let Some(absence) = absence {
        hypothesis = hypothesis.link(&absence.entity, "is not there", vec![absence.clone()]);
    }
    hypothesis =
        hypothesis.link(app.key(), format!("says \"{}\"", message.str().unwrap_or_default()), vec![message.state()]);
    Some(
        hypothesis
            .advise(change(
                "Correct spec.destination, allow it in the AppProject, or let the sync create the namespace (syncOptions: CreateNamespace=true).",
                None,
                "the application is deployed there",
            ))
            .advise(see(app.key())),
    )
}

/// `ArgoAppDegraded`: where what is unwell was not read, or says nothing by itself.
pub fn degraded(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph)
        .filter_map(|app| {
            let health = app.at("/status/health/status").filter(|h| h.str() == Some("Degraded"))?;
            let unwell: Vec<View<'_>> = app
                .items("/status/resources")
                .into_iter()
                .filter(|r| matches!(r.str_at("/health/status"), Some("Degraded" | "Missing")))
                .collect();
            let names: Vec<String> = unwell
                .iter()
                .take(CITED)
                .map(|r| format!("{} {}", r.str_at("/kind").unwrap_or("?"), r.str_at("/name").unwrap_or("?")))
                .collect();
            let which = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
            let text = format!("Argo CD finds application {} degraded{which}.", app.key().name);
            let mut hypothesis = Hypothesis::new(&catalogue::ARGO_APP_DEGRADED, app.key(), text)
                .support(Weight::Proof, "its health", Some(health.state()))
                .link(app.key(), "is Degraded", vec![health.state()])
                .explaining(app.key())
                .since(app.time_at("/status/health/lastTransitionTime"));
            for (resource, name) in unwell.iter().take(CITED).zip(&names) {
                let pointer = if resource.value().pointer("/health/message").is_some() {
                    "/health/message"
                } else {
                    "/health/status"
                };
                let place = resource.at(pointer);
                let said = place.as_ref().and_then(View::str).unwrap_or_default();
                let fact = place.as_ref().map(View::state);
                hypothesis = hypothesis.support(Weight::Strong, "what is unwell", fact.clone());
                hypothesis = hypothesis.link(app.key(), format!("{name}: {said}"), fact.into_iter().collect());
            }
            Some(hypothesis.advise(see(app.key())))
        })
        .collect()
}
