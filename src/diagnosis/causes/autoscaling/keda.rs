//! What KEDA says of its `ScaledObjects`: triggers that give no figures, replicas that are only a fallback, and scaling that
//! was paused.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::autoscaling::operators as catalogue;
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::operated;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Annotations that pause it.
const PAUSING: &[&str] = &["autoscaling.keda.sh/paused", "autoscaling.keda.sh/paused-replicas"];
/// Words of questions about scaling.
const WORDS: &[&str] = &[
    "scale",
    "scales",
    "scaled",
    "scaling",
    "keda",
    "scaledobject",
    "autoscaler",
    "autoscaling",
    "replicas",
    "paused",
];

/// The `ScaledObjects` that were read.
pub fn all(graph: &Graph) -> impl Iterator<Item = View<'_>> {
    operated::all(graph, &kinds::SCALED_OBJECT)
}

/// Whether KEDA was told to leave it alone.
fn pause<'g>(scaled: &View<'g>) -> Option<View<'g>> {
    PAUSING.iter().find_map(|name| {
        scaled.key_at("/metadata/annotations", name).filter(|value| value.str().is_some_and(|text| text != "false"))
    })
}

/// The condition by which it says that it does not work.
pub fn failing<'g>(scaled: &View<'g>) -> Option<View<'g>> {
    operated::not_ready(scaled).filter(|_| pause(scaled).is_none())
}

/// The condition by which it says that it stands on its fallback.
pub fn fallback<'g>(scaled: &View<'g>) -> Option<View<'g>> {
    operated::condition(scaled, "Fallback", "True").filter(|_| pause(scaled).is_none())
}

/// `KedaScalerFailing`.
pub fn scaler_failing(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph)
        .filter_map(|scaled| {
            let bad = failing(&scaled)?;
            let what =
                operated::target(&scaled).map_or("its target".to_owned(), |key| format!("{} {}", key.kind, key.name));
            let text = format!(
                "KEDA's ScaledObject {} is not ready, so {what} is not scaled by it: {}.",
                scaled.key().name,
                operated::says(&bad)
            );
            let said = operated::word(&bad);
            let status = bad.at("/status").map(|status| status.state());
            let mut hypothesis = Hypothesis::new(&catalogue::KEDA_SCALER_FAILING, scaled.key(), text)
                .support(Weight::Proof, "it says that it is not ready", status.clone())
                .support(Weight::Strong, "its own words", said.clone())
                .explaining(scaled.key())
                .since(bad.time_at("/lastTransitionTime"));
            for (number, trigger) in scaled.items("/spec/triggers").iter().enumerate().take(2) {
                let kind = trigger.at("/type");
                hypothesis = hypothesis.support(Weight::Weak, "what it asks", kind.as_ref().map(View::spec));
                if let Some(kind) = kind {
                    let shows = format!("asks trigger {number}, of type {}", kind.str().unwrap_or_default());
                    hypothesis = hypothesis.link(scaled.key(), shows, vec![kind.spec()]);
                }
            }
            let shows = format!("is not ready: \"{}\"", operated::says(&bad));
            hypothesis = hypothesis.link(scaled.key(), shows, status.into_iter().chain(said).collect());
            Some(hypothesis.advise(see(scaled.key())))
        })
        .collect()
}

fn see(key: &EntityKey) -> crate::report::model::Remediation {
    look(
        "See its events and which trigger fails, then mend that trigger's address, query or authentication.",
        Some(format!("kubectl -n {} describe scaledobject {}", key.ns(), key.name)),
    )
}

/// `KedaFallbackActive`.
pub fn fallback_active(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph)
        .filter_map(|scaled| {
            let on = fallback(&scaled)?;
            let status = on.at("/status").map(|status| status.state());
            let replicas = scaled.at("/spec/fallback/replicas");
            let count =
                replicas.as_ref().and_then(View::i64).map_or("its fallback".to_owned(), |n| format!("{n} replicas"));
            let text = format!(
                "KEDA gets no figures for ScaledObject {} and keeps its target at {count}, whatever the load is.",
                scaled.key().name
            );
            let mut hypothesis = Hypothesis::new(&catalogue::KEDA_FALLBACK_ACTIVE, scaled.key(), text)
                .support(Weight::Proof, "it says so", status.clone())
                .support(Weight::Weak, "how many that is", replicas.as_ref().map(View::spec))
                .explaining(scaled.key())
                .since(on.time_at("/lastTransitionTime"))
                .link(scaled.key(), "stands on its fallback", status.into_iter().collect());
            if let Some(replicas) = replicas {
                hypothesis = hypothesis.link(scaled.key(), format!("falls back to {count}"), vec![replicas.spec()]);
            }
            for (name, health) in scaled.entries("/status/health") {
                // By the raw value: a place that a test hides counts against.
                let count =
                    health.value().pointer("/numberOfFailures").and_then(serde_json::Value::as_i64).unwrap_or(0);
                if count == 0 {
                    continue;
                }
                let fact = health.at("/numberOfFailures").map(|failures| failures.state());
                let shows = format!("trigger {name} failed {count} times in a row");
                hypothesis = hypothesis.support(Weight::Strong, "which trigger fails", fact.clone());
                hypothesis = hypothesis.link(scaled.key(), shows, fact.into_iter().collect());
            }
            Some(hypothesis.advise(see(scaled.key())))
        })
        .collect()
}

/// `KedaPaused`: a notice where nobody asks about scaling.
pub fn paused(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph)
        .filter_map(|scaled| {
            let pause = pause(&scaled)?;
            let key = scaled.key();
            let target = operated::target(&scaled);
            let meant = asked::by_name(case, key) || target.as_ref().is_some_and(|target| asked::by_name(case, target));
            let missed = meant
                && asked::complains(case.words)
                && case.words.iter().any(|word| WORDS.contains(&word.as_str()));
            let text = format!(
                "Autoscaling by KEDA's ScaledObject {} is paused by an annotation: the number of pods stays as it is.",
                key.name
            );
            let at = operated::condition(&scaled, "Paused", "True");
            let mut hypothesis = Hypothesis::new(&catalogue::KEDA_PAUSED, key, text)
                .support(Weight::Proof, "it is paused", Some(pause.spec()))
                .link(key, format!("is paused: {}", pause.str().unwrap_or_default()), vec![pause.spec()])
                .explaining(key)
                .perhaps_on_purpose(!missed);
            let seen = at.as_ref().and_then(|at| at.at("/status")).map(|status| status.state());
            hypothesis = hypothesis.support(Weight::Weak, "KEDA has seen it", seen.clone());
            if let Some(seen) = seen {
                hypothesis = hypothesis.link(key, "says that it is paused", vec![seen]);
            }
            for target in target.iter().filter(|_| missed) {
                hypothesis = hypothesis.explaining(target);
            }
            Some(hypothesis.advise(command(
                "Ask why it was paused; then take the annotation away, where it is declared.",
                format!(
                    "kubectl -n {} annotate scaledobject {} autoscaling.keda.sh/paused- autoscaling.keda.sh/paused-replicas-",
                    key.ns(),
                    key.name
                ),
                "KEDA scales by its triggers again, at once",
            )))
        })
        .collect()
}
