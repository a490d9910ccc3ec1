//! Collection by symptom: what is read for a subject, phase by phase.
//!
//! Each phase is a pure plan, from the graph as it is to the reads that it wants; the driver sends them and takes the
//! answers in. A read that was made before costs nothing, so plans may ask again. What is healthy is not followed.

pub mod absorb;
pub mod admission;
pub mod callees;
pub mod declared;
pub mod dependencies;
pub mod errors;
pub mod events;
pub mod logs;
pub mod mesh;
pub mod metrics;
pub mod nodes;
pub mod objects;
pub mod operators;
pub mod placement;
pub mod places;
pub mod reduce;
pub mod references;
pub mod releases;
pub mod routing;
pub mod scaling;
pub mod scope;
pub mod secrets;
pub mod telemetry;
pub mod volumes;

use crate::cluster::read::Read;
use crate::cluster::reader::Reader;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::evidence::graph::Graph;

/// Pods of one app that are followed to their logs and references.
pub const FOLLOWED_PODS: usize = 3;
/// Apps in trouble that are followed.
pub const FOLLOWED_APPS: usize = 40;
/// Rounds of finding what belongs to the subject.
const ROUNDS: usize = 4;

/// What is looked into.
#[derive(Debug, Clone, Copy)]
pub struct Aim<'a> {
    /// The objects, or the scope, that the question is about.
    pub subject: &'a Subject,
    /// The question's words: some reads are worth it only for questions about them.
    pub words: &'a Words,
}

type Plan = fn(Aim<'_>, &Graph) -> Vec<Read>;

/// Reads what the subject needs into the graph.
pub async fn collect(aim: Aim<'_>, reader: &Reader, graph: &mut Graph) {
    for _ in 0..ROUNDS {
        if !run("objects", &[objects::plan], aim, reader, graph).await {
            break;
        }
    }
    for (phase, plans) in PHASES {
        run(phase, plans, aim, reader, graph).await;
    }
}

/// The phases after the objects are known. Plans of one phase send their reads side by side.
const PHASES: &[(&str, &[Plan])] = &[
    (
        "references",
        &[REFERENCES, scaling::plan, releases::plan, telemetry::plan, declared::plan, operators::plan, secrets::plan],
    ),
    ("events", &[|aim, graph| events::plan(aim.subject, graph), metrics::plan, places::plan]),
    (
        "references",
        &[REFERENCES, admission::plan, placement::plan, volumes::plan, nodes::plan, declared::plan, operators::plan],
    ),
    ("logs", &[|aim, graph| logs::plan(aim.subject, graph), telemetry::plan]),
    // Which namespaces the last words of a log may mean is known before these are followed.
    ("dependencies", &[places::plan]),
    ("dependencies", &[|aim, graph| dependencies::plan(aim.subject, graph), errors::plan, routing::plan, mesh::plan]),
    ("dependencies", &[|aim, graph| dependencies::logs(aim.subject, graph)]),
    // Whoever is called and does not serve, and whoever that calls in turn: the objects, what these say and refer to.
    ("callees", &[callees::plan, metrics::slow]),
    ("callees", &[callees::plan, metrics::slow]),
    ("callees", &[callees::plan, metrics::slow]),
    ("callees", &[callees::plan, metrics::slow]),
    // What the first look at these showed may call for a second.
    (
        "causes",
        &[
            admission::plan,
            placement::plan,
            volumes::plan,
            nodes::plan,
            routing::plan,
            mesh::plan,
            places::plan,
            scaling::plan,
            releases::plan,
            errors::plan,
            telemetry::plan,
            declared::plan,
            secrets::plan,
        ],
    ),
    ("causes", &[errors::plan]),
];

const REFERENCES: Plan = |aim, graph| references::plan(aim.subject, graph);

/// Sends the plans of one phase; whether they wanted anything that was not known yet.
async fn run(phase: &'static str, plans: &[Plan], aim: Aim<'_>, reader: &Reader, graph: &mut Graph) -> bool {
    let reads: Vec<Read> = plans.iter().flat_map(|plan| plan(aim, graph)).collect();
    let before = graph.coverage.reads();
    if reads.is_empty() {
        return false;
    }
    let answers = reader.read_all(phase, reads).await;
    absorb::take(&answers, graph);
    graph.coverage.reads() > before
}
