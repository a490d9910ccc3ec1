//! Who has a volume that a pod on another node needs: by its attachment, or by another pod of the same claim.

use serde_json::Value;

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
use crate::evidence::view::{View, excerpt};
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

/// How to free it: by the rollout itself where that is what waits, before anybody ends the pod that serves.
pub fn advice(app: &App<'_>, pod: &Pod<'_>, message: &str) -> Vec<Remediation> {
    let other = of(pod, message).and_then(|holder| holder.pod);
    let named = named(message);
    let of_app = |name: &str| app.pods.iter().any(|own| own.key().name == name && own.key() != pod.key());
    let own = match &other {
        Some(other) => of_app(&other.name),
        None => named.is_empty() || named.iter().any(|name| of_app(name)),
    };
    let mut all: Vec<Remediation> = recreate(app).into_iter().filter(|_| own).collect();
    match (&other, named.first()) {
        (Some(other), _) => all.push(end(app, other)),
        (None, Some(name)) if !own => all.push(look(
            format!("See whether pod {name}, which has the volume as the message says, may end."),
            Some(format!("{} get pod {name} -o wide", advice::kubectl(pod.key()))),
        )),
        _ => {}
    }
    let volume = volume_of(message).unwrap_or_default();
    all.push(look(
        "If that node is down, its attachment goes after six minutes, or at once with the taint node.kubernetes.io/out-of-service on it.",
        Some(format!("kubectl get volumeattachment | grep '{volume}'")),
    ));
    all
}

/// The pods of the same namespace that a message says have the volume.
fn named(message: &str) -> Vec<&str> {
    let list = message.split_once("used by pod(s) ").map(|(_, list)| list).unwrap_or_default();
    let names = list.split(',').filter_map(|name| name.split_whitespace().next());
    // `and 2 pod(s) in different namespaces`
    names.filter(|name| *name != "and").collect()
}

/// Ends the pod that has the volume.
fn end(app: &App<'_>, other: &EntityKey) -> Remediation {
    let serves = app.pods.iter().any(|pod| pod.key() == other && pod.ready());
    let only = if serves && app.ready() == 1 {
        format!("it is the only pod of {} that serves", app.key.name)
    } else {
        "that pod stops serving".to_owned()
    };
    command(
        format!("End pod {}, if it is not the one that should run: the volume is detached then.", other.name),
        format!("{} delete pod {}", advice::kubectl(other), other.name),
        format!("{only}; make sure that its controller does not bring it back on that node"),
    )
}

/// Lets a Deployment end its old pod before it starts the new one, which has the volume then. Of several pods only those on
/// one node could have it.
fn recreate(app: &App<'_>) -> Option<Remediation> {
    let view = app.view.as_ref().filter(|_| app.key.is(&kinds::DEPLOYMENT))?;
    if view.str_at("/spec/strategy/type") == Some("Recreate") {
        return None;
    }
    let replicas = app.replicas().filter(|replicas| *replicas > 1);
    // Beside Recreate the API server refuses what belongs to a rolling update.
    let rolling = view.value().pointer("/spec/strategy/rollingUpdate").map(rolling).unwrap_or_default();
    let manifest = |replicas: Option<i64>, strategy: &str| {
        let replicas = replicas.map_or(String::new(), |replicas| format!("  replicas: {replicas}\n"));
        format!("spec:\n{replicas}  strategy:\n{strategy}")
    };
    let now = manifest(replicas, &format!("{rolling}    type: RollingUpdate\n"));
    let wanted = manifest(replicas.map(|_| 1), "    type: Recreate\n");
    let taken = if rolling.is_empty() { "" } else { "; rollingUpdate has to go with it" };
    let text = format!(
        "Let the old pod end before the new one starts (one replica, strategy Recreate{taken}), or use a volume that several nodes can have."
    );
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let mut fix = advice::edit(app, &text, Some(line), advice::diff(&app.key, &now, &wanted));
    "the old pod ends first: nobody serves until the new one is ready, at each later rollout too"
        .clone_into(&mut fix.risk);
    Some(fix)
}

/// The field `rollingUpdate` as it is written below a strategy.
fn rolling(value: &Value) -> String {
    let Some(fields) = value.as_object() else { return String::new() };
    if fields.is_empty() {
        return "    rollingUpdate: {}\n".to_owned();
    }
    fields.iter().fold("    rollingUpdate:\n".to_owned(), |text, (name, value)| {
        text + &format!("      {name}: {}\n", excerpt(value))
    })
}
