//! Reads what the operators of a cluster look after: Flux, KEDA, vertical autoscalers. Only where something shows that
//! they are there, and that the question has to do with them.

use crate::cluster::read::{Read, Target};
use crate::diagnosis::causes::releases::flux;
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::{Aim, scope};
use crate::diagnosis::objects::operated;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// Labels by which Flux marks what it applied: the name, and the namespace beside it.
const MARKS: &[(&str, &str, &Kind)] = &[
    ("kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace", &kinds::FLUX_KUSTOMIZATION),
    ("helm.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/namespace", &kinds::FLUX_HELM_RELEASE),
];
/// Words of questions about scaling from outside, and about sizing.
const KEDA: &[&str] = &["keda", "scaledobject", "scaledobjects"];
const SCALING: &[&str] = &["scale", "scales", "scaled", "scaling", "autoscaler", "autoscaling", "hpa", "replicas"];
const VERTICAL: &[&str] = &["vpa", "verticalpodautoscaler", "vertical"];
/// Objects that are followed.
const FOLLOWED: usize = 6;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = flux(aim, graph);
    reads.extend(sources(graph));
    if speaks_of_keda(aim, graph) {
        reads.extend(in_scope(aim, graph, &[&kinds::SCALED_OBJECT]));
    }
    if aim.words.speaks_of(VERTICAL) || is_sized(graph) {
        reads.extend(in_scope(aim, graph, &[&kinds::VPA]));
    }
    let sized =
        graph.of_kind(&kinds::VPA).map(|object| View::root(graph, object)).filter_map(|vpa| operated::target(&vpa));
    reads.extend(
        sized
            .take(FOLLOWED)
            .filter_map(|key| Some(Read::object(key.known_kind()?, key.namespace.as_deref(), &key.name))),
    );
    reads.retain(|read| match &read.target {
        Target::Object { key, .. } => {
            let listed = covered(key.known_kind(), key.namespace.as_deref(), graph);
            !listed && graph.get(key).is_none() && !graph.coverage.gets.contains_key(key)
        }
        _ => true,
    });
    reads
}

fn flux(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let asked = aim.words.speaks_of(flux::WORDS);
    let marked = marked(aim, graph);
    if !asked && marked.is_empty() && !is_named(graph, "flux-system") {
        return Vec::new();
    }
    match aim.subject {
        Subject::Objects(_) if !asked => Vec::new(),
        Subject::Objects(_) => marked
            .iter()
            .filter_map(|key| Some(Read::object(key.known_kind()?, key.namespace.as_deref(), &key.name)))
            .collect(),
        // Sources live with Flux itself; those of others are read once somebody who takes from them fails.
        Subject::Namespace(ns) if ns != "flux-system" && !asked => in_scope(aim, graph, flux::APPLIED),
        Subject::Cluster | Subject::Namespace(_) => in_scope(aim, graph, &[flux::APPLIED, flux::SOURCES].concat()),
    }
}

/// What Flux applied the subject's workloads with, by their labels.
fn marked(aim: Aim<'_>, graph: &Graph) -> Vec<EntityKey> {
    let mut found = Vec::new();
    for app in scope::apps(aim.subject, graph).iter().take(FOLLOWED) {
        let Some(view) = &app.view else { continue };
        for (name, namespace, kind) in MARKS {
            let label = |key: &str| view.key_at("/metadata/labels", key).and_then(|label| label.str());
            found.extend(
                label(name).map(|name| EntityKey::new(kind, Some(label(namespace).unwrap_or(app.key.ns())), name)),
            );
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What failing objects take from and wait for.
fn sources(graph: &Graph) -> Vec<Read> {
    let mut keys: Vec<EntityKey> = Vec::new();
    for (object, _) in flux::failing(graph).iter().take(FOLLOWED) {
        keys.extend(flux::source_of(object));
        keys.extend(flux::dependencies_of(object));
    }
    keys.sort();
    keys.dedup();
    keys.iter().filter_map(|key| Some(Read::object(key.known_kind()?, key.namespace.as_deref(), &key.name))).collect()
}

/// Lists of some kinds, of the subject's namespaces or of all.
fn in_scope(aim: Aim<'_>, graph: &Graph, wanted: &[&'static Kind]) -> Vec<Read> {
    let places: Vec<Option<String>> = match aim.subject {
        Subject::Cluster => vec![None],
        Subject::Namespace(ns) => vec![Some(ns.clone())],
        Subject::Objects(keys) => {
            let mut all: Vec<Option<String>> = keys.iter().filter_map(|key| key.namespace.clone()).map(Some).collect();
            all.dedup();
            all
        }
    };
    let pairs = places.iter().flat_map(|place| wanted.iter().map(move |kind| (place.as_deref(), *kind)));
    pairs
        .filter(|(place, kind)| !covered(Some(kind), *place, graph))
        .map(|(place, kind)| Read::list(kind, place))
        .collect()
}

fn is_named(graph: &Graph, namespace: &str) -> bool {
    graph.get(&EntityKey::new(&kinds::NAMESPACE, None, namespace)).is_some()
}

/// Whether KEDA is there or spoken of, and the question may have to do with it: of named objects, only by its words.
fn speaks_of_keda(aim: Aim<'_>, graph: &Graph) -> bool {
    let made = graph.of_kind(&kinds::HPA).any(|object| {
        let by = View::root(graph, object);
        by.str_at("/metadata/labels/app.kubernetes.io~1managed-by") == Some("keda-operator")
    });
    let there = made || is_named(graph, "keda");
    // Who has no pods because nobody needs any is told so by what scales it.
    let idle = || scope::apps(aim.subject, graph).iter().any(|app| app.replicas() == Some(0));
    aim.words.speaks_of(KEDA)
        || (there && (aim.words.speaks_of(SCALING) || !matches!(aim.subject, Subject::Objects(_)) || idle()))
}

/// Whether a vertical autoscaler left its mark on a pod.
fn is_sized(graph: &Graph) -> bool {
    let pods = graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only);
    pods.map(|object| View::root(graph, object)).any(|pod| pod.key_at("/metadata/annotations", "vpaUpdates").is_some())
}
