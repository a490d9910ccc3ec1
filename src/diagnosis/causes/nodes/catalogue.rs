//! The entries of the family *nodes*: nodes and the control plane.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    object: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    let depth = Depth::Root;
    Cause { code, category: "nodes", object, about, proof, mistaken_for, fix, depth }
}

/// Not ready, for a reason of its own.
pub static NODE_NOT_READY: Cause = entry(
    "NodeNotReady",
    "node",
    "The node's kubelet says that the node is not ready, for a reason that no other cause of this family stands for, such as a shutdown. Its pods are taken out of their Services, and after five minutes they are made anew elsewhere.",
    "The node's condition Ready is not True now; its message says why.",
    "A kubelet that says nothing any more (KubeletDown), a runtime that is down, a network plugin that is not set up. A node that joined minutes ago is only starting; one that was not ready once and is now is history.",
    "Mend what the message names, or replace the node.",
);
/// Says nothing.
pub static KUBELET_DOWN: Cause = entry(
    "KubeletDown",
    "node",
    "The node's kubelet does not report any more: the kubelet or the whole machine is down, or it cannot reach the API server. What runs there may go on running, unseen; after five minutes its pods are made anew elsewhere, but for those of StatefulSets.",
    "The condition Ready is Unknown (`Kubelet stopped posting node status`), and the kubelet's lease in kube-node-lease has not been renewed since; or the node's service manager says that the kubelet has ended.",
    "A node that reports that it is not ready: its kubelet works. From the API alone a dead machine and a cut network look the same.",
    "See whether the machine runs and answers; start the kubelet (systemctl status kubelet, journalctl -u kubelet), mend its network, or replace the node.",
);
/// The runtime does not answer.
pub static CONTAINER_RUNTIME_DOWN: Cause = entry(
    "ContainerRuntimeDown",
    "node",
    "The container runtime of the node (containerd, CRI-O) does not answer the kubelet: no container is started, stopped or looked after there.",
    "The condition Ready is False with `container runtime is down` or `PLEG is not healthy`; new pods there fail on the runtime's socket; or the node's service manager says that the runtime has ended.",
    "A network plugin that is not set up: the message then says `network plugin`. A kubelet that is down says nothing at all.",
    "On the node: systemctl status containerd (or crio), its journal, and the disk that it keeps its data on; restart it.",
);
/// No pod network yet.
pub static CNI_NOT_READY: Cause = entry(
    "CniNotReady",
    "node",
    "The network plugin is not set up on the node: no pod gets a network there, and the node counts as not ready.",
    "The condition Ready is False with `network plugin is not ready` or `cni plugin not initialized`.",
    "A node that has only just joined: the plugin's pod has to start first. A runtime that is down.",
    "See whether the network plugin's DaemonSet has a running pod on the node (tolerations, image), and whether /etc/cni/net.d holds its configuration.",
);
/// No route to its pods.
pub static NODE_NETWORK_UNAVAILABLE: Cause = entry(
    "NodeNetworkUnavailable",
    "node",
    "The network for pods is not set up for the node: the cloud's routes or the network plugin say so.",
    "The node's condition NetworkUnavailable is True now.",
    "A network policy, or a single Service that does not answer.",
    "See the message: the route that the cloud controller cannot create (quota, rights), or the network plugin's pod on that node.",
);
/// No disk.
pub static NODE_DISK_PRESSURE: Cause = entry(
    "NodeDiskPressure",
    "node",
    "The node's disk is nearly full. The kubelet removes images and evicts pods until there is room, and the node takes no new pods.",
    "The node's condition DiskPressure is True now; evicted pods name the shortage.",
    "A pod that broke its own limit of local storage. A pressure that is over. An eviction threshold that is set too high: the disk has room then.",
    "Find what fills the disk (images, logs, emptyDir volumes), free or enlarge it, and limit the pods that write.",
);
/// No memory.
pub static NODE_MEMORY_PRESSURE: Cause = entry(
    "NodeMemoryPressure",
    "node",
    "The node is nearly out of memory. The kubelet evicts pods that use more than they requested, and the node takes no pods without requests.",
    "The node's condition MemoryPressure is True now; evicted pods name the shortage.",
    "A container that ran into its own limit (OOMKilled). A pressure that is over.",
    "Give pods requests that match what they use, move some away, or give the node more memory.",
);
/// No process ids.
pub static NODE_PID_PRESSURE: Cause = entry(
    "NodePidPressure",
    "node",
    "The node is nearly out of process ids: some pod makes far too many processes or threads.",
    "The node's condition PIDPressure is True now; evicted pods name the shortage.",
    "A process that cannot make threads because of a limit of its own.",
    "Find the pod with the many processes, mend it, and set the kubelet's podPidsLimit.",
);
/// No addresses.
pub static POD_IP_EXHAUSTED: Cause = entry(
    "PodIpExhausted",
    "node",
    "There is no free address for another pod on the node (or in its subnet): new pods there cannot get a network.",
    "FailedCreatePodSandBox says that no address is free, and the container still waits.",
    "Other errors of the network plugin (SandboxCreationFailed).",
    "Free addresses (pods that ended, addresses that the plugin leaked), or give the node or the subnet a larger range.",
);
/// The pod's sandbox cannot be made.
pub static SANDBOX_CREATION_FAILED: Cause = entry(
    "SandboxCreationFailed",
    "node",
    "The kubelet cannot make the sandbox of the pod: its network or its namespace is refused by the runtime or the network plugin.",
    "FailedCreatePodSandBox names the error, and the container still waits.",
    "A container that is killed for memory at its very start fails at the sandbox too. No free address, a runtime that is down.",
    "Mend what the message names: mostly the network plugin's pod or configuration on that node.",
);
/// A clock that is wrong.
pub static CLOCK_SKEW: Cause = entry(
    "ClockSkew",
    "node",
    "The node's clock is wrong. Certificates and tokens look expired or not yet valid there, and only there.",
    "The lease that its kubelet renews carries another time than those of the other nodes, although the node is ready; processes there call certificates not yet valid.",
    "A certificate that has expired: then all nodes say so. A kubelet that is down renews no lease, and the node is not ready.",
    "Set the clock: see the time service of the node (chronyc tracking, timedatectl), and restart what cached a failed handshake.",
);
/// An API that does not answer.
pub static AGGREGATED_API_UNAVAILABLE: Cause = entry(
    "AggregatedApiUnavailable",
    "the APIService",
    "An API that another server answers for Kubernetes (metrics, custom metrics, webhooks) is registered and does not answer. Autoscalers get no metrics, and namespaces cannot be deleted while it is so.",
    "The APIService's condition Available is False now, with the Service that should answer.",
    "An autoscaler that has no metrics because its pods set no requests. An APIService that is available again.",
    "Bring back the Service and the pods behind it; if the API is not used any more, delete the APIService.",
);
/// kube-proxy does not run.
pub static KUBE_PROXY_DOWN: Cause = entry(
    "KubeProxyDown",
    "node",
    "kube-proxy does not run on the node: the addresses of Services are not kept up to date there, so that connections from its pods lead to pods that are gone, or nowhere.",
    "The kube-proxy pod of that node is not ready or restarts again and again, while those of other nodes work; or the node's service manager says that kube-proxy has ended there. Services that are not reached from that node only, go with it.",
    "A Service without endpoints: that is so from every node. Clusters whose network plugin replaces kube-proxy have no such pod, and may have a service of that name that nobody starts.",
    "See the log of the kube-proxy pod on that node, or systemctl status kube-proxy where it is a service; mend what it names (its configuration, its rights, conntrack limits), and start it.",
);
/// Services that one node does not reach.
pub static SERVICES_UNREACHABLE_FROM_NODE: Cause = Cause {
    depth: Depth::Mechanism,
    ..entry(
        "ServicesUnreachableFromNode",
        "node",
        "Connections to Services fail from one node and succeed from others: kube-proxy, or what replaces it, does not keep their addresses there, or the node's network is cut off.",
        "Checks of connections fail from that node for several Services that other nodes reach, and for most of those that were tried.",
        "A Service that is reached from nowhere: the fault is behind it. A single try that failed. A node that is not ready says more by its condition.",
        "On the node: see whether kube-proxy or the network plugin's agent works (its pod or service, its log), compare its rules with another node's (iptables-save, nft list ruleset, ipvsadm -Ln), and whether it reaches the pods' addresses on other nodes at all.",
    )
};
/// Nobody turns changes into pods.
pub static KUBE_CONTROLLER_MANAGER_DOWN: Cause = entry(
    "KubeControllerManagerDown",
    "node (control plane)",
    "kube-controller-manager does not work: Deployments, Jobs and the rest are accepted by the API server, and no controller looks at them. Nothing new is made, and what fails is not replaced.",
    "A workload's latest change (metadata.generation) has not been looked at (status.observedGeneration), and the lease kube-system/kube-controller-manager is not renewed.",
    "A Deployment that is paused, a quota that refuses pods: there the controller has looked. Pods that exist and get no node are the scheduler's.",
    "On the control-plane node: its manifest in /etc/kubernetes/manifests, its certificates and its log. Managed clusters: ask the provider.",
);
/// Turned away.
pub static API_SERVER_OVERLOADED: Cause = entry(
    "ApiServerOverloaded",
    "the API server",
    "The API server has more requests than it can take and turns some away. Controllers and operators fall behind, and programs that use the API fail.",
    "Several objects in trouble were answered `too many requests` lately, in events or in the last words of their processes.",
    "A program that limits itself (`client rate limiter`): that is its own setting. A single refusal is no overload.",
    "Find who asks so much (API server metrics and audit log by user agent), stop or limit it, and give the API server more room or a FlowSchema.",
);
/// The store behind the API.
pub static ETCD_UNHEALTHY: Cause = entry(
    "EtcdUnhealthy",
    "the API server",
    "etcd does not answer the API server in time, has no leader, or is full. Reads may still work; nothing can be changed reliably.",
    "Several objects in trouble were answered with an error of etcd lately (`etcdserver: …`).",
    "An API server that turns requests away for its own load. A single `leader changed` during an upgrade is over in seconds.",
    "See disk latency and free space of the etcd members (etcdctl endpoint status, alarm list); compact and defragment where the space is exceeded.",
);
/// Nobody approves.
pub static KUBELET_CERTIFICATE_PENDING: Cause = entry(
    "KubeletCertificatePending",
    "certificatesigningrequest",
    "A kubelet asks for a certificate and nobody approves it. Without the one for signing in a node cannot join or drops out; without the one for serving, logs, exec and metrics of its pods fail with TLS errors.",
    "The newest CertificateSigningRequest of that kubelet and signer has no condition and no certificate, and is older than ten minutes. It is an answer where the node is not ready or the question is about what fails without it, and a notice elsewhere.",
    "Old requests beside a newer one that was approved: those are left over. Certificates of workloads have other signers. Kubelets whose serving certificate is self-signed do not ask at all.",
    "Check that the request is the node's own and approve it (kubectl certificate approve). For serving certificates (serverTLSBootstrap) run an approver: the controller manager only approves those for signing in.",
);
