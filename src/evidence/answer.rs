//! Two words that events and reports share: how an object is named, and which kinds of answer there are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An object of the Kubernetes API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ObjectRef {
    /// `apps/v1`
    #[serde(rename = "apiVersion")]
    pub api_version: String,
    /// `Deployment`
    pub kind: String,
    /// Absent for cluster-scoped objects.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

/// The kind of an answer. All four are of equal rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At least one cause is proven.
    RootCause,
    /// Nothing is wrong with the subject, and every read that this needs succeeded.
    Healthy,
    /// Something is wrong or unknown, and nothing proven explains it.
    Inconclusive,
    /// What would answer the question could not be read.
    NoAccess,
}
