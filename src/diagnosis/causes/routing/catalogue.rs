//! The entries of the family *service routing*: Services, and the addresses under which they are called.

use crate::diagnosis::catalogue::{Cause, Depth};

pub(super) const fn entry(
    code: &'static str,
    object: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "service routing", object, about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// Labels.
pub static SERVICE_SELECTOR_MISMATCH: Cause = entry(
    "ServiceSelectorMismatch",
    "the app behind the service",
    "The Service selects labels that no pod has, while the pods that it is for are there with other labels. It has no endpoints, so whoever calls it gets no answer although the pods run.",
    "The Service's selector matches no pod and no pod template of its namespace, it has no endpoints, and a workload of the same name or the same labels differs in the pair that does not match.",
    "Pods that are not ready: then the endpoints are there, marked not ready. A workload scaled to zero: then its template matches. A Service without selector, whose endpoints somebody else writes.",
    "Make the selector of the Service match the labels of the pod template. The labels of the template are the safer side to keep: a workload's own selector cannot be changed.",
);
/// targetPort.
pub static SERVICE_PORT_MAPPING_WRONG: Cause = entry(
    "ServicePortMappingWrong",
    "the app behind the service",
    "The Service sends traffic to a port on which its pods do not listen: targetPort names a port that no container has, or a number that none declares. Callers are refused, or find no endpoint, although the pods are ready.",
    "The targetPort is no container's port: a name that no container declares (then there is no endpoint for it), or a number that none declares or is probed on, while the declared ports are others.",
    "An application that listens on another port than it declares: its own log and probes tell. A port that a container serves and does not declare: nothing obliges it to, so an undeclared second port alone proves nothing.",
    "Set targetPort to the port on which the container listens, best by its name.",
);
/// TCP and UDP.
pub static SERVICE_PROTOCOL_WRONG: Cause = entry(
    "ServiceProtocolWrong",
    "the app behind the service",
    "The Service forwards another protocol than the pods speak, usually UDP where they listen on TCP. The endpoints look right; connections go nowhere.",
    "The port of the Service has one protocol and the container's port of that number or name another, and no further port of the Service carries the right one.",
    "A wrong targetPort: there the number differs. A name server or HTTP/3, which serve both protocols on one number.",
    "Set the protocol of the Service's port to that of the container.",
);
/// No such Service.
pub static SERVICE_NOT_FOUND: Cause = entry(
    "ServiceNotFound",
    "the app that calls",
    "The app calls a Service that does not exist, so the name does not resolve.",
    "The caller's configuration names the Service, no Service of that name is in the namespace, and the caller suffers: its log says that the name does not resolve, or it is what was asked about.",
    "Cluster DNS that is broken: then names of Services that exist do not resolve either. A wrong address: then a Service of nearly that name exists. An optional dependency: an address that nobody calls hurts nobody.",
    "Create the Service, or take the address out of the caller's configuration. Look for who deleted it.",
);
/// Wrong host or port.
pub static DEPENDENCY_ADDRESS_WRONG: Cause = entry(
    "DependencyAddressWrong",
    "the app that calls",
    "The app was given a wrong address of something that it calls: a port that the Service does not have, or a name that is nearly that of an existing Service.",
    "Its environment, arguments or configuration name the address; the Service exists and has other ports, or does not exist while one with nearly that name does.",
    "A Service that maps its port wrongly: then the caller's port is one that the Service has. A dependency that is down: then the address is right and has no ready endpoint.",
    "Correct the address where the caller is configured, and roll it out.",
);
