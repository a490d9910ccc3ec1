//! Reads autoscalers of what is asked about, what they need where they say that they cannot work, and disruption budgets
//! where the question is about evictions or about all that there is in a place.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::references::{is_refused_pods, is_short_of_pods};
use crate::diagnosis::collect::{Aim, scope};
use crate::diagnosis::objects::autoscaler::Autoscaler;
use crate::diagnosis::objects::budget::{self, Budget};
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Words of questions that autoscalers may answer.
const WORDS: &[&str] =
    &["scale", "scales", "scaled", "scaling", "autoscaler", "autoscaling", "hpa", "replicas", "load", "overloaded"];
/// Autoscalers in trouble that are followed.
const FOLLOWED: usize = 4;
/// Namespaces of named objects that are looked into.
const NAMESPACES: usize = 3;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = autoscalers(aim, graph);
    let own = scope::entities(aim.subject, graph);
    reads.extend(Autoscaler::all(graph).iter().filter(|hpa| own.contains(hpa.key())).take(FOLLOWED).flat_map(needs));
    reads.retain(
        |read| !matches!(&read.target, crate::cluster::read::Target::Object { key, .. } if is_known(key, graph)),
    );
    if is_about_evictions(aim.subject, aim.words) {
        reads.extend(budgets(aim, graph));
    } else {
        reads.extend(budgets_of_all(aim.subject, graph));
    }
    reads
}

fn is_known(key: &EntityKey, graph: &Graph) -> bool {
    graph.get(key).is_some_and(|o| !o.metadata_only)
        || graph.coverage.gets.contains_key(key)
        || covered(key.known_kind(), key.namespace.as_deref(), graph)
}

/// Whether a question is about evictions, or about a budget.
pub fn is_about_evictions(subject: &Subject, words: &Words) -> bool {
    let budget = |key: &EntityKey| key.is(&kinds::PDB);
    words.speaks_of(budget::WORDS) || matches!(subject, Subject::Objects(keys) if keys.iter().any(budget))
}

/// One list for what is worth a notice; the pods that it guards are read for the question anyway.
fn budgets_of_all(subject: &Subject, graph: &Graph) -> Option<Read> {
    match subject {
        Subject::Cluster => Some(Read::list(&kinds::PDB, None)),
        Subject::Namespace(ns) => {
            (!covered(Some(&kinds::PDB), Some(ns), graph)).then(|| Read::list(&kinds::PDB, Some(ns)))
        }
        Subject::Objects(_) => None,
    }
}

fn namespaces(aim: Aim<'_>, graph: &Graph) -> Vec<String> {
    match aim.subject {
        Subject::Cluster => Vec::new(),
        Subject::Namespace(ns) => vec![ns.clone()],
        Subject::Objects(_) => {
            let apps = scope::apps(aim.subject, graph).into_iter().filter(|app| scope::is_template_owner(&app.key));
            let all: BTreeSet<String> = apps.filter_map(|app| app.key.namespace).collect();
            all.into_iter().take(NAMESPACES).collect()
        }
    }
}

fn autoscalers(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    if *aim.subject == Subject::Cluster {
        return vec![Read::list(&kinds::HPA, None)];
    }
    // Who scales a workload does not matter where its pods fail or are not there.
    let fails = matches!(aim.subject, Subject::Objects(_))
        && scope::apps(aim.subject, graph)
            .iter()
            .any(|app| !app.troubled().is_empty() || is_short_of_pods(app) || is_refused_pods(app));
    if fails && !aim.words.speaks_of(WORDS) {
        return Vec::new();
    }
    let wanted = namespaces(aim, graph);
    wanted
        .iter()
        .filter(|ns| !covered(Some(&kinds::HPA), Some(ns), graph))
        .map(|ns| Read::list(&kinds::HPA, Some(ns)))
        .collect()
}

/// What an autoscaler that cannot work needs: its target, and the API that brings its figures.
fn needs(hpa: &Autoscaler<'_>) -> Vec<Read> {
    let Some(bad) = hpa.unable() else { return Vec::new() };
    let mut reads = Vec::new();
    if let Some((kind, target)) = hpa.target().and_then(|key| Some((key.known_kind()?, key))) {
        reads.push(Read::object(kind, target.namespace.as_deref(), &target.name));
        let selected = hpa
            .view
            .graph()
            .view(&target)
            .and_then(|view| crate::diagnosis::objects::selector::as_query(&view.at("/spec/selector")?));
        reads.extend(selected.map(|query| Read::list(&kinds::POD, target.namespace.as_deref()).labelled(query)));
    }
    if let Some(service) = api_service(bad.str_at("/reason").unwrap_or_default()) {
        reads.push(Read::object(&kinds::API_SERVICE, None, service));
    }
    reads
}

/// The aggregated API that brings the figures, by the reason for which they are missing.
pub fn api_service(reason: &str) -> Option<&'static str> {
    match reason {
        "FailedGetResourceMetric" | "FailedGetContainerResourceMetric" => Some("v1beta1.metrics.k8s.io"),
        "FailedGetPodsMetric" | "FailedGetObjectMetric" => Some("v1beta1.custom.metrics.k8s.io"),
        "FailedGetExternalMetric" => Some("v1beta1.external.metrics.k8s.io"),
        _ => None,
    }
}

/// The budgets of the subject's pods; of a node, those of all pods on it.
fn budgets(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let nodes: Vec<&EntityKey> = match aim.subject {
        Subject::Objects(keys) => keys.iter().filter(|key| key.is(&kinds::NODE)).collect(),
        _ => Vec::new(),
    };
    for node in &nodes {
        reads.push(Read::list(&kinds::POD, None).fields(format!("spec.nodeName={}", node.name)));
    }
    if !nodes.is_empty() || *aim.subject == Subject::Cluster {
        reads.push(Read::list(&kinds::PDB, None));
        return reads;
    }
    let mut wanted = namespaces(aim, graph);
    if let Subject::Objects(keys) = aim.subject {
        wanted.extend(keys.iter().filter_map(|key| key.namespace.clone()));
    }
    wanted.sort();
    wanted.dedup();
    for ns in wanted.iter().take(NAMESPACES) {
        if !covered(Some(&kinds::PDB), Some(ns), graph) {
            reads.push(Read::list(&kinds::PDB, Some(ns)));
        }
    }
    // A budget that was asked about guards pods that nothing else leads to.
    for guard in Budget::all(graph) {
        let query = guard.view.at("/spec/selector").and_then(|s| crate::diagnosis::objects::selector::as_query(&s));
        if guard.pods().is_empty() && !covered(Some(&kinds::POD), Some(guard.key().ns()), graph) {
            reads.extend(query.map(|query| Read::list(&kinds::POD, Some(guard.key().ns())).labelled(query)));
        }
    }
    reads
}
