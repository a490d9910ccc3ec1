//! `NodeNotFound`: the template names a node that does not exist.

use crate::diagnosis::case::{CITED_PODS, Case, extent};
use crate::diagnosis::causes::scheduling::{catalogue, mend};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;

/// `NodeNotFound`.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    case.troubled().filter_map(|app| of_app(case, app)).collect()
}

fn of_app(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    // A pod that the scheduler placed has a node that was there; only a name in the template was never checked.
    let named = app.template()?.at("/spec/nodeName")?;
    let name = named.str().filter(|name| !name.is_empty())?;
    let node = EntityKey::new(&kinds::NODE, None, name);
    let pods: Vec<&Pod<'_>> = app
        .troubled()
        .into_iter()
        .filter(|pod| {
            pod.phase() == "Pending"
                && pod.view.value().pointer("/spec/nodeName").and_then(|n| n.as_str()) == Some(name)
        })
        .collect();
    if pods.is_empty() {
        return None;
    }
    let absent = case.graph.lookup(&node).absent()?;
    let all = app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count();
    let text = format!(
        "{} {} sets nodeName {name}, and there is no such node, so no kubelet starts its pods; {}.",
        app.key.kind,
        app.key.name,
        extent(pods.len(), all)
    );
    let asked = named.spec();
    let mut hypothesis = Hypothesis::new(&catalogue::NODE_NOT_FOUND, &app.key, text)
        .support(Weight::Strong, "the app names the node", Some(asked.clone()))
        .support(Weight::Proof, "the node is absent", Some(absent.clone()))
        .link(&app.key, format!("sets nodeName {name}"), vec![asked])
        .link(&node, "does not exist", vec![absent])
        .blames(None, "/nodeName", "nodeName");
    for pod in pods.iter().take(CITED_PODS) {
        let waits = pod.view.at("/status/phase").map(|phase| phase.state());
        hypothesis = hypothesis.support(Weight::Weak, "the pod waits", waits.clone()).link(
            pod.key(),
            "is pending on a node that is not there",
            waits.into_iter().collect(),
        );
    }
    for pod in &pods {
        hypothesis = hypothesis.explaining(pod.key()).since(pod.created());
    }
    let now = format!("nodeName: {name}\n");
    let remove =
        "Remove nodeName and let the scheduler choose (by nodeSelector, if it must be a certain node), or correct it.";
    Some(hypothesis.advise(mend::template(app, remove, &now, "")))
}
