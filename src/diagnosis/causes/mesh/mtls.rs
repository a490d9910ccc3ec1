//! `MtlsModeConflict`: one side of a connection encrypts, and the other does not.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::mesh::routes::written;
use crate::diagnosis::causes::mesh::talk::{self, Callee, Talk};
use crate::diagnosis::causes::mesh::{catalogue, faults};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change};
use crate::diagnosis::objects::{mesh, ports};
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Ports of the proxy itself.
const PROXY_PORTS: &[i64] = &[15090, 15020, 15021, 15006, 15001];

/// The mode that the policies of the mesh set for a pod: that of the workload, of the namespace, of the mesh.
pub fn mode<'g>(graph: &'g Graph, pod: &View<'_>) -> Option<View<'g>> {
    let policies = graph.of_kind(&kinds::PEER_AUTHENTICATION).map(|object| View::root(graph, object));
    let mut holding: Vec<View<'g>> = policies.filter(|policy| mesh::holds_for(policy, pod)).collect();
    holding.sort_by_key(|policy| {
        let own = policy.key().ns() == pod.key().ns();
        let selects = policy.value().pointer("/spec/selector/matchLabels").is_some();
        (std::cmp::Reverse((own && selects, own)), policy.time_at("/metadata/creationTimestamp"), policy.key().clone())
    });
    let general = holding.iter().find_map(|policy| policy.at("/spec/mtls/mode").filter(set));
    let single = holding.iter().find(|policy| policy.at("/spec/portLevelMtls").is_some());
    match single {
        None => general,
        Some(policy) => of_ports(policy, pod, general.as_ref()),
    }
}

fn set(mode: &View<'_>) -> bool {
    mode.str() != Some("UNSET")
}

/// The mode of a pod whose ports have modes of their own: only where all of its ports have the same.
fn of_ports<'g>(policy: &View<'g>, pod: &View<'_>, general: Option<&View<'g>>) -> Option<View<'g>> {
    let modes: Vec<Option<View<'g>>> = ports::declared(pod)
        .iter()
        .filter(|port| !PROXY_PORTS.contains(&port.number))
        .map(|port| {
            let own = policy.at(&format!("/spec/portLevelMtls/{}/mode", port.number)).filter(set);
            own.or_else(|| general.cloned())
        })
        .collect();
    let first = modes.first()?.clone()?;
    modes.iter().all(|mode| mode.as_ref().and_then(View::str) == first.str()).then_some(first)
}

/// A Service that only takes encrypted traffic of the mesh: the mode that says so.
pub fn strict<'g>(graph: &'g Graph, callee: &Callee<'_>) -> Option<View<'g>> {
    let first = callee.pods.first()?;
    mode(graph, first).filter(|mode| mode.str() == Some("STRICT") && callee.is_meshed())
}

/// A rule that sets encryption as the pods of its Service do not understand it.
struct Clash<'g> {
    tls: View<'g>,
    strict: Option<View<'g>>,
    callee: Callee<'g>,
}

fn clashes(graph: &Graph) -> Vec<Clash<'_>> {
    let any_sidecar =
        graph.of_kind(&kinds::POD).any(|pod| !pod.metadata_only && mesh::has_sidecar(&View::root(graph, pod)));
    let mut found = Vec::new();
    for rule in faults::rules(graph) {
        let Some(tls) = rule.at("/spec/trafficPolicy/tls/mode") else { continue };
        let Some(service) = rule.at("/spec/host").and_then(|host| mesh::service_of(&host)) else { continue };
        let Some(pods) = faults::all_pods(graph, &service) else { continue };
        let callee = Callee { service, pods };
        let strict = strict(graph, &callee);
        let bare = !callee.pods.iter().any(|pod| mesh::has_sidecar(pod) || mesh::is_ambient(graph, pod));
        match tls.str() {
            Some("DISABLE" | "SIMPLE") if strict.is_some() => found.push(Clash { tls, strict, callee }),
            Some("ISTIO_MUTUAL") if bare && any_sidecar => found.push(Clash { tls, strict: None, callee }),
            _ => {}
        }
    }
    found
}

/// Callers outside of the mesh of Services that only take its traffic.
pub fn outsiders(graph: &Graph) -> Vec<(View<'_>, Callee<'_>, Talk<'_>)> {
    let mut found = Vec::new();
    for service in talk::callees(graph).into_iter().map(|callee| callee.service) {
        let Some(pods) = faults::all_pods(graph, &service) else { continue };
        let callee = Callee { service: service.clone(), pods };
        let Some(strict) = strict(graph, &callee) else { continue };
        for talk in callee.callers(graph) {
            let outside = |pod: &View<'_>| !mesh::has_sidecar(pod) && !mesh::is_ambient(graph, pod);
            if talk.app.pods.iter().all(|pod| outside(&pod.view)) {
                let pods = callee.pods.clone();
                found.push((strict.clone(), Callee { service: service.clone(), pods }, talk));
            }
        }
    }
    found
}

/// Services that their callers in the mesh cannot talk to, and workloads that cannot talk to one.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for clash in clashes(scope.graph) {
        let key = &clash.callee.service;
        if scope.entities.contains(key) || scope.entities.contains(clash.tls.key()) {
            let text = "is called with an encryption that its pods do not understand";
            found.push(Symptom::new(key, text, vec![clash.tls.spec()]));
        }
    }
    for (strict, callee, talk) in outsiders(scope.graph) {
        if scope.entities.contains(&talk.app.key) || scope.entities.contains(&callee.service) {
            let text =
                format!("calls {} in plain text, which only takes encrypted traffic of the mesh", callee.service.name);
            found.push(Symptom::new(&talk.app.key, text, vec![strict.spec()]));
        }
    }
    found
}

