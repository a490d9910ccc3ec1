//! The family *admission*: why the API server does not let an object in.
//!
//! A refusal leaves no pod. What counts is the controller that should have made it: it has fewer than it wants now, and
//! says why. A word of the past does not count once the pods are there, or once what it speaks of has changed.

pub mod behind;
pub mod catalogue;
pub mod declared;
pub mod limits;
pub mod policy;
pub mod quota;
pub mod refusal;
pub mod says;
pub mod security;
pub mod services;
pub mod unserved;
mod wanting;
pub mod webhook;

use crate::diagnosis::causes::Rule;

/// The rules of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::NAMESPACE_CPU_QUOTA_EXCEEDED, prove: quota::cpu },
    Rule { cause: &catalogue::NAMESPACE_MEMORY_QUOTA_EXCEEDED, prove: quota::memory },
    Rule { cause: &catalogue::NAMESPACE_POD_QUOTA_EXCEEDED, prove: quota::pods },
    Rule { cause: &catalogue::NAMESPACE_SERVICE_QUOTA_EXCEEDED, prove: services::exceeded },
    Rule { cause: &catalogue::NAMESPACE_STORAGE_QUOTA_EXCEEDED, prove: quota::storage },
    Rule { cause: &catalogue::NAMESPACE_OBJECT_QUOTA_EXCEEDED, prove: quota::objects },
    Rule { cause: &catalogue::QUOTA_REQUIRES_REQUESTS, prove: limits::requires },
    Rule { cause: &catalogue::LIMIT_RANGE_VIOLATION, prove: limits::violated },
    Rule { cause: &catalogue::POD_SECURITY_VIOLATION, prove: security::violated },
    Rule { cause: &catalogue::ADMISSION_WEBHOOK_UNAVAILABLE, prove: webhook::unavailable },
    Rule { cause: &catalogue::ADMISSION_WEBHOOK_DENIED, prove: policy::webhook },
    Rule { cause: &catalogue::ADMISSION_POLICY_DENIED, prove: policy::policy },
    Rule { cause: &catalogue::PRIORITY_CLASS_NOT_FOUND, prove: policy::priority_class },
    Rule { cause: &catalogue::POD_SPEC_INVALID, prove: policy::invalid },
];
