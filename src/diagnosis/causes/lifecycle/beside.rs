//! `JobKeptBySidecar`: the work of a Job is done, and a helper beside it in the same pod runs on.

use jiff::SignedDuration;

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::lifecycle::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::symptoms::history::job_has;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;

/// A helper may need a while to see that it is not needed any more.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// Parts of names that helpers have, as containers and as images.
const HELPERS: &[&str] = &[
    "proxy",
    "sidecar",
    "-agent",
    "envoy",
    "mesh",
    "fluent",
    "filebeat",
    "vector",
    "exporter",
    "collector",
    "shipper",
];

/// A pod of which only helpers run.
struct Kept<'a, 'g> {
    app: &'a App<'g>,
    job: EntityKey,
    pod: &'a Pod<'g>,
    done: Container<'g>,
    helper: Container<'g>,
    ago: SignedDuration,
}

/// `JobKeptBySidecar`.
pub fn kept(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for app in case.apps.iter().filter(|app| app.runs_to_end()) {
        let kept: Vec<Kept<'_, '_>> = app.pods.iter().filter_map(|pod| one(case, app, pod)).collect();
        found.extend(conclude(&kept));
    }
    found
}

fn one<'a, 'g>(case: &Case<'g>, app: &'a App<'g>, pod: &'a Pod<'g>) -> Option<Kept<'a, 'g>> {
    let job = case.graph.controller(pod.key()).filter(|owner| owner.is(&kinds::JOB))?;
    let over = case.graph.view(&job).is_some_and(|job| job_has(&job, "Complete") || job_has(&job, "Failed"));
    if over || pod.deleted().is_some() || pod.phase() != "Running" {
        return None;
    }
    let mains: Vec<Container<'g>> = pod.containers().into_iter().filter(|c| c.role == Role::Main).collect();
    let (running, ended): (Vec<_>, Vec<_>) = mains.into_iter().partition(|c| c.terminated().is_none());
    let all_well = ended.iter().all(|c| c.terminated().is_some_and(|end| end.i64_at("/exitCode") == Some(0)));
    let only_helpers = running.iter().all(|c| c.running().is_some() && is_helper(c));
    let helper = running.into_iter().next().filter(|_| all_well && only_helpers)?;
    let last = |c: &Container<'g>| c.terminated().and_then(|end| end.time_at("/finishedAt"));
    let done = ended.into_iter().max_by_key(last)?;
    let ago = case.graph.now.duration_since(last(&done)?);
    (ago >= PATIENCE).then_some(Kept { app, job, pod, done, helper, ago })
}

/// Whether a container only serves others, by its name or its image's. That somebody can call it says nothing: a worker
/// has a port for its metrics.
fn is_helper(container: &Container<'_>) -> bool {
    let image = container.spec.str_at("/image").unwrap_or_default();
    let image = image.rsplit('/').next().unwrap_or_default();
    HELPERS.iter().any(|part| container.name.contains(part) || image.contains(part))
}

fn conclude(all: &[Kept<'_, '_>]) -> Option<Hypothesis> {
    let first = all.first()?;
    let (done, helper) = (first.done.name, first.helper.name);
    let text = format!(
        "Job {} does not end: container {done} completed {} ago, and {helper} beside it runs on; a pod of a Job is done only when all its containers have ended.",
        first.job.name,
        length(first.ago)
    );
    let mut hypothesis = Hypothesis::new(&catalogue::JOB_KEPT_BY_SIDECAR, &first.app.key, text)
        .explaining(&first.job)
        .explaining(&first.app.key);
    hypothesis.container = Some(helper.to_owned());
    for kept in all {
        hypothesis = hypothesis.explaining(kept.pod.key());
    }
    for kept in all.iter().take(CITED_PODS) {
        let ended: Option<Fact> = kept.done.terminated().and_then(|end| end.at("/finishedAt")).map(|at| at.state());
        let code: Option<Fact> = kept.done.terminated().and_then(|end| end.at("/exitCode")).map(|code| code.state());
        let runs: Option<Fact> = kept.helper.running().and_then(|run| run.at("/startedAt")).map(|at| at.state());
        let shows = format!("container {} has ended, and {} runs", kept.done.name, kept.helper.name);
        let cited = [&ended, &code, &runs].into_iter().flatten().cloned().collect();
        hypothesis = hypothesis
            .support(Weight::Proof, "the work is done", ended)
            .support(Weight::Strong, "it ended well", code)
            .support(Weight::Strong, "the helper runs on", runs)
            .link(kept.pod.key(), shows, cited);
    }
    let edit = format!("{} get {} -o yaml", advice::kubectl(&first.app.key), advice::kubectl_name(&first.app.key));
    let fix = format!(
        "Declare {helper} as a sidecar proper: an init container with restartPolicy: Always (Kubernetes 1.29 and later) is ended when the work is done. Or have {done} tell {helper} to quit at its end, or leave {helper} out of this Job."
    );
    Some(hypothesis.advise(look(fix, Some(edit))))
}
