//! Objects of a service mesh that contradict each other or the pods.
//!
//! Proven from the objects: a reference that resolves to nothing, two settings that exclude each other. That traffic
//! fails of it is how the proxy works; where its words were read, they go with it.

pub mod access;
pub mod catalogue;
pub mod faults;
pub mod mtls;
pub mod routes;
pub mod rules;
pub mod sidecar;
pub mod simulate;
pub mod talk;
pub mod tokens;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::VIRTUAL_SERVICE_SUBSET_NOT_FOUND, prove: routes::subset_not_found },
    Rule { cause: &catalogue::VIRTUAL_SERVICE_HOST_NOT_FOUND, prove: routes::host_not_found },
    Rule { cause: &catalogue::VIRTUAL_SERVICE_GATEWAY_NOT_FOUND, prove: routes::gateway_not_found },
    Rule { cause: &catalogue::DESTINATION_RULE_HOST_NOT_FOUND, prove: rules::host_not_found },
    Rule { cause: &catalogue::DESTINATION_RULE_SUBSET_EMPTY, prove: rules::subset_empty },
    Rule { cause: &catalogue::MTLS_MODE_CONFLICT, prove: mtls::conflict },
    Rule { cause: &catalogue::SIDECAR_MISSING, prove: sidecar::missing },
    Rule { cause: &catalogue::AUTHORIZATION_POLICY_DENIES, prove: access::denied },
    Rule { cause: &catalogue::REQUEST_AUTHENTICATION_DENIES, prove: tokens::denied },
];
