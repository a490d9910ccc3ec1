//! The report of a source that cannot be opened. A program that reads us gets a report whenever it gets an answer, and
//! "nothing could be investigated" is one.

use super::source::Scope;
use crate::clock::Clock;
use crate::error::Error;
use crate::report::model::{self, Cluster, NotSeen, ObjectRef, Report, Stats, Subject, Verdict};

/// A report that says what could not be opened, and why.
pub(super) fn unopened(question: &str, scope: &Scope, error: &Error) -> Report {
    let source = scope.label();
    Report {
        schema: model::SCHEMA.to_owned(),
        question: question.to_owned(),
        verdict: Verdict::NoAccess,
        summary: format!("Nothing could be investigated: {}.", error.message()),
        subject: subject(scope.namespace.as_deref()),
        cluster: Cluster {
            source: source.clone(),
            server: None,
            context: scope.context().map(str::to_owned),
            version: None,
            as_of: Clock::Wall.now(),
        },
        root_causes: Vec::new(),
        hypotheses: Vec::new(),
        notices: Vec::new(),
        history: Vec::new(),
        candidates: Vec::new(),
        ruled_out: Vec::new(),
        unexplained: Vec::new(),
        timeline: Vec::new(),
        not_seen: vec![NotSeen {
            what: source,
            why: error.chain().join(": "),
            effect: "nothing could be investigated".to_owned(),
            blinding: true,
        }],
        cautions: Vec::new(),
        struck: Vec::new(),
        evidence: Vec::new(),
        stats: Stats {
            run: String::new(),
            requests: 0,
            bytes: 0,
            duration_ms: 0,
            model: None,
            usage: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    }
}

fn subject(namespace: Option<&str>) -> Subject {
    let resolved_by = "nothing was read".to_owned();
    match namespace {
        None => Subject { scope: model::Scope::Cluster, objects: Vec::new(), resolved_by },
        Some(name) => {
            let namespace = ObjectRef {
                api_version: "v1".to_owned(),
                kind: "Namespace".to_owned(),
                namespace: None,
                name: name.to_owned(),
            };
            Subject { scope: model::Scope::Namespace, objects: vec![namespace], resolved_by }
        }
    }
}
