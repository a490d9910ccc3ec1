//! `ApplicationCrash` and `InitContainerFailing`: a process that ends by itself with an error, quoted in its own words.
//!
//! Both say what happened, not why: where something more specific is proven for the same end, they keep silent.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::{command, gather, hook, memory, port};
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::logs::decisive::{self, Decisive};
use crate::diagnosis::logs::severity::Severity;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::log::Log;

/// `ApplicationCrash`.
pub fn crash(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = gather::endings(case, |pod, container, ending| {
        (container.role != Role::Init && by_itself(pod, container, ending)).then(|| sign(container, ending))
    });
    findings
        .iter()
        .map(|finding| {
            let container = &finding.container;
            let text = format!(
                "Container {} of {} ends with {}{}; {}.{}",
                container.name,
                gather::called(finding.app),
                ending_words(container),
                gather::restarted(container),
                gather::extent(finding),
                quoted(finding)
            );
            let hypothesis = gather::conclude(finding, &catalogue::APPLICATION_CRASH, text);
            advised(finding, hypothesis)
        })
        .collect()
}

/// `InitContainerFailing`.
pub fn init_failing(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = gather::endings(case, |pod, container, ending| {
        let stands = matches!(
            pod.trouble(),
            Some(Trouble::Initializing | Trouble::Restarting | Trouble::Failed | Trouble::NotStarted)
        );
        (container.role == Role::Init && stands && by_itself(pod, container, ending)).then(|| sign(container, ending))
    });
    findings
        .iter()
        .map(|finding| {
            let container = &finding.container;
            let text = format!(
                "Init container {} of {} ends with {}{}, so the containers after it never start.{}",
                container.name,
                gather::called(finding.app),
                ending_words(container),
                gather::restarted(container),
                quoted(finding)
            );
            let hypothesis = gather::conclude(finding, &catalogue::INIT_CONTAINER_FAILING, text);
            advised(finding, hypothesis)
        })
        .collect()
}

/// Whether a process ended by itself with an error, and nothing more specific is known of this end.
fn by_itself(pod: &Pod<'_>, container: &Container<'_>, ending: &Ending<'_>) -> bool {
    ending.number != 0
        && !ending.never_ran()
        && !memory::is_oom(ending)
        && exit::killed_by_probe(pod, container, ending).is_none()
        && command::refused(container, ending).is_none()
        && !hook::killed(pod, container, ending)
        && port::in_use(container).is_none()
        && !wrong_machine(container, ending)
}

fn wrong_machine(container: &Container<'_>, ending: &Ending<'_>) -> bool {
    let says = |text: &str| text.to_lowercase().contains("exec format error");
    let logged = |log: &Log| log.lines.iter().rev().take(5).any(|line| says(&line.text)).then_some(());
    ending.exit.str_at("/message").is_some_and(says) || exit::said(container, logged).is_some()
}

/// What the log of the last end says.
pub struct Words {
    /// The log.
    pub log: Log,
    /// Its decisive line.
    pub decisive: Decisive,
    /// Whether it is the less likely log that says more.
    pub aside: bool,
}

/// The log that says most of why it ended, the likelier one if both do.
pub fn words(container: &Container<'_>) -> Option<Words> {
    let mut best: Option<Words> = None;
    let well = exit::well(container);
    for (at, log) in exit::last_words(container).into_iter().enumerate() {
        let Some(decisive) = decisive::beside(&log, &well) else { continue };
        if best.as_ref().is_none_or(|best| decisive.severity > best.decisive.severity) {
            best = Some(Words { log, decisive, aside: at > 0 });
        }
    }
    best
}

fn sign(container: &Container<'_>, ending: &Ending<'_>) -> Sign {
    let words = words(container);
    let words = words.filter(|words| words.decisive.severity > Severity::Plain);
    let said = words.as_ref().map(|words| format!(": \"{}\"", words.decisive.quote())).unwrap_or_default();
    let shows = format!("{}{said}", ending.words());
    let code = exit::code_fact(ending);
    // A signal may come from outside, and nobody wrote down who sent it: then the code alone proves no crash.
    let mut sign = if ending.by_signal() {
        Sign::new(shows, "why it ended", None).strong("the exit code", code)
    } else {
        Sign::new(shows, "the exit code", code)
    };
    let Some(Words { log, decisive, aside }) = words else { return sign.strong("its log says why", None) };
    if aside {
        sign = sign.weak("the likelier log says why", None);
    }
    sign = sign.strong("its log says why", Some(log.fact(&decisive.line)));
    sign = sign.weak("what led there", decisive.before.as_ref().map(|line| log.fact(line)));
    if decisive.announces() {
        sign = sign.weak("what it announces", decisive.after.as_ref().map(|line| log.fact(line)));
    }
    sign
}

fn ending_words(container: &Container<'_>) -> String {
    Ending::of(container).map(|ending| ending.words()).unwrap_or_default()
}

/// The decisive line, as a sentence of its own.
fn quoted(finding: &Finding<'_, '_>) -> String {
    let said = finding.pods.iter().find_map(|(_, container, _)| words(container));
    match said {
        Some(Words { decisive, .. }) if decisive.severity > Severity::Plain => {
            format!(" It says: \"{}\".", decisive.quote())
        }
        Some(_) => " The end of its log does not say why.".to_owned(),
        None => " Its log was not seen.".to_owned(),
    }
}

fn advised(finding: &Finding<'_, '_>, hypothesis: Hypothesis) -> Hypothesis {
    let Some((pod, container, _)) = finding.pods.first() else { return hypothesis };
    let previous = if container.last_terminated().is_some() { " --previous" } else { "" };
    let line = format!("{} logs {} -c {}{previous}", advice::kubectl(pod.key()), pod.key().name, container.name);
    hypothesis
        .advise(look("Read the whole log of the run that ended, and what changed before the first crash.", Some(line)))
}
