//! The entries of the family *service routing*: policies, names, and what Services without pods of their own do.

use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::routing::catalogue::entry;

/// Policies.
pub static NETWORK_POLICY_BLOCKS: Cause = entry(
    "NetworkPolicyBlocks",
    "the policy",
    "A NetworkPolicy drops the traffic that is missed. Once any policy selects a pod for a direction, only what some rule allows gets through; the rest is dropped without a word, so callers time out.",
    "Simulated for the flow in question: policies select the callee for ingress (or the caller for egress), and no rule of any of them allows the other end on the port of the pod. The caller's log says that it timed out, or the question is about this way. Ports of rules are those of the pod, not of the Service.",
    "A refusal, which says that the packet arrived: then it is the port or the process. A Service without endpoints. A policy that blocks something that nobody misses is no cause.",
    "Add a rule for this caller and port to the policy that comes nearest, rather than opening more. A rule for egress needs port 53 to the name server beside it.",
);
/// A pod's own resolver.
pub static POD_DNS_MISCONFIGURED: Cause = entry(
    "PodDnsMisconfigured",
    "app",
    "The pods do not ask the cluster's name server, so names of Services do not resolve for them: dnsPolicy Default, a host network without ClusterFirstWithHostNet, or nameservers of their own.",
    "The app says that a name does not resolve, a Service of that name exists, and the pod's dnsPolicy or dnsConfig leads past the cluster's name server.",
    "Cluster DNS that is broken: then apps with the usual settings fail too. A Service that does not exist. A policy that blocks port 53.",
    "Set dnsPolicy ClusterFirst (ClusterFirstWithHostNet on the host's network), or put the cluster's name server into dnsConfig.",
);
/// CoreDNS.
pub static CLUSTER_DNS_BROKEN: Cause = entry(
    "ClusterDnsBroken",
    "the cluster's name server",
    "The cluster's name server does not answer, or answers wrongly: its pods are not ready, it is scaled to nothing, or its configuration does not know the cluster's names.",
    "Apps say that names do not resolve although the Services exist, and the name server has no ready pod, or its Corefile has no kubernetes plugin or a template that denies names.",
    "A Service that does not exist: then other names resolve. The DNS settings of one pod. A policy that blocks port 53.",
    "Bring the name server's pods back, or correct the Corefile in ConfigMap kube-system/coredns; it is read anew within a minute.",
);
/// Another name for nothing.
pub static SERVICE_EXTERNAL_NAME_BROKEN: Cause = entry(
    "ServiceExternalNameBroken",
    "the service",
    "The Service is only another name (ExternalName), and what it stands for is no name that resolves: an address instead of a name, or a Service that does not exist.",
    "spec.externalName is an IP address, or a name of the cluster whose Service is absent, and somebody misses it.",
    "A name outside of the cluster that does not resolve there: the cluster cannot tell.",
    "Set externalName to a name that exists. For an address, use a Service without selector and an EndpointSlice.",
);
/// Local only.
pub static INTERNAL_TRAFFIC_POLICY_LOCAL: Cause = entry(
    "InternalTrafficPolicyLocal",
    "the app behind the service",
    "The Service sends traffic only to pods on the caller's own node (internalTrafficPolicy: Local), and on a caller's node there is none. That caller's connections are dropped, those of others work.",
    "internalTrafficPolicy is Local, a caller runs on a node without a ready endpoint of the Service, and somebody misses it.",
    "A network that is broken between nodes: then traffic to other Services fails too.",
    "Set internalTrafficPolicy to Cluster, or run a pod on every node (a DaemonSet).",
);
/// The pods' own trouble, seen from the Service.
pub static SERVICE_HAS_NO_READY_PODS: Cause = Cause {
    depth: crate::diagnosis::catalogue::Depth::Surface,
    ..entry(
        "ServiceHasNoReadyPods",
        "the app behind the service",
        "The Service finds its pods, and none of them is ready, so it has nobody to send traffic to.",
        "It was asked about, its selector matches pods, and every endpoint is marked not ready.",
        "A selector that matches nothing: then there are no endpoints at all.",
        "Look at why the pods are not ready: that is the cause.",
    )
};
