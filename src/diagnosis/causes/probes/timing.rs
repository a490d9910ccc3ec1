//! Is there too little time?
//!
//! Two ways: the container is killed while it still starts (delay and threshold are shorter than the start), or each
//! answer takes longer than the probe waits. Both need something that tells how long the application takes; without it
//! a hang looks the same, and nothing is said here.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::diagnosis::causes::probes::failure::Failure;
use crate::diagnosis::causes::probes::kind::{Fault, Kind};
use crate::diagnosis::causes::probes::log::{self, Line};
use crate::diagnosis::causes::probes::probe::{Handler, Probe};
use crate::diagnosis::causes::probes::scene::{Scene, Verdict};
use crate::diagnosis::causes::probes::words::Answer;
use crate::diagnosis::hypothesis::Weight;

/// Seconds from the start within which hardly any application is up.
const HASTY: i64 = 10;
/// What the kubelet may need to notice, on top of the grace period.
const SLACK: i64 = 15;

/// Whether there is, and what shows it.
pub fn wrong(scene: &Scene<'_, '_>) -> Option<Verdict> {
    let failure = scene.failure;
    if !failure.answer.may_pass() {
        return None;
    }
    start_up(scene).or_else(|| answers(scene))
}

fn start_up(scene: &Scene<'_, '_>) -> Option<Verdict> {
    let (failure, container, probe) = (scene.failure, scene.container, scene.probe());
    // A startup probe holds the liveness probe back until the application is up.
    let held_back = probe.kind == Kind::Liveness && Probe::of(container, Kind::Startup).is_some();
    if probe.kind == Kind::Readiness || !failure.restarts || held_back {
        return None;
    }
    let budget = probe.budget();
    let grace = scene.pod.view.i64_at("/spec/terminationGracePeriodSeconds").unwrap_or(30);
    let short = Failure::life(container).is_some_and(|life| life <= budget + grace + SLACK);
    let start = log::start(container).filter(|line| line.took > SignedDuration::from_secs(budget));
    if let Some(line) = start {
        let because = format!(
            "and gives up {budget} s after the container starts, but the application needs about {} s",
            whole(line.took)
        );
        let wanted = whole(line.took) * 2;
        return Some(too_short(scene, because, Some(line), wanted));
    }
    let connects = failure.answer.unreached() || failure.answer == Answer::Slow;
    if !short {
        return None;
    }
    if let Some(line) = log::still_starting(container) {
        let because = format!(
            "and gives up {budget} s after the container starts, while the application is still starting (\"{}\")",
            line.text
        );
        return Some(too_short(scene, because, Some(line), (budget * 4).max(60)));
    }
    // The start is known to be quick: then it is not for want of time.
    let quick = log::start(container).is_some_and(|line| whole(line.took) < budget - 1);
    let came_up = container.ready() && failure.answer.unreached();
    let hasty = connects && budget < HASTY && !quick;
    (hasty || came_up).then(|| {
        let meanwhile = if came_up { "; the instance that runs now came up all the same" } else { "" };
        let because =
            format!("and gives up {budget} s after the container starts, before the application listens{meanwhile}");
        too_short(scene, because, None, 60)
    })
}

/// Whole seconds, rounded up.
fn whole(duration: SignedDuration) -> i64 {
    duration.as_secs() + i64::from(duration.subsec_nanos() > 0)
}

fn too_short(scene: &Scene<'_, '_>, because: String, line: Option<Line>, wanted: i64) -> Verdict {
    let probe = scene.probe();
    let end = scene.container.last_exit().and_then(|exit| exit.at("/finishedAt"));
    let delay = probe.view.at("/initialDelaySeconds").map(|d| d.spec());
    let threshold = probe.view.at("/failureThreshold").map(|d| d.spec());
    let (pointer, patch, advice) = longer_start(probe, wanted);
    scene
        .verdict(Fault::Timing, Weight::Proof, because, pointer)
        .looked(Weight::Strong, "the log tells how long the start takes", line.map(|line| line.fact))
        .looked(Weight::Weak, "how long the last instance lived", end.map(|e| e.state()))
        .looked(Weight::Weak, "the delay before the first probe", delay)
        .looked(Weight::Weak, "how many failures are allowed", threshold)
        .mend(advice, Some(patch))
        .not("a crash: the kubelet ended the container")
}

/// More time to start: a startup probe before a liveness probe, or a startup probe that fails later.
fn longer_start(probe: &Probe<'_>, wanted: i64) -> (&'static str, Value, String) {
    let period = if probe.period() < 5 { 5 } else { probe.period() };
    let times = ((wanted + period - 1) / period).max(probe.failures() + 1);
    if probe.kind == Kind::Startup {
        let advice = format!("Allow {times} failures {period} s apart: {} s to start.", times * period);
        let patch = json!({ "startupProbe": { "periodSeconds": period, "failureThreshold": times } });
        return ("/failureThreshold", patch, advice);
    }
    let pointer = probe.handler_pointer().trim_start_matches('/');
    let handler = probe.view.at(probe.handler_pointer()).map_or(Value::Null, |view| view.value().clone());
    let advice = format!(
        "Add a startup probe that asks the same and allows {} s; the liveness probe then waits until the application is up.",
        times * period
    );
    let startup = json!({ pointer: handler, "periodSeconds": period, "failureThreshold": times });
    ("", json!({ "startupProbe": startup }), advice)
}

/// Answers that take longer than the probe waits.
fn answers(scene: &Scene<'_, '_>) -> Option<Verdict> {
    let (failure, probe) = (scene.failure, scene.probe());
    if !matches!(failure.answer, Answer::Slow | Answer::CommandSlow) {
        return None;
    }
    let timeout = probe.timeout();
    let slow = log::slowest(scene.container, probe.path().unwrap_or_default())
        .filter(|l| l.took > SignedDuration::from_secs(timeout));
    let patient = scene.quiet_others().into_iter().find(|o| o.same_target(probe) && o.timeout() > timeout);
    // A command is a process to start; the default of one second is often too short for it.
    let command = matches!(probe.handler, Handler::Exec(_)) && timeout <= 1;
    let serves = probe.kind != Kind::Readiness && timeout <= 1 && scene.container.ready();
    if slow.is_none() && patient.is_none() && !command && !serves {
        return None;
    }
    let ample = 5.max(timeout * 3);
    let (tail, wanted) = match (&slow, &patient) {
        (Some(line), _) => {
            (format!(", but the application takes {:.1} s", line.took.as_secs_f64()), ample.max(whole(line.took) * 2))
        }
        (None, Some(other)) => {
            let (name, patience) = (other.kind.name(), other.timeout());
            (format!("; the {name} asks the same, waits {patience} s, and passes"), patience)
        }
        (None, None) if command => (", which is short for a command that is started anew each time".to_owned(), ample),
        (None, None) => (", while the container is ready and serves".to_owned(), ample),
    };
    let because = format!("and waits {timeout} s for an answer{tail}");
    let place = patient.and_then(|other| other.view.at("/timeoutSeconds"));
    let patch = json!({ probe.kind.field(): { "timeoutSeconds": wanted } });
    Some(
        scene
            .verdict(Fault::Timing, Weight::Proof, because, "/timeoutSeconds")
            .looked(Weight::Strong, "the log tells how long an answer takes", slow.map(|line| line.fact))
            .looked(Weight::Weak, "another probe asks the same with more patience", place.map(|p| p.spec()))
            .mend(format!("Let the {} wait {wanted} s for an answer.", probe.kind.name()), Some(patch))
            .not("the port: the connection was made")
            .not("the path: no status came back"),
    )
}
