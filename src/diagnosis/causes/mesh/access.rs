//! `AuthorizationPolicyDenies`: the policies that hold for a workload, worked out for a caller that is known.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::mesh::mtls;
use crate::diagnosis::causes::mesh::routes::written;
use crate::diagnosis::causes::mesh::talk::{self, Callee, Talk};
use crate::diagnosis::causes::mesh::{catalogue, simulate};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, look};
use crate::diagnosis::objects::mesh;
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;

/// What the proxy says to whom it refuses.
const REFUSED: &[&str] = &["RBAC: access denied", "rbac_access_denied"];
/// Policies that are cited.
const CITED: usize = 3;

/// A call that the policies refuse.
struct Refusal<'g> {
    service: crate::evidence::entity::EntityKey,
    talk: Talk<'g>,
    /// The policies that refuse it: one that denies, or those that allow others.
    by: Vec<View<'g>>,
    denies: bool,
}

fn refusals(graph: &Graph) -> Vec<Refusal<'_>> {
    let mut found = Vec::new();
    for callee in talk::callees(graph).into_iter().filter(Callee::is_meshed) {
        let Some(first) = callee.pods.first().filter(|pod| all_seen(graph, pod.key().ns())) else { continue };
        let policies = graph.of_kind(&kinds::AUTHORIZATION_POLICY).map(|object| View::root(graph, object));
        let holding: Vec<View<'_>> = policies.filter(|policy| mesh::holds_for(policy, first)).collect();
        if holding.is_empty() {
            continue;
        }
        for talk in callee.callers(graph) {
            let caller = simulate::Caller::of(&talk.app, &callee.service);
            if let Some((by, denies)) = simulate::refused(&holding, &caller) {
                found.push(Refusal { service: callee.service.clone(), talk, by, denies });
            }
        }
    }
    found
}

/// Whether every policy that may hold in a namespace was read.
fn all_seen(graph: &Graph, namespace: &str) -> bool {
    let outcome = |wanted: &str| {
        let mut marks = graph.coverage.lists.iter().filter(|mark| mark.kind.1 == kinds::AUTHORIZATION_POLICY.kind);
        marks
            .find(|mark| mark.namespace.as_deref().is_none_or(|ns| ns == wanted))
            .map(|mark| (&mark.outcome, mark.complete))
    };
    let own = matches!(outcome(namespace), Some((Outcome::Read, true)));
    own && !matches!(outcome(mesh::ROOT_NAMESPACE), Some((Outcome::Forbidden(_) | Outcome::Failed(_), _)))
}

/// Workloads whose calls a policy refuses.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let seen = |refusal: &Refusal<'_>| {
        scope.entities.contains(&refusal.talk.app.key) || scope.entities.contains(&refusal.service)
    };
    refusals(scope.graph)
        .iter()
        .filter(|refusal| seen(refusal))
        .map(|refusal| {
            let facts = refusal.talk.caller.fact.iter().cloned().collect();
            let text = format!("is not let through to {} by the policies of the mesh", refusal.service.name);
            Symptom::new(&refusal.talk.app.key, text, facts)
        })
        .collect()
}

/// `AuthorizationPolicyDenies`.
pub fn denied(case: &Case<'_>) -> Vec<Hypothesis> {
    let outside = mtls::outsiders(case.graph);
    refusals(case.graph)
        .iter()
        // Who is cut off before that does not get as far as a policy.
        .filter(|r| {
            !outside.iter().any(|(_, callee, talk)| callee.service == r.service && talk.app.key == r.talk.app.key)
        })
        .filter_map(|refusal| conclude(case, refusal))
        .collect()
}

fn conclude(case: &Case<'_>, refusal: &Refusal<'_>) -> Option<Hypothesis> {
    let policy = refusal.by.first()?;
    let (app, service) = (&refusal.talk.app, &refusal.service);
    let caller = simulate::Caller::of(app, service);
    let who = caller.principal.clone().unwrap_or_else(|| "a caller without an identity in the mesh".to_owned());
    let text = if refusal.denies {
        format!(
            "The AuthorizationPolicy {} denies what {} ({who}) calls at {}: the proxy answers 403 \"RBAC: access denied\".",
            policy.key().path(),
            app.key.name,
            service.name
        )
    } else {
        format!(
            "The AuthorizationPolicy {} lets only others call {}, and {} ({who}) is not among them: the proxy answers 403 \"RBAC: access denied\".",
            policy.key().path(),
            service.name,
            app.key.name
        )
    };
    let mut hypothesis = Hypothesis::new(&catalogue::AUTHORIZATION_POLICY_DENIES, policy.key(), text)
        .support(Weight::Strong, "who calls", refusal.talk.caller.fact.clone())
        .link(&app.key, refusal.talk.caller.shows.clone(), refusal.talk.caller.fact.iter().cloned().collect())
        .explaining(&app.key)
        .since(written(policy));
    for each in refusal.by.iter().take(CITED) {
        let pointer = if each.value().pointer("/spec/rules").is_some() { "/spec/rules" } else { "/metadata/name" };
        let fact = each.at(pointer).map(|place| place.spec());
        let shows = match (refusal.denies, pointer) {
            (true, _) => "denies it".to_owned(),
            (false, "/spec/rules") => format!("allows others, not {}", app.key.name),
            (false, _) => "allows nobody: it has no rules".to_owned(),
        };
        hypothesis = hypothesis.support(Weight::Proof, "whom the policy means", fact.clone());
        hypothesis = hypothesis.link(each.key(), shows, fact.into_iter().collect());
    }
    if let Some(said) = said(case, refusal) {
        hypothesis = hypothesis.support(Weight::Strong, "the proxy's words", Some(said.clone())).link(
            &said.entity.clone(),
            format!("\"{}\"", said.excerpt),
            vec![said],
        );
    }
    let text = if refusal.denies {
        format!("Leave {who} out of the rule that denies (notPrincipals), or narrow what it denies.")
    } else {
        format!("Add {who} to the principals of a rule that allows, where the policy is declared.")
    };
    Some(hypothesis.advise(change(text, None, "more is let through to the workload; nothing else changes")).advise(
        look(
            "See which policies hold for a pod of the workload.",
            Some(format!("istioctl experimental authz check -n {} POD", service.ns())),
        ),
    ))
}

/// A line of a log of caller or callee that tells of a refusal.
fn said(case: &Case<'_>, refusal: &Refusal<'_>) -> Option<Fact> {
    let pods: Vec<_> = refusal.talk.app.pods.iter().map(|pod| pod.key().clone()).collect();
    case.graph.logs().filter(|key| pods.contains(&key.pod)).find_map(|key| {
        let log = case.graph.log(key)?;
        let line = log.lines.iter().rev().find(|line| REFUSED.iter().any(|word| line.text.contains(word)))?;
        let fact = log.fact(line);
        (fact.kind == FactKind::Log).then_some(fact)
    })
}
