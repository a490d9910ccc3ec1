//! `NetworkPolicyBlocks`: a policy selects an end of a flow that somebody misses, and no rule lets it through.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::flow::{self, Flow};
use crate::diagnosis::causes::routing::{absent, mend, names, opening, scene};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::policy::{self, Blocked, End, Miss, Port, Side};
use crate::diagnosis::telemetry::connectivity;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `NetworkPolicyBlocks`.
pub fn blocks(case: &Case<'_>) -> Vec<Hypothesis> {
    if case.graph.of_kind(&kinds::NETWORK_POLICY).next().is_none() {
        return Vec::new();
    }
    let apps = scene::apps(case);
    let mut found: Vec<Hypothesis> = Vec::new();
    for flow in flow::missed(case, &apps) {
        if let Some(blocked) = judge(case.graph, &flow).filter(|blocked| !is_refuted(case.graph, &flow, blocked)) {
            add(&mut found, conclude(case.graph, &flow, &blocked));
        }
    }
    for app in &case.apps {
        found.extend(name_server(case, app));
    }
    found
}

/// One hypothesis a policy: a further flow that it stops is one more that it explains.
fn add(found: &mut Vec<Hypothesis>, new: Option<Hypothesis>) {
    let Some(new) = new else { return };
    match found.iter_mut().find(|known| known.object == new.object) {
        Some(known) => known.explains.extend(new.explains),
        None => found.push(new),
    }
}

fn judge<'g>(graph: &'g Graph, flow: &'g Flow<'_, 'g>) -> Option<Blocked<'g>> {
    let to = flow::end(flow.callee);
    let from = flow.caller.map(flow::end);
    let into = policy::blocks(graph, Side::Ingress, &to, from.as_ref(), &flow.port);
    into.or_else(|| policy::blocks(graph, Side::Egress, &from?, Some(&to), &flow.port))
}

/// Whether somebody did reach what a policy lets nobody in to: networks need not enforce policies.
fn is_refuted(graph: &Graph, flow: &Flow<'_, '_>, blocked: &Blocked<'_>) -> bool {
    let reached = flow.service.as_ref().is_some_and(|service| connectivity::is_reached(graph, service));
    reached && blocked.side == Side::Ingress && blocked.miss == Miss::NoRule
}

fn conclude(graph: &Graph, flow: &Flow<'_, '_>, blocked: &Blocked<'_>) -> Option<Hypothesis> {
    let key = blocked.policy.key();
    let (callee, port) = (scene::called(flow.callee), &flow.port);
    let caller = flow.caller.map_or("anybody".to_owned(), scene::called);
    let own = if blocked.side == Side::Ingress { &callee } else { &caller };
    let lacks = lacks(blocked, &caller, &callee, port);
    let text = format!(
        "NetworkPolicy {} selects the pods of {own} for {}, and {lacks}: traffic from {caller} to {callee} is dropped, so connections time out.",
        key.path(),
        blocked.side.name().to_lowercase(),
    );
    let mut hypothesis = proven(graph, blocked, text)?
        .support(Weight::Strong, "the caller says that nobody answers", flow.said.clone())
        .explaining(&flow.callee.key);
    hypothesis = hypothesis.rules_out("a refusal: a dropped connection times out, it is not refused", Vec::new());
    if let Some(service) = &flow.service {
        hypothesis = hypothesis.explaining(service);
    }
    let mut facts: Vec<Fact> = flow.call.iter().map(|call| call.fact.clone()).collect();
    facts.extend(flow.said.clone());
    if let Some(app) = flow.caller {
        for fact in &facts {
            hypothesis = hypothesis.support(Weight::Weak, "that it is called", Some(fact.clone()));
        }
        hypothesis = hypothesis.link(&app.key, format!("calls {}", flow.callee.key.name), facts).explaining(&app.key);
        for pod in app.troubled() {
            hypothesis = hypothesis.explaining(pod.key());
        }
    }
    Some(hypothesis.advise(opening::of(graph, flow, blocked)))
}

