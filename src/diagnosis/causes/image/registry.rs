//! Causes that the registry's answer tells: not there, not let in, not reachable, too often.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::image::catalogue;
use crate::diagnosis::causes::image::pull::{self, Answer};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::container::{Container, Words};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

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
        let named = pull_secrets(case, pod);
        if named.iter().any(|secret| !secret.is_missing()) {
            continue;
        }
        let what = match named.first() {
            Some(secret) => format!("the pull secret {} that the pod names does not exist", secret.key.name),
            None => "the pod names no imagePullSecret".to_owned(),
        };
        let text =
            format!("The registry {registry} refuses an anonymous pull of {image}, and {what}; {}.", finding.extent());
        let mut hypothesis = finding.hypothesis(&catalogue::IMAGE_PULL_SECRET_MISSING, text);
        for secret in &named {
            hypothesis = hypothesis
                .support(Weight::Proof, "the pull secret is absent", secret.absence.clone())
                .support(Weight::Weak, "the kubelet could not get it", secret.complaint.clone())
                .support(Weight::Weak, "the pod names it", Some(secret.asked.clone()))
                .link(&secret.key, "named as imagePullSecret, and absent", secret.facts());
        }
        if named.len() < written(pod) {
            hypothesis = hypothesis.support(Weight::Strong, "every pull secret that the pod names", None);
        }
        let name = named.first().map(|secret| secret.key.name.as_str());
        let fix = advice::create_pull_secret(finding.app, &registry, name);
        found.push(asked(&finding, hypothesis.advise(fix)));
    }
    found
}

/// `ImagePullCredentialsRejected`: refused although the named secret exists.
pub fn credentials_rejected(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for finding in pulls(case, Answer::Denied) {
        let Some((pod, _, sign)) = finding.pods.first() else { continue };
        let anonymous = pull::was_anonymous(&sign.shows);
        // One that nobody could look up counts as sent where the registry does not call us anonymous.
        let sent = |secret: &PullSecret| secret.presence.is_some() || (!anonymous && !secret.is_missing());
        let Some(secret) = pull_secrets(case, pod).into_iter().find(sent) else { continue };
        let image = image_of(&finding.container);
        let registry = pull::registry_of(&image);
        let why = if anonymous {
            "it holds no credentials for this registry"
        } else {
            "its credentials are wrong, expired, or may not read this repository"
        };
        let text = format!(
            "The registry {registry} refuses {image} although the pod names the pull secret {}: {why}; {}.",
            secret.key.name,
            finding.extent()
        );
        let hypothesis = finding
            .hypothesis(&catalogue::IMAGE_PULL_CREDENTIALS_REJECTED, text)
            .support(Weight::Strong, "the pull secret exists", secret.presence.clone())
            .support(Weight::Weak, "the pod names it", Some(secret.asked.clone()))
            .link(&secret.key, "named as imagePullSecret", secret.facts())
            .advise(advice::create_pull_secret(finding.app, registry, Some(&secret.key.name)));
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
            let said = finding.pods.first().map(|(_, _, sign)| sign.shows.as_str()).unwrap_or_default();
            let (what, fix) = unreached(said);
            let text = format!("The node {what} the registry {registry} of image {image}, so {}.", finding.extent());
            let hypothesis = finding
                .hypothesis(&catalogue::IMAGE_REGISTRY_UNREACHABLE, text)
                .rules_out("the registry's name: it resolved", answers(finding))
                .advise(look(fix, Some(format!("curl -v https://{registry}/v2/   # on the node"))));
            asked(finding, hypothesis)
        })
        .collect()
}

