//! An image for another kind of machine: refused by the registry's manifest list, or found out by the kernel.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Sign};
use crate::diagnosis::causes::image::catalogue;
use crate::diagnosis::causes::image::pull::{self, Answer};
use crate::diagnosis::causes::image::registry::asked;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::container::Container;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `ImageArchitectureMismatch`: no variant for the node's platform, or the kernel cannot run the binary.
pub fn mismatch(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, _, container| {
        let (fact, shows) = refused(container).or_else(|| exec_format(container))?;
        Some(Sign::new(shows, "the image does not fit the machine", Some(fact)))
    });
    findings
        .iter()
        .map(|finding| {
            let image = finding.container.image().and_then(|i| i.str()).unwrap_or_default().to_owned();
            let node = finding.pods.first().and_then(|(pod, _, _)| pod.node());
            let architecture = node
                .and_then(|node| case.graph.view(&EntityKey::new(&kinds::NODE, None, node)))
                .and_then(|node| node.at("/status/nodeInfo/architecture"));
            let machine = architecture.as_ref().and_then(|a| a.str()).unwrap_or("the node's architecture");
            let text = format!("The image {image} has no variant that runs on {machine}; {}.", finding.extent());
            let mut hypothesis = finding
                .hypothesis(&catalogue::IMAGE_ARCHITECTURE_MISMATCH, text)
                .advise(advice::set_image(finding, "<an image built for this architecture>"));
            let fact = architecture.as_ref().map(View::state);
            hypothesis = hypothesis.support(Weight::Weak, "the node's architecture", fact);
            if let Some(architecture) = architecture {
                let facts = vec![architecture.state()];
                hypothesis = hypothesis.link(architecture.key(), format!("is {machine}"), facts);
            }
            asked(finding, hypothesis)
        })
        .collect()
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
