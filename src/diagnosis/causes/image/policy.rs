//! Causes that no registry was asked about: a name that cannot be, and a policy never to pull.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Sign};
use crate::diagnosis::causes::image::catalogue;
use crate::diagnosis::causes::image::registry::asked;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};

/// `ImageNameInvalid`: the name is not one that a registry can be asked for.
pub fn name_invalid(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, _, container| {
        let reason = container.waiting_reason().filter(|_| container.waits_for(&["InvalidImageName"]))?;
        let message = container.waiting_message();
        let shows =
            message.as_ref().and_then(|m| m.str()).map_or("InvalidImageName".to_owned(), |m| format!("\"{m}\""));
        Some(
            Sign::new(shows, "the kubelet calls the name invalid", Some(reason.state()))
                .strong("why it is", message.map(|m| m.state())),
        )
    });
    findings
        .iter()
        .map(|finding| {
            let image = finding.container.image().and_then(|i| i.str()).unwrap_or_default().to_owned();
            let text = format!("The image name {image} is invalid, so it was never pulled; {}.", finding.extent());
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_NAME_INVALID, text)
                .advise(advice::set_image(finding, "<registry>/<repository in lower case>:<tag>"));
            asked(finding, hypothesis)
        })
        .collect()
}

/// `ImageNeverPull`: policy `Never`, and the node does not have it.
pub fn never_pull(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, _, container| {
        let reason = container.waiting_reason().filter(|_| container.waits_for(&["ErrImageNeverPull"]))?;
        let message = container.waiting_message();
        let shows =
            message.as_ref().and_then(|m| m.str()).map_or("ErrImageNeverPull".to_owned(), |m| format!("\"{m}\""));
        Some(
            Sign::new(shows, "the kubelet may not pull", Some(reason.state()))
                .strong("in its words", message.map(|m| m.state())),
        )
    });
    findings
        .iter()
        .map(|finding| {
            let image = finding.container.image().and_then(|i| i.str()).unwrap_or_default().to_owned();
            let name = finding.container.name;
            let policy = finding.field("/imagePullPolicy");
            let text = format!(
                "The image {image} is not on the node, and imagePullPolicy Never forbids to pull it; {}.",
                finding.extent()
            );
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_NEVER_PULL, text)
                .advise(advice::set_field(finding, "imagePullPolicy", "IfNotPresent"))
                .support(Weight::Strong, "the policy", policy.map(|p| p.spec()));
            asked(finding, hypothesis).blames(Some(name), "/imagePullPolicy", "imagePullPolicy")
        })
        .collect()
}
