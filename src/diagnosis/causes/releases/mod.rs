//! Releases and what declares them: Helm, Argo CD, Flux.
//!
//! What they say of themselves is mostly the consequence of something deeper: a pod that does not start fails an upgrade
//! and degrades an application. Where that is proven, it stands above.

pub mod applications;
pub mod catalogue;
pub mod flux;
pub mod flux_catalogue;
pub mod helm;
pub mod sync;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::HELM_RELEASE_FAILED, prove: helm::failed },
    Rule { cause: &catalogue::HELM_RELEASE_PENDING, prove: helm::pending },
    Rule { cause: &catalogue::HELM_HOOK_FAILED, prove: helm::hook_failed },
    Rule { cause: &catalogue::ARGO_APP_COMPARISON_ERROR, prove: applications::comparison_error },
    Rule { cause: &catalogue::ARGO_APP_DESTINATION_WRONG, prove: applications::destination_wrong },
    Rule { cause: &catalogue::ARGO_APP_SYNC_FAILED, prove: sync::failed },
    Rule { cause: &catalogue::ARGO_APP_OUT_OF_SYNC, prove: sync::out_of_sync },
    Rule { cause: &catalogue::ARGO_APP_DEGRADED, prove: applications::degraded },
    Rule { cause: &flux_catalogue::FLUX_SOURCE_NOT_READY, prove: flux::source_not_ready },
    Rule { cause: &flux_catalogue::FLUX_KUSTOMIZATION_FAILED, prove: flux::kustomization_failed },
    Rule { cause: &flux_catalogue::FLUX_HELM_RELEASE_FAILED, prove: flux::helm_release_failed },
    Rule { cause: &flux_catalogue::FLUX_SUSPENDED, prove: flux::suspended },
];
