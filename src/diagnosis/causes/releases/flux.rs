//! What Flux says of what it fetches and applies: sources that do not come, Kustomizations and releases that do not
//! get through.
//!
//! Who waits for another is not told apart: the source or the dependency that is not ready is.

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::causes::releases::flux_catalogue as catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::operated::{self, referred};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// What Flux fetches.
pub const SOURCES: &[&Kind] = &[&kinds::GIT_REPOSITORY, &kinds::OCI_REPOSITORY, &kinds::HELM_REPOSITORY];
/// What Flux applies.
pub const APPLIED: &[&Kind] = &[&kinds::FLUX_KUSTOMIZATION, &kinds::FLUX_HELM_RELEASE];
/// Where these name their source.
const SOURCE_PLACES: &[&str] = &["/spec/sourceRef", "/spec/chart/spec/sourceRef", "/spec/chartRef"];
/// Words of questions that a release is asked about with.
pub const WORDS: &[&str] = &[
    "flux",
    "fluxcd",
    "gitops",
    "kustomization",
    "kustomizations",
    "helmrelease",
    "helmreleases",
    "gitrepository",
    "reconcile",
    "reconciled",
    "reconciliation",
    "reconciling",
];
/// Causes that follow from a source that does not come.
const FOLLOWS: &[&str] = &["FluxKustomizationFailed", "FluxHelmReleaseFailed"];

/// The source that something applied names.
pub fn source_of(applied: &View<'_>) -> Option<EntityKey> {
    SOURCE_PLACES.iter().find_map(|place| referred(applied, place, SOURCES))
}

/// What something applied waits for.
pub fn dependencies_of(applied: &View<'_>) -> Vec<EntityKey> {
    let kind = APPLIED.iter().find(|kind| applied.key().is(kind));
    let listed = applied.items("/spec/dependsOn");
    listed
        .iter()
        .filter_map(|depends| {
            let namespace = depends.str_at("/namespace").unwrap_or(applied.key().ns());
            Some(EntityKey::new(kind?, Some(namespace), depends.str_at("/name")?))
        })
        .collect()
}

/// What Flux applies and says is not ready, with the condition.
pub fn failing(graph: &Graph) -> Vec<(View<'_>, View<'_>)> {
    let all = APPLIED.iter().flat_map(|kind| operated::all(graph, kind));
    all.filter(|object| !is_suspended(object))
        .filter_map(|object| {
            let bad = operated::not_ready(&object)?;
            Some((object, bad))
        })
        .collect()
}

/// What Flux fetches and says does not come, with the condition.
pub fn unfetched(graph: &Graph) -> Vec<(View<'_>, View<'_>)> {
    let all = SOURCES.iter().flat_map(|kind| operated::all(graph, kind));
    all.filter(|object| !is_suspended(object))
        .filter_map(|object| {
            let bad = operated::not_ready(&object)?;
            Some((object, bad))
        })
        .collect()
}

fn is_suspended(object: &View<'_>) -> bool {
    object.bool_at("/spec/suspend") == Some(true)
}

/// `FluxSourceNotReady`.
pub fn source_not_ready(case: &Case<'_>) -> Vec<Hypothesis> {
    unfetched(case.graph)
        .iter()
        .map(|(source, bad)| {
            let url = source.str_at("/spec/url").unwrap_or("its address");
            let text = format!(
                "Flux cannot fetch {} {} from {url}: {}.",
                source.key().kind,
                source.key().name,
                operated::says(bad)
            );
            let told = [
                ("/spec/url", "is fetched from"),
                ("/spec/ref", "is asked for"),
                ("/spec/secretRef/name", "uses the Secret"),
            ];
            let mut hypothesis =
                stated(&catalogue::FLUX_SOURCE_NOT_READY, source, bad, text, &told).leading_to(FOLLOWS);
            let users = failing(case.graph);
            let waiting = users.iter().filter(|(user, _)| source_of(user).as_ref() == Some(source.key()));
            for (user, said) in waiting.take(CITED_PODS) {
                hypothesis = suffers(hypothesis, user, said);
            }
            hypothesis.advise(look(
            "See what Flux says of the source, and whether its address, its revision and its credentials are right.",
            Some(format!("kubectl -n {} describe {} {}", source.key().ns(), plural(source), source.key().name)),
        ))
        })
        .collect()
}

/// `FluxKustomizationFailed`.
pub fn kustomization_failed(case: &Case<'_>) -> Vec<Hypothesis> {
    let told = [("/spec/path", "applies the path"), ("/spec/sourceRef/name", "takes it from")];
    applied(case, &kinds::FLUX_KUSTOMIZATION, &catalogue::FLUX_KUSTOMIZATION_FAILED, &told)
}

/// `FluxHelmReleaseFailed`.
pub fn helm_release_failed(case: &Case<'_>) -> Vec<Hypothesis> {
    let told = [
        ("/spec/chart/spec/chart", "installs the chart"),
        ("/spec/chart/spec/version", "in version"),
        ("/spec/chartRef/name", "installs the chart of"),
    ];
    applied(case, &kinds::FLUX_HELM_RELEASE, &catalogue::FLUX_HELM_RELEASE_FAILED, &told)
}

