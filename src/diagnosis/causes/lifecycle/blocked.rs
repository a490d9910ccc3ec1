//! `CronJobBlocked`: a run that never ends keeps the next ones away, or the controller gave up counting missed runs.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::lifecycle::catalogue;
use crate::diagnosis::causes::lifecycle::cronjob::{cron_jobs, is_suspended};
use crate::diagnosis::causes::lifecycle::{said, schedule};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A run this long past one scheduled time blocks it.
const LONG: SignedDuration = SignedDuration::from_mins(30);
/// So does a shorter one that outlived several.
const SHORT: SignedDuration = SignedDuration::from_mins(5);
const SEVERAL: i64 = 3;
/// Where an object says when it was made.
const BORN: &str = "/metadata/creationTimestamp";

/// `CronJobBlocked`.
pub fn blocked(case: &Case<'_>) -> Vec<Hypothesis> {
    cron_jobs(case)
        .filter(|(_, view)| !is_suspended(view))
        .filter_map(|(app, view)| {
            by_active(case, app, &view).or_else(|| by_missed(case, app, &view)).or_else(|| by_late(case, app, &view))
        })
        .collect()
}

/// Forbid, and an active Job that outlived scheduled times.
fn by_active(case: &Case<'_>, app: &App<'_>, view: &View<'_>) -> Option<Hypothesis> {
    let policy = view.at("/spec/concurrencyPolicy").filter(|policy| policy.str() == Some("Forbid"))?;
    let job = active(case.graph, &app.key)?;
    let place = if job.value().pointer("/status/startTime").is_some() { "/status/startTime" } else { BORN };
    let started = job.at(place);
    let since = job.time_at(place).or_else(|| job.time_at(BORN))?;
    let running = case.graph.now.duration_since(since);
    let last = view.at("/status/lastScheduleTime");
    let from = last.as_ref().and_then(View::time).unwrap_or(since);
    let missed = missed(view, from, case.graph.now)?.0;
    let long = missed >= 1 && running >= LONG || missed >= SEVERAL && running >= SHORT;
    if !long || running < longest_before(case.graph, &app.key).saturating_mul(2) {
        return None;
    }
    let schedule = view.at("/spec/schedule");
    let text = format!(
        "The CronJob {} starts no new run: concurrencyPolicy is Forbid, and its Job {} has been active for {}, past {missed} scheduled time{}.",
        app.key.name,
        job.key().name,
        length(running),
        if missed == 1 { "" } else { "s" }
    );
    let said = said::last(case.graph, &app.key, &["JobAlreadyActive"], |_| true);
    let listed = view.items("/status/active").into_iter().find(|a| a.str_at("/name") == Some(&job.key().name));
    let (schedule, last) = (schedule.map(|s| s.spec()), last.map(|l| l.state()));
    let said = said.map(|event| event.fact());
    let mut hypothesis = Hypothesis::new(&catalogue::CRON_JOB_BLOCKED, &app.key, text)
        .support(Weight::Proof, "no two runs at once", Some(policy.spec()))
        .support(Weight::Strong, "since when the Job is active", started.as_ref().map(View::state))
        .support(Weight::Weak, "the CronJob calls it active", listed.as_ref().map(View::state))
        .support(Weight::Weak, "its last start", last.clone())
        .support(Weight::Weak, "its schedule", schedule.clone())
        .support(Weight::Weak, "the controller says so", said.clone())
        .since(Some(since))
        .explaining(&app.key)
        .explaining(job.key())
        .link(&app.key, "starts no run beside an active one", vec![policy.spec()])
        .link(&app.key, "should have started again since", last.into_iter().chain(schedule).collect())
        .link(
            job.key(),
            format!("active for {}", length(running)),
            started.into_iter().chain(listed).map(|place| place.state()).collect(),
        );
    if let Some(said) = said {
        hypothesis = hypothesis.link(&app.key, format!("\"{}\"", said.excerpt), vec![said]);
    }
    hypothesis = with_pods(case.graph, job.key(), hypothesis);
    Some(advised(hypothesis, app, job.key()))
}

