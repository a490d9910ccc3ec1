//! `InitContainerWaiting`: an init container that does not end because what it waits for does not come.

use jiff::SignedDuration;

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::causes::exits::standing;
use crate::diagnosis::causes::exits::waits::{self, State, Target, Wanted};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::decisive;
use crate::diagnosis::logs::drain::Drain;
use crate::diagnosis::objects::container::{Container, Role};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::log::{Log, LogLine};

/// From when on waiting for something that is there, or that nobody could look at, is trouble.
const LONG: SignedDuration = SignedDuration::from_secs(300);
/// How long a run may take that names nothing it waits for.
const VERY_LONG: SignedDuration = SignedDuration::from_secs(1800);
/// From when on a line that comes again and again says that it is stuck.
const AGAIN: usize = 5;

/// `InitContainerWaiting`.
pub fn waiting(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|app, pod, container| {
        if container.role != Role::Init || !standing::counts(app, pod) {
            return None;
        }
        let since = container.running()?.at("/startedAt")?;
        let runs = pod.view.graph().now.duration_since(since.time()?);
        let (wanted, state) = best(container);
        let enough = match (&wanted, &state) {
            (_, State::Absent(..) | State::NotReady(..) | State::NoSuchPort(..) | State::Failed(..)) => true,
            (Some(_), _) => runs >= LONG,
            (None, _) => runs >= VERY_LONG,
        };
        enough.then(|| {
            let shows = format!("init container {} has run for {} and does not end", container.name, minutes(runs));
            let sign = Sign::new(shows, "what it waits for is not there", facts(&state).into_iter().next())
                .strong("it runs and does not end", Some(since.state()));
            match wanted {
                Some(wanted) if wanted.spoken => {
                    sign.strong("its command names it", None).weak("its log names it", Some(wanted.named))
                }
                Some(wanted) => {
                    let sign = sign.strong("its command names it", Some(wanted.named));
                    if wanted.by_variable { sign.weak("the variable that names it", wanted.value) } else { sign }
                }
                None => sign.strong("its command names it", None),
            }
        })
    });
    findings.iter().map(conclude).collect()
}

/// What it waits for and what became of that: what is missing first, then what is not ready, then the first that is named.
fn best(container: &Container<'_>) -> (Option<Wanted>, State) {
    let graph = container.spec.graph();
    let all: Vec<(Wanted, State)> = waits::wanted(container)
        .into_iter()
        .map(|wanted| {
            let state = waits::state(&wanted.target, graph, container.pod().ns());
            (wanted, state)
        })
        .collect();
    let rank = |state: &State| match state {
        State::Absent(..) | State::Failed(..) => 0,
        State::NotReady(..) => 1,
        State::NoSuchPort(..) => 2,
        State::Ready(..) => 3,
        State::Unknown => 4,
    };
    match all.into_iter().min_by_key(|(wanted, state)| (wanted.spoken, rank(state))) {
        Some((wanted, state)) => (Some(wanted), state),
        None => (None, State::Unknown),
    }
}

fn facts(state: &State) -> Vec<Fact> {
    match state {
        State::Absent(_, fact) | State::NoSuchPort(_, fact) | State::Failed(_, fact) => vec![fact.clone()],
        State::NotReady(_, _, facts) => facts.clone(),
        // It is there: that does not say why it waits.
        State::Ready(..) | State::Unknown => Vec::new(),
    }
}

/// The Service or Job that is waited for, and what it shows.
fn dependency(state: &State) -> Option<(&EntityKey, String, Vec<Fact>)> {
    match state {
        State::Absent(key, fact) => Some((key, "does not exist".to_owned(), vec![fact.clone()])),
        State::NotReady(key, 0, facts) => {
            Some((key, "has no endpoints: no pod stands behind it".to_owned(), facts.clone()))
        }
        State::NotReady(key, waiting, facts) => {
            Some((key, format!("has no ready endpoint ({waiting} not ready)"), facts.clone()))
        }
        State::NoSuchPort(key, fact) => Some((key, "does not have that port".to_owned(), vec![fact.clone()])),
        State::Ready(key, ready, facts) => {
            Some((key, format!("has {ready} ready endpoint{}", if *ready == 1 { "" } else { "s" }), facts.clone()))
        }
        State::Failed(key, fact) => Some((key, format!("failed: \"{}\"", fact.excerpt), vec![fact.clone()])),
        State::Unknown => None,
    }
}

