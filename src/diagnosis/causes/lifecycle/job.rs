//! Jobs that the Job controller gave up: too many failures, or too slow. A failure that a later run made good is
//! history.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::{asked, catalogue, said};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Reasons with which the controller gives up because of failed pods.
const GAVE_UP: &[&str] = &["BackoffLimitExceeded", "PodFailurePolicy", "MaxFailedIndexesExceeded", "FailedIndexes"];

/// A failed Job that still matters.
struct Failed<'g> {
    job: View<'g>,
    top: EntityKey,
    condition: View<'g>,
    reason: View<'g>,
}

/// A failed Job before it is known why.
struct Candidate<'g> {
    job: View<'g>,
    top: EntityKey,
    condition: View<'g>,
}

/// `JobBackoffLimitExceeded`: its pods failed too often.
pub fn backoff_limit_exceeded(case: &Case<'_>) -> Vec<Hypothesis> {
    failed(case)
        .into_iter()
        .filter(|failed| failed.reason.str().is_some_and(|reason| GAVE_UP.contains(&reason)))
        .map(|failed| gave_up(case, &failed))
        .collect()
}

/// `JobDeadlineExceeded`: it was still active at its deadline.
pub fn deadline_exceeded(case: &Case<'_>) -> Vec<Hypothesis> {
    failed(case)
        .into_iter()
        .filter(|failed| failed.reason.str() == Some("DeadlineExceeded"))
        .map(|failed| too_slow(case, &failed))
        .collect()
}

/// The failed Jobs, at most one of each `CronJob`: its last.
fn failed<'g>(case: &Case<'g>) -> Vec<Failed<'g>> {
    let mut found: Vec<Candidate<'g>> = Vec::new();
    for object in case.graph.of_kind(&kinds::JOB) {
        let job = View::root(case.graph, object);
        let Some(condition) = finished(&job, "Failed") else { continue };
        let candidate = Candidate { top: case.graph.top_owner(&object.key), job, condition };
        if made_good(case, &candidate) {
            continue;
        }
        match found.iter_mut().find(|known| known.top == candidate.top) {
            Some(known) if created(&known.job) < created(&candidate.job) => *known = candidate,
            Some(_) => {}
            None => found.push(candidate),
        }
    }
    found
        .into_iter()
        .filter_map(|c| {
            Some(Failed { reason: c.condition.at("/reason")?, job: c.job, top: c.top, condition: c.condition })
        })
        .collect()
}

fn finished<'g>(job: &View<'g>, kind: &str) -> Option<View<'g>> {
    let conditions = job.items("/status/conditions");
    conditions.into_iter().find(|c| c.str_at("/type") == Some(kind) && c.str_at("/status") == Some("True"))
}

fn created(view: &View<'_>) -> Option<jiff::Timestamp> {
    view.time_at("/metadata/creationTimestamp")
}

/// Whether a later run succeeded: of the same `CronJob`, or a Job whose name differs in its last part only. A Job that
/// was itself asked about is answered for, whatever came after.
fn made_good(case: &Case<'_>, failed: &Candidate<'_>) -> bool {
    if let crate::diagnosis::subject::Subject::Objects(objects) = case.subject
        && objects.contains(failed.job.key())
    {
        return false;
    }
    let at = failed.condition.time_at("/lastTransitionTime").or_else(|| created(&failed.job));
    let of_cron_job = failed.top.is(&kinds::CRON_JOB);
    let noted = case.graph.view(&failed.top).and_then(|cron| cron.time_at("/status/lastSuccessfulTime"));
    if of_cron_job && noted.is_some_and(|success| Some(success) > at) {
        return true;
    }
    case.graph.of_kind(&kinds::JOB).any(|object| {
        let other = View::root(case.graph, object);
        let same = if of_cron_job {
            case.graph.top_owner(&object.key) == failed.top
        } else {
            other.key().namespace == failed.job.key().namespace
                && case.graph.controller(&object.key).is_none()
                && stem(&other.key().name) == stem(&failed.job.key().name)
        };
        same && created(&other) > created(&failed.job) && finished(&other, "Complete").is_some()
    })
}

/// The name without what makes each run's own: dates, numbers, hashes.
fn stem(name: &str) -> &str {
    match name.rsplit_once(['-', '.', '_']) {
        Some((stem, last)) if !stem.is_empty() && last.chars().any(|c| c.is_ascii_digit()) => stem,
        _ => name,
    }
}

