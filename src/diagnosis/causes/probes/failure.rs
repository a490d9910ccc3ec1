//! Which probe of a container fails, and still does.
//!
//! An event alone proves nothing: the container must be unready, unstarted or in its loop now. A container that ends by
//! itself refuses probes too; there the probe is a consequence and nothing is said here. Restarts decide between
//! liveness and readiness: a container that is killed is never ready for long.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::causes::probes::kind::Kind;
use crate::diagnosis::causes::probes::probe::{Port, Probe};
use crate::diagnosis::causes::probes::words::{self, Answer};
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// A container that runs this long is not in a loop any more.
const SETTLED: SignedDuration = SignedDuration::from_secs(600);
/// Restarts from which on a young container counts as being in a loop.
const LOOP: i64 = 3;
/// Events of one probe that lie this close together are weighed by how often they were seen.
const TOGETHER: SignedDuration = SignedDuration::from_secs(300);
/// What a kubelet may need on top of the grace period to end a container.
const SLACK: i64 = 15;

/// A probe that fails.
pub struct Failure<'g> {
    /// The probe.
    pub probe: Probe<'g>,
    /// What the kubelet says of it.
    pub says: Option<Event<'g>>,
    /// What that means.
    pub answer: Answer,
    /// The kill that it led to.
    pub killed: Option<Event<'g>>,
    /// What shows that it still holds.
    pub holds: Option<Fact>,
    /// The container was killed for it, whether or not the event was seen.
    pub restarts: bool,
}

impl<'g> Failure<'g> {
    /// The probe of a container that fails, if one does.
    pub fn of(pod: &Pod<'g>, container: &Container<'g>) -> Option<Self> {
        let ended = matches!(pod.phase(), "Succeeded") || pod.deleted().is_some();
        if ended || container.role == Role::Init {
            return None;
        }
        Kind::ALL.into_iter().find_map(|kind| {
            let probe = Probe::of(container, kind)?;
            match kind {
                Kind::Startup => startup(pod, container, probe),
                Kind::Liveness => liveness(pod, container, probe),
                Kind::Readiness => readiness(pod, container, probe),
            }
        })
    }

    fn new(pod: &Pod<'g>, container: &Container<'g>, probe: Probe<'g>) -> Self {
        let says = said(pod, container, probe.kind);
        let answer = match (&says, &probe.port) {
            (_, Port::Unnamed(_)) => Answer::NoSuchPort,
            (Some(event), _) => words::understand(event.message),
            (None, _) => Answer::Other,
        };
        let killed = killing(pod, container, probe.kind);
        Self { probe, says, answer, killed, holds: None, restarts: false }
    }

    /// The kubelet's words, without its introduction.
    pub fn quote(&self) -> Option<&'g str> {
        self.says.as_ref().map(|event| words::last_words(event.message))
    }

    /// How long the last instance lived, in seconds.
    pub fn life(container: &Container<'_>) -> Option<i64> {
        let exit = container.last_exit()?;
        Some(exit.time_at("/finishedAt")?.duration_since(exit.time_at("/startedAt")?).as_secs())
    }
}

fn startup<'g>(pod: &Pod<'g>, container: &Container<'g>, probe: Probe<'g>) -> Option<Failure<'g>> {
    let started = container.status.as_ref()?.at("/started");
    if started.as_ref().and_then(View::bool) == Some(true) || container.ready() {
        return None;
    }
    let mut failure = Failure::new(pod, container, probe);
    if ended_by_itself(pod, container, failure.killed.as_ref()) {
        return None;
    }
    failure.restarts = failure.killed.is_some() || container.restarts() > 0;
    // Until it is killed once, an application may only be taking its time.
    let patient = !failure.restarts && failure.answer.may_pass();
    if patient || (failure.says.is_none() && failure.killed.is_none() && failure.answer != Answer::NoSuchPort) {
        return None;
    }
    let state = if failure.restarts { container.status.as_ref()?.at("/restartCount") } else { started };
    failure.holds = state.map(|state| state.state());
    Some(failure)
}

fn liveness<'g>(pod: &Pod<'g>, container: &Container<'g>, probe: Probe<'g>) -> Option<Failure<'g>> {
    let mut failure = Failure::new(pod, container, probe);
    // A probe that could not be carried out counts neither way: it kills nothing.
    let carried_out = failure.says.as_ref().is_some_and(|event| !event.message.contains("probe errored"));
    if !carried_out && failure.killed.is_none() {
        return None;
    }
    container.last_exit()?;
    if ended_by_itself(pod, container, failure.killed.as_ref()) {
        return None;
    }
    failure.restarts = true;
    let now = pod.view.graph().now;
    let still = match container.running_since() {
        // Not running: in its back-off, or ended.
        None => container.waits_for(&["CrashLoopBackOff"]) || container.terminated().is_some(),
        Some(since) => {
            let young = now.duration_since(since) < SETTLED;
            let fails_again = failure.says.as_ref().and_then(Event::at).is_some_and(|at| at >= since);
            young && (container.restarts() >= LOOP || fails_again)
        }
    };
    if !still || container.restarts() == 0 && container.terminated().is_none() {
        return None;
    }
    let restarts = container.status.as_ref().and_then(|s| s.at("/restartCount"));
    failure.holds = restarts.map(|r| r.state());
    Some(failure)
}

