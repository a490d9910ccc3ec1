//! What lies in a node or in the control plane rather than in an app.
//!
//! By what holds now: conditions, leases, pods that still wait. What a broken node brings on its pods is explained by
//! the node, and a pod on a node that is well never is.

pub mod api;
pub mod catalogue;
pub mod certificates;
pub mod clock;
pub mod control;
pub mod down;
pub mod partition;
pub mod pressure;
pub mod proxy;
pub mod reach;
pub mod sandbox;
pub mod units;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::NODE_NOT_READY, prove: |case| down::prove(case, &catalogue::NODE_NOT_READY) },
    Rule { cause: &catalogue::KUBELET_DOWN, prove: |case| down::prove(case, &catalogue::KUBELET_DOWN) },
    Rule {
        cause: &catalogue::CONTAINER_RUNTIME_DOWN,
        prove: |case| down::prove(case, &catalogue::CONTAINER_RUNTIME_DOWN),
    },
    Rule { cause: &catalogue::CNI_NOT_READY, prove: |case| down::prove(case, &catalogue::CNI_NOT_READY) },
    Rule { cause: &catalogue::NODE_NETWORK_UNAVAILABLE, prove: pressure::network },
    Rule { cause: &catalogue::NODE_DISK_PRESSURE, prove: pressure::disk },
    Rule { cause: &catalogue::NODE_MEMORY_PRESSURE, prove: pressure::memory },
    Rule { cause: &catalogue::NODE_PID_PRESSURE, prove: pressure::pid },
    Rule { cause: &catalogue::POD_IP_EXHAUSTED, prove: sandbox::no_address },
    Rule { cause: &catalogue::SANDBOX_CREATION_FAILED, prove: sandbox::failed },
    Rule { cause: &catalogue::CLOCK_SKEW, prove: clock::skew },
    Rule { cause: &catalogue::AGGREGATED_API_UNAVAILABLE, prove: api::unavailable },
    Rule { cause: &catalogue::KUBE_PROXY_DOWN, prove: proxy::down },
    Rule { cause: &catalogue::SERVICES_UNREACHABLE_FROM_NODE, prove: partition::prove },
    Rule { cause: &catalogue::KUBE_CONTROLLER_MANAGER_DOWN, prove: control::manager_down },
    Rule { cause: &catalogue::API_SERVER_OVERLOADED, prove: control::overloaded },
    Rule { cause: &catalogue::ETCD_UNHEALTHY, prove: control::etcd },
    Rule { cause: &catalogue::KUBELET_CERTIFICATE_PENDING, prove: certificates::pending_certificate },
];