/// `MtlsModeConflict`.
pub fn conflict(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found: Vec<Hypothesis> = clashes(case.graph).iter().map(rule_against_pods).collect();
    for (strict, callee, talk) in outsiders(case.graph) {
        // Where a sidecar is meant to be there, its absence is the cause.
        if mesh::injects(case.graph, talk.app.key.ns()).is_none() {
            found.push(policy_against_caller(&strict, &callee, &talk));
        }
    }
    found
}

fn rule_against_pods(clash: &Clash<'_>) -> Hypothesis {
    let (mode, service) = (clash.tls.str().unwrap_or_default(), &clash.callee.service);
    let rule = clash.tls.key();
    let text = match &clash.strict {
        Some(strict) => format!(
            "The DestinationRule {} sets tls.mode {mode} for {}, and the PeerAuthentication {} demands mutual TLS (STRICT) of its pods: callers in the mesh are cut off.",
            rule.name,
            service.name,
            strict.key().name
        ),
        None => format!(
            "The DestinationRule {} sets tls.mode {mode} for {}, and its pods have no sidecar that understands it: callers in the mesh are cut off.",
            rule.name, service.name
        ),
    };
    let mut hypothesis = Hypothesis::new(&catalogue::MTLS_MODE_CONFLICT, rule, text)
        .support(Weight::Proof, "how callers are to encrypt", Some(clash.tls.spec()))
        .link(rule, format!("sets tls.mode {mode} for {}", service.name), vec![clash.tls.spec()])
        .explaining(service)
        .since(clash.tls.graph().view(rule).and_then(|view| written(&view)));
    if let Some(strict) = &clash.strict {
        hypothesis = hypothesis.support(Weight::Proof, "what its pods demand", Some(strict.spec())).link(
            strict.key(),
            "demands mutual TLS (STRICT)",
            vec![strict.spec()],
        );
    }
    hypothesis = with_pods(hypothesis, &clash.callee);
    let now = format!("spec:\n  trafficPolicy:\n    tls:\n      mode: {mode}\n");
    let diff = advice::diff(rule, &now, "spec: {}\n");
    hypothesis.advise(change(
        "Remove trafficPolicy.tls from the DestinationRule: the mesh then encrypts wherever the other side understands it.",
        diff,
        "open connections to the Service are set up anew",
    ))
}

fn with_pods(mut hypothesis: Hypothesis, callee: &Callee<'_>) -> Hypothesis {
    for (key, fact) in callee.seen() {
        let sidecar = fact.as_ref().is_some_and(|fact| fact.excerpt == "istio-proxy");
        let shows = if sidecar { "has a sidecar" } else { "has no sidecar" };
        hypothesis = hypothesis.support(Weight::Strong, "whether its pods have sidecars", fact.clone());
        hypothesis = hypothesis.link(&key, shows, fact.into_iter().collect());
    }
    hypothesis
}

fn policy_against_caller(strict: &View<'_>, callee: &Callee<'_>, talk: &Talk<'_>) -> Hypothesis {
    let text = format!(
        "The PeerAuthentication {} demands mutual TLS (STRICT) of {}, and {}, which calls it, is not in the mesh: its connections are cut off.",
        strict.key().name,
        callee.service.name,
        talk.app.key.name
    );
    let hypothesis = Hypothesis::new(&catalogue::MTLS_MODE_CONFLICT, strict.key(), text)
        .support(Weight::Proof, "what the pods demand", Some(strict.spec()))
        .support(Weight::Strong, "who calls it", talk.caller.fact.clone())
        .link(&talk.app.key, talk.caller.shows.clone(), talk.caller.fact.iter().cloned().collect())
        .explaining(&talk.app.key)
        .since(strict.graph().view(strict.key()).and_then(|view| written(&view)));
    let hypothesis =
        with_callers(hypothesis, talk).link(strict.key(), "demands mutual TLS (STRICT)", vec![strict.spec()]);
    let diff =
        advice::diff(strict.key(), "spec:\n  mtls:\n    mode: STRICT\n", "spec:\n  mtls:\n    mode: PERMISSIVE\n");
    hypothesis
        .advise(change(
            format!("Bring {} into the mesh: label its namespace for injection and restart it.", talk.app.key.name),
            None,
            "its pods are replaced and get a sidecar",
        ))
        .advise(change(
            "Or take both until every caller is in the mesh: mode PERMISSIVE.",
            diff,
            "plain text is let in too, until it is set back",
        ))
}

/// Adds what the caller's pods show.
pub fn with_callers(mut hypothesis: Hypothesis, talk: &Talk<'_>) -> Hypothesis {
    for pod in talk.app.pods.iter().take(crate::diagnosis::case::CITED_PODS) {
        let fact = talk::proxy(&pod.view);
        hypothesis = hypothesis.support(Weight::Strong, "its pods have no sidecar", fact.clone());
        hypothesis = hypothesis.link(pod.key(), "has no sidecar", fact.into_iter().collect());
    }
    hypothesis
}
