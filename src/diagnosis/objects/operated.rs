//! Objects that an operator looks after and that say by a condition whether they are as they should be.

use jiff::SignedDuration;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// How long an operator may take until "not ready" is trouble: it waits for others and tries again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(120);

/// A condition of an object that holds now, by its type.
pub fn condition<'g>(object: &View<'g>, kind: &str, status: &str) -> Option<View<'g>> {
    let conditions = object.items("/status/conditions");
    conditions.into_iter().find(|c| c.str_at("/type") == Some(kind) && c.str_at("/status") == Some(status))
}

/// The condition by which an object says that it is not ready: of its present form, and for more than a moment.
pub fn not_ready<'g>(object: &View<'g>) -> Option<View<'g>> {
    let bad = condition(object, "Ready", "False")?;
    let generation = object.i64_at("/metadata/generation");
    let outdated = bad.i64_at("/observedGeneration").is_some_and(|seen| Some(seen) < generation);
    let young = bad.time_at("/lastTransitionTime").is_some_and(|at| object.graph().now.duration_since(at) < PATIENCE);
    (!outdated && !young).then_some(bad)
}

/// Why it is not ready, in its own words, without a period.
pub fn says<'g>(condition: &View<'g>) -> &'g str {
    let said = condition.str_at("/message").filter(|text| !text.is_empty()).or_else(|| condition.str_at("/reason"));
    said.unwrap_or_default().trim().trim_end_matches('.')
}

/// The place where it says why; by what is written, seen or not: the reason must not stand in for a message that is
/// hidden.
pub fn word(condition: &View<'_>) -> Option<Fact> {
    let written =
        condition.value().get("message").and_then(|message| message.as_str()).is_some_and(|text| !text.is_empty());
    condition.at(if written { "/message" } else { "/reason" }).map(|place| place.state())
}

/// Whether an object says by its conditions that it is as it should be.
pub fn is_well(object: &View<'_>) -> bool {
    ["Ready", "RecommendationProvided"].iter().any(|kind| condition(object, kind, "True").is_some())
}

/// The objects of a kind that were read whole and are not about to go.
pub fn all<'g>(graph: &'g Graph, kind: &'static Kind) -> impl Iterator<Item = View<'g>> {
    let whole = graph.of_kind(kind).filter(|object| !object.metadata_only).map(|object| View::root(graph, object));
    whole.filter(|object| object.at("/metadata/deletionTimestamp").is_none())
}

/// The object that a reference names: kind, name, and a namespace or that of who names it.
pub fn referred(from: &View<'_>, pointer: &str, kinds: &[&'static Kind]) -> Option<EntityKey> {
    let reference = from.at(pointer)?;
    let named = reference.str_at("/kind");
    let kind = kinds.iter().find(|kind| named.is_none_or(|named| named == kind.kind))?;
    Some(EntityKey::new(
        kind,
        Some(reference.str_at("/namespace").unwrap_or(from.key().ns())),
        reference.str_at("/name")?,
    ))
}

/// What is scaled or sized from outside.
const SCALED: &[&Kind] = &[&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::CRON_JOB, &kinds::JOB];

/// What a `ScaledObject` or a vertical autoscaler is about.
pub fn target(scaler: &View<'_>) -> Option<EntityKey> {
    ["/spec/scaleTargetRef", "/spec/targetRef"].iter().find_map(|place| referred(scaler, place, SCALED))
}

/// The `ScaledObjects` and vertical autoscalers that are about a workload.
pub fn scalers_of(graph: &Graph, workload: &EntityKey) -> Vec<EntityKey> {
    let scalers = all(graph, &kinds::SCALED_OBJECT).chain(all(graph, &kinds::VPA));
    scalers.filter(|scaler| target(scaler).as_ref() == Some(workload)).map(|scaler| scaler.key().clone()).collect()
}
