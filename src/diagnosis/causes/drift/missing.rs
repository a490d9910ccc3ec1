//! `DeclaredObjectMissing`: declared, needed, and not there.

use std::collections::BTreeSet;

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::admission::declared as refused;
use crate::diagnosis::causes::drift::catalogue;
use crate::diagnosis::causes::lifecycle::needs;
use crate::diagnosis::declared::absent::{self, Absent};
use crate::diagnosis::declared::mend;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Who needs an object that is missing.
pub struct Needed {
    /// Who.
    pub key: EntityKey,
    /// How, in a few words.
    pub shows: String,
    /// What it rests on.
    pub fact: Option<Fact>,
}

/// `DeclaredObjectMissing`.
pub fn declared(case: &Case<'_>) -> Vec<Hypothesis> {
    let all = all(case.graph, &case.apps);
    all.into_iter().map(|(missing, needed)| conclude(case.graph, &missing, &needed)).collect()
}

/// The declared objects that are missing and that somebody needs; what a quota refuses is not among them, and nothing in
/// a namespace that is going away.
pub fn all(graph: &Graph, apps: &[App<'_>]) -> Vec<(Absent, Vec<Needed>)> {
    let namespaces: BTreeSet<&str> =
        graph.objects().map(|object| object.key.ns()).filter(|ns| !ns.is_empty()).collect();
    let mut found = Vec::new();
    for namespace in namespaces {
        let key = EntityKey::new(&kinds::NAMESPACE, None, namespace);
        if graph.view(&key).is_some_and(|view| view.at("/metadata/deletionTimestamp").is_some()) {
            continue;
        }
        for missing in absent::of_namespace(graph, namespace) {
            let needed = needed(graph, apps, &missing);
            if !needed.is_empty() && refused::quota(graph, &missing).is_none() {
                found.push((missing, needed));
            }
        }
    }
    found
}

fn needed(graph: &Graph, apps: &[App<'_>], missing: &Absent) -> Vec<Needed> {
    if missing.key.is(&kinds::SERVICE) {
        return callers(graph, apps, missing);
    }
    // Pods that name a claim say so themselves: that is `PvcNotFound`.
    if missing.key.is(&kinds::PVC) || missing.value.pointer("/spec/replicas") == Some(&0.into()) {
        return Vec::new();
    }
    let waiting = absent::waiting(graph, missing);
    waiting.iter().map(of_service).collect()
}

/// A Service that leads to nobody because of it.
pub fn of_service(service: &Service<'_>) -> Needed {
    let shows = "selects its pods and leads to nobody".to_owned();
    Needed { key: service.key().clone(), shows, fact: service.nobody_behind() }
}

/// Who calls a Service that is missing, where pods are there that it would lead to and no other Service does.
fn callers(graph: &Graph, apps: &[App<'_>], missing: &Absent) -> Vec<Needed> {
    let mine = |app: &&App<'_>| {
        let labels = app.template().and_then(|template| template.at("/metadata/labels"));
        app.key.ns() == missing.key.ns()
            && !app.pods.is_empty()
            && labels.is_some_and(|labels| absent::would_select(&missing.value, labels.value()))
    };
    let Some(app) = apps.iter().find(mine) else { return Vec::new() };
    let served = |view: &View<'_>| Service::in_namespace(graph, app.key.ns()).iter().any(|s| s.selects_template(view));
    if app.view.as_ref().is_some_and(served) {
        return Vec::new();
    }
    let others = apps.iter().filter(|other| other.key != app.key && other.replicas() != Some(0));
    let called = others.filter_map(|other| needs::workload(other.view.as_ref()?, &missing.key));
    called.map(|caller| Needed { key: caller.key, shows: caller.shows, fact: caller.fact }).collect()
}

fn conclude(graph: &Graph, missing: &Absent, needed: &[Needed]) -> Hypothesis {
    let key = &missing.key;
    let who: Vec<String> =
        needed.iter().take(CITED_PODS).map(|need| format!("{} {}", need.key.kind, need.key.name)).collect();
    let text = format!(
        "{} {} is declared in {} and does not exist in namespace {}; {} need{} it.",
        key.kind,
        key.name,
        missing.source.words(),
        key.ns(),
        who.join(", "),
        if who.len() == 1 { "s" } else { "" },
    );
    let mut hypothesis = Hypothesis::new(&catalogue::DECLARED_OBJECT_MISSING, key, text)
        .support(Weight::Proof, "it does not exist", Some(missing.absence.clone()))
        .support(Weight::Proof, "it is declared", missing.declared.clone())
        .link(key, format!("is declared in {}", missing.source.words()), missing.declared.clone().into_iter().collect())
        .link(key, "does not exist", vec![missing.absence.clone()])
        .explaining(key)
        .leading_to(&["ServiceNotFound", "ServiceHasNoReadyPods", "ServiceSelectorMismatch", "DependencyUnavailable"]);
    for need in needed.iter().take(CITED_PODS) {
        hypothesis = hypothesis.support(Weight::Strong, "who needs it", need.fact.clone()).link(
            &need.key,
            need.shows.clone(),
            need.fact.iter().cloned().collect(),
        );
    }
    for need in needed {
        hypothesis = hypothesis.explaining(&need.key);
    }
    let text = format!("Apply {} {} as it is declared.", key.kind, key.name);
    hypothesis.advise(mend::apply(graph, key, &missing.source, text)).advise(look(
        "Find out who deleted it, or why it was never applied: the audit log of the API server has deletions.",
        None,
    ))
}
