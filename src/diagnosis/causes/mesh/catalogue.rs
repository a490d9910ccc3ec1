//! The entries of the family *mesh*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    object: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "mesh", object, about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// A route to a subset that nobody defines.
pub static VIRTUAL_SERVICE_SUBSET_NOT_FOUND: Cause = entry(
    "VirtualServiceSubsetNotFound",
    "virtualservice",
    "A VirtualService sends traffic to a subset of a host that no DestinationRule defines. The proxies have no cluster for it and answer such requests with 503 (response flag NC, \"no cluster found\").",
    "The destination names a subset, and no DestinationRule of that host lists a subset of that name.",
    "Pods that are not ready: there the subset exists and its pods do not answer (503 with flag UH). A subset whose labels match no pod is DestinationRuleSubsetEmpty.",
    "Add the subset to the DestinationRule of the host, with the labels of the pods that are meant, or send the traffic to a subset that exists. Roll out the rule before the route.",
);
/// A route to a host that the mesh does not know.
pub static VIRTUAL_SERVICE_HOST_NOT_FOUND: Cause = entry(
    "VirtualServiceHostNotFound",
    "virtualservice",
    "A VirtualService sends traffic to a host that the mesh does not know: there is no such Service and no ServiceEntry for it. Requests are answered with 503.",
    "The destination's host means a Service that is absent; or it is another name, and no ServiceEntry of any namespace lists it.",
    "A short name is looked for in the namespace of the VirtualService, not of the caller. A name like ledger.books is taken as it is and is no Service to the mesh: write ledger.books.svc.cluster.local.",
    "Correct the host (best as NAME.NAMESPACE.svc.cluster.local), create the Service, or add a ServiceEntry for a host outside of the cluster.",
);
/// A route at a gateway that is not there.
pub static VIRTUAL_SERVICE_GATEWAY_NOT_FOUND: Cause = entry(
    "VirtualServiceGatewayNotFound",
    "virtualservice",
    "A VirtualService is bound to a Gateway that does not exist. What comes in from outside finds no route and is answered with 404.",
    "spec.gateways (or a match) names a Gateway, and none of that name is in that namespace.",
    "A Gateway in another namespace needs NAMESPACE/NAME; without a namespace it is looked for beside the VirtualService. Hosts that the Gateway does not list, or a selector that finds no gateway pod, look the same from outside.",
    "Name the Gateway that exists, with its namespace, or create it.",
);
/// A rule for a host that the mesh does not know.
pub static DESTINATION_RULE_HOST_NOT_FOUND: Cause = entry(
    "DestinationRuleHostNotFound",
    "destinationrule",
    "A DestinationRule is about a host that does not exist, so its subsets and its traffic policy hold for nothing, and routes to its subsets lead nowhere.",
    "spec.host means a Service that is absent, while a route sends traffic to a subset that only this rule defines, or the rule itself was asked about.",
    "A rule that is left over from a Service that was removed: nobody needs it, and it does no harm.",
    "Correct spec.host: the name of the Service, best as NAME.NAMESPACE.svc.cluster.local.",
);
/// A subset of nobody.
pub static DESTINATION_RULE_SUBSET_EMPTY: Cause = entry(
    "DestinationRuleSubsetEmpty",
    "destinationrule",
    "A route sends traffic to a subset whose labels no pod of the host carries. The proxies know the subset and find nobody in it: 503 with flag UH, \"no healthy upstream\".",
    "The labels of the subset match none of the pods behind the Service and no workload's template, and a VirtualService sends traffic there.",
    "Pods of the subset that are there and not ready, or a version that is scaled to zero: then that is the cause, not the rule. A subset that is not defined at all is VirtualServiceSubsetNotFound.",
    "Make the subset's labels those of the pods (often version), put the label into the pod template of the workload, or take the route away.",
);
/// One side encrypts, the other does not.
pub static MTLS_MODE_CONFLICT: Cause = entry(
    "MtlsModeConflict",
    "peerauthentication or destinationrule",
    "The two ends of a connection in the mesh do not agree on encryption: the server's side demands mutual TLS and the client sends plain text, or the client encrypts and the server's side does not understand it. Connections are reset (503 with flag UC or UF, \"connection reset by peer\").",
    "The PeerAuthentication that holds for the server's pods is STRICT while a DestinationRule sets tls.mode DISABLE or SIMPLE for the host, or while a caller outside of the mesh calls it; or a DestinationRule sets ISTIO_MUTUAL for pods that have no sidecar.",
    "PERMISSIVE takes both and conflicts with nothing. A caller that should have a sidecar and has none is SidecarMissing. The most specific PeerAuthentication wins: workload, namespace, mesh.",
    "Remove tls from the DestinationRule (the mesh then chooses by itself), or set the PeerAuthentication to PERMISSIVE until every caller is in the mesh.",
);
/// A pod that should have a proxy and has none.
pub static SIDECAR_MISSING: Cause = entry(
    "SidecarMissing",
    "app that calls",
    "A workload is meant to be in the mesh and its pods have no sidecar, while it calls a workload that only takes encrypted traffic of the mesh. Its connections are reset.",
    "The namespace asks for sidecars, the pods have no istio-proxy container, and the PeerAuthentication of the workload that they call is STRICT. Why: an annotation or label sidecar.istio.io/inject: \"false\", hostNetwork, or pods that are older than the label.",
    "Ambient mode: there no pod has a sidecar and all are in the mesh. A caller that is outside of the mesh on purpose is MtlsModeConflict.",
    "Restart the workload so that its pods are injected (kubectl rollout restart), or take away what keeps the sidecar out.",
);
/// A policy that lets the caller not through.
pub static AUTHORIZATION_POLICY_DENIES: Cause = entry(
    "AuthorizationPolicyDenies",
    "authorizationpolicy",
    "An AuthorizationPolicy of the mesh refuses the calls: the proxy in front of the workload answers 403 \"RBAC: access denied\" (or closes the connection, for TCP).",
    "The policies that hold for the pods are worked out for the caller that is known from its configuration: a DENY rule takes it in, or there are ALLOW policies and none takes it in. The proxy's words \"RBAC: access denied\" go with it.",
    "NetworkPolicies drop packets: timeouts, not 403. A 403 of the application itself does not say RBAC. An ALLOW policy without rules refuses everything; as a default of a namespace it is no fault while others allow what is needed.",
    "Add the caller's service account to the rules of an ALLOW policy, in Git where it is declared; do not remove the default that denies.",
);
/// Tokens that the mesh does not take.
pub static REQUEST_AUTHENTICATION_DENIES: Cause = entry(
    "RequestAuthenticationDenies",
    "requestauthentication",
    "A RequestAuthentication refuses the tokens of callers: the proxy before the workload answers 401, and the workload never sees the request. Issuer, audience or keys of the policy are not those of the tokens, or the keys cannot be fetched.",
    "A RequestAuthentication holds for the pods, and the proxy (or a caller that it answers) says what it refuses: an issuer that is not configured, audiences that are not allowed, a signature or key that does not match, keys that cannot be fetched.",
    "RBAC: access denied with 403 is an AuthorizationPolicy; so is a missing token: this policy alone lets requests without one through. A 401 of the application itself does not have the proxy's words.",
    "Make issuer, audiences and jwksUri of the policy those of the provider, renew keys that were rotated, and let istiod reach the jwksUri.",
);
