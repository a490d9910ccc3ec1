//! Reads what was measured, and who calls whom, where a bundle holds it.

use crate::cluster::read::Read;
use crate::diagnosis::causes::performance;
use crate::diagnosis::collect::Aim;
use crate::diagnosis::telemetry::readings;
use crate::evidence::graph::Graph;

/// The reads that the graph calls for.
pub fn plan(_: Aim<'_>, graph: &Graph) -> Vec<Read> {
    if !graph.documents.has(readings::METRICS) {
        return Vec::new();
    }
    let both = [readings::METRICS, performance::EDGES].into_iter().filter(|path| graph.documents.has(path));
    both.map(Read::document).collect()
}
