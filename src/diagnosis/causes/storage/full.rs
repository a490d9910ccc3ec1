//! `VolumeFull`: a volume without room, whether it was asked to grow, and how to get at what fills it.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::causes::storage::expansion::{self, Expansion, Stage};
use crate::diagnosis::causes::storage::mounted::{self, Said};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, command, look};
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::managed;
use crate::diagnosis::objects::claim::{self, Claim, StorageClass};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;
use crate::report::model::Remediation;

const WORDS: &[&str] = &["no space left on device", "enospc", "disk quota exceeded", "edquot", "could not extend file"];

/// `VolumeFull`.
pub fn full(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| {
        let said = no_room(pod, container)?;
        let sign = Sign::new(format!("\"{}\"", said.text), "what the process says", Some(said.fact));
        Some(sign.strong("where the volume is mounted", said.mount.at("/mountPath").map(|p| p.spec())))
    });
    findings.iter().filter_map(say).collect()
}

/// Whether a container of a pod says that a volume has no room; for deciding what to read.
pub fn is_full(pod: &Pod<'_>) -> bool {
    pod.containers().iter().any(|container| no_room(pod, container).is_some())
}

/// What a container says of a volume without room: a claim's, or one with a limit of its own.
fn no_room<'g>(pod: &Pod<'g>, container: &Container<'g>) -> Option<Said<'g>> {
    let said = mounted::said(container, WORDS)?;
    let volume = mounted::volume(pod, &said.mount)?;
    let own = volume.at("/emptyDir/sizeLimit").is_some() || volume.str_at("/emptyDir/medium") == Some("Memory");
    let claimed = volume.at("/persistentVolumeClaim").is_some() || volume.at("/ephemeral").is_some();
    (own || claimed || volume.at("/nfs").is_some() || volume.at("/csi").is_some()).then_some(said)
}

fn say(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (pod, container, _) = finding.pods.first()?;
    let said = no_room(pod, container)?;
    let name = said.mount.str_at("/name").unwrap_or_default();
    let key = claim_of(pod, name);
    let claim = key.as_ref().and_then(|key| Claim::get(pod.view.graph(), key));
    let size = claim.as_ref().and_then(|claim| {
        let size = claim.view.at("/status/capacity/storage").or_else(|| claim.size())?;
        size.str().map(str::to_owned)
    });
    let what = match (&key, size) {
        (Some(claim), Some(size)) => format!("claim {} ({size})", claim.name),
        (Some(claim), None) => format!("claim {}", claim.name),
        (None, _) => format!("volume {name}"),
    };
    let expansion = claim.as_ref().and_then(expansion::of);
    let text = format!(
        "Container {} of {} {} cannot write {}: {what} has no room left{}.",
        container.name,
        finding.app.key.kind,
        finding.app.key.name,
        said.path,
        expansion.as_ref().map_or(String::new(), in_words),
    );
    let hypothesis = finding.hypothesis(&catalogue::VOLUME_FULL, text);
    let Some(key) = key else {
        return Some(hypothesis.advise(look(format!("Raise the limit of volume {name}, or write less to it."), None)));
    };
    let larger = match &expansion {
        Some(expansion) => under_way(expansion, &key, pod),
        None => grow(claim.as_ref(), &key),
    };
    let hypothesis = expansion.iter().fold(hypothesis, |hypothesis, expansion| told(hypothesis, &key, expansion));
    Some(hypothesis.advise(larger).advise(look_inside(finding, &said)))
}

/// That it was asked to grow, and why it has not.
fn in_words(expansion: &Expansion) -> String {
    let asked = &expansion.asked;
    match (expansion.stage, &expansion.words) {
        (Stage::Refused, Some(words)) => {
            format!(
                "; it was asked to grow to {asked}, which fails: \"{}\"",
                expansion::last_words(words).trim_end_matches('.')
            )
        }
        (Stage::Refused, None) => format!("; it was asked to grow to {asked}, which fails"),
        (Stage::FileSystem, _) => {
            format!("; it was asked to grow to {asked}, and only its file system has not: a pod has to mount it anew")
        }
        (Stage::UnderWay, _) => format!("; it was asked to grow to {asked}, which is under way"),
        (Stage::Unheard, _) => format!("; it was asked to grow to {asked}, and nobody has taken that up"),
    }
}

fn told(mut hypothesis: Hypothesis, key: &EntityKey, expansion: &Expansion) -> Hypothesis {
    let [asks, has] = expansion.sizes.clone();
    let [stage, event] = expansion.said.clone();
    for (what, fact) in [
        ("what the claim asks for", &asks),
        ("what it has", &has),
        ("how far its expansion is", &stage),
        ("why that is not done", &event),
    ] {
        hypothesis = hypothesis.support(Weight::Weak, what, fact.clone());
    }
    let sizes = asks.into_iter().chain(has).collect();
    hypothesis = hypothesis.link(key, format!("asks for {} and has less", expansion.asked), sizes);
    match &expansion.words {
        Some(words) => {
            let facts = event.into_iter().chain(stage).collect();
            hypothesis.link(key, format!("\"{}\"", shorten(words)), facts)
        }
        None if stage.is_some() => hypothesis.link(key, "is being resized", stage.into_iter().collect()),
        None => hypothesis,
    }
}

