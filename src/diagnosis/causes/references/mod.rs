//! The family *references*: a pod names something in the cluster that is not there, or that it may not use.
//!
//! What is named is read from the specs ([`naming`]), what stops a pod from the kubelet's state ([`stall`]), and whether
//! the thing is there from the API. The kubelet's words alone are not enough: they linger for a while after somebody has
//! created what was missing. Image pull secrets are the family *image*'s.

pub mod account;
pub mod advice;
pub mod catalogue;
pub mod denied;
pub mod forbidden;
pub mod keys;
pub mod missing;
pub mod naming;
pub mod nonroot;
pub mod rbac;
pub mod stall;
pub mod stopped;

use crate::diagnosis::causes::Rule;

/// The rules of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::CONFIG_MAP_NOT_FOUND, prove: missing::config_map },
    Rule { cause: &catalogue::CONFIG_MAP_KEY_NOT_FOUND, prove: keys::config_map },
    Rule { cause: &catalogue::SECRET_NOT_FOUND, prove: missing::secret },
    Rule { cause: &catalogue::SECRET_KEY_NOT_FOUND, prove: keys::secret },
    Rule { cause: &catalogue::SERVICE_ACCOUNT_NOT_FOUND, prove: account::not_found },
    Rule { cause: &catalogue::RBAC_FORBIDDEN, prove: denied::rbac_forbidden },
    Rule { cause: &catalogue::RUN_AS_NON_ROOT_VIOLATION, prove: nonroot::violation },
];
