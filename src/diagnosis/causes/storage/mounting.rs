//! Volumes that cannot be attached or mounted, by the kubelet's and the attacher's words, while the pod still waits.
//!
//! What a missing ConfigMap or Secret does looks the same and is another cause; so is an API server that does not answer
//! the kubelet for a moment.

use jiff::SignedDuration;
use serde_json::Value;

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Sign};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::exits::gather::{self, PodFinding};
use crate::diagnosis::causes::lifecycle::said;
use crate::diagnosis::causes::storage::{catalogue, holder};
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::cite;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;

/// A failure that has not been repeated for so long is over: the kubelet tries again every two minutes.
const FRESH: SignedDuration = SignedDuration::from_secs(900);
const REASONS: &[&str] = &["FailedMount", "FailedAttachVolume", "FailedMapVolume"];

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The driver of this name is not registered on the node.
    Driver(String),
    /// Another node has the volume.
    Held,
    /// Attaching failed otherwise.
    Attach,
    /// Mounting failed otherwise.
    Mount,
}

/// `VolumeMultiAttach`.
pub fn multi_attach(case: &Case<'_>) -> Vec<Hypothesis> {
    let held = |pod: &Pod<'_>, event: &Event<'_>, failure: &Failure, sign: Sign| {
        (*failure == Failure::Held).then(|| holder::sign(pod, event.message, sign))?
    };
    of(case, &catalogue::VOLUME_MULTI_ATTACH, held, |finding| {
        let (pod, event) = shown(finding)?;
        let volume = volume_of(event.message).unwrap_or("its volume");
        let node = pod.node().unwrap_or("its node");
        let who =
            holder::of(pod, event.message).map_or("another node still has it".to_owned(), |holder| holder.words());
        let text = format!(
            "{} cannot start a pod on {node}: volume {volume} can be attached to one node only, and {who}.",
            gather::called(finding.app)
        );
        Some((text, holder::advice(finding.app, pod, event.message)))
    })
}

/// `VolumeMountFailed`.
pub fn mount_failed(case: &Case<'_>) -> Vec<Hypothesis> {
    let own = |_: &Pod<'_>, _: &Event<'_>, failure: &Failure, sign: Sign| (*failure == Failure::Mount).then_some(sign);
    of(case, &catalogue::VOLUME_MOUNT_FAILED, own, |finding| {
        let (pod, event) = shown(finding)?;
        let text = format!(
            "{} cannot start: the kubelet on {} cannot mount volume {}: \"{}\".",
            gather::called(finding.app),
            pod.node().unwrap_or("its node"),
            volume_of(event.message).unwrap_or("of its pod"),
            reason_of(event.message)
        );
        let line = format!("{} get pod {} -o yaml", advice::kubectl(pod.key()), pod.key().name);
        Some((text, vec![look(mount_advice(event.message), Some(line))]))
    })
}

/// `VolumeAttachFailed`.
pub fn attach_failed(case: &Case<'_>) -> Vec<Hypothesis> {
    let own = |_: &Pod<'_>, _: &Event<'_>, failure: &Failure, sign: Sign| (*failure == Failure::Attach).then_some(sign);
    of(case, &catalogue::VOLUME_ATTACH_FAILED, own, |finding| {
        let (pod, event) = shown(finding)?;
        let volume = volume_of(event.message).unwrap_or("its volume");
        let text = format!(
            "{} cannot start: volume {volume} cannot be attached to {}: \"{}\".",
            gather::called(finding.app),
            pod.node().unwrap_or("its node"),
            reason_of(event.message)
        );
        let line = format!("kubectl get volumeattachment; kubectl describe pv {volume}");
        Some((
            text,
            vec![look(
                "Mend what the attacher names: the disk, its rights, or the number of disks of the node.",
                Some(line),
            )],
        ))
    })
}

