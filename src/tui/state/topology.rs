//! What the subject of a run is connected with, as rows of a tree.

use crate::report::model::ObjectRef;

/// The subject's part of the graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    /// The rows, top to bottom.
    pub rows: Vec<TopologyRow>,
    /// Objects that were left out, to keep it bounded.
    pub left_out: usize,
}

/// One object in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopologyRow {
    /// How deep it stands.
    pub depth: usize,
    /// What it is to the one above: `owns`, `selects`, `on` …
    pub relation: &'static str,
    /// The object.
    pub object: ObjectRef,
    /// How it is, in a few words.
    pub state: String,
    /// Whether it is on the path from the cause to the symptom, and as which step.
    pub step: Option<usize>,
    /// Whether it is unwell.
    pub unwell: bool,
    /// The observation that shows it and the pointer in it.
    pub place: Option<(String, String)>,
}
