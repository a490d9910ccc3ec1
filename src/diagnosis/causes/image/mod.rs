//! The family *image*: why an image cannot be had or cannot run here.
//!
//! The kubelet keeps the registry's own words in `state.waiting.message`; what it says there holds now, so that is the
//! proof. Events only add to it. The words are those of containerd, CRI-O and Docker, and of the registries behind
//! them; they are told apart in [`pull`].

pub mod architecture;
pub mod catalogue;
pub mod policy;
pub mod pull;
pub mod registry;

use crate::diagnosis::causes::Rule;

/// The rules of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::IMAGE_NOT_FOUND, prove: registry::not_found },
    Rule { cause: &catalogue::IMAGE_PULL_SECRET_MISSING, prove: registry::secret_missing },
    Rule { cause: &catalogue::IMAGE_PULL_CREDENTIALS_REJECTED, prove: registry::credentials_rejected },
    Rule { cause: &catalogue::IMAGE_REGISTRY_UNRESOLVABLE, prove: registry::unresolvable },
    Rule { cause: &catalogue::IMAGE_REGISTRY_UNREACHABLE, prove: registry::unreachable },
    Rule { cause: &catalogue::IMAGE_PULL_RATE_LIMITED, prove: registry::rate_limited },
    Rule { cause: &catalogue::IMAGE_NAME_INVALID, prove: policy::name_invalid },
    Rule { cause: &catalogue::IMAGE_NEVER_PULL, prove: policy::never_pull },
    Rule { cause: &catalogue::IMAGE_ARCHITECTURE_MISMATCH, prove: architecture::mismatch },
];
