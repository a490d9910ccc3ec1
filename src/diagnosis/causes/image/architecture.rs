//! An image for another kind of machine: refused by the registry's manifest list, or found out by the kernel.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::image::catalogue;
use crate::diagnosis::causes::image::pull::{self, Answer};
use crate::diagnosis::causes::image::registry::{asked, image_of, without_tag};
use crate::diagnosis::causes::scheduling::mend;
use crate::diagnosis::hypothesis::{Hypothesis, Link, Weight, command};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// The label of nodes that says for which machines they run programs.
const ARCH: &str = "kubernetes.io/arch";

/// `ImageArchitectureMismatch`: no variant for the node's platform, or the kernel cannot run the binary.
pub fn mismatch(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, _, container| {
        let (fact, shows) = refused(container).or_else(|| exec_format(container))?;
        Some(Sign::new(shows, "the image does not fit the machine", Some(fact)))
    });
    findings.iter().map(conclude).collect()
}

/// Whether a container shows that its image is for other machines; for deciding what to read.
pub fn is_shown(container: &Container<'_>) -> bool {
    refused(container).or_else(|| exec_format(container)).is_some()
}

/// Where the same image runs that does not run here.
struct Elsewhere<'g> {
    /// A pod that is ready with it.
    pod: EntityKey,
    /// Its node.
    node: EntityKey,
    /// For which machines that node runs programs, where that was read.
    machine: Option<String>,
    /// The same, to be cited.
    place: Option<View<'g>>,
}

fn conclude(finding: &Finding<'_, '_>) -> Hypothesis {
    let image = image_of(&finding.container);
    let here = finding.pods.first().and_then(|(pod, _, _)| node_of(pod));
    let raw = here.as_ref().and_then(|(_, machine, _)| machine.clone());
    let machine = raw.clone().unwrap_or_else(|| "the node's architecture".to_owned());
    let elsewhere = elsewhere(finding, &image, raw.as_deref());
    let runs = elsewhere.as_ref().map_or(String::new(), |other| {
        let there = other.machine.clone().unwrap_or_else(|| format!("{}, on another node,", other.node.name));
        format!("; on {there} it runs")
    });
    let text = format!("The image {image} has no variant that runs on {machine}; {}{runs}.", finding.extent());
    let mut hypothesis = finding.hypothesis(&catalogue::IMAGE_ARCHITECTURE_MISMATCH, text);
    let place = here.and_then(|(_, _, place)| place);
    hypothesis = hypothesis.support(Weight::Weak, "the node's architecture", place.as_ref().map(View::state));
    if let Some(place) = place {
        hypothesis = hypothesis.link(place.key(), format!("is {machine}"), vec![place.state()]);
    }
    match elsewhere {
        Some(other) => placed(finding, hypothesis, &other, raw.as_deref()),
        None => asked(finding, hypothesis.advise(advice::set_image(finding, "<an image built for this architecture>"))),
    }
}

/// The node of a pod, its architecture by the raw value, and where that is written.
fn node_of<'g>(pod: &Pod<'g>) -> Option<(EntityKey, Option<String>, Option<View<'g>>)> {
    const PLACE: &str = "/status/nodeInfo/architecture";
    let key = EntityKey::new(&kinds::NODE, None, pod.node()?);
    let node = pod.view.graph().view(&key);
    let machine = node.as_ref().and_then(|node| node.value().pointer(PLACE)?.as_str()).map(str::to_owned);
    Some((key, machine, node.and_then(|node| node.at(PLACE))))
}

/// A pod of the app that is ready with the very image on a node of another architecture: then the image is not to blame,
/// but where the pod was put. Nodes that were not read count as others: the same image cannot run and not run on one kind.
fn elsewhere<'g>(finding: &Finding<'_, 'g>, image: &str, here: Option<&str>) -> Option<Elsewhere<'g>> {
    let name = finding.container.name;
    let same = |pod: &&Pod<'g>| {
        let own = pod.containers().into_iter().find(|container| container.name == name);
        pod.ready() && pod.deleted().is_none() && own.is_some_and(|container| image_of(&container) == image)
    };
    let found = finding.app.pods.iter().filter(same).filter_map(|pod| {
        let (node, machine, place) = node_of(pod)?;
        Some(Elsewhere { pod: pod.key().clone(), node, machine, place })
    });
    let stuck = finding.pods.first().and_then(|(pod, _, _)| pod.node());
    let other = |other: &Elsewhere<'_>| match (&other.machine, here) {
        (Some(there), Some(here)) => there != here,
        _ => Some(&*other.node.name) != stuck,
    };
    // One whose architecture is known tells more.
    let all: Vec<Elsewhere<'g>> = found.filter(other).collect();
    let known = all.iter().position(|other| other.machine.is_some()).unwrap_or(0);
    all.into_iter().nth(known)
}