fn gave_up(case: &Case<'_>, failed: &Failed<'_>) -> Hypothesis {
    let limit = failed.job.at("/spec/backoffLimit");
    let count = failed.job.at("/status/failed");
    let name = &failed.job.key().name;
    let times = match count.as_ref().and_then(View::i64) {
        Some(1) => "1 pod failed".to_owned(),
        Some(n) => format!("{n} pods failed"),
        None => "its pods failed".to_owned(),
    };
    let why = match failed.reason.str() {
        Some("PodFailurePolicy") => "its podFailurePolicy ends it at such a failure".to_owned(),
        Some("MaxFailedIndexesExceeded") => "more indexes failed than maxFailedIndexes allows".to_owned(),
        Some("FailedIndexes") => "some of its indexes failed for good".to_owned(),
        _ => match limit.as_ref().and_then(View::i64) {
            Some(n) => format!("its backoffLimit is {n}"),
            None => "its backoffLimit is reached".to_owned(),
        },
    };
    let text = format!("The Job {name} gave up: {times}, and {why}. It will not try again by itself.");
    let mut hypothesis = start(case, failed, &catalogue::JOB_BACKOFF_LIMIT_EXCEEDED, text)
        .support(Weight::Weak, "how many pods failed", count.as_ref().map(View::state))
        .support(Weight::Weak, "how many may fail", limit.as_ref().map(View::spec));
    hypothesis = with_pods(case, failed, hypothesis);
    again(case, failed, hypothesis)
}

fn too_slow(case: &Case<'_>, failed: &Failed<'_>) -> Hypothesis {
    let deadline = failed.job.at("/spec/activeDeadlineSeconds");
    let seconds = deadline.as_ref().and_then(View::i64);
    let started = failed.job.at("/status/startTime");
    let pods = pods_of(case.graph, failed.job.key());
    let ended = pods.iter().filter(|pod| failed_by_itself(pod)).count();
    let during = match (pods.len(), ended) {
        (0, _) => " Its pods were deleted at the deadline, so what they did is not seen.".to_owned(),
        (_, 0) => String::new(),
        (_, n) => format!(" {n} of its pods failed by themselves before."),
    };
    let allowed = seconds.map_or("longer than allowed".to_owned(), |s| format!("longer than the {s} s allowed"));
    let text = format!(
        "The Job {} was still active {allowed} by activeDeadlineSeconds, so it was stopped and counts as failed.{during}",
        failed.job.key().name
    );
    let mut hypothesis = start(case, failed, &catalogue::JOB_DEADLINE_EXCEEDED, text)
        .support(Weight::Strong, "the deadline", deadline.as_ref().map(View::spec))
        .support(Weight::Weak, "when it started", started.as_ref().map(View::state));
    if let Some(deadline) = &deadline {
        let shows = format!("may run for {} s in all", seconds.unwrap_or_default());
        hypothesis = hypothesis.link(failed.job.key(), shows, vec![deadline.spec()]);
    }
    hypothesis = hypothesis.since(started.as_ref().and_then(View::time));
    if ended == 0 {
        hypothesis = hypothesis.rules_out(
            "too many failures: the controller names the deadline, not the back-off limit",
            vec![failed.reason.state()],
        );
    }
    let line = format!("{} edit {}", advice::kubectl(&failed.top), advice::kubectl_name(&failed.top));
    let diff = deadline_diff(&failed.top, seconds.unwrap_or_default());
    if let Some(app) = case.apps.iter().find(|app| app.key == failed.top) {
        let line = Some(line).filter(|_| app.key.is(&kinds::CRON_JOB));
        let text = "Find out what took the time; if the run is only longer than planned, raise activeDeadlineSeconds and run the Job anew.";
        hypothesis = hypothesis.advise(advice::edit(app, text, line, diff));
    }
    again(case, failed, hypothesis)
}

/// The deadline where the app declares it: of the Job itself, or of the `CronJob`'s template.
fn deadline_diff(top: &EntityKey, now: i64) -> Option<String> {
    let manifest = |value: &str| {
        let (path, indent) =
            if top.is(&kinds::CRON_JOB) { ("spec:\n  jobTemplate:\n    spec:\n", "      ") } else { ("spec:\n", "  ") };
        format!("{path}{indent}activeDeadlineSeconds: {value}\n")
    };
    let wanted = "<seconds that a normal run takes, and some more>";
    advice::diff(top, &manifest(&now.to_string()), &manifest(wanted))
}

