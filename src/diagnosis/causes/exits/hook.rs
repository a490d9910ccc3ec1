//! `PostStartHookFailed`: the kubelet kills a container whose postStart hook fails.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::crash;
use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::logs::decisive;
use crate::diagnosis::logs::severity::Severity;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::view::View;

/// Where the hook stands.
const HOOK: &str = "/lifecycle/postStart";
/// How kubelets begin the waiting reason; some put the hook's own words after it.
const REASON: &str = "PostStartHookError";

/// `PostStartHookFailed`.
pub fn failed(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| sign(pod, container));
    findings.iter().map(conclude).collect()
}

/// Whether a container's last end is the kubelet's answer to a failed hook.
pub fn killed(pod: &Pod<'_>, container: &Container<'_>, ending: &Ending<'_>) -> bool {
    failure(pod, container).is_some() && !ended_by_itself(container, ending)
}

/// What says that the hook failed.
struct Failure<'g> {
    /// The kubelet's event.
    event: Option<Event<'g>>,
    /// The waiting reason, where it is that of a failed hook.
    reason: Option<View<'g>>,
}

fn failure<'g>(pod: &Pod<'g>, container: &Container<'g>) -> Option<Failure<'g>> {
    container.spec.at(HOOK)?;
    let reason = container.waiting_reason().filter(|r| r.str().is_some_and(|r| r.starts_with(REASON)));
    let hooks = pod.containers().iter().filter(|c| c.spec.at(HOOK).is_some()).count();
    let event = Event::about(pod.view.graph(), pod.key()).into_iter().rev().find(|event| {
        let told = event.reason == "FailedPostStartHook";
        let named = exit::event_container(event)
            .map_or_else(|| hooks == 1 || exit::names(event.message, container.name), |named| named == container.name);
        told && named
    });
    (event.is_some() || reason.is_some()).then_some(Failure { event, reason })
}

/// A program that ends by itself makes its hook fail too: then its code is its own and its log says why.
fn ended_by_itself(container: &Container<'_>, ending: &Ending<'_>) -> bool {
    let own_code = ending.number != 0 && !ending.by_signal();
    own_code && crash::words(container).is_some_and(|words| words.decisive.severity >= Severity::Error)
}

fn sign(pod: &Pod<'_>, container: &Container<'_>) -> Option<Sign> {
    if container.role == Role::Init || (container.running().is_some() && Ending::of(container).is_none()) {
        return None;
    }
    let failure = failure(pod, container)?;
    let ending = Ending::of(container);
    if ending.as_ref().is_some_and(|ending| ended_by_itself(container, ending)) {
        return None;
    }
    let told = failure.event.as_ref().map(|event| event.message);
    let words = container.waiting_message().and_then(|m| m.str()).filter(|m| m.contains("hook")).or(told);
    let words = words.or(failure.reason.as_ref().and_then(View::str)).unwrap_or_default();
    let shows = format!("its postStart hook failed: \"{}\"", decisive::shorten(words));
    let what = "the kubelet says that the hook failed";
    let sign = match &failure.event {
        Some(event) => Sign::new(shows, what, Some(event.fact())),
        None => Sign::new(shows, what, failure.reason.map(|r| r.state())).strong("its event", None),
    };
    let state = match container.waiting() {
        Some(waiting) => waiting.at("/reason").map(|r| r.state()),
        None => ending.as_ref().and_then(exit::code_fact),
    };
    let hook = container.spec.at(HOOK)?;
    Some(sign.weak("the container does not run", state).weak("the pod has the hook", Some(hook.spec())))
}

fn conclude(finding: &Finding<'_, '_>) -> Hypothesis {
    let (app, container) = (finding.app, &finding.container);
    let field = gather::asked_for(app, container, &[HOOK]).and_then(|(_, place)| place);
    let hook = field.as_ref().map(|f| decisive::shorten(&f.value().to_string())).unwrap_or_default();
    let text = format!(
        "The postStart hook of container {} of {} fails, and the kubelet kills a container whose hook fails; {}.",
        container.name,
        gather::called(app),
        gather::extent(finding)
    );
    let hypothesis = gather::conclude(finding, &catalogue::POST_START_HOOK_FAILED, text);
    let statement = format!("runs {hook} right after the start of container {}", container.name);
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let fix = format!(
        "Correct the postStart hook of container {}, let it wait for what it needs, or do its work in the program.",
        container.name
    );
    let events = finding
        .pods
        .first()
        .map(|(pod, _, _)| format!("{} events --for pod/{}", advice::kubectl(pod.key()), pod.key().name));
    finding
        .asked(hypothesis, statement, field.map(|f| f.spec()))
        .blames(Some(container.name), HOOK, "postStart hook")
        .advise(advice::edit(app, &fix, Some(line), None))
        .advise(look(
            "Newer kubelets keep the hook's own words in their log; run the hook's command by hand in the image.",
            events,
        ))
}