fn readiness<'g>(pod: &Pod<'g>, container: &Container<'g>, probe: Probe<'g>) -> Option<Failure<'g>> {
    let since = container.running_since()?;
    let status = container.status.as_ref()?;
    let now = pod.view.graph().now;
    let running = now.duration_since(since);
    let loops = container.restarts() >= LOOP && running < SETTLED;
    if container.ready() || status.bool_at("/started") == Some(false) || loops {
        return None;
    }
    let enough = SignedDuration::from_secs(probe.initial_delay() + probe.period());
    let mut failure = Failure::new(pod, container, probe);
    // Words about an earlier instance say nothing of this one.
    if failure.says.as_ref().and_then(Event::at).is_some_and(|at| at < since) {
        failure.says = None;
        failure.answer = if failure.answer == Answer::NoSuchPort { Answer::NoSuchPort } else { Answer::Other };
    }
    // Without words it is only an inference, and a container that restarts beside it explains as much.
    let inferred = failure.says.is_none() && failure.answer != Answer::NoSuchPort;
    if running < enough || (inferred && pod.trouble() != Some(Trouble::NotReady)) {
        return None;
    }
    failure.holds = status.at("/ready").map(|r| r.state());
    failure.holds.is_some().then_some(failure)
}

/// Whether the last instance ended for a reason of its own, so that failing probes only follow from it.
fn ended_by_itself(pod: &Pod<'_>, container: &Container<'_>, killed: Option<&Event<'_>>) -> bool {
    let Some(exit) = container.last_exit() else { return false };
    if exit.str_at("/reason") == Some("OOMKilled") {
        return true;
    }
    let by_signal = matches!(exit.i64_at("/exitCode"), Some(137 | 143));
    let Some(killed) = killed else { return !by_signal };
    let grace = pod.view.i64_at("/spec/terminationGracePeriodSeconds").unwrap_or(30) + SLACK;
    let about_this = match (killed.at(), exit.time_at("/finishedAt")) {
        (Some(kill), Some(end)) => (-SLACK..=grace).contains(&end.duration_since(kill).as_secs()),
        _ => true,
    };
    // The kubelet drops events when there are many, so the count may lag behind.
    !(by_signal || about_this || killed.count() * 2 >= container.restarts())
}

/// What the kubelet says most of a probe, of late.
fn said<'g>(pod: &Pod<'g>, container: &Container<'g>, kind: Kind) -> Option<Event<'g>> {
    let events: Vec<Event<'g>> = Event::about(pod.view.graph(), pod.key())
        .into_iter()
        .filter(|e| e.reason == "Unhealthy" && e.message.starts_with(kind.prefix()) && belongs(pod, container, e, kind))
        .collect();
    let at = |event: &Event<'g>| event.at().unwrap_or(Timestamp::MIN);
    let last = events.iter().map(at).max()?;
    events
        .into_iter()
        .filter(|event| last.duration_since(at(event)) <= TOGETHER)
        .filter(|event| words::understand(event.message) != Answer::Gone)
        .max_by_key(|event| (event.count(), at(event)))
}

/// Whether another probe was heard to fail.
pub fn complains(pod: &Pod<'_>, container: &Container<'_>, kind: Kind) -> bool {
    said(pod, container, kind).is_some()
}

fn killing<'g>(pod: &Pod<'g>, container: &Container<'g>, kind: Kind) -> Option<Event<'g>> {
    let words = kind.kills()?;
    Event::about(pod.view.graph(), pod.key()).into_iter().rev().find(|event| {
        event.reason == "Killing"
            && event.message.to_lowercase().contains(words)
            && belongs(pod, container, event, kind)
    })
}

/// Whether an event of a pod is about this container: by its field path, by its text, or because no other has such a
/// probe.
fn belongs(pod: &Pod<'_>, container: &Container<'_>, event: &Event<'_>, kind: Kind) -> bool {
    if let Some(path) = event.view.str_at("/involvedObject/fieldPath").filter(|path| path.contains('{')) {
        return path.ends_with(&format!("{{{}}}", container.name));
    }
    let probed: Vec<_> =
        pod.containers().into_iter().filter(|c| c.spec.at(&format!("/{}", kind.field())).is_some()).collect();
    if probed.len() < 2 {
        return true;
    }
    if event.message.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| word == container.name) {
        return true;
    }
    let ports: Vec<_> = probed.iter().filter_map(|c| Some((c.name, Probe::of(c, kind)?.number()?))).collect();
    let named: Vec<_> = ports.iter().filter(|(_, port)| event.message.contains(&format!(":{port}"))).collect();
    match named.as_slice() {
        [] => probed.iter().filter(|c| !c.ready()).count() == 1 && !container.ready(),
        named => named.iter().all(|(name, _)| *name == container.name),
    }
}