/// The image runs elsewhere: the pods belong there, until there is an image for both. No change of the image is to blame.
fn placed(
    finding: &Finding<'_, '_>,
    mut hypothesis: Hypothesis,
    other: &Elsewhere<'_>,
    here: Option<&str>,
) -> Hypothesis {
    let field = finding.field("/image");
    let image = field.as_ref().and_then(View::str).unwrap_or_default();
    let fact = field.as_ref().map(View::spec);
    let link = Link {
        entity: finding.app.key.clone(),
        statement: format!("asks for image {image}"),
        facts: fact.iter().cloned().collect(),
    };
    hypothesis.chain.insert(0, link);
    hypothesis = hypothesis.support(Weight::Weak, "what the app asks for", fact).support(
        Weight::Strong,
        "the architecture of a node where it runs",
        other.place.as_ref().map(View::state),
    );
    if let Some(place) = &other.place {
        let there = place.str().unwrap_or_default();
        let shows = format!("is {there}, and pod {} runs there with the same image", other.pod.name);
        hypothesis = hypothesis.link(&other.node, shows, vec![place.state()]);
    }
    let there = other.machine.as_deref();
    let kept = keep(finding.app, there.unwrap_or("<the architecture that it is built for>"));
    hypothesis.advise(kept).advise(build(image, there, here))
}

/// Keeps the pods of an app to nodes of one architecture.
fn keep(app: &App<'_>, there: &str) -> Remediation {
    let has = app.template().is_some_and(|template| template.at("/spec/nodeSelector").is_some());
    let now = if has { "nodeSelector:\n" } else { "" };
    let text = format!("Keep the pods of {} to {there} nodes, where the image runs.", app.key.name);
    mend::template(app, &text, now, &format!("nodeSelector:\n  {ARCH}: {there}\n"))
}

/// Makes the image for both.
fn build(image: &str, there: Option<&str>, here: Option<&str>) -> Remediation {
    let platform = |machine: Option<&str>| format!("linux/{}", machine.unwrap_or("<its architecture>"));
    command(
        format!(
            "Build the image for {} as well, or take one that is, before its pods may run on such nodes again.",
            here.unwrap_or("the other nodes")
        ),
        format!(
            "docker buildx build --platform {},{} -t {}:<a new tag> --push .",
            platform(there),
            platform(here),
            without_tag(image)
        ),
        "none to running pods; it changes nothing until the app asks for the new tag",
    )
}

fn refused(container: &Container<'_>) -> Option<(Fact, String)> {
    let message = container.waiting_message().filter(|_| container.waits_for(&["ErrImagePull", "ImagePullBackOff"]))?;
    let text = message.str()?;
    (pull::understand(text)? == Answer::Architecture)
        .then(|| (message.state(), format!("\"{}\"", pull::last_words(text))))
}

/// `exec format error`, from the runtime or from the shell that tried; only while the container does not run.
fn exec_format(container: &Container<'_>) -> Option<(Fact, String)> {
    if container.running().is_some() {
        return None;
    }
    let says = |text: &str| text.to_lowercase().contains("exec format error");
    let exit = container.last_exit()?;
    if exit.i64_at("/exitCode") == Some(0) {
        return None;
    }
    if let Some(message) = exit.at("/message").filter(|m| m.str().is_some_and(says)) {
        return Some((message.state(), format!("\"{}\"", message.str()?)));
    }
    container.logs().iter().find_map(|log| {
        let line = log.lines.iter().rev().find(|line| says(&line.text))?;
        Some((log.fact(line), format!("\"{}\"", line.text)))
    })
}
