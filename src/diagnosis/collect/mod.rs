//! Collection by symptom: what is read for a subject, phase by phase.
//!
//! Each phase is a pure plan, from the graph as it is to the reads that it wants; the driver sends them and takes the
//! answers in. A read that was made before costs nothing, so plans may ask again. What is healthy is not followed.

pub mod absorb;
pub mod dependencies;
pub mod events;
pub mod logs;
pub mod objects;
pub mod references;
pub mod scope;

use crate::cluster::read::Read;
use crate::cluster::reader::Reader;
use crate::diagnosis::subject::Subject;
use crate::evidence::graph::Graph;

/// Pods of one app that are followed to their logs and references.
pub const FOLLOWED_PODS: usize = 3;
/// Apps in trouble that are followed.
pub const FOLLOWED_APPS: usize = 40;
/// Rounds of finding what belongs to the subject.
const ROUNDS: usize = 4;

type Plan = fn(&Subject, &Graph) -> Vec<Read>;

/// Reads what the subject needs into the graph.
pub async fn collect(subject: &Subject, reader: &Reader, graph: &mut Graph) {
    for _ in 0..ROUNDS {
        if !run("objects", objects::plan, subject, reader, graph).await {
            break;
        }
    }
    let phases: [(&'static str, Plan); 6] = [
        ("references", references::plan),
        ("events", events::plan),
        ("references", references::plan),
        ("logs", logs::plan),
        ("dependencies", dependencies::plan),
        ("dependencies", dependencies::logs),
    ];
    for (phase, plan) in phases {
        run(phase, plan, subject, reader, graph).await;
    }
}

/// Sends one plan; whether it wanted anything that was not known yet.
async fn run(phase: &'static str, plan: Plan, subject: &Subject, reader: &Reader, graph: &mut Graph) -> bool {
    let reads = plan(subject, graph);
    let before = reader.count();
    if reads.is_empty() {
        return false;
    }
    let answers = reader.read_all(phase, reads).await;
    absorb::take(&answers, graph);
    reader.count() > before
}
