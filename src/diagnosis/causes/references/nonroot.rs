//! `RunAsNonRootViolation`: the kubelet refuses to start a container that would run as root.

use crate::diagnosis::advice::{edit, kubectl, kubectl_name};
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::references::catalogue;
use crate::diagnosis::causes::references::stall::CONFIG_ERROR;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::container::{Container, Words};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// What the kubelet found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finds {
    /// The image says root, or no user.
    Root,
    /// The image names its user by a word.
    Word,
    /// The spec itself asks for user 0.
    AskedFor,
}

const WORDS: &[(Finds, &str)] = &[
    (Finds::Root, "container has runAsNonRoot and image will run as root"),
    (Finds::Word, "container has runAsNonRoot and image has non-numeric user"),
    (Finds::AskedFor, "runAsUser breaks non-root policy"),
];

/// `RunAsNonRootViolation`.
pub fn violation(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| {
        let reason = container.waiting_reason().filter(|_| container.waits_for(CONFIG_ERROR))?;
        let (fact, text) = words(pod, container)?;
        finds(&text)?;
        Some(Sign::new(format!("\"{text}\""), "the kubelet says so", Some(fact)).weak("it waits", Some(reason.state())))
    });
    findings.iter().filter_map(hypothesis).collect()
}

fn words(pod: &Pod<'_>, container: &Container<'_>) -> Option<(Fact, String)> {
    match container.waiting_words() {
        Words::Said(view, text) => Some((view.state(), text.to_owned())),
        Words::Hidden => None,
        Words::None => {
            let event = Event::last(pod.view.graph(), pod.key(), &["Failed"], |m| finds(m).is_some())?;
            let of_container = event.view.str_at("/involvedObject/fieldPath").is_none_or(|path| {
                path.strip_suffix('}').and_then(|p| p.split_once('{')).is_none_or(|(_, name)| name == container.name)
            });
            of_container.then(|| (event.fact(), event.message.trim_start_matches("Error: ").to_owned()))
        }
    }
}

fn finds(text: &str) -> Option<Finds> {
    WORDS.iter().find(|(_, words)| text.contains(words)).map(|(finds, _)| *finds)
}

fn hypothesis(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (_, _, sign) = finding.pods.first()?;
    let found = finds(&sign.shows)?;
    let name = finding.container.name;
    let image = finding.container.image().and_then(|i| i.str()).unwrap_or("(no image)");
    let (pointer, place) = setting(finding, "runAsNonRoot");
    let why = match found {
        Finds::Root => format!("its image {image} runs as root"),
        Finds::Word => {
            format!("its image {image} names its user by a word, so the kubelet can't tell that it is not root")
        }
        Finds::AskedFor => "its runAsUser is 0, which is root".to_owned(),
    };
    let text = format!(
        "Container {name} must not run as root (securityContext.runAsNonRoot is true), but {why}; {}.",
        finding.extent()
    );
    let mut hypothesis = finding.hypothesis(&catalogue::RUN_AS_NON_ROOT_VIOLATION, text);
    if found == Finds::AskedFor {
        let (pointer, user) = setting(finding, "runAsUser");
        hypothesis = blamed(hypothesis, finding, pointer, "securityContext.runAsUser").support(
            Weight::Strong,
            "the user that is asked for",
            user.map(|u| u.spec()),
        );
    } else {
        hypothesis = blamed(hypothesis, finding, pointer, "securityContext.runAsNonRoot");
    }
    let fact = place.map(|place| place.spec());
    Some(finding.asked(hypothesis, "forbids to run as root: runAsNonRoot is true", fact).advise(remedy(finding, found)))
}

fn blamed(hypothesis: Hypothesis, finding: &Finding<'_, '_>, pointer: &str, name: &str) -> Hypothesis {
    let at_container = pointer.starts_with("/securityContext") && of_template(finding, pointer).is_some();
    hypothesis.blames(at_container.then_some(finding.container.name), pointer, name)
}

/// Where a field of the security context is set: the container's own stands above the pod's.
fn setting<'g>(finding: &Finding<'_, 'g>, field: &str) -> (&'static str, Option<View<'g>>) {
    let pointer = match field {
        "runAsUser" => "/securityContext/runAsUser",
        _ => "/securityContext/runAsNonRoot",
    };
    let own = of_template(finding, pointer);
    let place = own.or_else(|| finding.app.template().and_then(|t| t.at(&format!("/spec{pointer}"))));
    (pointer, place)
}

fn of_template<'g>(finding: &Finding<'_, 'g>, pointer: &str) -> Option<View<'g>> {
    finding.app.container_field(finding.container.name, pointer)
}

fn remedy(finding: &Finding<'_, '_>, found: Finds) -> crate::report::model::Remediation {
    let (app, name) = (finding.app, finding.container.name);
    let line = format!("{} edit {}", kubectl(&app.key), kubectl_name(&app.key));
    let text = match found {
        Finds::AskedFor => {
            format!("Set securityContext.runAsUser of container {name} to the number of a user other than 0.")
        }
        Finds::Root | Finds::Word => format!(
            "Build the image of container {name} with a numeric USER other than 0, or set securityContext.runAsUser to one that the program can run as."
        ),
    };
    edit(app, &text, Some(line), None)
}