fn applied(case: &Case<'_>, kind: &Kind, cause: &'static Cause, told: &[(&str, &str)]) -> Vec<Hypothesis> {
    let all = failing(case.graph);
    let mine = all.iter().filter(|(object, _)| object.key().is(kind));
    mine.filter(|(object, bad)| !waits(object, bad, &all))
        .map(|(object, bad)| {
            let key = object.key();
            let reason = bad.str_at("/reason").unwrap_or("not ready");
            let text = format!("Flux cannot apply {} {} ({reason}): {}.", key.kind, key.name, operated::says(bad));
            let mut hypothesis = stated(cause, object, bad, text, told);
            let waiting = all.iter().filter(|(other, said)| dependencies_of(other).contains(key) && is_waiting(said));
            for (other, said) in waiting.take(CITED_PODS) {
                hypothesis = suffers(hypothesis, other, said);
            }
            let named = plural(object);
            hypothesis
                .advise(look(
                    "See what Flux says, then mend what the message names, in the source.",
                    Some(format!("kubectl -n {} describe {named} {}", key.ns(), key.name)),
                ))
                .advise(command(
                    "Once it is mended, have Flux try again at once.",
                    format!("flux reconcile {} {} -n {} --with-source", flux_name(kind), key.name, key.ns()),
                    "Flux applies what the source holds now",
                ))
        })
        .collect()
}

/// Whether it only waits for one that is not ready itself and is told of there.
fn waits(object: &View<'_>, bad: &View<'_>, all: &[(View<'_>, View<'_>)]) -> bool {
    let depends = dependencies_of(object);
    is_waiting(bad) && all.iter().any(|(other, _)| depends.contains(other.key()))
}

fn is_waiting(condition: &View<'_>) -> bool {
    condition.str_at("/reason") == Some("DependencyNotReady")
}

fn flux_name(kind: &Kind) -> &'static str {
    if *kind == kinds::FLUX_HELM_RELEASE { "helmrelease" } else { "kustomization" }
}

/// `gitrepositories.source.toolkit.fluxcd.io`
fn plural(object: &View<'_>) -> String {
    object.key().known_kind().map_or_else(String::new, |kind| format!("{}.{}", kind.plural, kind.group))
}

/// Its own word, and what it is told to do.
fn stated(cause: &'static Cause, object: &View<'_>, bad: &View<'_>, text: String, told: &[(&str, &str)]) -> Hypothesis {
    let status = bad.at("/status").map(|status| status.state());
    let message = operated::word(bad);
    let mut hypothesis = Hypothesis::new(cause, object.key(), text)
        .support(Weight::Proof, "it says that it is not ready", status.clone())
        .support(Weight::Strong, "its own words", message.clone())
        .explaining(object.key())
        .since(bad.time_at("/lastTransitionTime"));
    for (pointer, verb) in told {
        // By the raw value: a place that a test hides counts against.
        if object.value().pointer(pointer).is_none() {
            continue;
        }
        let fact = object.at(pointer).map(|place| place.spec());
        let shows = fact.as_ref().map_or_else(String::new, |fact| format!("{verb} {}", fact.excerpt));
        hypothesis = hypothesis.support(Weight::Weak, "what it is told to do", fact.clone());
        hypothesis = hypothesis.link(object.key(), shows, fact.into_iter().collect());
    }
    hypothesis.link(
        object.key(),
        format!("is not ready: \"{}\"", operated::says(bad)),
        status.into_iter().chain(message).collect(),
    )
}

/// Somebody who waits for it.
fn suffers(hypothesis: Hypothesis, who: &View<'_>, said: &View<'_>) -> Hypothesis {
    let fact = operated::word(said);
    hypothesis
        .support(Weight::Weak, "who waits for it", fact.clone())
        .link(who.key(), format!("is not ready: \"{}\"", operated::says(said)), fact.into_iter().collect())
        .explaining(who.key())
}

/// `FluxSuspended`: a notice where nobody misses it.
pub fn suspended(case: &Case<'_>) -> Vec<Hypothesis> {
    let all = APPLIED.iter().chain(SOURCES).flat_map(|kind| operated::all(case.graph, kind));
    all.filter_map(|object| {
        let suspend = object.at("/spec/suspend").filter(|suspend| suspend.bool() == Some(true))?;
        let key = object.key();
        let missed = asked::by_name(case, key) && asked::complains(case.words);
        let text = format!(
            "{} {} is suspended (spec.suspend is true), so Flux does not bring what changes in its source.",
            key.kind, key.name
        );
        let revision = ["/status/lastAppliedRevision", "/status/artifact/revision", "/status/lastAttemptedRevision"];
        // By what is written, seen or not: another place must not stand in for one that is hidden.
        let written = revision.iter().find(|place| object.value().pointer(place).is_some());
        let last = written.map(|place| object.at(place).map(|place| place.state()));
        let mut hypothesis = Hypothesis::new(&catalogue::FLUX_SUSPENDED, key, text)
            .support(Weight::Proof, "it is suspended", Some(suspend.spec()))
            .link(key, "is suspended", vec![suspend.spec()])
            .explaining(key)
            .perhaps_on_purpose(!missed);
        if let Some(last) = last {
            hypothesis = hypothesis.support(Weight::Weak, "where it stands", last.clone());
            if let Some(last) = last {
                let shows = format!("stands at revision {}", last.excerpt);
                hypothesis = hypothesis.link(key, shows, vec![last]);
            }
        }
        let named = key.known_kind().map_or_else(String::new, |kind| kind.kind.to_lowercase());
        Some(hypothesis.advise(command(
            "Ask why it was suspended; then let it go on.",
            format!(
                "kubectl -n {} patch {} {} --type=merge -p '{{\"spec\":{{\"suspend\":false}}}}'",
                key.ns(),
                plural(&object),
                key.name
            ),
            format!("Flux applies what changed meanwhile; `flux diff {named} {}` shows it first", key.name),
        )))
    })
    .collect()
}
