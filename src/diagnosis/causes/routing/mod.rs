//! The family *service routing*: the way from a caller to the pods. Services, their ports and selectors, addresses that
//! callers were given, routes, certificates, network policies and names.
//!
//! Much of it breaks without any pod being in trouble, so a rule here compares what objects say of each other: the
//! selector with the labels, the port with the container's, the address with the Service. What could be meant so (an
//! address that nobody calls, a policy that blocks nobody) is a cause only where somebody misses something.

pub mod absent;
pub mod address;
pub mod catalogue;
pub mod certificate;
pub mod claimed;
pub mod dns;
pub mod external;
pub mod flow;
pub mod headless;
pub mod ingress;
pub mod mend;
pub mod names;
pub mod opening;
pub mod other;
pub mod permit;
pub mod policy;
pub mod port;
pub mod protocol;
pub mod route;
pub mod scene;
pub mod selector;
pub mod sides;
pub mod ways;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::SERVICE_SELECTOR_MISMATCH, prove: selector::mismatch },
    Rule { cause: &catalogue::SERVICE_PORT_MAPPING_WRONG, prove: port::wrong },
    Rule { cause: &catalogue::SERVICE_PROTOCOL_WRONG, prove: protocol::wrong },
    Rule { cause: &catalogue::SERVICE_NOT_FOUND, prove: absent::not_found },
    Rule { cause: &catalogue::DEPENDENCY_ADDRESS_WRONG, prove: address::wrong },
    Rule { cause: &names::NETWORK_POLICY_BLOCKS, prove: policy::blocks },
    Rule { cause: &names::POD_DNS_MISCONFIGURED, prove: dns::pod },
    Rule { cause: &names::CLUSTER_DNS_BROKEN, prove: dns::cluster },
    Rule { cause: &names::SERVICE_EXTERNAL_NAME_BROKEN, prove: other::external_name },
    Rule { cause: &names::INTERNAL_TRAFFIC_POLICY_LOCAL, prove: other::local },
    Rule { cause: &sides::EXTERNAL_TRAFFIC_POLICY_LOCAL, prove: external::local },
    Rule { cause: &sides::HEADLESS_SERVICE_MISUSED, prove: headless::misused },
    Rule { cause: &names::SERVICE_HAS_NO_READY_PODS, prove: other::no_ready_pods },
    Rule { cause: &ways::INGRESS_BACKEND_NOT_FOUND, prove: ingress::backend_not_found },
    Rule { cause: &ways::INGRESS_CLASS_NOT_FOUND, prove: ingress::class_not_found },
    Rule { cause: &ways::TLS_SECRET_NOT_FOUND, prove: ingress::secret_not_found },
    Rule { cause: &ways::TLS_CERTIFICATE_EXPIRED, prove: certificate::expired },
    Rule { cause: &ways::CERTIFICATE_NOT_READY, prove: certificate::not_ready },
    Rule { cause: &ways::GATEWAY_ROUTE_WRONG, prove: route::wrong },
    Rule { cause: &ways::ROUTE_NOT_ACCEPTED, prove: route::not_accepted },
    Rule { cause: &ways::ROUTE_BACKEND_NOT_FOUND, prove: route::backend_not_found },
    Rule { cause: &ways::ROUTE_BACKEND_NOT_PERMITTED, prove: permit::not_permitted },
];