/// What its pods do: why the Job does not end.
fn with_pods(graph: &Graph, job: &EntityKey, mut hypothesis: Hypothesis) -> Hypothesis {
    let pods = graph.children(job).into_iter().filter(|o| o.key.is(&kinds::POD)).map(|o| Pod::new(graph, o));
    for pod in pods.filter(|pod| !matches!(pod.phase(), "Succeeded" | "Failed")).take(CITED_PODS) {
        let phase = pod.view.at("/status/phase").map(|phase| phase.state());
        let shows = format!("is {} and has not ended", pod.phase());
        hypothesis = hypothesis.support(Weight::Weak, "its pod has not ended", phase.clone());
        if let Some(phase) = phase {
            hypothesis = hypothesis.link(pod.key(), shows, vec![phase]);
        }
    }
    hypothesis
}

/// The oldest Job of a `CronJob` that has neither ended nor been deleted.
fn active<'g>(graph: &'g Graph, cron_job: &EntityKey) -> Option<View<'g>> {
    graph
        .children(cron_job)
        .into_iter()
        .filter(|object| object.key.is(&kinds::JOB))
        .map(|object| View::root(graph, object))
        .filter(|job| job.at("/metadata/deletionTimestamp").is_none() && !ended(job))
        .min_by_key(|job| job.time_at("/metadata/creationTimestamp"))
}

fn ended(job: &View<'_>) -> bool {
    job.items("/status/conditions")
        .iter()
        .any(|c| matches!(c.str_at("/type"), Some("Complete" | "Failed")) && c.str_at("/status") == Some("True"))
}

/// How long the longest successful run took that is still kept.
fn longest_before(graph: &Graph, cron_job: &EntityKey) -> SignedDuration {
    let took = |job: View<'_>| {
        let ended = job.time_at("/status/completionTime")?;
        Some(ended.duration_since(job.time_at("/status/startTime")?))
    };
    let jobs = graph.children(cron_job).into_iter().filter(|o| o.key.is(&kinds::JOB));
    jobs.filter_map(|object| took(View::root(graph, object))).max().unwrap_or(SignedDuration::ZERO)
}

/// How many scheduled times passed since a moment, and the last of them; none for a schedule that is not understood.
fn missed(view: &View<'_>, from: Timestamp, now: Timestamp) -> Option<(i64, Option<Timestamp>)> {
    let schedule = schedule::parse(view.str_at("/spec/schedule")?).ok()?;
    let zone = view.str_at("/spec/timeZone").and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
    Some(schedule.due(from, now, &zone))
}

/// Nothing is active and times were missed: the controller says that there are too many of them.
fn by_missed(case: &Case<'_>, app: &App<'_>, view: &View<'_>) -> Option<Hypothesis> {
    if active(case.graph, &app.key).is_some() {
        return None;
    }
    let said = said::last(case.graph, &app.key, &["FailedNeedsStart", "TooManyMissedTimes"], |message| {
        message.contains("too many missed")
    })?;
    let last = view.at("/status/lastScheduleTime");
    let from = last.as_ref().and_then(View::time).or_else(|| view.time_at("/metadata/creationTimestamp"))?;
    let (missed, due) = missed(view, from, case.graph.now)?;
    // The controller looks every ten seconds: a time that has only just passed is not missed. A newer one starts well.
    let overdue = due.is_some_and(|due| case.graph.now.duration_since(due) >= SHORT || missed >= SEVERAL);
    if !overdue || said.at().is_some_and(|at| at < from) {
        return None;
    }
    let text = format!(
        "The CronJob {} starts no run: the controller finds too many missed start times since {from} and refuses to guess.",
        app.key.name
    );
    let deadline = view.at("/spec/startingDeadlineSeconds").map_or("unset".to_owned(), |d| d.value().to_string());
    let fix = advice::edit(
        app,
        &format!(
            "Set spec.startingDeadlineSeconds (now {deadline}) to less than 100 periods of the schedule, at least 10."
        ),
        Some(format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key))),
        None,
    );
    let last = last.map(|last| last.state());
    Some(
        Hypothesis::new(&catalogue::CRON_JOB_BLOCKED, &app.key, text)
            .support(Weight::Proof, "the controller refuses", Some(said.fact()))
            .support(Weight::Strong, "its last start", last.clone())
            .link(&app.key, format!("\"{}\"", said.message), vec![said.fact()])
            .link(&app.key, format!("missed {missed} scheduled times"), last.into_iter().collect())
            .since(Some(from))
            .explaining(&app.key)
            .advise(fix),
    )
}