/// How the node fails to reach a registry, and what to do about it.
fn unreached(said: &str) -> (&'static str, &'static str) {
    if said.contains("certificate has expired or is not yet valid") {
        (
            "does not accept the certificate (expired, or not valid yet) of",
            "Renew the registry's certificate; if it is in order, set the clock of the node.",
        )
    } else if said.contains("x509:") {
        (
            "does not trust the certificate of",
            "Give the container runtime of the nodes the authority that signed it (containerd: /etc/containerd/certs.d/<registry>/hosts.toml), or give the registry a certificate of a known authority for this name.",
        )
    } else if said.contains("server gave HTTP response to HTTPS client") {
        (
            "asks with HTTPS, and gets plain HTTP from,",
            "Let the registry speak TLS, or tell the container runtime of the nodes that this one speaks HTTP.",
        )
    } else {
        ("does not reach", "Check the way from the node to the registry: firewall, proxy, certificate authority.")
    }
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
    match container.waiting_words() {
        Words::Said(message, text) if pull::understand(text).is_some() => {
            return Some((message.state(), text.to_owned()));
        }
        Words::Hidden => return None,
        Words::Said(..) | Words::None => {}
    }
    let image = container.image()?.str()?;
    let event = Event::last(pod.view.graph(), pod.key(), &["Failed", "FailedToPullImage"], |m| {
        m.contains(image) && pull::understand(m).is_some()
    })?;
    Some((event.fact(), event.message.to_owned()))
}

/// The image that a container asks for.
pub(super) fn image_of(container: &Container<'_>) -> String {
    container.image().and_then(|image| image.str()).unwrap_or("(no image)").to_owned()
}

/// The name of an image without its tag or digest.
pub(super) fn without_tag(image: &str) -> &str {
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
    let field = finding.field("/image");
    let image = field.as_ref().and_then(View::str).unwrap_or_default();
    let statement = format!("asks for image {image}");
    finding.asked(hypothesis, statement, field.map(|f| f.spec())).blames(Some(name), "/image", "image")
}

/// A pull secret that a pod names.
struct PullSecret {
    key: EntityKey,
    /// Where it is named.
    asked: Fact,
    /// That it exists.
    presence: Option<Fact>,
    /// That it does not.
    absence: Option<Fact>,
    /// That the kubelet could not get it.
    complaint: Option<Fact>,
}

impl PullSecret {
    /// Whether it does not exist: it is not there, or the kubelet could not get it and nobody can tell better.
    fn is_missing(&self) -> bool {
        self.presence.is_none() && (self.absence.is_some() || self.complaint.is_some())
    }

    fn facts(&self) -> Vec<Fact> {
        let told = [&self.presence, &self.absence, &self.complaint];
        std::iter::once(&self.asked).chain(told.into_iter().flatten()).cloned().collect()
    }
}

/// The pull secrets that a pod names: its own, which the admission of its ServiceAccount fills in.
fn pull_secrets(case: &Case<'_>, pod: &Pod<'_>) -> Vec<PullSecret> {
    let mut places = pod.view.items("/spec/imagePullSecrets");
    if places.is_empty() {
        let account = pod.view.str_at("/spec/serviceAccountName").unwrap_or("default");
        let key = EntityKey::new(&kinds::SERVICE_ACCOUNT, Some(pod.key().ns()), account);
        places = case.graph.view(&key).map(|account| account.items("/imagePullSecrets")).unwrap_or_default();
    }
    places.iter().filter_map(|place| pull_secret(case, pod, place)).collect()
}

fn pull_secret(case: &Case<'_>, pod: &Pod<'_>, place: &View<'_>) -> Option<PullSecret> {
    let name = place.at("/name")?;
    let key = EntityKey::new(&kinds::SECRET, Some(pod.key().ns()), name.str()?);
    let (mut presence, mut absence, mut complaint) = (None, None, None);
    match case.graph.lookup(&key) {
        Lookup::Present(object) => presence = View::root(case.graph, object).at("/metadata/name").map(|n| n.state()),
        Lookup::Absent(fact) => absence = Some(fact),
        Lookup::Unseen(_) => {}
    }
    // Its word of the past does not count against a secret that is there.
    if case.graph.get(&key).is_none() {
        let says = |message: &str| message.contains(&key.name);
        complaint = Event::last(case.graph, pod.key(), &["FailedToRetrieveImagePullSecret"], says).map(|e| e.fact());
    }
    Some(PullSecret { key, asked: name.spec(), presence, absence, complaint })
}

/// How many pull secrets the pod's own spec names, seen or not.
fn written(pod: &Pod<'_>) -> usize {
    let list = pod.view.value().pointer("/spec/imagePullSecrets");
    list.and_then(serde_json::Value::as_array).map_or(0, Vec::len)
}
