//! Causes that the registry's answer tells: not there, not let in, not reachable, too often.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::image::catalogue;
use crate::diagnosis::causes::image::pull::{self, Answer};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;

/// Waiting reasons of a container whose image was not pulled.
const PULLING: &[&str] = &["ErrImagePull", "ImagePullBackOff"];

/// `ImageNotFound`: the registry answered that it has no such image.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    pulls(case, Answer::NotFound)
        .iter()
        .map(|finding| {
            let image = image_of(&finding.container);
            let registry = pull::registry_of(&image);
            let text = format!("The registry {registry} has no image {image}, so {}.", finding.extent());
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_NOT_FOUND, text)
                .rules_out("registry unreachable: it answered", answers(finding))
                .rules_out("credentials: it said not found, not denied", answers(finding));
            let wanted = format!("{}:<a tag that exists>", without_tag(&image));
            asked(finding, hypothesis).advise(advice::set_image(finding, &wanted))
        })
        .collect()
}

/// `ImagePullSecretMissing`: refused, and no usable pull secret was sent.
pub fn secret_missing(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for finding in pulls(case, Answer::Denied) {
        let Some((pod, _, _)) = finding.pods.first() else { continue };
        let image = image_of(&finding.container);
        let registry = pull::registry_of(&image).to_owned();
        let named = secrets_of(case, pod);
        let missing: Vec<_> =
            named.iter().filter_map(|(key, asked)| Some((key, asked, absent(case, pod, key)?))).collect();
        if !named.is_empty() && missing.len() < named.len() {
            continue;
        }
        let what = match missing.first() {
            Some((key, ..)) => format!("the pull secret {} that the pod names does not exist", key.name),
            None => "the pod names no imagePullSecret".to_owned(),
        };
        let text =
            format!("The registry {registry} refuses an anonymous pull of {image}, and {what}; {}.", finding.extent());
        let mut hypothesis = finding.hypothesis(&catalogue::IMAGE_PULL_SECRET_MISSING, text);
        for (key, asked, proof) in missing {
            hypothesis = hypothesis
                .support(Weight::Proof, "the pull secret is absent", Some(proof.clone()))
                .support(Weight::Weak, "the pod names it", Some(asked.clone()))
                .link(key, "named as imagePullSecret, and absent", vec![asked.clone(), proof]);
        }
        let fix = advice::create_pull_secret(finding.app, &registry, named.first().map(|(key, _)| key.name.as_str()));
        found.push(asked(&finding, hypothesis.advise(fix)));
    }
    found
}

/// `ImagePullCredentialsRejected`: refused although the named secret exists.
pub fn credentials_rejected(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for finding in pulls(case, Answer::Denied) {
        let Some((pod, _, sign)) = finding.pods.first() else { continue };
        let named = secrets_of(case, pod);
        let present =
            named.iter().find_map(|(key, asked)| Some((key, asked, case.graph.view(key)?.at("/metadata/name")?)));
        let Some((key, asked_for, secret)) = present else { continue };
        if absent(case, pod, key).is_some() || pull::was_anonymous(&sign.shows) {
            continue;
        }
        let image = image_of(&finding.container);
        let registry = pull::registry_of(&image);
        let text = format!(
            "The registry {registry} refuses {image} although the pull secret {} exists: its credentials are wrong, expired, or for another registry; {}.",
            key.name,
            finding.extent()
        );
        let hypothesis = finding
            .hypothesis(&catalogue::IMAGE_PULL_CREDENTIALS_REJECTED, text)
            .support(Weight::Strong, "the pull secret exists", Some(secret.state()))
            .support(Weight::Weak, "the pod names it", Some(asked_for.clone()))
            .link(key, "named as imagePullSecret, and exists", vec![asked_for.clone(), secret.state()])
            .advise(advice::create_pull_secret(finding.app, registry, Some(&key.name)));
        found.push(asked(&finding, hypothesis));
    }
    found
}

/// `ImageRegistryUnresolvable`: the node cannot resolve the registry's name.
pub fn unresolvable(case: &Case<'_>) -> Vec<Hypothesis> {
    pulls(case, Answer::Unresolvable)
        .iter()
        .map(|finding| {
            let image = image_of(&finding.container);
            let registry = pull::registry_of(&image);
            let text = format!(
                "The node cannot resolve the registry's name {registry} of image {image}, so {}.",
                finding.extent()
            );
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_REGISTRY_UNRESOLVABLE, text)
                .rules_out("a missing image or missing credentials: the registry was never reached", answers(finding))
                .advise(look(
                    "Check the registry's name in the image; if it is right, check the DNS that the node uses.",
                    Some(format!("nslookup {registry}   # on the node")),
                ));
            asked(finding, hypothesis)
        })
        .collect()
}