/// What both kinds of failure rest on: the condition, its words, the event.
fn start(case: &Case<'_>, failed: &Failed<'_>, entry: &'static Cause, text: String) -> Hypothesis {
    let message = failed.condition.at("/message");
    let reason = failed.reason.str().unwrap_or_default();
    let event = said::last(case.graph, failed.job.key(), &[reason], |_| true);
    let shows = message.as_ref().and_then(View::str).map_or(reason.to_owned(), |m| format!("{reason}: \"{m}\""));
    let facts = [Some(failed.reason.state()), message.as_ref().map(View::state)].into_iter().flatten().collect();
    let mut hypothesis = Hypothesis::new(entry, &failed.top, text)
        .support(Weight::Proof, "the Job failed, and why", Some(failed.reason.state()))
        .support(Weight::Weak, "in the controller's words", message.as_ref().map(View::state))
        .support(Weight::Weak, "the event", event.as_ref().map(Event::fact))
        .link(failed.job.key(), shows, facts)
        .explaining(failed.job.key())
        .explaining(&failed.top);
    for pod in pods_of(case.graph, failed.job.key()).iter().filter(|pod| pod.trouble().is_some()) {
        hypothesis = hypothesis.explaining(pod.key());
    }
    hypothesis
}

/// The first pods that ended badly, by name.
fn with_pods(case: &Case<'_>, failed: &Failed<'_>, mut hypothesis: Hypothesis) -> Hypothesis {
    let pods = pods_of(case.graph, failed.job.key());
    for pod in pods.iter().filter(|pod| pod.phase() == "Failed").take(CITED_PODS) {
        let ends = pod.containers().into_iter().filter_map(|c| c.last_exit());
        // Which container it was is decided by the raw value, so that a hidden code is missed and not replaced.
        let bad = |end: &View<'_>| end.value().get("exitCode").and_then(serde_json::Value::as_i64) != Some(0);
        let exit = ends.into_iter().find(bad).and_then(|end| end.at("/exitCode"));
        hypothesis = hypothesis.support(Weight::Weak, "how a pod ended", exit.as_ref().map(View::state));
        if let Some(exit) = exit {
            let shows = format!("ended with exit code {}", exit.i64().unwrap_or_default());
            hypothesis = hypothesis.link(pod.key(), shows, vec![exit.state()]);
        }
    }
    let first = pods.iter().filter_map(Pod::created).min();
    hypothesis.since(first.or_else(|| created(&failed.job)))
}

fn pods_of<'g>(graph: &'g Graph, job: &EntityKey) -> Vec<Pod<'g>> {
    graph.children(job).into_iter().filter(|o| o.key.is(&kinds::POD)).map(|o| Pod::new(graph, o)).collect()
}

/// Ended badly, and not because it was deleted at the deadline.
fn failed_by_itself(pod: &Pod<'_>) -> bool {
    pod.phase() == "Failed"
        && pod.deleted().is_none()
        && pod.view.str_at("/status/reason") != Some("DeadlineExceeded")
        && !pod.containers().iter().any(|c| matches!(c.exit_code().and_then(|e| e.i64()), Some(137 | 143)))
}

/// How to run it again, once it is mended.
fn again(case: &Case<'_>, failed: &Failed<'_>, hypothesis: Hypothesis) -> Hypothesis {
    let kubectl = advice::kubectl(&failed.top);
    let job = &failed.job.key().name;
    let logs = format!("{kubectl} logs -l job-name={job} --all-containers --prefix");
    let hypothesis = hypothesis.advise(look("Read what the Job's pods wrote, while they are kept.", Some(logs)));
    if !failed.top.is(&kinds::CRON_JOB) || !asked::by_name(case, &failed.top) {
        return hypothesis;
    }
    let line = format!("{kubectl} create job --from=cronjob/{} {job}-again", failed.top.name);
    hypothesis.advise(crate::diagnosis::hypothesis::command(
        "Once it is mended, start a run by hand instead of waiting for the schedule.",
        line,
        "it does what every run does; make sure that no other run is active",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_job_share_a_stem() {
        assert_eq!(stem("db-migrate-20261122"), "db-migrate");
        assert_eq!(stem("db-migrate-v12"), "db-migrate");
        assert_eq!(stem("db-migrate"), "db-migrate");
    }
}
