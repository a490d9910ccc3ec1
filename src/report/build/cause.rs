//! One hypothesis as the report has it.

use crate::diagnosis::changes;
use crate::diagnosis::hypothesis::{Hypothesis, Link};
use crate::diagnosis::impact;
use crate::diagnosis::managed::{self, Manager};
use crate::diagnosis::{rollback, severity};
use crate::report::build::Material;
use crate::report::build::cite::Citer;
use crate::report::model::{ChainLink, ChangedBy, ObjectRef, Origin, RootCause};

/// Writes a hypothesis.
pub(super) fn write(hypothesis: &Hypothesis, material: &Material<'_>, citer: &mut Citer<'_>) -> RootCause {
    let graph = material.graph;
    let (suffering, impact) = impact::of(hypothesis, graph);
    let managed = managed::of(graph, &hypothesis.object);
    let mut chain: Vec<ChainLink> = hypothesis.chain.iter().map(|link| write_link(link, citer)).collect();
    chain.extend(suffering.iter().map(|link| write_link(link, citer)));
    if let Some(Manager::Argo { application, state: Some(state), facts, .. }) = &managed {
        let link = Link {
            entity: application.clone(),
            statement: format!("owns {} {}: {state}", hypothesis.object.kind, hypothesis.object.name),
            facts: facts.clone(),
        };
        chain.push(write_link(&link, citer));
    }
    let mut evidence = citer.all(hypothesis.facts());
    for id in chain.iter().flat_map(|link| &link.evidence) {
        if !evidence.contains(id) {
            evidence.push(id.clone());
        }
    }
    let changed_by = changes::explaining(graph, hypothesis).map(|change| ChangedBy {
        at: change.at,
        what: change.what,
        manager: change.manager,
        identity: None,
        source: change.source.to_owned(),
        evidence: citer.all(&change.facts),
    });
    let object = citer.object(&hypothesis.object);
    RootCause {
        fingerprint: fingerprint(hypothesis.cause.code, &object, hypothesis.container.as_deref()),
        cause: hypothesis.cause.code.to_owned(),
        category: hypothesis.cause.category.to_owned(),
        object,
        severity: severity::of(&hypothesis.explains, &material.diagnosis.symptoms, graph),
        confidence: rounded(hypothesis.confidence()),
        since: hypothesis.onset,
        statement: hypothesis.statement.clone(),
        chain,
        evidence,
        changed_by,
        impact,
        remediation: rollback::with(graph, hypothesis),
        origin: Origin::Engine,
    }
}

fn write_link(link: &Link, citer: &mut Citer<'_>) -> ChainLink {
    ChainLink {
        object: citer.object(&link.entity),
        statement: link.statement.clone(),
        evidence: citer.all(&link.facts),
        origin: Origin::Engine,
    }
}

/// Hash of cause, object and container: the same trouble has the same fingerprint in the next run.
pub(crate) fn fingerprint(code: &str, object: &ObjectRef, container: Option<&str>) -> String {
    let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let namespace = object.namespace.as_deref().unwrap_or_default();
    let text = [code, group, &object.kind, namespace, &object.name, container.unwrap_or_default()].join("\n");
    blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect()
}

/// Two decimals.
fn rounded(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}
