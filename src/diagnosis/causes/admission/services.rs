//! `NamespaceServiceQuotaExceeded`: a Service that others call was refused, which leaves no trace but its absence.

use std::collections::BTreeSet;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::admission::unserved::{self, Unserved};
use crate::diagnosis::causes::admission::{catalogue, declared, quota};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Apps without their Service that are named.
const NAMED: usize = 3;

/// `NamespaceServiceQuotaExceeded`.
pub fn exceeded(case: &Case<'_>) -> Vec<Hypothesis> {
    let namespaces: BTreeSet<&str> = case.apps.iter().map(|app| app.key.ns()).collect();
    let mut found: Vec<Hypothesis> =
        namespaces.into_iter().filter_map(|namespace| of_namespace(case, namespace)).collect();
    // What is declared says more than what is called.
    let told = declared::refused(case, &catalogue::NAMESPACE_SERVICE_QUOTA_EXCEEDED, quota::Counted::Services);
    found.retain(|known| !told.iter().any(|other| other.object == known.object));
    found.extend(told);
    found
}

fn of_namespace(case: &Case<'_>, namespace: &str) -> Option<Hypothesis> {
    let full = unserved::full_quota(case.graph, namespace)?;
    let missing = unserved::unserved(case.graph, &case.apps, namespace, about_reach(case));
    let first = missing.first()?;
    let key = EntityKey::new(&kinds::NAMESPACE, None, namespace);
    let room = quota::room(&full.quota, &full.resource)?;
    let names: Vec<&str> = missing.iter().take(NAMED).map(|u| u.service.name.as_str()).collect();
    let one = names.len() == 1;
    let text = format!(
        "ResourceQuota {} of namespace {namespace} allows {} {} and all are used, so Service{} {} could not be created: {} without {}.",
        full.quota.key().name,
        room.most.show(&full.resource),
        full.resource.replace("count/", ""),
        if one { "" } else { "s" },
        names.join(", "),
        if one { "its pods run" } else { "their pods run" },
        if one { "it" } else { "them" },
    );
    let (hard, used) = (room.hard.as_ref().map(View::spec), room.used.as_ref().map(View::state));
    let shows = format!(
        "allows {} {}, {} are used",
        room.most.show(&full.resource),
        full.resource,
        room.taken.show(&full.resource)
    );
    let mut hypothesis = Hypothesis::new(&catalogue::NAMESPACE_SERVICE_QUOTA_EXCEEDED, &key, text)
        .support(Weight::Proof, "the quota is used up", used.clone())
        .support(Weight::Strong, "what the quota allows", hard.clone())
        .link(full.quota.key(), shows, hard.into_iter().chain(used).collect());
    for each in missing.iter().take(NAMED) {
        hypothesis = with(case, hypothesis, each);
    }
    for each in &missing {
        hypothesis = hypothesis.explaining(&each.app.key).explaining(&each.service);
        if let Some((caller, _)) = &each.caller {
            hypothesis = hypothesis.explaining(caller);
        }
    }
    hypothesis = hypothesis.leading_to(&["ServiceNotFound", "DependencyUnavailable"]);
    hypothesis = hypothesis.since(full.quota.time_at("/metadata/creationTimestamp"));
    let wanted = (0..missing.len())
        .fold(room.taken, |sum, _| sum.plus(crate::diagnosis::objects::quantities::Quantity::whole(1)));
    let hypothesis = quota::mended(hypothesis, full.quota.key(), &full.resource, Some(wanted), Some(&full.quota));
    Some(hypothesis.advise(crate::diagnosis::hypothesis::look(
        format!("Then apply Service {} again: nobody tries again by itself.", first.service.name),
        None,
    )))
}

/// Whether the question is about something that cannot be reached.
fn about_reach(case: &Case<'_>) -> bool {
    let words = ["service", "reach", "unreach", "availab", "unavailab", "traffic", "connect", "disrupt"];
    case.words.iter().any(|word| words.iter().any(|start| word.starts_with(start)))
}

fn with(case: &Case<'_>, hypothesis: Hypothesis, each: &Unserved<'_, '_>) -> Hypothesis {
    let absent = case.graph.lookup(&each.service).absent();
    let mut hypothesis = hypothesis.support(Weight::Proof, "the Service is absent", absent.clone()).link(
        &each.service,
        "does not exist",
        absent.into_iter().collect(),
    );
    let port = each.app.template().and_then(|t| t.at(&each.port)).map(|p| p.spec());
    hypothesis = hypothesis.support(Weight::Weak, "the app serves a port", port.clone()).link(
        &each.app.key,
        "serves a port, and no Service leads to it",
        port.into_iter().collect(),
    );
    if each.caller.is_none() {
        hypothesis = hypothesis.support(Weight::Strong, "somebody calls it by that name", None);
    }
    if let Some((caller, fact)) = &each.caller {
        hypothesis = hypothesis.support(Weight::Strong, "somebody calls it by that name", fact.clone()).link(
            caller,
            format!("calls it as {}", each.service.name),
            fact.iter().cloned().collect(),
        );
    }
    hypothesis
}