/// What to do about an expansion that was asked for: never to ask again.
fn under_way(expansion: &Expansion, key: &EntityKey, pod: &Pod<'_>) -> Remediation {
    let (kubectl, name, asked) = (advice::kubectl(key), &key.name, &expansion.asked);
    let describe = format!("{kubectl} describe pvc {name}");
    match expansion.stage {
        Stage::Refused => look(
            format!(
                "Mend what keeps {name} from {asked}, or wait where the error says so: the resizer tries again by itself, and asking again changes nothing."
            ),
            Some(describe),
        ),
        Stage::FileSystem => command(
            format!(
                "Delete pod {}: the volume has grown, and its file system does when the new pod mounts it.",
                pod.key().name
            ),
            format!("{} delete pod {}", advice::kubectl(pod.key()), pod.key().name),
            "the pod ends and is made again by its controller",
        ),
        Stage::UnderWay => look(format!("Wait until {name} has {asked}: it is being made larger."), Some(describe)),
        Stage::Unheard => look(
            format!(
                "See why nobody makes {name} larger, as it asks: does the resizer of its storage driver run, and what does it log?"
            ),
            Some(format!("{describe}; kubectl get pods -A | grep -i csi")),
        ),
    }
}

/// How to make a claim larger that was not asked to grow.
fn grow(claim: Option<&Claim<'_>>, key: &EntityKey) -> Remediation {
    let (kubectl, name) = (advice::kubectl(key), &key.name);
    let class = claim.and_then(|claim| {
        let wanted = claim.class().name();
        StorageClass::all(claim.view.graph()).into_iter().find(|class| class.name() == wanted)
    });
    let (Some(claim), Some(class)) = (claim, class) else {
        return look(
            format!("Make {name} larger (its class must allow expansion), or delete what is not needed."),
            Some(format!("{kubectl} get pvc {name} -o yaml")),
        );
    };
    if !class.expands() {
        return look(
            format!(
                "StorageClass {0} does not let {name} grow: delete what is not needed, move the data to a larger claim, or set allowVolumeExpansion of {0}, if {1} can expand volumes.",
                class.name(),
                class.provisioner()
            ),
            Some(format!("kubectl get storageclass {} -o yaml", class.name())),
        );
    }
    let manifest = |size: &str| format!("spec:\n  resources:\n    requests:\n      storage: {size}\n");
    let now = claim.size().and_then(|size| size.str().map(str::to_owned)).unwrap_or_default();
    let diff = advice::diff(key, &manifest(&now), &manifest("<what it needs>"));
    let text = format!("Make {name} larger: StorageClass {} allows it.", class.name());
    let risk = "none to the data; a claim cannot be made smaller again";
    if let Some(manager) = managed::of(claim.view.graph(), key) {
        return change(format!("{text} {}", manager.advice()), diff, risk);
    }
    let mut larger = command(text, format!("{kubectl} edit pvc {name}"), risk);
    larger.diff = diff;
    larger
}

/// How to see what fills it: in a container that runs and has it, else in a copy of the pod.
fn look_inside(finding: &Finding<'_, '_>, said: &Said<'_>) -> Remediation {
    let text = "See what fills it, and delete what the program can do without.";
    let pods = finding.pods.iter().map(|(pod, ..)| pod);
    let running = pods.flat_map(|pod| pod.containers()).filter(|container| container.running().is_some());
    let inside = running.into_iter().find_map(|container| Some((path_in(&container, said)?, container)));
    if let Some((path, container)) = inside {
        let (kubectl, pod) = (advice::kubectl(container.pod()), &container.pod().name);
        return look(text, Some(format!("{kubectl} exec {pod} -c {} -- df -h {path}", container.name)));
    }
    let (key, name) = (finding.container.pod(), finding.container.name);
    let (kubectl, pod) = (advice::kubectl(key), &key.name);
    let mount = said.mount.str_at("/mountPath").unwrap_or_default();
    command(
        format!("{text} Its container does not run, so look at {mount} in a copy of the pod on the same node."),
        format!("{kubectl} debug {pod} -it --copy-to={pod}-look --same-node --container={name} -- sh"),
        "a second pod has the volume while you look; delete it afterwards",
    )
}

/// Where a container of the same pod has the volume.
fn path_in(container: &Container<'_>, said: &Said<'_>) -> Option<String> {
    let same =
        |mount: &View<'_>| mount.str_at("/name").is_some() && mount.str_at("/name") == said.mount.str_at("/name");
    let mount = container.spec.items("/volumeMounts").into_iter().find(same)?;
    mount.str_at("/mountPath").map(str::to_owned)
}

fn claim_of(pod: &Pod<'_>, volume: &str) -> Option<EntityKey> {
    claim::named_by(pod).into_iter().find(|named| named.volume == volume).map(|named| named.claim)
}