/// Nothing is active, and the controller finds every start too late: it looks only every ten seconds.
fn by_late(case: &Case<'_>, app: &App<'_>, view: &View<'_>) -> Option<Hypothesis> {
    let deadline = view.at("/spec/startingDeadlineSeconds")?;
    let seconds = deadline.i64()?;
    if active(case.graph, &app.key).is_some() {
        return None;
    }
    let said = said::last(case.graph, &app.key, &["MissSchedule"], |message| message.starts_with("Missed scheduled"))?;
    let last = view.at("/status/lastScheduleTime");
    let from = last.as_ref().and_then(View::time).or_else(|| view.time_at("/metadata/creationTimestamp"))?;
    let (missed, _) = missed(view, from, case.graph.now)?;
    let after = said.at().and_then(|at| self::missed(view, at, case.graph.now)).map_or(0, |(times, _)| times);
    // Once may be a restart of the controller; and what it said several times ago it would say again.
    if missed < SEVERAL || after >= SEVERAL || said.at().is_some_and(|at| at < from) {
        return None;
    }
    let text = format!(
        "The CronJob {} starts no run: the controller finds every start too late for startingDeadlineSeconds, which is {seconds}; {missed} scheduled times have passed without one.",
        app.key.name
    );
    let text_of = if seconds < 10 {
        "Set spec.startingDeadlineSeconds to well over 10: the controller looks at CronJobs every ten seconds."
    } else {
        "Raise spec.startingDeadlineSeconds, and see why the controller manager comes to this CronJob so late (its load, its restarts)."
    };
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let manifest = |seconds: i64| format!("spec:\n  startingDeadlineSeconds: {seconds}\n");
    let fix = advice::edit(app, text_of, Some(line), advice::diff(&app.key, &manifest(seconds), &manifest(200)));
    let last = last.map(|last| last.state());
    Some(
        Hypothesis::new(&catalogue::CRON_JOB_BLOCKED, &app.key, text)
            .support(Weight::Proof, "the controller finds it too late", Some(said.fact()))
            .support(Weight::Strong, "how late it may be", Some(deadline.spec()))
            .support(Weight::Strong, "its last start", last.clone())
            .link(&app.key, format!("\"{}\"", said.message), vec![said.fact()])
            .link(&app.key, format!("may start {seconds} s late at most"), vec![deadline.spec()])
            .link(&app.key, format!("missed {missed} scheduled times"), last.into_iter().collect())
            .since(Some(from))
            .explaining(&app.key)
            .advise(fix),
    )
}

fn advised(hypothesis: Hypothesis, app: &App<'_>, job: &EntityKey) -> Hypothesis {
    let kubectl = advice::kubectl(job);
    hypothesis
        .advise(look(
            "See what the active Job waits for.",
            Some(format!("{kubectl} describe job/{0}; {kubectl} logs -l job-name={0} --tail=50", job.name)),
        ))
        .advise(command(
            "If it hangs, delete that Job; the next scheduled time starts a new one.",
            format!("{kubectl} delete job/{}", job.name),
            "what the run has done so far may be half done; be sure that it does not work any more",
        ))
        .advise(advice::edit(
            app,
            "Give the Job a deadline, so that a hanging run ends by itself.",
            Some(format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key))),
            advice::diff(
                &app.key,
                "spec:\n  jobTemplate:\n    spec:\n",
                "spec:\n  jobTemplate:\n    spec:\n      activeDeadlineSeconds: <longer than a normal run>\n",
            ),
        ))
}

/// `3 d 4 h`, `2 h 5 min`, `7 min`.
pub fn length(duration: SignedDuration) -> String {
    let minutes = duration.as_mins();
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => format!("{} s", duration.as_secs()),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}