/// `CsiDriverMissing`.
pub fn driver_missing(case: &Case<'_>) -> Vec<Hypothesis> {
    let own = |pod: &Pod<'_>, _: &Event<'_>, failure: &Failure, sign: Sign| match failure {
        Failure::Driver(name) => unregistered(pod, name, sign),
        _ => None,
    };
    of(case, &catalogue::CSI_DRIVER_MISSING, own, |finding| {
        let (pod, event) = shown(finding)?;
        let node = pod.node().unwrap_or("its node");
        let driver = driver_of(event.message)?;
        let text = format!(
            "{} cannot start: its volume needs the CSI driver {driver}, which is not registered on {node}.",
            gather::called(finding.app)
        );
        let line = format!("kubectl get csinode {node} -o yaml; kubectl get daemonsets -A | grep -i csi");
        let text_of =
            format!("Bring the node plugin of {driver} to {node}: see whether its DaemonSet has a running pod there.");
        Some((text, vec![look(text_of, Some(line))]))
    })
}

/// The node's own list of drivers; none of a sign where the driver is there by now.
fn unregistered(pod: &Pod<'_>, driver: &str, sign: Sign) -> Option<Sign> {
    let graph = pod.view.graph();
    let key = EntityKey::new(&kinds::CSI_NODE, None, pod.node()?);
    match graph.lookup(&key) {
        Lookup::Present(object) => {
            let names = object.body().pointer("/spec/drivers").and_then(Value::as_array);
            let name = |entry: &Value| entry.get("name").and_then(Value::as_str) == Some(driver);
            if names.into_iter().flatten().any(name) {
                return None;
            }
            let view = graph.view(&key)?;
            Some(sign.strong("the drivers of the node", cite(&view, "/spec/drivers")))
        }
        Lookup::Absent(fact) => Some(sign.strong("the drivers of the node", Some(fact))),
        Lookup::Unseen(_) => Some(sign.strong("the drivers of the node", None)),
    }
}

type Advised = (String, Vec<crate::report::model::Remediation>);

/// The hypotheses of one sort of failure.
fn of<'g>(
    case: &Case<'g>,
    cause: &'static Cause,
    test: impl Fn(&Pod<'g>, &Event<'g>, &Failure, Sign) -> Option<Sign>,
    say: impl Fn(&PodFinding<'_, 'g>) -> Option<Advised>,
) -> Vec<Hypothesis> {
    let sign = |_: &App<'g>, pod: &Pod<'g>| {
        let (event, failure, sign) = failing(pod)?;
        test(pod, &event, &failure, sign)
    };
    let mut found = Vec::new();
    for finding in gather::pods(case, sign) {
        let Some((text, advice)) = say(&finding) else { continue };
        let mut hypothesis = finding.hypothesis(cause, text);
        hypothesis.advice.extend(advice);
        found.push(hypothesis);
    }
    found
}

fn shown<'f, 'g>(finding: &'f PodFinding<'_, 'g>) -> Option<(&'f Pod<'g>, Event<'g>)> {
    let (pod, _) = finding.pods.first()?;
    failing(pod).map(|(event, _, _)| (*pod, event))
}

/// The last failure of a pod that still waits for its volumes.
fn failing<'g>(pod: &Pod<'g>) -> Option<(Event<'g>, Failure, Sign)> {
    if !matches!(pod.trouble(), Some(Trouble::NotStarted | Trouble::Initializing)) {
        return None;
    }
    let waiting = pod.containers().iter().find_map(|container| {
        container.waiting_reason().filter(|_| container.waits_for(&["ContainerCreating", "PodInitializing"]))
    })?;
    let graph = pod.view.graph();
    let event = said::last(graph, pod.key(), REASONS, |text| failure_of(text).is_some())?;
    let mut failure = failure_of(event.message)?;
    // The attacher tells once that a volume is held and then keeps silent; whether it still is, its holder shows.
    let held = failure == Failure::Held && holder::of(pod, event.message).is_some();
    if !held && event.at().is_some_and(|at| graph.now.duration_since(at) > FRESH) {
        return None;
    }
    if failure == Failure::Mount && event.reason == "FailedAttachVolume" {
        failure = Failure::Attach;
    }
    let sign = Sign::new(format!("\"{}\"", event.message.trim()), "the kubelet's words", Some(event.fact()))
        .strong("the container still waits", Some(waiting.state()));
    Some((event, failure, sign))
}