/// `ImageRegistryUnreachable`: the registry does not answer.
pub fn unreachable(case: &Case<'_>) -> Vec<Hypothesis> {
    pulls(case, Answer::Unreachable)
        .iter()
        .map(|finding| {
            let image = image_of(&finding.container);
            let registry = pull::registry_of(&image);
            let text =
                format!("The node does not reach the registry {registry} of image {image}, so {}.", finding.extent());
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_REGISTRY_UNREACHABLE, text)
                .rules_out("the registry's name: it resolved", answers(finding))
                .advise(look(
                    "Check the way from the node to the registry: firewall, proxy, certificate authority.",
                    Some(format!("curl -v https://{registry}/v2/   # on the node")),
                ));
            asked(finding, hypothesis)
        })
        .collect()
}

/// `ImagePullRateLimited`: the registry limits our pulls.
pub fn rate_limited(case: &Case<'_>) -> Vec<Hypothesis> {
    pulls(case, Answer::RateLimited)
        .iter()
        .map(|finding| {
            let image = image_of(&finding.container);
            let registry = pull::registry_of(&image);
            let text = format!(
                "The registry {registry} limits the rate of pulls and refuses {image} for now, so {}.",
                finding.extent()
            );
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_PULL_RATE_LIMITED, text)
                .rules_out("a missing image: the registry refused to look", answers(finding))
                .advise(advice::create_pull_secret(finding.app, registry, None));
            asked(finding, hypothesis)
        })
        .collect()
}

/// The containers whose pull failed with this answer.
fn pulls<'c, 'g>(case: &'c Case<'g>, wanted: Answer) -> Vec<Finding<'c, 'g>> {
    case.containers(|_, pod, container| {
        let (proof, message) = pull_message(pod, container)?;
        (pull::understand(&message)? == wanted).then(|| {
            Sign::new(format!("\"{}\"", pull::last_words(&message)), "the registry's answer", Some(proof))
                .weak("the kubelet waits for the image", container.waiting_reason().map(|r| r.state()))
        })
    })
}

/// What the kubelet says of a failed pull: in the state, else (older kubelets say only "Back-off pulling image") in the
/// last event of a pod that still waits for its image.
fn pull_message(pod: &Pod<'_>, container: &Container<'_>) -> Option<(Fact, String)> {
    if !container.waits_for(PULLING) {
        return None;
    }
    if let Some(message) = container.waiting_message() {
        let text = message.str()?;
        if pull::understand(text).is_some() {
            return Some((message.state(), text.to_owned()));
        }
    }
    let image = container.image()?.str()?;
    let event = Event::last(pod.view.graph(), pod.key(), &["Failed", "FailedToPullImage"], |m| {
        m.contains(image) && pull::understand(m).is_some()
    })?;
    Some((event.fact(), event.message.to_owned()))
}

fn image_of(container: &Container<'_>) -> String {
    container.image().and_then(|image| image.str()).unwrap_or("(no image)").to_owned()
}

fn without_tag(image: &str) -> &str {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    match name.rsplit_once(':') {
        Some((before, tag)) if !tag.contains('/') => before,
        _ => name,
    }
}

fn answers(finding: &Finding<'_, '_>) -> Vec<Fact> {
    finding.pods.iter().take(1).filter_map(|(_, _, sign)| sign.proof.first()?.1.clone()).collect()
}

/// Adds what the app asks for, and that the image is to blame.
pub(super) fn asked(finding: &Finding<'_, '_>, hypothesis: Hypothesis) -> Hypothesis {
    let name = finding.container.name;
    let field = finding.app.container_field(name, "/image").or_else(|| finding.container.image());
    let image = field.as_ref().and_then(|f| f.str()).unwrap_or_default();
    let statement = format!("asks for image {image}");
    finding.asked(hypothesis, statement, field.map(|f| f.spec())).blames(Some(name), "/image", "image")
}

/// The pull secrets that a pod names (its own, which the admission of its ServiceAccount fills in), each with the place.
fn secrets_of(case: &Case<'_>, pod: &Pod<'_>) -> Vec<(EntityKey, Fact)> {
    let mut places = pod.view.items("/spec/imagePullSecrets");
    if places.is_empty() {
        let account = pod.view.str_at("/spec/serviceAccountName").unwrap_or("default");
        let key = EntityKey::new(&kinds::SERVICE_ACCOUNT, Some(pod.key().ns()), account);
        places = case.graph.view(&key).map(|account| account.items("/imagePullSecrets")).unwrap_or_default();
    }
    places
        .iter()
        .filter_map(|place| {
            let name = place.at("/name")?;
            Some((EntityKey::new(&kinds::SECRET, Some(pod.key().ns()), name.str()?), name.spec()))
        })
        .collect()
}

/// Proof that a pull secret is absent: it is not there, or the kubelet says that it could not get it and nobody can
/// tell better.
fn absent(case: &Case<'_>, pod: &Pod<'_>, secret: &EntityKey) -> Option<Fact> {
    match case.graph.lookup(secret) {
        Lookup::Present(_) => None,
        Lookup::Absent(fact) => Some(fact),
        Lookup::Unseen(_) => {
            let event =
                Event::last(case.graph, pod.key(), &["FailedToRetrieveImagePullSecret"], |m| m.contains(&secret.name))?;
            Some(event.fact())
        }
    }
}
