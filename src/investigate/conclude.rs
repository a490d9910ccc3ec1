//! The second half of an investigation: from what was read to a report. Pure: the same evidence, the same answer.

use crate::diagnosis::diagnose;
use crate::investigate::Gathered;
use crate::report::build;
use crate::report::model::Report;

/// Draws the conclusion. `stats` are left for the caller to fill in.
pub fn conclude(question: &str, gathered: &Gathered) -> Report {
    let mut diagnosis = diagnose::diagnose(&gathered.subject, &gathered.words, &gathered.graph);
    if gathered.unclear.is_some() {
        diagnosis = diagnosis.without_findings();
    }
    build::report(&build::Material {
        question,
        subject: &gathered.subject,
        resolved_by: &gathered.resolved_by,
        unclear: gathered.unclear.as_ref(),
        graph: &gathered.graph,
        observations: &gathered.observations,
        cluster: &gathered.cluster,
        cut_short: gathered.cut_short,
        problems: &gathered.problems,
        diagnosis: &diagnosis,
    })
}
