//! Pods and pod templates: one word for the state of all containers of a pod.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::column::{AGE, Column, NAME, Printer, text, wide};
use super::row::Row;

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "", plural: "pods", columns: PODS, cells: pod },
    Printer { group: "", plural: "podtemplates", columns: TEMPLATES, cells: template },
];

const PODS: &[Column] = &[
    NAME,
    text("Ready", "The aggregate readiness state of this pod for accepting traffic."),
    text("Status", "The aggregate status of the containers in this pod."),
    text(
        "Restarts",
        "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
    ),
    AGE,
    wide("IP", "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated."),
    wide(
        "Node",
        "NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling \
        by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes \
        responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod \
        to be scheduled on a specific node. \
        https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
    ),
    wide(
        "Nominated Node",
        "nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled \
        right away as preemption victims receive their graceful termination periods. This field does not \
        guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere \
        if other nodes become available sooner. Scheduler may also decide to give the resources on this node to \
        a higher priority pod that is created after preemption. As a result, this field may be different than \
        PodSpec.nodeName when the pod is scheduled.",
    ),
    wide(
        "Readiness Gates",
        "If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its \
        containers are ready AND all conditions specified in the readiness gates have status equal to \"True\" \
        More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates",
    ),
];

const TEMPLATES: &[Column] = &[
    NAME,
    text("Containers", "Names of each container in the template."),
    text("Images", "Images referenced by each container in the template."),
    text("Pod Labels", "The labels for the pod template."),
];

fn template(row: &Row<'_>) -> Vec<Value> {
    let (names, images) = row.containers("/template/spec/containers");
    vec![row.name().into(), names.into(), images.into(), row.labels("/template/metadata/labels").into()]
}

fn pod(row: &Row<'_>) -> Vec<Value> {
    let state = State::of(row);
    let restarts = match state.restarts.last {
        Some(last) if state.restarts.count != 0 => {
            format!("{} ({} ago)", state.restarts.count, row.ago(Some(last)))
        }
        _ => state.restarts.count.to_string(),
    };
    vec![
        row.name().into(),
        format!("{}/{}", state.ready, state.containers).into(),
        state.reason.into(),
        restarts.into(),
        row.age().into(),
        row.text_or("/status/podIPs/0/ip", row.text_or("/status/podIP", "<none>")).into(),
        row.text_or("/spec/nodeName", "<none>").into(),
        row.text_or("/status/nominatedNodeName", "<none>").into(),
        gates(row).into(),
    ]
}

/// What a row says of a pod that has ended; clients leave such rows out if they want to.
pub(super) fn conditions(row: &Row<'_>) -> Option<Value> {
    let (reason, message) = match row.text("/status/phase") {
        "Succeeded" => ("Succeeded", "The pod has completed successfully."),
        "Failed" => ("Failed", "The pod failed."),
        _ => return None,
    };
    Some(json!([{"type": "Completed", "status": "True", "reason": reason, "message": message}]))
}

fn gates(row: &Row<'_>) -> String {
    let gates = row.items("/spec/readinessGates");
    let all = gates.len();
    let open = |gate: &Row<'_>| row.condition("/status/conditions", gate.text("/conditionType")).is_some_and(is_true);
    if all == 0 { "<none>".to_owned() } else { format!("{}/{all}", gates.filter(open).count()) }
}

fn is_true(condition: Row<'_>) -> bool {
    condition.text("/status") == "True"
}

#[derive(Clone, Copy, Default)]
struct Restarts {
    count: i64,
    last: Option<Timestamp>,
}

impl Restarts {
    fn add(&mut self, status: &Row<'_>) {
        self.count = self.count.saturating_add(status.int("/restartCount"));
        self.last = self.last.max(status.time("/lastState/terminated/finishedAt"));
    }
}

struct State {
    reason: String,
    ready: usize,
    containers: usize,
    restarts: Restarts,
}

impl State {
    fn of(row: &Row<'_>) -> Self {
        let phase = row.text("/status/phase");
        let gated = |c: &Row<'_>| c.text("/type") == "PodScheduled" && c.text("/reason") == "SchedulingGated";
        let reason = if row.items("/status/conditions").any(|c| gated(&c)) {
            "SchedulingGated"
        } else {
            row.text_or("/status/reason", phase)
        };
        let sidecars = row.items("/spec/initContainers").filter(is_sidecar).count();
        let containers = row.items("/spec/containers").len() + sidecars;
        let mut state = Self { reason: reason.to_owned(), ready: 0, containers, restarts: Restarts::default() };
        let (initializing, sidecar_restarts) = state.initialize(row);
        if !initializing || row.condition("/status/conditions", "Initialized").is_some_and(is_true) {
            state.restarts = sidecar_restarts;
            state.run(row);
        }
        if row.deleted() {
            if row.text("/status/reason") == "NodeLost" {
                "Unknown".clone_into(&mut state.reason);
            } else if !matches!(phase, "Succeeded" | "Failed") {
                "Terminating".clone_into(&mut state.reason);
            }
        }
        state
    }

    /// Goes through the init containers up to the first that is not done. Says whether there is one, and how often
    /// those that run beside the others restarted.
    fn initialize(&mut self, row: &Row<'_>) -> (bool, Restarts) {
        let mut sidecars = Restarts::default();
        let all = row.items("/spec/initContainers").len();
        for (at, status) in row.items("/status/initContainerStatuses").enumerate() {
            self.restarts.add(&status);
            let name = status.text("/name");
            let sidecar = row.items("/spec/initContainers").any(|c| c.text("/name") == name && is_sidecar(&c));
            if sidecar {
                sidecars.add(&status);
            }
            let ended = status.has("/state/terminated");
            if ended && status.int("/state/terminated/exitCode") == 0 {
                continue;
            }
            if sidecar && status.flag("/started") {
                self.ready += usize::from(status.flag("/ready"));
                continue;
            }
            let waiting = status.text("/state/waiting/reason");
            self.reason = if ended {
                format!("Init:{}", end(&status))
            } else if !matches!(waiting, "" | "PodInitializing") {
                format!("Init:{waiting}")
            } else {
                format!("Init:{at}/{all}")
            };
            return (true, sidecars);
        }
        (false, sidecars)
    }

    /// Goes through the containers, the last first: the word that stays is that of the first one that has any.
    fn run(&mut self, row: &Row<'_>) {
        let mut running = false;
        for status in row.items("/status/containerStatuses").rev() {
            self.restarts.add(&status);
            let waiting = status.text("/state/waiting/reason");
            if !waiting.is_empty() {
                waiting.clone_into(&mut self.reason);
            } else if status.has("/state/terminated") {
                self.reason = end(&status);
            } else if status.flag("/ready") && status.has("/state/running") {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" && running {
            let ready = row.items("/status/conditions").any(|c| c.text("/type") == "Ready" && is_true(c));
            (if ready { "Running" } else { "NotReady" }).clone_into(&mut self.reason);
        }
    }
}

/// Why a container ended.
fn end(status: &Row<'_>) -> String {
    let ended = status.at("/state/terminated");
    match (ended.text("/reason"), ended.int("/signal")) {
        ("", 0) => format!("ExitCode:{}", ended.int("/exitCode")),
        ("", signal) => format!("Signal:{signal}"),
        (reason, _) => reason.to_owned(),
    }
}

fn is_sidecar(container: &Row<'_>) -> bool {
    container.text("/restartPolicy") == "Always"
}
