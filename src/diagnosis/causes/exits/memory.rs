//! `OOMKilled`: killed at the memory limit, or too little memory even to start.
//!
//! Never from exit code 137 alone: that is SIGKILL, whoever sends it.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::causes::exits::standing;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// Where a container's own memory limit stands.
const LIMIT: &str = "/resources/limits/memory";

/// `OOMKilled`.
pub fn killed(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|app, pod, container| {
        if !standing::counts(app, pod) {
            return None;
        }
        ended(container).or_else(|| at_start(container)).or_else(|| in_sandbox(pod, container))
    });
    findings.iter().map(conclude).collect()
}

/// Whether a container's last end was an OOM kill.
pub fn is_oom(ending: &Ending<'_>) -> bool {
    ending.reason() == "OOMKilled" || ending.exit.str_at("/message").is_some_and(says_oom)
}

/// The words of runtimes for a container that had too little memory to start.
fn says_oom(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["oom-killed", "oom killed", "memory limit too low", "minimum memory limit allowed"]
        .iter()
        .any(|w| lower.contains(w))
        || (lower.contains("set memory limit") && lower.contains("too low"))
}

fn ended(container: &Container<'_>) -> Option<Sign> {
    let ending = Ending::of(container).filter(|ending| ending.reason() == "OOMKilled")?;
    let reason = ending.exit.at("/reason")?;
    let sign = Sign::new(format!("OOMKilled, {}", ending.words()), "the runtime's reason", Some(reason.state()));
    Some(sign.weak("its exit code", exit::code_fact(&ending)))
}

/// The runtime's refusal to start it: in the last end, or in what the kubelet waits for.
fn at_start(container: &Container<'_>) -> Option<Sign> {
    let message = if container.waits_for(&["RunContainerError", "CreateContainerError"]) {
        container.waiting_message()
    } else {
        Ending::of(container).and_then(|ending| ending.exit.at("/message"))
    };
    let message = message.filter(|m| m.str().is_some_and(says_oom))?;
    let shows = format!("\"{}\"", message.str()?);
    Some(Sign::new(shows, "the runtime's words", Some(message.state())))
}

/// The sandbox itself was killed: the pod still creates its containers, and the event says so.
fn in_sandbox(pod: &Pod<'_>, container: &Container<'_>) -> Option<Sign> {
    let waiting =
        container.waiting_reason().filter(|_| container.waits_for(&["ContainerCreating", "PodInitializing"]))?;
    let event = Event::last(pod.view.graph(), pod.key(), &["FailedCreatePodSandBox"], |_| true)?;
    says_oom(event.message).then(|| {
        Sign::new(format!("\"{}\"", event.message), "the runtime's words", Some(event.fact()))
            .weak("the container is not created yet", Some(waiting.state()))
    })
}

fn conclude(finding: &Finding<'_, '_>) -> Hypothesis {
    let container = &finding.container;
    let (written, limit) = limit_of(finding);
    let shown = limit.as_ref().and_then(View::str).unwrap_or_default();
    let ran = Ending::of(container).is_some_and(|ending| !ending.never_ran());
    let what = match (&limit, ran) {
        (Some(_), true) => format!("was killed when it reached its memory limit of {shown}"),
        (Some(_), false) => format!("cannot even start within its memory limit of {shown}"),
        (None, true) => {
            "was killed because memory ran out, and has no limit of its own: the node, or the pod's limit, ran out"
                .to_owned()
        }
        (None, false) => "could not start because memory ran out".to_owned(),
    };
    let text = format!(
        "Container {} of {} {what}{}; {}.",
        container.name,
        gather::called(finding.app),
        gather::restarted(container),
        gather::extent(finding)
    );
    let hypothesis = gather::conclude(finding, &catalogue::OOM_KILLED, text);
    let statement = format!("limits container {} to {shown} of memory", container.name);
    let hypothesis = if written {
        finding.asked(hypothesis, statement, limit.as_ref().map(View::spec))
    } else {
        hypothesis.support(Weight::Weak, "the memory limit", None)
    };
    hypothesis.blames(Some(container.name), LIMIT, "memory limit").advise(raise(finding, shown)).advise(look(
        "Compare what the container uses with its limit before it is killed.",
        Some(format!("{} top pod --containers", advice::kubectl(&finding.app.key))),
    ))
}

/// The limit, and whether one is written: where a person would change it, else in the pod (which may have it from a
/// default of the namespace), else that of the whole pod.
fn limit_of<'g>(finding: &Finding<'_, 'g>) -> (bool, Option<View<'g>>) {
    if let Some((_, place)) = gather::asked_for(finding.app, &finding.container, &[LIMIT]) {
        return (true, place);
    }
    let whole = finding.pods.first().and_then(|(pod, _, _)| pod.view.at("/spec/resources/limits/memory"));
    (whole.is_some(), whole)
}

fn raise(finding: &Finding<'_, '_>, limit: &str) -> Remediation {
    let (app, name) = (finding.app, finding.container.name);
    let wanted = doubled(limit).unwrap_or_else(|| "<what it needs>".to_owned());
    let can_set = !app.key.is(&kinds::JOB) && !app.key.is(&kinds::POD);
    let line = can_set.then(|| {
        let (kubectl, workload) = (advice::kubectl(&app.key), advice::kubectl_name(&app.key));
        format!("{kubectl} set resources {workload} -c {name} --limits=memory='{wanted}'")
    });
    let text = format!("Raise the memory limit of container {name}, or make it use less.");
    advice::edit(app, &text, line, advice::container_diff(app, name, "resources.limits.memory", limit, &wanted))
}

/// Twice a quantity such as `64Mi`.
fn doubled(quantity: &str) -> Option<String> {
    let split = quantity.find(|c: char| !c.is_ascii_digit()).unwrap_or(quantity.len());
    let (number, unit) = quantity.split_at_checked(split)?;
    Some(format!("{}{unit}", number.parse::<u64>().ok()?.checked_mul(2)?)).filter(|_| !unit.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_quantities() {
        assert!(says_oom("container init was OOM-killed (memory limit too low?): unknown"));
        assert!(says_oom("set memory limit 4194304 too low; should be at least 12582912"));
        assert!(!says_oom("exec: \"x\": executable file not found in $PATH"));
        assert_eq!(doubled("64Mi").as_deref(), Some("128Mi"));
        assert_eq!(doubled("1.5Gi"), None);
        assert_eq!(doubled(""), None);
    }
}
