//! Services that are only a name, that serve one node, or whose pods are not ready.

use std::collections::BTreeSet;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{mend, names, scene};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::address;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::{Subject, topics};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `ServiceExternalNameBroken`.
pub fn external_name(case: &Case<'_>) -> Vec<Hypothesis> {
    scene::all(case)
        .iter()
        .filter(|service| scene::is_external(service))
        .filter_map(|service| external(case, service))
        .collect()
}

fn external(case: &Case<'_>, service: &Service<'_>) -> Option<Hypothesis> {
    let name = service.view.at("/spec/externalName")?;
    let written = name.str()?.trim_end_matches('.');
    let key = service.key();
    let apps = scene::apps(case);
    let callers = scene::callers(case, &apps, key);
    if !(scene::complains(case) || callers.iter().any(|(app, _)| !app.troubled().is_empty())) {
        return None;
    }
    let mut hypothesis = if written.parse::<std::net::IpAddr>().is_ok() {
        let text = format!(
            "Service {} is only another name, and stands for the address {written}: an address is no name that resolves.",
            key.path()
        );
        Hypothesis::new(&names::SERVICE_EXTERNAL_NAME_BROKEN, key, text)
    } else {
        let target = address::service_of(written, key.ns()).filter(|_| written.contains(".svc"))?;
        let absence = case.graph.lookup(&target).absent()?;
        let text = format!(
            "Service {} is only another name for {written}, and there is no Service {}.",
            key.path(),
            target.path()
        );
        Hypothesis::new(&names::SERVICE_EXTERNAL_NAME_BROKEN, key, text)
            .support(Weight::Strong, "what it stands for is absent", Some(absence.clone()))
            .link(&target, "does not exist", vec![absence])
    };
    hypothesis = hypothesis
        .support(Weight::Proof, "what it stands for", Some(name.spec()))
        .link(key, format!("stands for {written}"), vec![name.spec()])
        .advise(mend::object(
            case.graph,
            key,
            &format!("Set externalName of Service {} to a name that resolves.", key.path()),
            mend::edit(key),
            None,
            "whoever calls it goes to the new name",
        ));
    for (app, _) in callers {
        hypothesis = hypothesis.explaining(&app.key);
    }
    Some(hypothesis)
}

/// `InternalTrafficPolicyLocal`.
pub fn local(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    scene::services(case).iter().filter_map(|service| local_to(case, service, &apps)).collect()
}

fn local_to(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let policy = service.view.at("/spec/internalTrafficPolicy").filter(|policy| policy.str() == Some("Local"))?;
    let callee = scene::behind(service, apps).filter(|app| !app.key.is(&kinds::DAEMON_SET))?;
    let (endpoints, nodes) = nodes(case.graph, service)?;
    let (app, node) = callers(case, service, apps).into_iter().find_map(|app| {
        let suffers = scene::complains(case) || !app.troubled().is_empty();
        let places = app.pods.iter().filter_map(|pod| pod.view.at("/spec/nodeName"));
        let mut away = places.filter(|node| node.str().is_some_and(|node| !nodes.contains(node)));
        Some((app, away.next().filter(|_| suffers)?))
    })?;
    let key = service.key();
    let where_it_is: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let text = format!(
        "Service {} serves callers only from their own node (internalTrafficPolicy: Local). {} runs on {}, and its pods are on {}: those calls are dropped.",
        key.path(),
        scene::called(app),
        node.str().unwrap_or_default(),
        where_it_is.join(", "),
    );
    let line = format!(
        "{} patch service {} --type=merge -p '{{\"spec\":{{\"internalTrafficPolicy\":\"Cluster\"}}}}'",
        advice::kubectl(key),
        key.name
    );
    let manifest = |policy: &str| format!("spec:\n  internalTrafficPolicy: {policy}\n");
    let diff = advice::diff(key, &manifest("Local"), &manifest("Cluster"));
    let fix = format!("Let Service {} serve callers of every node.", key.path());
    Some(
        Hypothesis::new(&names::INTERNAL_TRAFFIC_POLICY_LOCAL, &callee.key, text)
            .support(Weight::Proof, "the Service keeps to the node", Some(policy.spec()))
            .support(Weight::Strong, "where its endpoints are", Some(endpoints.state()))
            .support(Weight::Strong, "where the caller is", Some(node.spec()))
            .link(key, "serves callers of its own node only", vec![policy.spec(), endpoints.state()])
            .link(&app.key, "runs on a node without endpoint", vec![node.spec()])
            .explaining(key)
            .explaining(&app.key)
            .advise(mend::object(case.graph, key, &fix, line, diff, "traffic may cross nodes")),
    )
}

