//! Vertical pod autoscalers that have nothing to size, or that pull at what a horizontal one measures by.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::autoscaling::operators as catalogue;
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change};
use crate::diagnosis::objects::autoscaler::Autoscaler;
use crate::diagnosis::objects::operated::{self, target};
use crate::evidence::coverage::Lookup;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Conditions by which it says that it has nothing to size.
const USELESS: &[&str] = &["NoPodsMatched", "ConfigUnsupported"];

/// The vertical autoscalers that were read.
pub fn all(graph: &Graph) -> impl Iterator<Item = View<'_>> {
    operated::all(graph, &kinds::VPA)
}

/// The condition by which it says that it has nothing to size, although there should be something.
pub fn useless<'g>(vpa: &View<'g>) -> Option<View<'g>> {
    let bad = USELESS.iter().find_map(|kind| operated::condition(vpa, kind, "True"))?;
    let wanted = match vpa.graph().lookup(&target(vpa)?) {
        Lookup::Absent(_) => true,
        Lookup::Present(_) => {
            // Nothing runs where nothing is to run.
            let target = vpa.graph().view(&target(vpa)?)?;
            !target.key().is(&kinds::CRON_JOB) && target.i64_at("/spec/replicas") != Some(0)
        }
        Lookup::Unseen(_) => false,
    };
    wanted.then_some(bad)
}

/// `VpaTargetNotMatched`.
pub fn target_not_matched(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph)
        .filter_map(|vpa| {
            let bad = useless(&vpa)?;
            let target = target(&vpa)?;
            let absent = case.graph.lookup(&target).absent();
            let name = vpa.at("/spec/targetRef/name")?;
            let why = match &absent {
                Some(_) => "which does not exist".to_owned(),
                None => format!("of which it finds no pods: {}", operated::says(&bad)),
            };
            let text = format!(
                "The VerticalPodAutoscaler {} is to size {} {}, {why}; it sets no requests.",
                vpa.key().name,
                target.kind,
                target.name
            );
            let status = bad.at("/status").map(|status| status.state());
            let mut hypothesis = Hypothesis::new(&catalogue::VPA_WITHOUT_TARGET, vpa.key(), text)
                .support(Weight::Proof, "it says so", status.clone())
                .support(Weight::Strong, "the target that it names", Some(name.spec()))
                .explaining(vpa.key())
                .since(bad.time_at("/lastTransitionTime"))
                .link(vpa.key(), format!("is to size {} {}", target.kind, target.name), vec![name.spec()]);
            if let Some(absent) = absent {
                hypothesis = hypothesis.support(Weight::Strong, "the target is absent", Some(absent.clone())).link(
                    &target,
                    "is not there",
                    vec![absent],
                );
            }
            let shows = format!("says {}", bad.str_at("/type").unwrap_or_default());
            hypothesis = hypothesis.link(vpa.key(), shows, status.into_iter().collect());
            Some(hypothesis.advise(change(
                "Correct spec.targetRef, or remove the autoscaler if its workload is gone for good.",
                None,
                "the workload that it then names gets other requests, which restarts its pods",
            )))
        })
        .collect()
}

/// A vertical and a horizontal autoscaler of one target that act on one resource: the places that say so.
pub struct Conflict<'g> {
    vpa: View<'g>,
    mode: Option<View<'g>>,
    hpa: View<'g>,
    metric: View<'g>,
    resource: &'g str,
}

/// The conflicts among those that were read.
pub fn conflicts(graph: &Graph) -> Vec<Conflict<'_>> {
    let mut found = Vec::new();
    for vpa in all(graph) {
        let mode = vpa.at("/spec/updatePolicy/updateMode");
        if mode.as_ref().and_then(View::str).is_some_and(|mode| matches!(mode, "Off" | "Initial")) {
            continue;
        }
        for hpa in Autoscaler::all(graph) {
            // KEDA and others make one too: whoever made it, it scales.
            if hpa.target().is_none() || hpa.target() != target(&vpa) {
                continue;
            }
            let shared = hpa.view.items("/spec/metrics").into_iter().find_map(|metric| {
                let resource = metric.str_at("/resource/name").filter(|resource| controls(&vpa, resource))?;
                Some((resource, metric.at("/resource/target/averageUtilization")?))
            });
            if let Some((resource, metric)) = shared {
                found.push(Conflict { vpa: vpa.clone(), mode: mode.clone(), hpa: hpa.view.clone(), metric, resource });
            }
        }
    }
    found
}

/// Whether it changes the requests of a resource; all of cpu and memory where it does not say which.
fn controls(vpa: &View<'_>, resource: &str) -> bool {
    let policies = vpa.items("/spec/resourcePolicy/containerPolicies");
    let leaves = |policy: &View<'_>| {
        let listed = policy.items("/controlledResources");
        policy.str_at("/mode") == Some("Off")
            || (!listed.is_empty() && !listed.iter().any(|named| named.str() == Some(resource)))
    };
    policies.is_empty() || !policies.iter().all(leaves)
}

/// `VpaConflictsWithHpa`: a notice where nobody misses anything of theirs.
pub fn conflicting(case: &Case<'_>) -> Vec<Hypothesis> {
    conflicts(case.graph)
        .into_iter()
        .map(|Conflict { vpa, mode, hpa, metric, resource }| {
            let text = format!(
                "The VerticalPodAutoscaler {} changes the requests of {resource} by which the HorizontalPodAutoscaler {} measures: the two work against each other.",
                vpa.key().name,
                hpa.key().name
            );
            let manifest = |mode: &str| format!("spec:\n  updatePolicy:\n    updateMode: {mode}\n");
            let now = mode.as_ref().and_then(View::str).unwrap_or("Auto").to_owned();
            let diff = advice::diff(vpa.key(), &manifest(&now), &manifest("\"Off\""));
            let named = vpa.at("/spec/targetRef/name").map(|name| name.spec());
            let meant = [Some(vpa.key().clone()), Some(hpa.key().clone()), target(&vpa)];
            let missed = asked::complains(case.words) && meant.iter().flatten().any(|key| asked::by_name(case, key));
            let mut hypothesis = Hypothesis::new(&catalogue::VPA_CONFLICTS_WITH_HPA, vpa.key(), text)
                .support(Weight::Proof, "what the horizontal one measures", Some(metric.spec()))
                .support(Weight::Strong, "the target of both", named.clone())
                .explaining(vpa.key())
                .explaining(hpa.key())
                .perhaps_on_purpose(!missed)
                .link(vpa.key(), "sizes the same pods", named.into_iter().collect());
            // By the raw value: a place that a test hides counts against.
            if vpa.value().pointer("/spec/updatePolicy/updateMode").is_some() {
                let fact = mode.as_ref().map(View::spec);
                hypothesis = hypothesis.support(Weight::Strong, "it changes pods", fact.clone());
                hypothesis = hypothesis.link(vpa.key(), format!("has updateMode {now}"), fact.into_iter().collect());
            }
            hypothesis
                .link(hpa.key(), format!("scales by a share of the requested {resource}"), vec![metric.spec()])
                .advise(change(
                    "Let the vertical one only recommend (updateMode Off), or scale horizontally by something else.",
                    diff,
                    "requests stay as they are written; take its recommendations over by hand",
                ))
        })
        .collect()
}
