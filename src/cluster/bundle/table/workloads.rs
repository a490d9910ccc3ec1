//! What keeps pods running: deployments, replica sets, stateful sets, daemon sets, and their history.

use serde_json::Value;

use super::column::{AGE, CONTAINERS, Column, IMAGES, NAME, Printer, integer, text, wide};
use super::row::Row;

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "apps", plural: "deployments", columns: DEPLOYMENTS, cells: deployment },
    Printer { group: "apps", plural: "replicasets", columns: REPLICA_SETS, cells: replica_set },
    Printer {
        group: "",
        plural: "replicationcontrollers",
        columns: REPLICATION_CONTROLLERS,
        cells: replication_controller,
    },
    Printer { group: "apps", plural: "statefulsets", columns: STATEFUL_SETS, cells: stateful_set },
    Printer { group: "apps", plural: "daemonsets", columns: DAEMON_SETS, cells: daemon_set },
    Printer { group: "apps", plural: "controllerrevisions", columns: REVISIONS, cells: revision },
];

const TEMPLATE: &str = "/spec/template/spec/containers";

const DEPLOYMENTS: &[Column] = &[
    NAME,
    text("Ready", "Number of the pod with ready state"),
    text(
        "Up-to-date",
        "Total number of non-terminating pods targeted by this deployment that have the desired template spec.",
    ),
    text(
        "Available",
        "Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this \
        deployment.",
    ),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(
        "Selector",
        "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected \
        by this deployment. It must match the pod template's labels.",
    ),
];

fn deployment(row: &Row<'_>) -> Vec<Value> {
    let (names, images) = row.containers(TEMPLATE);
    vec![
        row.name().into(),
        ready(row).into(),
        row.int("/status/updatedReplicas").into(),
        row.int("/status/availableReplicas").into(),
        row.age().into(),
        names.into(),
        images.into(),
        row.selector("/spec/selector").unwrap_or_else(|| "<invalid>".to_owned()).into(),
    ]
}

fn ready(row: &Row<'_>) -> String {
    format!("{}/{}", row.int("/status/readyReplicas"), row.int_or("/spec/replicas", 1))
}

const REPLICA_SETS: &[Column] = &[
    NAME,
    integer(
        "Desired",
        "Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and \
        unspecified. Defaults to 1. More info: \
        https://kubernetes.io/docs/concepts/workloads/controllers/replicaset",
    ),
    integer(
        "Current",
        "Replicas is the most recently observed number of non-terminating pods. More info: \
        https://kubernetes.io/docs/concepts/workloads/controllers/replicaset",
    ),
    integer("Ready", "The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition."),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(
        "Selector",
        "Selector is a label query over pods that should match the replica count. Label keys and values that must \
        match in order to be controlled by this replica set. It must match the pod template's labels. More info: \
        https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    ),
];

fn replica_set(row: &Row<'_>) -> Vec<Value> {
    replicas(row, row.selector_or_none("/spec/selector"))
}

const REPLICATION_CONTROLLERS: &[Column] = &[
    NAME,
    integer(
        "Desired",
        "Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and \
        unspecified. Defaults to 1. More info: \
        https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller",
    ),
    integer(
        "Current",
        "Replicas is the most recently observed number of replicas. More info: \
        https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller",
    ),
    integer("Ready", "The number of ready replicas for this replication controller."),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(
        "Selector",
        "Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is \
        defaulted to the labels present on the Pod template. Label keys and values that must match in order to \
        be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: \
        https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    ),
];

fn replication_controller(row: &Row<'_>) -> Vec<Value> {
    replicas(row, row.labels("/spec/selector"))
}

fn replicas(row: &Row<'_>, selector: String) -> Vec<Value> {
    let (names, images) = row.containers(TEMPLATE);
    vec![
        row.name().into(),
        row.int_or("/spec/replicas", 1).into(),
        row.int("/status/replicas").into(),
        row.int("/status/readyReplicas").into(),
        row.age().into(),
        names.into(),
        images.into(),
        selector.into(),
    ]
}

const STATEFUL_SETS: &[Column] = &[NAME, text("Ready", "Number of the pod with ready state"), AGE, CONTAINERS, IMAGES];

fn stateful_set(row: &Row<'_>) -> Vec<Value> {
    let (names, images) = row.containers(TEMPLATE);
    vec![row.name().into(), ready(row).into(), row.age().into(), names.into(), images.into()]
}

const DAEMON_SETS: &[Column] = &[
    NAME,
    integer(
        "Desired",
        "The total number of nodes that should be running the daemon pod (including nodes correctly running the \
        daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
    ),
    integer(
        "Current",
        "The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More \
        info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
    ),
    integer(
        "Ready",
        "numberReady is the number of nodes that should be running the daemon pod and have one or more of the \
        daemon pod running with a Ready Condition.",
    ),
    integer("Up-to-date", "The total number of nodes that are running updated daemon pod"),
    integer(
        "Available",
        "The number of nodes that should be running the daemon pod and have one or more of the daemon pod running \
        and available (ready for at least spec.minReadySeconds)",
    ),
    text(
        "Node Selector",
        "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a \
        node's labels for the pod to be scheduled on that node. More info: \
        https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
    ),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(
        "Selector",
        "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It \
        must match the pod template's labels. More info: \
        https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    ),
];

fn daemon_set(row: &Row<'_>) -> Vec<Value> {
    let (names, images) = row.containers(TEMPLATE);
    vec![
        row.name().into(),
        row.int("/status/desiredNumberScheduled").into(),
        row.int("/status/currentNumberScheduled").into(),
        row.int("/status/numberReady").into(),
        row.int("/status/updatedNumberScheduled").into(),
        row.int("/status/numberAvailable").into(),
        row.labels("/spec/template/spec/nodeSelector").into(),
        row.age().into(),
        names.into(),
        images.into(),
        row.selector_or_none("/spec/selector").into(),
    ]
}

const REVISIONS: &[Column] = &[
    NAME,
    text("Controller", "Controller of the object"),
    text("Revision", "Revision indicates the revision of the state represented by Data."),
    AGE,
];

fn revision(row: &Row<'_>) -> Vec<Value> {
    let owner = row.items("/metadata/ownerReferences").find(|owner| owner.flag("/controller"));
    let controller = owner.map_or_else(
        || "<none>".to_owned(),
        |owner| {
            let group = owner.text("/apiVersion").rsplit_once('/').map_or("", |(group, _)| group);
            let dot = if group.is_empty() { "" } else { "." };
            format!("{}/{}", format!("{}{dot}{group}", owner.text("/kind")).to_lowercase(), owner.text("/name"))
        },
    );
    vec![row.name().into(), controller.into(), row.int("/revision").into(), row.age().into()]
}
