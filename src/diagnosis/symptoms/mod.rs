//! Symptoms: facts that a user would complain about. They say that something is wrong, never why.
//!
//! A verdict of `healthy` means that none of these was found and that what they look at could be seen. What is over is
//! history, see [`history`].

pub mod claims;
pub mod cluster;
pub mod complaints;
pub mod declared;
pub mod history;
pub mod mesh;
pub mod metrics;
pub mod nodes;
pub mod operators;
pub mod pods;
pub mod refused;
pub mod releases;
pub mod routes;
pub mod scaling;
pub mod services;
pub mod telemetry;
pub mod unserved;
pub mod workloads;

use std::collections::BTreeSet;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symptom {
    /// At what.
    pub entity: EntityKey,
    /// What, in a few words after the object's name.
    pub statement: String,
    /// What it rests on.
    pub facts: Vec<Fact>,
}

impl Symptom {
    /// What is wrong at an entity, and what that rests on.
    pub fn new(entity: &EntityKey, statement: impl Into<String>, facts: Vec<Fact>) -> Self {
        Self { entity: entity.clone(), statement: statement.into(), facts }
    }
}

/// What symptoms are looked for in.
pub struct Scope<'a, 'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// What was asked about.
    pub subject: &'a Subject,
    /// The words of the question.
    pub words: &'a Words,
    /// Every entity of the subject.
    pub entities: &'a BTreeSet<EntityKey>,
    /// The apps of the subject.
    pub apps: &'a [App<'g>],
}

/// Every symptom of the subject, by entity.
pub fn all(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = pods::symptoms(scope);
    found.extend(workloads::symptoms(scope));
    found.extend(services::symptoms(scope));
    found.extend(cluster::symptoms(scope));
    for family in [claims::symptoms, nodes::symptoms, routes::symptoms, scaling::symptoms, mesh::symptoms] {
        found.extend(family(scope));
    }
    found.extend(releases::symptoms(scope));
    found.extend(operators::symptoms(scope));
    found.extend(complaints::symptoms(scope));
    found.extend(unserved::symptoms(scope));
    found.extend(refused::symptoms(scope));
    found.extend(telemetry::symptoms(scope));
    found.extend(declared::symptoms(scope));
    found.extend(metrics::symptoms(scope));
    found.sort();
    found.dedup();
    found
}
