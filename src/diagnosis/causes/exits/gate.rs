//! `ReadinessGateUnset`: every container is ready, and a condition that somebody else should set is not True.

use jiff::SignedDuration;

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::hypothesis::{Hypothesis, Link, Weight, look};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::view::View;

/// How long the one who sets a gate may take.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// Who sets the gates that are known, by how they begin.
const SETTERS: &[(&str, &str)] = &[
    ("target-health.elbv2.k8s.aws", "the AWS Load Balancer Controller, when the target group calls the target healthy"),
    (
        "target-health.alb.ingress.k8s.aws",
        "the AWS ALB Ingress Controller, when the target group calls the target healthy",
    ),
    (
        "cloud.google.com/load-balancer-neg-ready",
        "GKE's NEG controller, when the load balancer calls the endpoint healthy",
    ),
    ("apps.kruise.io/", "OpenKruise"),
    ("InPlaceUpdateReady", "OpenKruise"),
    ("KruisePodReady", "OpenKruise"),
    ("sidecarset", "OpenKruise"),
    ("networking.gke.io/", "GKE's networking controllers"),
    ("vpc.amazonaws.com/", "the AWS VPC resource controller"),
];

/// `ReadinessGateUnset`.
pub fn unset(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for finding in gather::pods(case, |_, pod| sign(pod)) {
        let Some(gate) = finding.pods.first().and_then(|(pod, _)| unset_gate(pod)) else { continue };
        let name = gate.str_at("/conditionType").unwrap_or_default();
        let hit = finding.pods.len();
        let text = format!(
            "All containers are ready, but the readiness gate \"{name}\" of {} is not set to True, so {} no traffic. {} should set it.",
            gather::called(finding.app),
            if hit == 1 { "a pod gets".to_owned() } else { format!("{hit} pods get") },
            setter(name)
        );
        let template = finding.app.template().and_then(|t| {
            let written = |g: &View<'_>| g.value().pointer("/conditionType").and_then(|v| v.as_str()) == Some(name);
            t.items("/spec/readinessGates").into_iter().find(written)
        });
        let mut hypothesis = finding.hypothesis(&catalogue::READINESS_GATE_UNSET, text);
        if let Some(template) = template {
            let fact = template.at("/conditionType").map(|t| t.spec());
            hypothesis = hypothesis.support(Weight::Weak, "the template asks for the gate", fact.clone());
            let statement = format!("asks for the readiness gate {name}");
            let entity = finding.app.key.clone();
            hypothesis.chain.insert(0, Link { entity, statement, facts: fact.into_iter().collect() });
        }
        let line = format!("{} edit {}", advice::kubectl(&finding.app.key), advice::kubectl_name(&finding.app.key));
        let remove = format!("Or remove the readiness gate {name} if nothing sets it in this cluster.");
        found.push(
            hypothesis
                .blames(None, "/readinessGates", "readiness gates")
                .advise(look(
                    format!("Look at why {} does not set it: is it there, and what does it log?", setter(name)),
                    None,
                ))
                .advise(advice::edit(finding.app, &remove, Some(line), None)),
        );
    }
    found
}

fn setter(gate: &str) -> &'static str {
    SETTERS
        .iter()
        .find(|(start, _)| gate.starts_with(start))
        .map_or("The controller that owns this condition", |(_, who)| who)
}

/// The first gate whose condition is missing or not True.
fn unset_gate<'g>(pod: &Pod<'g>) -> Option<View<'g>> {
    pod.view
        .items("/spec/readinessGates")
        .into_iter()
        .find(|gate| gate.str_at("/conditionType").is_some_and(|name| !pod.condition_is(name, "True")))
}

fn sign(pod: &Pod<'_>) -> Option<Sign> {
    if pod.ready() || pod.deleted().is_some() {
        return None;
    }
    let gate = unset_gate(pod)?;
    let name = gate.at("/conditionType")?;
    let containers = pod.condition("ContainersReady").filter(|_| pod.condition_is("ContainersReady", "True"))?;
    let since = containers.time_at("/lastTransitionTime");
    let waited = since.is_none_or(|since| pod.view.graph().now.duration_since(since) >= PATIENCE);
    if !waited {
        return None;
    }
    let ready = pod.condition("Ready")?;
    let word = ready.at("/message").filter(|m| m.str().is_some_and(|m| m.contains(name.str().unwrap_or("?"))));
    let state = pod.condition(name.str()?);
    let shows = match &state {
        None => format!("ready but for its gate: there is no condition {}", name.str()?),
        Some(state) => format!(
            "ready but for its gate: condition {} is {}{}",
            name.str()?,
            state.str_at("/status").unwrap_or("unset"),
            state.str_at("/message").map(|m| format!(", \"{m}\"")).unwrap_or_default()
        ),
    };
    let ready_state = ready.at("/status").map(|s| s.state());
    let mut sign = Sign::new(shows, "the pod is not ready", ready_state)
        .strong("its containers are", containers.at("/status").map(|s| s.state()))
        .strong("its gate", Some(name.spec()))
        .weak("the kubelet says that it is the gate", word.map(|w| w.state()));
    if let Some(state) = state {
        sign = sign.weak("the gate's condition", state.at("/status").map(|s| s.state()));
    }
    Some(sign)
}
