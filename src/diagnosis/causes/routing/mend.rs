//! Advice about objects that are not workloads: where they are managed, the command, how the change would look.

use crate::diagnosis::{advice, managed};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::report::model::{Remediation, RemediationKind};

/// A change of an object: in Git or its chart if something manages it, else by a command.
pub fn object(
    graph: &Graph,
    key: &EntityKey,
    text: &str,
    line: String,
    diff: Option<String>,
    risk: &str,
) -> Remediation {
    match managed::of(graph, key) {
        Some(manager) => Remediation {
            kind: RemediationKind::Gitops,
            text: format!("{text} {}", manager.advice()),
            command: None,
            diff,
            risk: risk.to_owned(),
        },
        None => Remediation {
            kind: RemediationKind::Command,
            text: text.to_owned(),
            command: Some(line),
            diff,
            risk: risk.to_owned(),
        },
    }
}

/// Opens an object for editing.
pub fn edit(key: &EntityKey) -> String {
    format!("{} edit {}", advice::kubectl(key), advice::kubectl_name(key))
}
