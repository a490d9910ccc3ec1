//! `HpaAtMaxReplicas`: more wanted than allowed, and the load above the target.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::autoscaling::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change};
use crate::diagnosis::objects::autoscaler::Autoscaler;

/// `HpaAtMaxReplicas`.
pub fn reached(case: &Case<'_>) -> Vec<Hypothesis> {
    Autoscaler::all(case.graph).iter().filter_map(at_maximum).collect()
}

fn at_maximum(hpa: &Autoscaler<'_>) -> Option<Hypothesis> {
    let limited = hpa.at_maximum()?;
    let reason = limited.at("/reason")?;
    let most = hpa.view.at("/spec/maxReplicas")?;
    let now = hpa.view.at("/status/currentReplicas").filter(|now| now.i64() >= most.i64())?;
    let above = hpa.above()?;
    let (measured, wanted) = (above.now.i64()?, above.target.i64()?);
    let needed = (now.i64()? * measured + wanted - 1) / wanted.max(1);
    let text = format!(
        "The HorizontalPodAutoscaler {} is at its maximum of {} replicas, and {} is at {measured}% of the request where {wanted}% is the target: it would take about {needed}.",
        hpa.key().name,
        most.i64()?,
        above.name
    );
    let manifest = |count: i64| format!("spec:\n  maxReplicas: {count}\n");
    let diff = advice::diff(hpa.key(), &manifest(most.i64()?), &manifest(needed));
    Some(
        Hypothesis::new(&catalogue::HPA_AT_MAX_REPLICAS, hpa.key(), text)
            .support(Weight::Proof, "it is limited", Some(reason.state()))
            .support(Weight::Strong, "what it measures", Some(above.now.state()))
            .support(Weight::Weak, "its target", Some(above.target.spec()))
            .support(Weight::Weak, "its maximum", Some(most.spec()))
            .support(Weight::Weak, "its replicas", Some(now.state()))
            .link(hpa.key(), format!("may have {} replicas and has them", most.i64()?), vec![most.spec(), now.state()])
            .link(
                hpa.key(),
                format!("wants more: {} is at {measured}%, the target is {wanted}%", above.name),
                vec![reason.state(), above.now.state(), above.target.spec()],
            )
            .explaining(hpa.key())
            .since(limited.time_at("/lastTransitionTime"))
            .advise(change(
                "Raise maxReplicas if the nodes (and what the pods call) have room for more; else find out why the load grew.",
                diff,
                "more pods: more of the nodes' room and more connections to what they call",
            )),
    )
}