/// What a message means; none where it is another cause's, or says only that it takes long.
pub fn failure_of(message: &str) -> Option<Failure> {
    let lower = message.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let other = [
        "failed to sync configmap cache",
        "failed to sync secret cache",
        "not registered",
        "failed to fetch token",
        "references non-existent config key",
        "references non-existent secret key",
        "non-existent persistent volume claim",
    ];
    let absent = lower.contains("not found") && any(&["configmap \"", "secret \"", "persistentvolumeclaim \""]);
    let waits = any(&["unable to attach or mount volumes", "expired waiting for volumes"]);
    if any(&["registered csi drivers", "does not contain driver"]) {
        return driver_of(message).map(|name| Failure::Driver(name.to_owned()));
    }
    if absent || waits || any(&other) {
        return None;
    }
    if any(&[
        "multi-attach error",
        "already exclusively attached",
        "already attached to another node",
        "volume is already used by",
    ]) {
        return Some(Failure::Held);
    }
    if lower.contains("attachvolume.attach failed") {
        return Some(Failure::Attach);
    }
    Some(Failure::Mount)
}

fn driver_of(message: &str) -> Option<&str> {
    let after = |mark: &str| message.split_once(mark)?.1.split_whitespace().next();
    let name = after("driver name ").or_else(|| after("does not contain driver "))?;
    Some(name.trim_matches(['"', '\'', ',', ';']))
}

/// The volume that a message names.
pub fn volume_of(message: &str) -> Option<&str> {
    message.split_once("volume \"")?.1.split('"').next().filter(|name| !name.is_empty())
}

/// The part of a message that says why.
fn reason_of(message: &str) -> &str {
    let rest =
        message.split_once("volume \"").and_then(|(_, rest)| rest.split_once('"')).map_or(message, |(_, rest)| rest);
    rest.trim_start_matches([' ', ':']).trim()
}

fn mount_advice(message: &str) -> &'static str {
    let lower = message.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if any(&["access denied by server", "permission denied"]) {
        "Let the file server export the path to this node, or give the volume credentials that may read it."
    } else if any(&["no such file or directory", "does not exist"]) {
        "Create the path (or export) that the volume names, or correct it."
    } else if any(&["hostpath type check failed"]) {
        "Correct the hostPath's path or its type, or create what it names on the node."
    } else if any(&["timed out", "timeout", "no route to host", "connection refused", "unreachable"]) {
        "See whether the file server runs and can be reached from this node (firewall, address)."
    } else if any(&["wrong fs type", "fsck", "bad superblock", "structure needs cleaning"]) {
        "Check and repair the file system of the disk, after a copy of it was made."
    } else {
        "Mend what the kubelet's message names; it tries again by itself."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let of = failure_of;
        assert_eq!(
            of("Multi-Attach error for volume \"v1\" Volume is already used by pod(s) web-1"),
            Some(Failure::Held)
        );
        assert_eq!(of("MountVolume.SetUp failed for volume \"c\" : configmap \"app\" not found"), None);
        assert_eq!(of("MountVolume.SetUp failed for volume \"c\" : object \"ns\"/\"app\" not registered"), None);
        assert_eq!(of("Unable to attach or mount volumes: unmounted volumes=[data]: timed out"), None);
        assert_eq!(
            of("AttachVolume.Attach failed for volume \"v1\" : rpc error: disk not found"),
            Some(Failure::Attach)
        );
        assert_eq!(
            of("MountVolume.SetUp failed for volume \"v1\" : mount failed: exit status 32"),
            Some(Failure::Mount)
        );
        let csi = "MountVolume.MountDevice failed for volume \"v1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name disk.csi.acme.io not found in the list of registered CSI drivers";
        assert_eq!(of(csi), Some(Failure::Driver("disk.csi.acme.io".to_owned())));
        assert_eq!(volume_of(csi), Some("v1"));
    }
}
