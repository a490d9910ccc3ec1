//! Commands that are not there, and commands that may not be run.
//!
//! Either the runtime could not execute the command (its message names it), or a shell in the container could not (exit
//! code 127 or 126, and its line names it).

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::command_words::{self, Refusal};
use crate::diagnosis::causes::exits::exit::{self, Ending};
use crate::diagnosis::causes::exits::gather;
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::logs::decisive;
use crate::diagnosis::objects::container::Container;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// A program that ran longer than this was found.
const AT_ONCE: i64 = 60;

/// What was refused, by whom, and where that is written.
pub struct Refused {
    /// Missing or not executable.
    pub refusal: Refusal,
    /// The command, where it is named.
    pub command: Option<String>,
    /// The words.
    pub words: String,
    /// Where they are written.
    pub fact: Fact,
    /// Whether only the less likely log says so.
    pub aside: bool,
}

/// `ContainerCommandNotFound`.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    prove(case, Refusal::NotFound, &catalogue::CONTAINER_COMMAND_NOT_FOUND)
}

/// `ContainerCommandNotExecutable`.
pub fn not_executable(case: &Case<'_>) -> Vec<Hypothesis> {
    prove(case, Refusal::NotExecutable, &catalogue::CONTAINER_COMMAND_NOT_EXECUTABLE)
}

fn prove(case: &Case<'_>, wanted: Refusal, entry: &'static Cause) -> Vec<Hypothesis> {
    let mut findings = gather::endings(case, |_, container, ending| sign(container, ending, wanted));
    findings.extend(case.containers(|_, _, container| waiting(container, wanted)));
    findings.iter().map(|finding| conclude(finding, wanted, entry)).collect()
}

/// What refused a container's command, in words: the runtime's message, else a line of its log.
pub fn refused(container: &Container<'_>, ending: &Ending<'_>) -> Option<Refused> {
    if let Some(message) = ending.exit.at("/message")
        && let Some((refusal, command)) = message.str().and_then(command_words::by_runtime)
    {
        let words = decisive::shorten(message.str()?);
        return Some(Refused { refusal, command, words, fact: message.state(), aside: false });
    }
    if ending.number == 0 || ending.never_ran() {
        return None;
    }
    let (log, (line, refusal, command), aside) = exit::said(container, |log| {
        log.lines.iter().rev().take(5).find_map(|line| {
            let (refusal, command) = command_words::by_shell(&line.text, ending.number)?;
            Some((line.clone(), refusal, command))
        })
    })?;
    Some(Refused { refusal, command, words: decisive::shorten(&line.text), fact: log.fact(&line), aside })
}

fn sign(container: &Container<'_>, ending: &Ending<'_>, wanted: Refusal) -> Option<Sign> {
    let by_code = ending.number == wanted.code();
    if let Some(refused) = refused(container, ending) {
        let shows = format!("{}: \"{}\"", ending.words(), refused.words);
        return (refused.refusal == wanted).then(|| {
            let sign = Sign::new(shows, "who could not run it says so", Some(refused.fact))
                .strong("the exit code", exit::code_fact(ending));
            if refused.aside { sign.weak("the log of the last run says so", None) } else { sign }
        });
    }
    let long = ending.ran().is_some_and(|ran| ran.as_secs() > AT_ONCE);
    let library =
        exit::said(container, |log| log.lines.iter().find(|l| l.text.contains("shared librar")).cloned()).is_some();
    (by_code && !long && !library && !ending.never_ran()).then(|| {
        Sign::new(ending.words(), "who could not run it says so", None).strong("the exit code", exit::code_fact(ending))
    })
}

/// A container that never had an end: the kubelet still tries to create or start it.
fn waiting(container: &Container<'_>, wanted: Refusal) -> Option<Sign> {
    let message = container.waiting_message().filter(|_| container.last_exit().is_none())?;
    if !container.waits_for(&["RunContainerError", "CreateContainerError", "StartError"]) {
        return None;
    }
    let (refusal, _) = command_words::by_runtime(message.str()?)?;
    (refusal == wanted).then(|| {
        Sign::new(
            format!("\"{}\"", decisive::shorten(message.str().unwrap_or_default())),
            "the runtime's words",
            Some(message.state()),
        )
    })
}

fn conclude(finding: &Finding<'_, '_>, wanted: Refusal, cause: &'static Cause) -> Hypothesis {
    let container = &finding.container;
    let refused = Ending::of(container).and_then(|ending| refused(container, &ending));
    let named = refused
        .as_ref()
        .and_then(|refused| refused.command.clone())
        .or_else(|| command_words::by_runtime(container.waiting_message()?.str()?)?.1);
    let command = named.as_ref().map_or("its command".to_owned(), |name| format!("\"{name}\""));
    let image = container.image().and_then(|image| image.str()).unwrap_or("its image");
    let what = match wanted {
        Refusal::NotFound => format!("{command} is not there in image {image}"),
        Refusal::NotExecutable => format!("{command} is there in image {image} and may not be executed"),
    };
    let text = format!(
        "Container {} of {} cannot run {}: {what}; {}.",
        container.name,
        gather::called(finding.app),
        if named.is_some() { "what it is told to" } else { "its command" },
        gather::extent(finding)
    );
    let mut hypothesis = gather::conclude(finding, cause, text);
    let field = gather::asked_for(finding.app, container, &["/command", "/args"]);
    if let Some((_, place)) = &field {
        let told = place.as_ref().map(written).unwrap_or_default();
        let statement = format!("tells container {} to run {told}", container.name);
        hypothesis = finding.asked(hypothesis, statement, place.as_ref().map(View::spec));
    }
    let pointer = field.map_or("/image", |(pointer, _)| pointer);
    let name = pointer.trim_start_matches('/');
    hypothesis.blames(Some(container.name), pointer, name).advise(mend(finding, wanted, named.as_deref()))
}

/// A command as a person writes it.
fn written(place: &View<'_>) -> String {
    decisive::shorten(&place.value().to_string())
}

fn mend(finding: &Finding<'_, '_>, wanted: Refusal, named: Option<&str>) -> Remediation {
    let (app, name) = (finding.app, finding.container.name);
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let words: Vec<&str> = named.unwrap_or_default().split_whitespace().collect();
    let place = app.container_field(name, "/command");
    let one_string =
        words.len() > 1 && place.as_ref().is_some_and(|p| p.value().as_array().is_some_and(|a| a.len() == 1));
    let text = match wanted {
        Refusal::NotFound if one_string => {
            format!("Write each word of the command of container {name} as an element of its own.")
        }
        Refusal::NotFound => {
            format!("Correct command or args of container {name}, or use an image that has the program.")
        }
        Refusal::NotExecutable => format!(
            "Make it executable when the image of container {name} is built (chmod +x), mount it with defaultMode 0755, or run it through its interpreter."
        ),
    };
    let diff = place.filter(|_| one_string).and_then(|place| {
        let wanted = serde_json::to_string(&words).ok()?;
        advice::container_diff(app, name, "command", &place.value().to_string(), &wanted)
    });
    advice::edit(app, &text, Some(line), diff)
}
