//! Declared objects that a quota has no room for: claims and Services are refused without a word, so what is left is the
//! declaration, the absence, and the figures of the quota.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::admission::quota::{self, Counted, Room};
use crate::diagnosis::causes::admission::wanting::{self, Wanting};
use crate::diagnosis::declared::absent::Absent;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::quantities::Quantity;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Objects that one quota refuses and that are named.
const NAMED: usize = 3;

/// A quota without room for an object.
pub struct Full<'g> {
    /// The quota.
    pub quota: View<'g>,
    /// The resource that it is short of.
    pub resource: String,
    /// What the object asks of it.
    pub asks: Quantity,
    room: Room<'g>,
}

/// The quota that has no room for a declared object that is not there.
pub fn quota<'g>(graph: &'g Graph, missing: &Absent) -> Option<Full<'g>> {
    full(graph, &missing.key, Some(&missing.value))
}

/// The first quota of a namespace without room for an object; what is not known of it asks for a little of everything.
pub(super) fn full<'g>(graph: &'g Graph, key: &EntityKey, declared: Option<&Value>) -> Option<Full<'g>> {
    let quotas = graph.of_kind(&kinds::RESOURCE_QUOTA).filter(|object| object.key.ns() == key.ns());
    quotas.map(|object| View::root(graph, object)).find_map(|quota| {
        let hard = quota.value().pointer("/status/hard").or_else(|| quota.value().pointer("/spec/hard"))?;
        hard.as_object()?.keys().find_map(|resource| {
            let asks = asked(resource, key, declared)?;
            let room = quota::room(&quota, resource)?;
            let refused = room.taken.plus(asks) > room.most;
            refused.then(|| Full { quota: quota.clone(), resource: resource.clone(), asks, room })
        })
    })
}

/// What an object asks of a resource of a quota; none where that does not count it.
fn asked(resource: &str, key: &EntityKey, declared: Option<&Value>) -> Option<Quantity> {
    let one = Some(Quantity::whole(1));
    let text = |pointer: &str| declared.and_then(|value| value.pointer(pointer)?.as_str());
    let storage = || match declared {
        Some(value) => value.pointer("/spec/resources/requests/storage").and_then(Quantity::of),
        None => one,
    };
    match &*key.kind {
        "Service" => match resource {
            "services" | "count/services" => one,
            "services.loadbalancers" => one.filter(|_| text("/spec/type") == Some("LoadBalancer")),
            "services.nodeports" => one.filter(|_| matches!(text("/spec/type"), Some("NodePort" | "LoadBalancer"))),
            _ => None,
        },
        "PersistentVolumeClaim" => match resource {
            "persistentvolumeclaims" | "count/persistentvolumeclaims" => one,
            "requests.storage" => storage(),
            _ => {
                let (class, what) = resource.split_once(".storageclass.storage.k8s.io/")?;
                let mine = text("/spec/storageClassName") == Some(class);
                if what == "requests.storage" { storage().filter(|_| mine) } else { one.filter(|_| mine) }
            }
        },
        _ => {
            let kind = key.known_kind()?;
            one.filter(|_| resource == format!("count/{}.{}", kind.plural, kind.group))
        }
    }
}

/// The hypotheses of one cause: for each quota that refuses what is declared, or what pods wait for.
pub(super) fn refused(case: &Case<'_>, cause: &'static Cause, mine: Counted) -> Vec<Hypothesis> {
    let namespaces: BTreeSet<&str> = case.apps.iter().map(|app| app.key.ns()).collect();
    let mut found = Vec::new();
    for namespace in namespaces {
        let wanting = wanting::of_namespace(case, namespace);
        let full = wanting.iter().filter_map(|each| Some((each, full(case.graph, &each.key, each.value.as_ref())?)));
        let all: Vec<(&Wanting, Full<'_>)> = full.filter(|(_, full)| quota::counted(&full.resource) == mine).collect();
        let Some((_, first)) = all.first() else { continue };
        let same: Vec<&(&Wanting, Full<'_>)> = all
            .iter()
            .filter(|(_, full)| full.quota.key() == first.quota.key() && full.resource == first.resource)
            .collect();
        found.push(conclude(cause, namespace, first, &same));
    }
    found
}

fn conclude(cause: &'static Cause, namespace: &str, full: &Full<'_>, all: &[&(&Wanting, Full<'_>)]) -> Hypothesis {
    let Full { quota, resource, room, .. } = full;
    let key = EntityKey::new(&kinds::NAMESPACE, None, namespace);
    let what = resource.replace("count/", "");
    let names: Vec<String> =
        all.iter().take(NAMED).map(|(each, _)| format!("{} {}", each.key.kind, each.key.name)).collect();
    let text = format!(
        "ResourceQuota {} of namespace {namespace} allows {} and {} are used, so {} could not be created{}.",
        quota.key().name,
        amount(&room.most.show(resource), &what),
        room.taken.show(resource),
        names.join(", "),
        all.first().map_or_else(String::new, |(each, _)| each.asks()),
    );
    let (hard, used) = (room.hard.as_ref().map(View::spec), room.used.as_ref().map(View::state));
    let most = amount(&room.most.show(resource), &what);
    let shows = format!("allows {most}, {} are used", room.taken.show(resource));
    let mut hypothesis = Hypothesis::new(cause, &key, text)
        .support(Weight::Proof, "the quota has no room", used.clone())
        .support(Weight::Strong, "what the quota allows", hard.clone())
        .link(quota.key(), shows, hard.into_iter().chain(used).collect())
        .since(quota.time_at("/metadata/creationTimestamp"))
        .leading_to(&["ServiceNotFound", "PvcNotFound", "DeclaredObjectMissing", "DependencyUnavailable"]);
    for (each, _) in all.iter().take(NAMED) {
        hypothesis = with(hypothesis, each);
    }
    for entity in all.iter().flat_map(|(each, _)| each.needed_by.iter().map(|need| &need.key).chain([&each.key])) {
        hypothesis = hypothesis.explaining(entity);
    }
    let wanted = all.iter().fold(room.taken, |sum, (_, full)| sum.plus(full.asks));
    let known = all.iter().all(|(each, _)| each.value.is_some());
    let hypothesis = quota::mended(hypothesis, quota.key(), resource, Some(wanted).filter(|_| known), Some(quota));
    hypothesis.advise(look(format!("Then apply {} again: nobody tries again by itself.", names.join(", ")), None))
}

/// `11 services`, `10Gi of requests.storage`.
fn amount(number: &str, what: &str) -> String {
    if what.ends_with("storage") { format!("{number} of {what}") } else { format!("{number} {what}") }
}

fn with(mut hypothesis: Hypothesis, each: &Wanting) -> Hypothesis {
    let absence = each.absence.clone();
    hypothesis = hypothesis.support(Weight::Proof, "it does not exist", Some(absence.clone())).link(
        &each.key,
        "does not exist",
        vec![absence],
    );
    hypothesis = hypothesis.support(Weight::Strong, "it is declared", each.declared.clone());
    if let Some(declared) = &each.declared {
        let shows = format!("is declared in {}{}", each.source, each.asks());
        hypothesis = hypothesis.link(&each.key, shows, vec![declared.clone()]);
    }
    for need in each.needed_by.iter().take(CITED_PODS) {
        if let Some(fact) = &need.fact {
            hypothesis = hypothesis.support(Weight::Weak, "who needs it", Some(fact.clone())).link(
                &need.key,
                need.shows.clone(),
                vec![fact.clone()],
            );
        }
    }
    hypothesis
}
