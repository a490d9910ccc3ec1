//! The entries of the family *service routing*: the ways in from outside, and certificates.

use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::routing::catalogue::entry;

/// No such backend.
pub static INGRESS_BACKEND_NOT_FOUND: Cause = entry(
    "IngressBackendNotFound",
    "the ingress",
    "The Ingress sends a path to a Service or a port of it that does not exist. Its controller answers such requests with 503 or 404.",
    "A backend names a Service that is absent from the namespace, or a port that the Service does not have.",
    "A Service without ready endpoints, which answers 503 too. A backend whose port is `use-annotation`, which names an action of the controller.",
    "Correct the backend, or create the Service.",
);
/// No such class.
pub static INGRESS_CLASS_NOT_FOUND: Cause = entry(
    "IngressClassNotFound",
    "the ingress",
    "No controller serves the Ingress: it names a class that does not exist, or none while no class is the default. It never gets an address.",
    "ingressClassName is absent from the cluster's IngressClasses (or none is named and none is the default), and the Ingress has no address.",
    "A controller that is down: then the class exists. An Ingress with an address is served by somebody, whatever its class.",
    "Name a class that exists (kubectl get ingressclass), or install the controller that brings it.",
);
/// No such secret.
pub static TLS_SECRET_NOT_FOUND: Cause = entry(
    "TlsSecretNotFound",
    "the ingress",
    "The Ingress takes its certificate from a Secret that does not exist, so the controller serves its own, and clients refuse it.",
    "spec.tls names a Secret that is absent, and no Certificate is about to make it.",
    "A Certificate that is not issued: then that is the cause. A Secret in another namespace, which an Ingress cannot use.",
    "Create the TLS Secret in the Ingress's namespace, or correct its name.",
);
/// Over.
pub static TLS_CERTIFICATE_EXPIRED: Cause = entry(
    "TlsCertificateExpired",
    "the ingress that serves it, else the certificate",
    "The certificate has run out. Clients that check it refuse to connect.",
    "The Certificate's notAfter lies in the past.",
    "A client that only says so of somebody outside (DependencyTlsFailure). A certificate that is not yet valid, or a clock that is wrong. An unknown issuer: that is trust, not time.",
    "Renew it. With cert-manager, look at why it was not renewed: the Certificate's events and its CertificateRequest.",
);
/// Not issued.
pub static CERTIFICATE_NOT_READY: Cause = entry(
    "CertificateNotReady",
    "the certificate",
    "cert-manager has not issued the certificate, so its Secret is missing or stale.",
    "The Certificate's condition Ready is False, and has been for minutes.",
    "A Certificate that was only just created. One that is renewed in time while the old one holds.",
    "Read the Certificate's message and its CertificateRequest, Order and Challenge: the issuer says what it wants.",
);
/// The wrong one.
pub static GATEWAY_ROUTE_WRONG: Cause = entry(
    "GatewayRouteWrong",
    "the service that is misrouted",
    "A route sends the path of one Service to another: requests arrive, at the wrong place.",
    "The other paths of the same routes lead to the Service that they name; this one names an existing Service to which nothing leads, and goes to another.",
    "Paths that are not named after Services; a front that answers for others on purpose.",
    "Set the backend of the route to the Service that its path names.",
);
/// Gateway API: not taken.
pub static ROUTE_NOT_ACCEPTED: Cause = entry(
    "RouteNotAccepted",
    "the route",
    "The HTTPRoute is attached to no Gateway: the Gateway it names does not exist or does not take it.",
    "A parent says Accepted=False, or the Gateway that it names is absent.",
    "A route that is accepted and leads nowhere: then its references do not resolve.",
    "Correct parentRefs, or let the Gateway's listener take routes of this namespace and host.",
);
/// Gateway API: nowhere.
pub static ROUTE_BACKEND_NOT_FOUND: Cause = entry(
    "RouteBackendNotFound",
    "the route",
    "The HTTPRoute sends requests to a Service that does not exist. The gateway answers with 500.",
    "A backend's Service is absent; the condition ResolvedRefs is False with the reason BackendNotFound.",
    "A Service of another namespace that the route may not refer to: then the reason is RefNotPermitted. A Service without ready endpoints: then the gateway answers with 503.",
    "Correct backendRefs, or create the Service.",
);
/// Gateway API: not allowed.
pub static ROUTE_BACKEND_NOT_PERMITTED: Cause = entry(
    "RouteBackendNotPermitted",
    "the route",
    "The HTTPRoute sends requests to a Service of another namespace, and nothing in that namespace permits it. The gateway answers with 500, however well the Service is.",
    "The condition ResolvedRefs is False with the reason RefNotPermitted, and a backend of the route names another namespace than its own.",
    "A Service that does not exist: then the reason is BackendNotFound. A ReferenceGrant that is there and names another namespace or kind in `from`: it permits nothing to this route. A route that its Gateway does not take (Accepted is False).",
    "Write a ReferenceGrant in the Service's namespace whose `from` names HTTPRoute and the route's namespace, or correct the namespace in the one that is there.",
);