/// The list of endpoints, and the nodes that have a ready one.
pub(super) fn nodes<'g>(graph: &'g Graph, service: &Service<'_>) -> Option<(View<'g>, BTreeSet<String>)> {
    let slices = graph.of_kind(&kinds::ENDPOINT_SLICE).filter(|o| o.key.namespace == service.key().namespace);
    let slice = slices.map(|o| View::root(graph, o)).find(|slice| {
        let of = slice.key_at("/metadata/labels", "kubernetes.io/service-name");
        of.and_then(|of| of.str()) == Some(&service.key().name)
    })?;
    let list = slice.at("/endpoints")?;
    let ready = |endpoint: &View<'_>| endpoint.bool_at("/conditions/ready").unwrap_or(true);
    let nodes: BTreeSet<String> =
        list.items("").iter().filter(|e| ready(e)).filter_map(|e| e.str_at("/nodeName").map(str::to_owned)).collect();
    (!nodes.is_empty()).then_some((list, nodes))
}

/// Who calls it: by address, or by the question.
fn callers<'a, 'g>(case: &Case<'g>, service: &Service<'_>, apps: &'a [App<'g>]) -> Vec<&'a App<'g>> {
    let mut found: Vec<&App<'g>> = scene::callers(case, apps, service.key()).into_iter().map(|(app, _)| app).collect();
    if let Subject::Objects(keys) = case.subject {
        let behind = |app: &App<'_>| app.view.as_ref().is_some_and(|view| service.selects_template(view));
        found.extend(apps.iter().filter(|app| topics::traffic(case.words) && keys.contains(&app.key) && !behind(app)));
    }
    found
}

/// `ServiceHasNoReadyPods`.
pub fn no_ready_pods(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    scene::services(case).iter().filter_map(|service| unready(case, service, &apps)).collect()
}

fn unready(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let key = service.key();
    let behind = service.endpoints().filter(|behind| behind.ready == 0 && behind.not_ready > 0)?;
    let app = scene::behind(service, apps).filter(|app| !app.troubled().is_empty())?;
    if !topics::traffic(case.words) || !(scene::asked_for(case, key) || scene::asked_for(case, &app.key)) {
        return None;
    }
    let selector = service.selector()?;
    let fact = service.nobody_behind();
    let text = format!(
        "Service {} finds the pods of {}, and none of its {} endpoints is ready, so it has nobody to send traffic to.",
        key.path(),
        scene::called(app),
        behind.not_ready,
    );
    let mut facts = vec![selector.spec()];
    facts.extend(fact.clone());
    let mut hypothesis = Hypothesis::new(&names::SERVICE_HAS_NO_READY_PODS, &app.key, text)
        .support(Weight::Proof, "its endpoints are not ready", fact)
        .support(Weight::Strong, "its selector finds them", Some(selector.spec()))
        .link(key, "has no ready endpoint", facts)
        .explaining(key)
        .advise(look("Look at why the pods are not ready.", Some(describe(&app.key))));
    for pod in app.troubled() {
        hypothesis = hypothesis.explaining(pod.key());
    }
    Some(hypothesis)
}

fn describe(key: &EntityKey) -> String {
    format!("{} describe {}", advice::kubectl(key), advice::kubectl_name(key))
}
