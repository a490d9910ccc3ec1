//! How the API server itself is set up: registered APIs, its queues, and devices.

use serde_json::Value;

use super::column::{AGE, Column, NAME, Printer, text};
use super::row::Row;

const FLOW: &str = "flowcontrol.apiserver.k8s.io";
const DEVICES: &str = "resource.k8s.io";

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "apiregistration.k8s.io", plural: "apiservices", columns: SERVICES, cells: service },
    Printer { group: FLOW, plural: "flowschemas", columns: SCHEMAS, cells: schema },
    Printer { group: FLOW, plural: "prioritylevelconfigurations", columns: LEVELS, cells: level },
    Printer { group: DEVICES, plural: "deviceclasses", columns: &[NAME, AGE], cells: plain },
    Printer { group: DEVICES, plural: "resourceclaimtemplates", columns: &[NAME, AGE], cells: plain },
    Printer { group: DEVICES, plural: "resourceclaims", columns: CLAIMS, cells: claim },
    Printer { group: DEVICES, plural: "resourceslices", columns: SLICES, cells: slice },
];

const SERVICES: &[Column] = &[
    NAME,
    text("Service", "The reference to the service that hosts this API endpoint."),
    text("Available", "Whether this service is available."),
    AGE,
];

fn service(row: &Row<'_>) -> Vec<Value> {
    let by = row.at("/spec/service");
    let by = if by.has("") { format!("{}/{}", by.text("/namespace"), by.text("/name")) } else { "Local".to_owned() };
    let available = row.condition("/status/conditions", "Available");
    let available = available.map_or_else(
        || "Unknown".to_owned(),
        |condition| match (condition.text("/status"), condition.text("/reason")) {
            ("True", _) | (_, "") => condition.text("/status").to_owned(),
            (status, reason) => format!("{status} ({reason})"),
        },
    );
    vec![row.name().into(), by.into(), available.into(), row.age().into()]
}

const SCHEMAS: &[Column] = &[
    NAME,
    text("PriorityLevel", "`name` is the name of the priority level configuration being referenced Required."),
    text(
        "MatchingPrecedence",
        "`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen \
        FlowSchema is among those with the numerically lowest (which we take to be logically highest) \
        MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the \
        precedence is not specified, it will be set to 1000 as default.",
    ),
    text(
        "DistinguisherMethod",
        "`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. \
        `nil` specifies that the distinguisher is disabled and thus will always be the empty string.",
    ),
    AGE,
    text("MissingPL", "references a broken or non-existent PriorityLevelConfiguration"),
];

fn schema(row: &Row<'_>) -> Vec<Value> {
    let dangling = row.condition("/status/conditions", "Dangling");
    vec![
        row.name().into(),
        row.text("/spec/priorityLevelConfiguration/name").into(),
        row.int("/spec/matchingPrecedence").into(),
        row.text_or("/spec/distinguisherMethod/type", "<none>").into(),
        row.age().into(),
        dangling.map_or("?", |condition| condition.text("/status")).into(),
    ]
}

