//! The entries of the family *service routing* about Services that are reached in another way than their callers think.

use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::routing::catalogue::entry;

/// No address of its own.
pub static HEADLESS_SERVICE_MISUSED: Cause = entry(
    "HeadlessServiceMisused",
    "the service",
    "The Service is headless: its name resolves to the addresses of the pods, and its ports are only written down, nobody translates them. A caller uses the Service's port as if it were translated, and the pods listen on another one.",
    "clusterIP is None, a caller's address names the Service with its port, no container declares that port, and the Service's targetPort is another one that is declared. The caller says that it is refused, or it was asked about.",
    "A Service with an address and a wrong targetPort: there the mapping is wrong. Pods that do not listen at all. Clients that look the port up by SRV records are right.",
    "Call the port on which the pods listen, give the headless Service that number as its port, or make an ordinary Service beside it.",
);
/// Only where a pod is.
pub static EXTERNAL_TRAFFIC_POLICY_LOCAL: Cause = entry(
    "ExternalTrafficPolicyLocal",
    "the service",
    "The Service answers traffic from outside only on nodes that run one of its pods (externalTrafficPolicy: Local), and its node port is used on others too. Some requests get through and others time out, by the node that they hit.",
    "externalTrafficPolicy is Local, the Service is a plain node port, ready endpoints are on some of the ready nodes only, and somebody misses answers.",
    "A load balancer that asks the nodes' health check port and leaves out nodes without a pod: there Local is as it should be. A firewall before the nodes.",
    "Set externalTrafficPolicy to Cluster, run a pod on every node that takes traffic (a DaemonSet, or spread constraints), or send traffic only to nodes that have one.",
);
