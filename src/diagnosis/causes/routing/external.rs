//! `ExternalTrafficPolicyLocal`: a node port that is open on every node and answered on some.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{mend, other, scene, sides};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::topics;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Nodes that are named.
const NAMED: usize = 3;

/// The field by which a Service keeps traffic from outside to the node that it came in by; of a plain node port only: a
/// load balancer asks each node whether it has a pod.
pub fn keeps_local<'g>(service: &Service<'g>) -> Option<View<'g>> {
    service
        .view
        .at("/spec/externalTrafficPolicy")
        .filter(|policy| policy.str() == Some("Local") && service.view.str_at("/spec/type") == Some("NodePort"))
}

/// `ExternalTrafficPolicyLocal`.
pub fn local(case: &Case<'_>) -> Vec<Hypothesis> {
    if !topics::traffic(case.words) {
        return Vec::new();
    }
    let apps = scene::apps(case);
    scene::services(case).iter().filter_map(|service| one(case, service, &apps)).collect()
}

fn one(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let key = service.key();
    let policy = keeps_local(service)?;
    let callee = scene::behind(service, apps).filter(|app| !app.key.is(&kinds::DAEMON_SET))?;
    if !scene::asked_for(case, key) && !scene::asked_for(case, &callee.key) {
        return None;
    }
    let (endpoints, places) = other::nodes(case.graph, service)?;
    let nodes = Machine::all(case.graph);
    let without: Vec<&Machine<'_>> =
        nodes.iter().filter(|node| node.is_ready() && !places.contains(node.name())).collect();
    let first = without.first()?;
    let names: Vec<&str> = without.iter().take(NAMED).map(|node| node.name()).collect();
    let port = service.view.items("/spec/ports").iter().find_map(|port| port.i64_at("/nodePort"));
    let at = port.map_or("its node port".to_owned(), |port| format!("node port {port}"));
    let text = format!(
        "Service {} answers at {at} only on nodes that run one of its pods (externalTrafficPolicy: Local): {}. Who comes in by {} gets no answer.",
        key.path(),
        places.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
        names.join(", "),
    );
    let node = first.view.at("/metadata/name").map(|name| name.spec());
    let line = format!(
        "{} patch service {} --type=merge -p '{{\"spec\":{{\"externalTrafficPolicy\":\"Cluster\"}}}}'",
        advice::kubectl(key),
        key.name
    );
    let manifest = |policy: &str| format!("spec:\n  externalTrafficPolicy: {policy}\n");
    let diff = advice::diff(key, &manifest("Local"), &manifest("Cluster"));
    let fix = "Let every node answer (the address of the client is then hidden), run a pod on every node, or send traffic only to nodes that have one.";
    Some(
        Hypothesis::new(&sides::EXTERNAL_TRAFFIC_POLICY_LOCAL, key, text)
            .support(Weight::Proof, "the Service keeps to the node", Some(policy.spec()))
            .support(Weight::Strong, "where its endpoints are", Some(endpoints.state()))
            .support(Weight::Strong, "a node without one", node.clone())
            .link(key, "answers only on nodes with one of its pods", vec![policy.spec(), endpoints.state()])
            .link(first.key(), "has none of its pods", node.into_iter().collect())
            .explaining(key)
            .explaining(&callee.key)
            .advise(mend::object(
                case.graph,
                key,
                fix,
                line,
                diff,
                "connections may cross nodes, and pods no longer see the client's address",
            )),
    )
}