const LEVELS: &[Column] = &[
    NAME,
    text(
        "Type",
        "`type` indicates whether this priority level is subject to limitation on request execution.  A value of \
        `\"Exempt\"` means that requests of this priority level are not subject to a limit (and thus are never \
        queued) and do not detract from the capacity made available to other priority levels.  A value of \
        `\"Limited\"` means that (a) requests of this priority level _are_ subject to limits and (b) some of the \
        server's limited capacity is made available exclusively to this priority level. Required.",
    ),
    text(
        "NominalConcurrencyShares",
        "`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit \
        (NominalCL) of this level. This is the number of execution seats available at this priority level. This \
        is used both for requests dispatched from this priority level as well as requests dispatched from other \
        priority levels borrowing seats from this level. The server's concurrency limit (ServerCL) is divided \
        among the Limited priority levels in proportion to their NCS values:\n\nNominalCL(i)  = ceil( ServerCL * \
        NCS(i) / sum_ncs ) sum_ncs = sum[priority level k] NCS(k)\n\nBigger numbers mean a larger nominal \
        concurrency limit, at the expense of every other priority level.\n\nIf not specified, this field \
        defaults to a value of 30.\n\nSetting this field to zero supports the construction of a \"jail\" for \
        this priority level that is used to hold some request(s)",
    ),
    text(
        "Queues",
        "`queues` is the number of queues for this priority level. The queues exist independently at each \
        apiserver. The value must be positive.  Setting it to 1 effectively precludes shufflesharding and thus \
        makes the distinguisher method of associated flow schemas irrelevant.  This field has a default value of \
        64.",
    ),
    text(
        "HandSize",
        "`handSize` is a small positive number that configures the shuffle sharding of requests into queues.  \
        When enqueuing a request at this priority level the request's flow identifier (a string pair) is hashed \
        and the hash value is used to shuffle the list of queues and deal a hand of the size specified here.  \
        The request is put into one of the shortest queues in that hand. `handSize` must be no larger than \
        `queues`, and should be significantly smaller (so that a few heavy flows do not saturate most of the \
        queues).  See the user-facing documentation for more extensive guidance on setting this field.  This \
        field has a default value of 8.",
    ),
    text(
        "QueueLengthLimit",
        "`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this \
        priority level at a time; excess requests are rejected.  This value must be positive.  If not specified, \
        it will be defaulted to 50.",
    ),
    AGE,
];

fn level(row: &Row<'_>) -> Vec<Value> {
    let limited = row.at("/spec/limited");
    let queuing = limited.at("/limitResponse/queuing");
    let number = |of: &Row<'_>, field: &str| of.at(field).value().as_i64().map_or_else(|| "<none>".into(), Value::from);
    vec![
        row.name().into(),
        row.text("/spec/type").into(),
        number(&limited, "/nominalConcurrencyShares"),
        number(&queuing, "/queues"),
        number(&queuing, "/handSize"),
        number(&queuing, "/queueLengthLimit"),
        row.age().into(),
    ]
}

fn plain(row: &Row<'_>) -> Vec<Value> {
    vec![row.name().into(), row.age().into()]
}

const CLAIMS: &[Column] =
    &[NAME, text("State", "A summary of the current state (allocated, pending, reserved, etc.)."), AGE];

fn claim(row: &Row<'_>) -> Vec<Value> {
    let mut states = Vec::new();
    if row.deleted() {
        states.push("deleted");
    }
    if row.has("/status/allocation") {
        states.push("allocated");
        if row.len("/status/reservedFor") > 0 {
            states.push("reserved");
        }
    } else if !row.deleted() {
        states.push("pending");
    }
    vec![row.name().into(), states.join(",").into(), row.age().into()]
}

const SLICES: &[Column] = &[
    NAME,
    text(
        "Node",
        "NodeName identifies the node which provides the resources in this pool. A field selector can be used to \
        list only ResourceSlice objects belonging to a certain node.\n\nThis field can be used to limit access \
        from nodes to ResourceSlices with the same node name. It also indicates to autoscalers that adding new \
        nodes of the same type as some old node might also make new resources available.\n\nExactly one of \
        NodeName, NodeSelector, AllNodes, and PerDeviceNodeSelection must be set. This field is immutable.",
    ),
    text(
        "Driver",
        "Driver identifies the DRA driver providing the capacity information. A field selector can be used to \
        list only ResourceSlice objects with a certain driver name.\n\nMust be a DNS subdomain and should end \
        with a DNS domain owned by the vendor of the driver. It should use only lower case characters. This \
        field is immutable.",
    ),
    text(
        "Pool",
        "Name is used to identify the pool. For node-local devices, this is often the node name, but this is not \
        required.\n\nIt must not be longer than 253 characters and must consist of one or more DNS sub-domains \
        separated by slashes. This field is immutable.",
    ),
    AGE,
];

fn slice(row: &Row<'_>) -> Vec<Value> {
    vec![
        row.name().into(),
        row.text("/spec/nodeName").into(),
        row.text("/spec/driver").into(),
        row.text("/spec/pool/name").into(),
        row.age().into(),
    ]
}
