//! Facts: typed statements drawn from observations, each with the pointer it rests on.
//!
//! A fact is made where the evidence is read (see [`crate::evidence::view::View::fact`]) and never invented: there is
//! no way to build one without an observation.

use crate::evidence::entity::EntityKey;
use crate::evidence::observation::ObservationId;

/// What sort of statement it is; decides how directly it proves something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// What was asked for: a field of a spec, a label, an annotation.
    Spec,
    /// What is: a field of a status.
    State,
    /// What a component said happened.
    Event,
    /// What a process wrote.
    Log,
    /// Something looked for and not there.
    Absence,
    /// Who changed what, when.
    Change,
}

/// One statement about one entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// What it is about.
    pub entity: EntityKey,
    /// Where it was seen.
    pub observation: ObservationId,
    /// JSON pointer into the observation's body, or a line range (`L12-L14`) of a text.
    pub pointer: String,
    /// What stands there, as text.
    pub excerpt: String,
    /// What sort of statement it is.
    pub kind: FactKind,
}

impl Fact {
    /// The same place as a statement about another entity: an alert is read in a document and says something of a
    /// workload.
    #[must_use]
    pub fn about(self, entity: &EntityKey) -> Self {
        Self { entity: entity.clone(), ..self }
    }

    /// What makes two facts the same: the place that they rest on and what they are about. One list proves the absence
    /// of many things.
    pub fn place(&self) -> (ObservationId, &str, &EntityKey) {
        (self.observation, &self.pointer, &self.entity)
    }
}
