//! Nodes, namespaces, leases, and what rules over them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::column::{AGE, Column, NAME, Printer, boolean, integer, text, wide};
use super::row::{Row, none_if_empty};

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "", plural: "nodes", columns: NODES, cells: node },
    Printer { group: "", plural: "namespaces", columns: NAMESPACES, cells: namespace },
    Printer { group: "", plural: "componentstatuses", columns: COMPONENTS, cells: component },
    Printer { group: "coordination.k8s.io", plural: "leases", columns: LEASES, cells: lease },
    Printer { group: "scheduling.k8s.io", plural: "priorityclasses", columns: PRIORITIES, cells: priority },
    Printer { group: "node.k8s.io", plural: "runtimeclasses", columns: RUNTIMES, cells: runtime },
];

const NODES: &[Column] = &[
    NAME,
    text("Status", "The status of the node"),
    text("Roles", "The roles of the node"),
    AGE,
    text("Version", "Kubelet Version reported by the node."),
    wide(
        "Internal-IP",
        "List of addresses reachable to the node. Queried from cloud provider, if available. More info: \
        https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as \
        mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is \
        merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. \
        Consumers should assume that addresses can change during the lifetime of a Node. However, there are some \
        exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status \
        or consumers of the downward API (status.hostIP).",
    ),
    wide(
        "External-IP",
        "List of addresses reachable to the node. Queried from cloud provider, if available. More info: \
        https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as \
        mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is \
        merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. \
        Consumers should assume that addresses can change during the lifetime of a Node. However, there are some \
        exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status \
        or consumers of the downward API (status.hostIP).",
    ),
    wide("OS-Image", "OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy))."),
    wide("Kernel-Version", "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64)."),
    wide(
        "Container-Runtime",
        "ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).",
    ),
];

fn node(row: &Row<'_>) -> Vec<Value> {
    let info = row.at("/status/nodeInfo");
    let ready = row.items("/status/conditions").rfind(|condition| condition.text("/type") == "Ready");
    let mut status = match ready.map(|ready| ready.text("/status")) {
        None => "Unknown",
        Some("True") => "Ready",
        Some(_) => "NotReady",
    }
    .to_owned();
    if row.flag("/spec/unschedulable") {
        status.push_str(",SchedulingDisabled");
    }
    let kernel = info.text_or("/kernelVersion", "<unknown>");
    let kernel = match info.text("/architecture") {
        "" => kernel.to_owned(),
        architecture => format!("{kernel} ({architecture})"),
    };
    vec![
        row.name().into(),
        status.into(),
        roles(row).into(),
        row.age().into(),
        info.text("/kubeletVersion").into(),
        node_address(row, "InternalIP").into(),
        node_address(row, "ExternalIP").into(),
        info.text_or("/osImage", "<unknown>").into(),
        kernel.into(),
        info.text_or("/containerRuntimeVersion", "<unknown>").into(),
    ]
}

fn roles(row: &Row<'_>) -> String {
    let labels = row.entries("/metadata/labels");
    let named = labels.filter_map(|(key, value)| match key {
        "kubernetes.io/role" => value.as_str(),
        key => key.strip_prefix("node-role.kubernetes.io/"),
    });
    let named: BTreeSet<&str> = named.filter(|role| !role.is_empty()).collect();
    none_if_empty(named.into_iter().collect::<Vec<_>>().join(","))
}

fn node_address<'a>(row: &Row<'a>, kind: &str) -> &'a str {
    let found = row.items("/status/addresses").find(|address| address.text("/type") == kind);
    found.map_or("<none>", |address| address.text("/address"))
}

const NAMESPACES: &[Column] = &[NAME, text("Status", "The status of the namespace"), AGE];

fn namespace(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.text("/status/phase").into(), row.age().into()]
}

const COMPONENTS: &[Column] = &[
    NAME,
    text("Status", "Status of the component conditions"),
    text("Message", "Message of the component conditions"),
    text("Error", "Error of the component conditions"),
];

fn component(row: &Row<'_>) -> Vec<Value> {
    let healthy = row.condition("/conditions", "Healthy");
    let status = match healthy.map(|healthy| healthy.text("/status")) {
        None => "Unknown",
        Some("True") => "Healthy",
        Some(_) => "Unhealthy",
    };
    let told = |field| healthy.map(|healthy| healthy.text(field)).unwrap_or_default();
    vec![row.name().into(), status.into(), told("/message").into(), told("/error").into()]
}

const LEASES: &[Column] = &[
    NAME,
    text(
        "Holder",
        "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is \
        used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.",
    ),
    AGE,
];

fn lease(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.text("/spec/holderIdentity").into(), row.age().into()]
}

const PRIORITIES: &[Column] = &[
    NAME,
    integer(
        "Value",
        "value represents the integer value of this priority class. This is the actual priority that pods receive \
        when they have the name of this class in their pod spec.",
    ),
    boolean(
        "Global-Default",
        "globalDefault specifies whether this PriorityClass should be considered as the default priority for pods \
        that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, \
        if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value \
        of such global default PriorityClasses will be used as the default priority.",
    ),
    AGE,
    text(
        "PreemptionPolicy",
        "preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, \
        PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.",
    ),
];

fn priority(row: &Row<'_>) -> Vec<Value> {
    vec![
        row.name().into(),
        row.int("/value").into(),
        row.flag("/globalDefault").into(),
        row.age().into(),
        row.text("/preemptionPolicy").into(),
    ]
}

const RUNTIMES: &[Column] = &[
    NAME,
    text(
        "Handler",
        "handler specifies the underlying runtime and configuration that the CRI implementation will use to \
        handle pods of this class. The possible values are specific to the node & CRI configuration.  It is \
        assumed that all handlers are available on every node, and handlers of the same name are equivalent on \
        every node. For example, a handler called \"runc\" might specify that the runc OCI runtime (using native \
        Linux containers) will be used to run the containers in a pod. The Handler must be lowercase, conform to \
        the DNS Label (RFC 1123) requirements, and is immutable.",
    ),
    AGE,
];

fn runtime(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.text("/handler").into(), row.age().into()]
}