/// What the policy itself proves: that it selects the end, and that its rules don't let the flow through.
fn proven(graph: &Graph, blocked: &Blocked<'_>, text: String) -> Option<Hypothesis> {
    let key = blocked.policy.key();
    let chosen = blocked.policy.at("/spec/podSelector")?;
    let rules = blocked
        .policy
        .at(&format!("/spec/{}", blocked.side.field()))
        .or_else(|| blocked.policy.at("/spec/policyTypes"));
    let created = graph.view(key).and_then(|policy| policy.time_at("/metadata/creationTimestamp"));
    let mut facts = vec![chosen.spec()];
    facts.extend(rules.as_ref().map(View::spec));
    let shows = match blocked.miss {
        Miss::NoRule => "selects the pods and has no rule that lets anything through",
        Miss::Peer => "selects the pods and lets others through",
        Miss::Port => "selects the pods and lets other ports through",
    };
    Some(
        Hypothesis::new(&names::NETWORK_POLICY_BLOCKS, key, text)
            .support(Weight::Proof, "the policy selects the pods", Some(chosen.spec()))
            .support(Weight::Strong, "its rules let the flow not through", rules.map(|rules| rules.spec()))
            .link(key, shows, facts)
            .since(created),
    )
}

fn lacks(blocked: &Blocked<'_>, caller: &str, callee: &str, port: &Port) -> String {
    let more = if blocked.policies > 1 {
        format!(" (nor has any other of the {} that select them)", blocked.policies)
    } else {
        String::new()
    };
    match (blocked.miss, blocked.side) {
        (Miss::NoRule, _) => format!("it has no rule that lets anything through{more}"),
        (Miss::Peer, Side::Ingress) => format!("none of its rules is for {caller}{more}"),
        (Miss::Peer, Side::Egress) => format!("none of its rules is for {callee}{more}"),
        (Miss::Port, _) => {
            format!("its rule for that way is for other ports than {} {}{more}", port.protocol, port.number)
        }
    }
}

/// A policy that keeps an app from asking the cluster's name server.
fn name_server(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    let said = scene::said(app, absent::UNKNOWN_NAME, |_| true)?;
    let apps = scene::apps(case);
    let server = apps.iter().find(|app| is_name_server(app)).map(flow::end);
    let to = server.unwrap_or(End { namespace: "kube-system", shape: None, ip: None });
    let number = to.shape.as_ref().map_or(53, |_| 53);
    let port = |protocol: &str| Port { number, protocol: protocol.to_owned() };
    let from = flow::end(app);
    // One protocol is enough.
    let blocked = policy::blocks(case.graph, Side::Egress, &from, Some(&to), &port("UDP"))?;
    policy::blocks(case.graph, Side::Egress, &from, Some(&to), &port("TCP"))?;
    let key = blocked.policy.key();
    let text = format!(
        "NetworkPolicy {} selects the pods of {} for egress, and no rule lets them ask the cluster's name server on port 53: no name resolves there.",
        key.path(),
        scene::called(app),
    );
    let line = format!("says \"{}\"", crate::diagnosis::logs::decisive::shorten(&said.excerpt));
    let mut hypothesis = proven(case.graph, &blocked, text)?
        .support(Weight::Strong, "the caller cannot resolve names", Some(said.clone()))
        .link(&said.entity.clone(), line, vec![said])
        .explaining(&app.key);
    for pod in app.troubled() {
        hypothesis = hypothesis.explaining(pod.key());
    }
    let head = "spec:\n  egress:\n";
    let rule = "  - to:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: kube-system\n    ports:\n    - protocol: UDP\n      port: 53\n    - protocol: TCP\n      port: 53\n";
    let text = format!("Let the pods ask the name server: add a rule for port 53 to NetworkPolicy {}.", key.path());
    let diff = advice::diff(key, head, &format!("{head}{rule}"));
    Some(hypothesis.advise(mend::object(
        case.graph,
        key,
        &text,
        mend::edit(key),
        diff,
        "only names are looked up there",
    )))
}

pub(super) fn is_name_server(app: &App<'_>) -> bool {
    let label = app.template().and_then(|template| template.key_at("/metadata/labels", "k8s-app"));
    app.key.ns() == "kube-system" && label.and_then(|label| label.str()) == Some("kube-dns")
}
