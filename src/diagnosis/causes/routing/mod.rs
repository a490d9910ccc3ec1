//! The family *service routing*: the way from a caller to the pods. Services, their ports and selectors, addresses that
//! callers were given, routes, certificates, network policies and names.
//!
//! Much of it breaks without any pod being in trouble, so a rule here compares what objects say of each other: the
//! selector with the labels, the port with the container's, the address with the Service. What could be meant so (an
//! address that nobody calls, a policy that blocks nobody) is a cause only where somebody misses something.

pub mod absent;
pub mod address;
pub mod catalogue;
pub mod mend;
pub mod port;
pub mod protocol;
pub mod scene;
pub mod selector;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::SERVICE_SELECTOR_MISMATCH, prove: selector::mismatch },
    Rule { cause: &catalogue::SERVICE_PORT_MAPPING_WRONG, prove: port::wrong },
    Rule { cause: &catalogue::SERVICE_PROTOCOL_WRONG, prove: protocol::wrong },
    Rule { cause: &catalogue::SERVICE_NOT_FOUND, prove: absent::not_found },
    Rule { cause: &catalogue::DEPENDENCY_ADDRESS_WRONG, prove: address::wrong },
];