fn conclude(finding: &Finding<'_, '_>) -> Hypothesis {
    let container = &finding.container;
    let (wanted, state) = best(container);
    let text = format!(
        "Init container {} of {} does not end, so the containers after it never start: {}",
        container.name,
        gather::called(finding.app),
        reason(container, wanted.as_ref(), &state)
    );
    let mut hypothesis = gather::conclude(finding, &catalogue::INIT_CONTAINER_WAITING, text);
    if let Some((key, shows, facts)) = dependency(&state) {
        for fact in &facts {
            hypothesis = hypothesis.support(Weight::Weak, "what it waits for, as it is", Some(fact.clone()));
        }
        hypothesis = hypothesis.link(key, shows, facts);
    }
    if matches!(state, State::Failed(..)) {
        // The Job is what to mend, whichever revision began to wait for it.
        hypothesis = hypothesis.leading_to(&["RegressionByChange"]);
    }
    if wanted.is_none() {
        // A line that comes again and again is all there is to go by.
        let again = repeated(container).map(|(log, line, times)| (log.fact(&line), line, times));
        hypothesis =
            hypothesis.support(Weight::Weak, "what it says again and again", again.as_ref().map(|a| a.0.clone()));
        if let Some((fact, line, times)) = again {
            let shows = format!("says \"{}\" {times} times", decisive::shorten(&line.text));
            hypothesis = hypothesis.link(container.pod(), shows, vec![fact]);
        }
    }
    advised(finding, hypothesis, wanted.as_ref(), &state)
}

fn reason(container: &Container<'_>, wanted: Option<&Wanted>, state: &State) -> String {
    let shows = dependency(state).map(|(key, shows, _)| (key.path(), shows));
    match (wanted.map(|wanted| &wanted.target), shows, state) {
        (Some(Target::Host(host, _)), Some((path, shows)), State::Ready(..)) => format!(
            "it waits for {host} although Service {path} {shows}; the name, the port or a network policy stands between."
        ),
        (Some(Target::Host(host, port)), Some((path, shows)), _) => {
            let port = port.map(|port| format!(" on port {port}")).unwrap_or_default();
            format!("it waits for {host}{port}, and Service {path} {shows}.")
        }
        (Some(Target::Job(name)), Some((_, shows)), _) => format!("it waits for Job {name}, which {shows}."),
        (Some(Target::Job(name)), None, _) => format!("it waits for Job {name} to complete."),
        (Some(Target::Host(host, _)), None, _) => format!("it waits for {host}, whose state could not be seen."),
        (Some(Target::File(file)), ..) => format!("it waits for the file {file}."),
        (None, ..) => match repeated(container) {
            Some((_, line, _)) => format!("it says \"{}\" again and again.", decisive::shorten(&line.text)),
            None => "it does not say what it waits for.".to_owned(),
        },
    }
}

/// The last line of its present log and how often that message comes, whatever its values, if it comes again and again.
fn repeated(container: &Container<'_>) -> Option<(Log, LogLine, usize)> {
    let log = container.spec.graph().log(&container.log_key(false))?;
    let (drain, places) = Drain::of(&log);
    let times = drain.get(*places.last()?)?.times;
    let line = log.lines.last().filter(|_| times >= AGAIN)?.clone();
    Some((log, line, times))
}

fn minutes(time: SignedDuration) -> String {
    match time.as_secs() {
        seconds if seconds < 120 => format!("{seconds} s"),
        seconds if seconds < 7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

fn advised(finding: &Finding<'_, '_>, hypothesis: Hypothesis, wanted: Option<&Wanted>, state: &State) -> Hypothesis {
    let container = &finding.container;
    let advice = match (state, wanted.map(|wanted| &wanted.target)) {
        (State::Absent(key, _), Some(Target::Job(name))) => look(
            format!("Make Job {name}, or correct the name under which init container {} looks for it.", container.name),
            Some(format!("{} get jobs", advice::kubectl(key))),
        ),
        (_, Some(Target::Job(name))) => look(
            format!("See why Job {name} does not complete; mend that and run it again."),
            Some(format!("{} logs job/{name} --tail=50", advice::kubectl(container.pod()))),
        ),
        (State::Absent(key, _), _) => look(
            format!(
                "Create Service {}, or correct the name under which init container {} looks for it.",
                key.path(),
                container.name
            ),
            Some(format!("{} get services", advice::kubectl(key))),
        ),
        (State::NotReady(key, ..), _) => look(
            format!("Bring up the pods behind Service {}; look at why they are not ready.", key.path()),
            Some(format!("{} get service {} -o wide", advice::kubectl(key), key.name)),
        ),
        (State::NoSuchPort(key, _), _) => look(
            format!("Correct the port under which init container {} looks for Service {}.", container.name, key.path()),
            Some(format!("{} get service {} -o wide", advice::kubectl(key), key.name)),
        ),
        (_, Some(Target::File(file))) => {
            look(format!("Find what should write {file}, and whether it is in the same volume."), None)
        }
        _ => look(
            "Read what the init container does.",
            Some(format!("{} logs {} -c {}", advice::kubectl(container.pod()), container.pod().name, container.name)),
        ),
    };
    let hypothesis = hypothesis.advise(advice);
    match gather::asked_for(finding.app, container, &["/command", "/args"]) {
        Some((pointer, _)) => hypothesis.blames(Some(container.name), pointer, pointer.trim_start_matches('/')),
        None => hypothesis,
    }
}
