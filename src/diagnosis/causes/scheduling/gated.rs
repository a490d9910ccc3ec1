//! `SchedulingGated`: the scheduler does not look at a pod before its gates are removed.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case, extent};
use crate::diagnosis::causes::scheduling::{catalogue, mend, scene};
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::{Pod, Trouble};

/// `SchedulingGated`.
pub fn gated(case: &Case<'_>) -> Vec<Hypothesis> {
    case.troubled().filter_map(of_app).collect()
}

fn of_app(app: &App<'_>) -> Option<Hypothesis> {
    let pods: Vec<&Pod<'_>> = app
        .troubled()
        .into_iter()
        .filter(|pod| pod.trouble() == Some(Trouble::Unscheduled) && scene::is_gated(pod))
        .collect();
    let first = pods.first()?;
    let names: Vec<&str> = first
        .view
        .value()
        .pointer("/spec/schedulingGates")?
        .as_array()?
        .iter()
        .filter_map(|gate| gate.get("name")?.as_str())
        .collect();
    let gates = names.join(", ");
    let own = app.template().is_some_and(|t| t.value().pointer("/spec/schedulingGates").is_some());
    let from = if own { "its template sets it" } else { "it was added when the pod was created" };
    let all = app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count();
    let text = format!(
        "The pods of {} have the scheduling gate {gates} ({from}), and nobody has removed it: the scheduler does not look at them; {}.",
        app.key.name,
        extent(pods.len(), all)
    );
    let mut hypothesis = Hypothesis::new(&catalogue::SCHEDULING_GATED, &app.key, text);
    for pod in pods.iter().take(CITED_PODS) {
        let gate = pod.view.at("/spec/schedulingGates").map(|g| g.spec());
        let says = pod.condition("PodScheduled").and_then(|c| c.at("/reason")).map(|r| r.state());
        hypothesis = hypothesis
            .support(Weight::Proof, "the gate", gate.clone())
            .support(Weight::Strong, "the condition says so", says.clone())
            .link(
                pod.key(),
                format!("waits for the gate {gates} to be removed"),
                gate.into_iter().chain(says).collect(),
            );
    }
    for pod in &pods {
        hypothesis = hypothesis.explaining(pod.key());
        hypothesis.onset = hypothesis.onset.into_iter().chain(pod.created()).min();
    }
    hypothesis = hypothesis.blames(None, "/schedulingGates", "schedulingGates").advise(hypothesis::look(
        format!("Find the controller that owns the gate {gates}, and see why it does not remove it."),
        Some(format!("{} get pod {} -o yaml", advice::kubectl(first.key()), first.key().name)),
    ));
    if !own {
        return Some(hypothesis);
    }
    let now: Vec<String> = names.iter().map(|name| format!("- name: {name}")).collect();
    let remove = mend::template(
        app,
        "Or remove the gate from the template, if nobody needs it.",
        &format!("schedulingGates:\n{}\n", now.join("\n")),
        "schedulingGates: []\n",
    );
    Some(hypothesis.advise(remove))
}
