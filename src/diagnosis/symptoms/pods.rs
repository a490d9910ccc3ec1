//! Pods that do not run, are not ready, restart, or do not go away.

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::symptoms::{Scope, Symptom, history};
use crate::evidence::fact::Fact;

/// The symptoms of the subject's pods.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for app in scope.apps {
        for pod in app.troubled() {
            if !history::is_over(scope.graph, app, pod) && scope.entities.contains(pod.key()) {
                found.extend(of_pod(app, pod));
            }
        }
    }
    found
}

fn of_pod(_app: &App<'_>, pod: &Pod<'_>) -> Option<Symptom> {
    let (statement, facts) = match pod.trouble()? {
        Trouble::StuckTerminating => {
            ("was deleted and is still there".to_owned(), one(pod.deleted().map(|d| d.state())))
        }
        Trouble::Unscheduled => unscheduled(pod),
        Trouble::Failed => ended(pod),
        Trouble::NotStarted | Trouble::Initializing => not_started(pod),
        Trouble::Restarting => restarting(pod),
        Trouble::NotReady => not_ready(pod),
    };
    Some(Symptom::new(pod.key(), statement, facts))
}

fn one(fact: Option<Fact>) -> Vec<Fact> {
    fact.into_iter().collect()
}

fn unscheduled(pod: &Pod<'_>) -> (String, Vec<Fact>) {
    let condition = pod.condition("PodScheduled").and_then(|c| c.at("/message"));
    let event = Event::last(pod.view.graph(), pod.key(), &["FailedScheduling"], |_| true);
    let message =
        condition.as_ref().and_then(crate::evidence::view::View::str).or_else(|| event.as_ref().map(|e| e.message));
    let text =
        message.map_or("is not scheduled, and nothing says why".to_owned(), |m| format!("is not scheduled: \"{m}\""));
    let fact = condition
        .map(|m| m.state())
        .or_else(|| event.map(|e| e.fact()))
        .or_else(|| pod.view.at("/status/phase").map(|p| p.state()));
    (text, one(fact))
}

fn ended(pod: &Pod<'_>) -> (String, Vec<Fact>) {
    if let Some(reason) = pod.view.at("/status/reason") {
        return (format!("failed: {}", reason.str().unwrap_or_default()), vec![reason.state()]);
    }
    let containers = pod.containers();
    let bad = containers.iter().find_map(|c| Some((c, c.exit_code().filter(|code| code.i64() != Some(0))?)));
    match bad {
        Some((container, code)) => (
            format!("failed: container {} ended with exit code {}", container.name, code.i64().unwrap_or_default()),
            vec![code.state()],
        ),
        None => ("failed".to_owned(), one(pod.view.at("/status/phase").map(|p| p.state()))),
    }
}

fn not_started(pod: &Pod<'_>) -> (String, Vec<Fact>) {
    let containers = pod.containers();
    let waiting = containers.iter().find_map(|c| {
        Some((c, c.waiting_reason()?))
            .filter(|(_, r)| !matches!(r.str(), Some("PodInitializing" | "ContainerCreating")))
    });
    let waiting = waiting.or_else(|| containers.iter().find_map(|c| Some((c, c.waiting_reason()?))));
    let Some((container, reason)) = waiting else {
        return ("has not started".to_owned(), one(pod.view.at("/status/phase").map(|p| p.state())));
    };
    let mut facts = vec![reason.state()];
    let mut text = format!("container {} waits: {}", container.name, reason.str().unwrap_or_default());
    let warning =
        Event::about(pod.view.graph(), pod.key()).into_iter().rev().find(|e| e.is_warning() && e.reason != "BackOff");
    if let Some(message) = container.waiting_message() {
        text.push_str(&format!(" (\"{}\")", message.str().unwrap_or_default()));
        facts.push(message.state());
    } else if let Some(event) = warning {
        text.push_str(&format!(" (\"{}\")", event.message));
        facts.push(event.fact());
    }
    (text, facts)
}

fn restarting(pod: &Pod<'_>) -> (String, Vec<Fact>) {
    let containers = pod.containers();
    let worst = containers.iter().filter(|c| c.last_exit().is_some()).max_by_key(|c| c.restarts());
    let Some(container) = worst else {
        return ("restarts".to_owned(), one(pod.view.at("/status/phase").map(|p| p.state())));
    };
    let count = container.status.as_ref().and_then(|s| s.at("/restartCount"));
    let mut facts = one(count.map(|c| c.state()));
    let mut text = format!("container {} was restarted {} times", container.name, container.restarts());
    if let Some(code) = container.exit_code() {
        text.push_str(&format!(", last with exit code {}", code.i64().unwrap_or_default()));
        facts.push(code.state());
    }
    (text, facts)
}

fn not_ready(pod: &Pod<'_>) -> (String, Vec<Fact>) {
    let containers = pod.containers();
    let unready: Vec<&Container<'_>> = containers.iter().filter(|c| c.role != Role::Init && !c.ready()).collect();
    let names: Vec<&str> = unready.iter().map(|c| c.name).collect();
    let mut facts = one(pod.condition("Ready").and_then(|c| c.at("/status")).map(|s| s.state()));
    let probe = Event::last(pod.view.graph(), pod.key(), &["Unhealthy"], |_| true);
    let mut text = match names.as_slice() {
        [] => "runs and is not ready".to_owned(),
        names => format!("runs and is not ready (container {})", names.join(", ")),
    };
    if let Some(event) = probe {
        text.push_str(&format!(": \"{}\"", event.message));
        facts.push(event.fact());
    }
    (text, facts)
}
