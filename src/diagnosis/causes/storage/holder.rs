//! Who has a volume that a pod on another node needs: by its attachment, or by another pod of the same claim.

use crate::diagnosis::advice;
use crate::diagnosis::case::Sign;
use crate::diagnosis::causes::storage::mounting::volume_of;
use crate::diagnosis::hypothesis::{command, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{self, Claim};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// Who has it.
pub struct Holder {
    node: Option<String>,
    pod: Option<EntityKey>,
    fact: Option<Fact>,
}

impl Holder {
    /// `pod web-1 on node-a has it`.
    pub fn words(&self) -> String {
        match (&self.pod, &self.node) {
            (Some(pod), Some(node)) => format!("pod {} on {node} has it", pod.name),
            (None, Some(node)) => format!("it is attached to {node}"),
            (Some(pod), None) => format!("pod {} has it", pod.name),
            (None, None) => "another node has it".to_owned(),
        }
    }
}

/// What speaks for a volume being held elsewhere; no sign where it is attached to the pod's own node by now.
pub fn sign(pod: &Pod<'_>, message: &str, sign: Sign) -> Option<Sign> {
    let graph = pod.view.graph();
    let volume = volume_of(message)?;
    let here = attachments(graph, volume).into_iter().any(|attachment| {
        attachment.str_at("/spec/nodeName") == pod.node() && attachment.bool_at("/status/attached") == Some(true)
    });
    (!here).then(|| sign.strong("who has it", of(pod, message).and_then(|holder| holder.fact)))
}

/// Who has it: another pod first, since that is what a person can end.
pub fn of(pod: &Pod<'_>, message: &str) -> Option<Holder> {
    let graph = pod.view.graph();
    let volume = volume_of(message)?;
    let claim = claim::named_by(pod)
        .into_iter()
        .map(|named| named.claim)
        .find(|key| Claim::get(graph, key).and_then(|claim| claim.volume()).is_some_and(|bound| bound.name == volume));
    let attached = attachments(graph, volume)
        .into_iter()
        .find(|attachment| attachment.value().pointer("/spec/nodeName").and_then(|n| n.as_str()) != pod.node());
    if let Some(other) = claim.and_then(|claim| other_pod(graph, pod, &claim)) {
        let place = other.view.at("/spec/nodeName");
        return Some(Holder {
            node: other.view.value().pointer("/spec/nodeName").and_then(|n| n.as_str()).map(str::to_owned),
            pod: Some(other.key().clone()),
            fact: place.map(|place| place.spec()),
        });
    }
    let attached = attached?;
    let node = attached.at("/spec/nodeName");
    Some(Holder {
        node: node.as_ref().and_then(View::str).map(str::to_owned),
        pod: None,
        fact: node.map(|node| node.spec()),
    })
}

/// Another pod on another node that needs the same claim and has not ended.
fn other_pod<'g>(graph: &'g Graph, pod: &Pod<'g>, claim: &EntityKey) -> Option<Pod<'g>> {
    let node = |pod: &Pod<'_>| pod.view.value().pointer("/spec/nodeName").and_then(|n| n.as_str()).map(str::to_owned);
    graph
        .of_kind(&kinds::POD)
        .filter(|object| !object.metadata_only && object.key != *pod.key() && object.key.namespace == claim.namespace)
        .map(|object| Pod::new(graph, object))
        .find(|other| claim::uses(other, claim) && node(other).is_some() && node(other) != node(pod))
}

fn attachments<'g>(graph: &'g Graph, volume: &str) -> Vec<View<'g>> {
    graph
        .of_kind(&kinds::VOLUME_ATTACHMENT)
        .map(|object| View::root(graph, object))
        .filter(|view| view.str_at("/spec/source/persistentVolumeName") == Some(volume))
        .collect()
}

/// How to free it.
pub fn advice(app: &App<'_>, pod: &Pod<'_>, message: &str) -> Vec<Remediation> {
    let mut all = Vec::new();
    let holder = of(pod, message);
    if let Some(other) = holder.as_ref().and_then(|holder| holder.pod.as_ref()) {
        all.push(command(
            format!("End pod {}, if it is not the one that should run: the volume is detached then.", other.name),
            format!("{} delete pod {}", advice::kubectl(other), other.name),
            "that pod stops serving; make sure that its controller does not bring it back on that node",
        ));
    }
    let recreate = app.key.is(&kinds::DEPLOYMENT)
        && app.view.as_ref().is_some_and(|view| view.str_at("/spec/strategy/type") != Some("Recreate"));
    if recreate {
        let diff = advice::diff(
            &app.key,
            "spec:\n  strategy:\n    type: RollingUpdate\n",
            "spec:\n  strategy:\n    type: Recreate\n",
        );
        let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
        let text = "Let the old pod end before the new one starts (one replica, strategy Recreate), or use a volume that several nodes can have.";
        all.push(advice::edit(app, text, Some(line), diff));
    }
    let volume = volume_of(message).unwrap_or_default();
    all.push(look(
        "If that node is down, its attachment goes after six minutes, or at once with the taint node.kubernetes.io/out-of-service on it.",
        Some(format!("kubectl get volumeattachment | grep '{volume}'")),
    ));
    all
}
