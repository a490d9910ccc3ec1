//! `ContainerCompletesRepeatedly`: a process that ends with success where it should keep running.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::causes::exits::hook;
use crate::diagnosis::causes::exits::memory;
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::logs::decisive;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::view::View;

/// `ContainerCompletesRepeatedly`.
pub fn repeatedly(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = gather::endings(case, |pod, container, ending| {
        let ends_well = ending.number == 0 && !ending.never_ran() && !memory::is_oom(ending);
        let kept_up = container.role != Role::Init && restarts_always(pod);
        let outside = exit::killed_by_probe(pod, container, ending).is_some() || hook::killed(pod, container, ending);
        let again = container.waits_for(&["CrashLoopBackOff"]) || container.restarts() > 0;
        (ends_well && kept_up && again && !outside).then(|| sign(container, ending))
    });
    findings.iter().map(conclude).collect()
}

/// Whether the kubelet starts the pod's containers again whatever they ended with.
fn restarts_always(pod: &Pod<'_>) -> bool {
    pod.view.str_at("/spec/restartPolicy").unwrap_or("Always") == "Always"
}

fn sign(container: &Container<'_>, ending: &Ending<'_>) -> Sign {
    let loops = match container.waiting() {
        Some(waiting) => waiting.at("/reason"),
        None => container.status.as_ref().and_then(|status| status.at("/restartCount")),
    };
    Sign::new(ending.words(), "it ended with success", exit::code_fact(ending))
        .strong("it is started again and again", loops.map(|l| l.state()))
}

fn conclude(finding: &Finding<'_, '_>) -> Hypothesis {
    let (app, container) = (finding.app, &finding.container);
    let words = Ending::of(container).map(|ending| ending.words()).unwrap_or_default();
    let text = format!(
        "Container {} of {} ends with {words}, and is started again because its pod should keep running{}; {}.",
        container.name,
        gather::called(app),
        gather::restarted(container),
        gather::extent(finding)
    );
    let mut hypothesis = gather::conclude(finding, &catalogue::CONTAINER_COMPLETES_REPEATEDLY, text);
    let field = gather::asked_for(app, container, &["/command", "/args"]);
    let pointer = field.as_ref().map_or("/image", |(pointer, _)| *pointer);
    if let Some((_, place)) = &field {
        let told = place.as_ref().map(|place| place.value().to_string()).unwrap_or_default();
        let statement = format!("tells container {} to run {}", container.name, decisive::shorten(&told));
        hypothesis = finding.asked(hypothesis, statement, place.as_ref().map(View::spec));
    }
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let text = format!(
        "Let the command of container {} run in the foreground, or make this a Job if it is meant to end.",
        container.name
    );
    hypothesis.blames(Some(container.name), pointer, pointer.trim_start_matches('/')).advise(advice::edit(
        app,
        &text,
        Some(line),
        None,
    ))
}
