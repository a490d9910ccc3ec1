//! Why a volume is not there, not attached, not mounted, not writable or full.
//!
//! A claim that is not bound is taken apart: its class, then every volume with the one thing that keeps it. What runs
//! into a volume later (attaching, mounting, writing) is told by events and logs, and checked against pods, nodes and
//! volumes.

pub mod affinity;
pub mod catalogue;
pub mod ephemeral;
pub mod expansion;
pub mod full;
pub mod holder;
pub mod mend;
pub mod missing;
pub mod mounted;
pub mod mounting;
pub mod pending;
pub mod root;
pub mod why;
pub mod words;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::PVC_NOT_FOUND, prove: missing::not_found },
    Rule {
        cause: &catalogue::PVC_STORAGE_CLASS_MISMATCH,
        prove: |case| pending::prove(case, &catalogue::PVC_STORAGE_CLASS_MISMATCH),
    },
    Rule {
        cause: &catalogue::PVC_SELECTOR_MISMATCH,
        prove: |case| pending::prove(case, &catalogue::PVC_SELECTOR_MISMATCH),
    },
    Rule {
        cause: &catalogue::PVC_ACCESS_MODE_MISMATCH,
        prove: |case| pending::prove(case, &catalogue::PVC_ACCESS_MODE_MISMATCH),
    },
    Rule {
        cause: &catalogue::PVC_CAPACITY_MISMATCH,
        prove: |case| pending::prove(case, &catalogue::PVC_CAPACITY_MISMATCH),
    },
    Rule {
        cause: &catalogue::PVC_VOLUME_MODE_MISMATCH,
        prove: |case| pending::prove(case, &catalogue::PVC_VOLUME_MODE_MISMATCH),
    },
    Rule {
        cause: &catalogue::PERSISTENT_VOLUME_OCCUPIED,
        prove: |case| pending::prove(case, &catalogue::PERSISTENT_VOLUME_OCCUPIED),
    },
    Rule { cause: &catalogue::PVC_UNBOUND, prove: |case| pending::prove(case, &catalogue::PVC_UNBOUND) },
    Rule { cause: &catalogue::PVC_LOST, prove: missing::lost },
    Rule {
        cause: &catalogue::VOLUME_PROVISIONING_FAILED,
        prove: |case| pending::prove(case, &catalogue::VOLUME_PROVISIONING_FAILED),
    },
    Rule { cause: &catalogue::VOLUME_NODE_AFFINITY_CONFLICT, prove: affinity::conflict },
    Rule { cause: &catalogue::VOLUME_MULTI_ATTACH, prove: mounting::multi_attach },
    Rule { cause: &catalogue::VOLUME_MOUNT_FAILED, prove: mounting::mount_failed },
    Rule { cause: &catalogue::VOLUME_ATTACH_FAILED, prove: mounting::attach_failed },
    Rule { cause: &catalogue::CSI_DRIVER_MISSING, prove: mounting::driver_missing },
    Rule { cause: &catalogue::VOLUME_PERMISSION_DENIED, prove: mounted::permission_denied },
    Rule { cause: &catalogue::READ_ONLY_ROOT_FILESYSTEM, prove: root::read_only },
    Rule { cause: &catalogue::VOLUME_FULL, prove: full::full },
    Rule { cause: &catalogue::EPHEMERAL_STORAGE_EXCEEDED, prove: ephemeral::exceeded },
];
