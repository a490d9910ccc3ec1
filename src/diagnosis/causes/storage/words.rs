//! What is said of an unbound claim: which cause it is, what it rests on, and how to mend it.

use crate::diagnosis::advice;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::said;
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::causes::storage::mend;
use crate::diagnosis::causes::storage::why::{Why, listing};
use crate::diagnosis::hypothesis::Weight;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{Claim, Class, Obstacle, StorageClass, Volume, cite};
use crate::diagnosis::objects::event::Event;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// What was looked for and perhaps found.
type Piece = (Weight, &'static str, Option<Fact>);

/// What is said of one claim.
pub struct Said {
    /// The cause.
    pub cause: &'static Cause,
    /// The reason, as the end of a sentence.
    pub because: String,
    /// What it rests on.
    pub support: Vec<Piece>,
    /// Links from the cause towards the claim; each cites the facts that are about its object.
    pub chain: Vec<(EntityKey, String)>,
    /// How to mend it, best first.
    pub advice: Vec<Remediation>,
}

/// What is said of a claim for this reason.
pub fn of(claim: &Claim<'_>, why: &Why<'_>, app: Option<&App<'_>>) -> Said {
    match why {
        Why::NoSuchClass { class, absent, volume } => {
            no_such_class(claim, class, absent.as_ref(), volume.as_ref(), app)
        }
        Why::One(obstacle, volume) => one(claim, *obstacle, volume, app),
        Why::NoSuchVolume(name, absent) => no_such_volume(claim, name, absent),
        Why::Nothing { volumes, class } => nothing(claim, volumes.as_ref(), class.as_ref(), app),
        Why::Refused(class, event) => refused(claim, class, event.as_ref()),
        Why::Unanswered(class, event) => unanswered(claim, class, event.as_ref()),
    }
}

/// The controller's last word about a claim.
fn word(claim: &Claim<'_>, says: impl Fn(&str) -> bool) -> Option<Fact> {
    said::last(claim.view.graph(), claim.key(), &["ProvisioningFailed", "FailedBinding"], says).map(|e| e.fact())
}

fn no_such_class(
    claim: &Claim<'_>,
    class: &str,
    absent: Option<&Fact>,
    volume: Option<&Volume<'_>>,
    app: Option<&App<'_>>,
) -> Said {
    let key = EntityKey::new(&kinds::STORAGE_CLASS, None, class);
    let said = word(claim, |text| text.contains("not found"));
    // Without a look at the classes the controller's word is all there is.
    let weight = if absent.is_some() { Weight::Weak } else { Weight::Proof };
    let mut support = vec![
        (Weight::Proof, "the class does not exist", absent.cloned()),
        (Weight::Strong, "the class that the claim asks for", asked_class(claim)),
        (weight, "the controller misses the class", said),
    ];
    let mut because = format!("it asks for StorageClass {class}, which does not exist");
    let mut chain = vec![(claim.key().clone(), format!("asks for StorageClass {class}"))];
    if absent.is_some() {
        chain.push((key, "does not exist".to_owned()));
    }
    if let Some(volume) = volume {
        because.push_str(&format!("; volume {} would fit but for its class", volume.key().name));
        support.push((Weight::Weak, "a volume that would fit", cite(&volume.view, "/spec/storageClassName")));
        chain.push((volume.key().clone(), "would fit but for its class".to_owned()));
    }
    let cause = &catalogue::PVC_STORAGE_CLASS_MISMATCH;
    Said { cause, because, support, chain, advice: mend::class(claim, volume, app) }
}

/// The class as the claim writes it.
fn asked_class(claim: &Claim<'_>) -> Option<Fact> {
    let old = || claim.view.key_at("/metadata/annotations", "volume.beta.kubernetes.io/storage-class");
    match claim.view.value().pointer("/spec/storageClassName") {
        Some(_) => claim.view.at("/spec/storageClassName").map(|class| class.spec()),
        None => old().map(|class| class.spec()),
    }
}

/// The words of an obstacle: its cause, and the places in claim and volume.
fn obstacle(of: Obstacle) -> (&'static Cause, &'static str, &'static str) {
    match of {
        Obstacle::Selector => (&catalogue::PVC_SELECTOR_MISMATCH, "/spec/selector", "/metadata/labels"),
        Obstacle::AccessMode => (&catalogue::PVC_ACCESS_MODE_MISMATCH, "/spec/accessModes", "/spec/accessModes"),
        Obstacle::Capacity => {
            (&catalogue::PVC_CAPACITY_MISMATCH, "/spec/resources/requests/storage", "/spec/capacity/storage")
        }
        Obstacle::VolumeMode => (&catalogue::PVC_VOLUME_MODE_MISMATCH, "/spec/volumeMode", "/spec/volumeMode"),
        Obstacle::Occupied => (&catalogue::PERSISTENT_VOLUME_OCCUPIED, "/metadata/name", "/spec/claimRef/name"),
        Obstacle::Class => (&catalogue::PVC_STORAGE_CLASS_MISMATCH, "/spec/storageClassName", "/spec/storageClassName"),
    }
}

fn one(claim: &Claim<'_>, which: Obstacle, volume: &Volume<'_>, app: Option<&App<'_>>) -> Said {
    let (cause, asked, offered) = obstacle(which);
    let name = &volume.key().name;
    let (asks, offers) = (text(&claim.view, asked), text(&volume.view, offered));
    let (because, own, other) = match which {
        Obstacle::Selector => (
            format!(
                "it selects volumes with {asks}, and the only volume that would fit otherwise, {name}, has {offers}"
            ),
            format!("selects volumes with {asks}"),
            format!("has the labels {offers}"),
        ),
        Obstacle::AccessMode => (
            format!(
                "it asks for access mode {asks}, and the only volume that would fit otherwise, {name}, offers {offers}"
            ),
            format!("asks for access mode {asks}"),
            format!("offers {offers}"),
        ),
        Obstacle::Capacity => (
            format!("it asks for {asks}, and the only volume that would fit otherwise, {name}, has {offers}"),
            format!("asks for {asks}"),
            format!("has {offers}"),
        ),
        Obstacle::VolumeMode => (
            format!("it asks for volume mode {asks}, and volume {name} is of mode {offers}"),
            format!("asks for volume mode {asks}"),
            format!("is of mode {offers}"),
        ),
        Obstacle::Occupied => occupied(volume),
        Obstacle::Class => (
            format!(
                "it asks for {}, and the only volume that would fit otherwise, {name}, is of {}",
                class_words(claim),
                of_class(&volume.view)
            ),
            format!("asks for {}", class_words(claim)),
            format!("is of {}", of_class(&volume.view)),
        ),
    };
    let mut support = vec![(Weight::Proof, "what the volume is", cite(&volume.view, offered))];
    if which == Obstacle::Occupied {
        let phase = volume.view.at("/status/phase").map(|phase| phase.state());
        support.push((Weight::Strong, "the state of the volume", phase));
    } else {
        support.push((Weight::Proof, "what the claim asks for", cite(&claim.view, asked)));
    }
    let mut chain = vec![(volume.key().clone(), other)];
    if which != Obstacle::Occupied {
        chain.insert(0, (claim.key().clone(), own));
    }
    Said { cause, because, support, chain, advice: mend::one(claim, which, volume, app) }
}

fn occupied(volume: &Volume<'_>) -> (String, String, String) {
    let name = &volume.key().name;
    let owner = volume.reserved_for().map_or("another claim".to_owned(), |owner| format!("claim {}", owner.path()));
    let state = match volume.phase() {
        "Released" => format!("is left over from {owner}, which is gone (Released)"),
        "Bound" => format!("is bound to {owner}"),
        "Failed" => "could not be reclaimed (Failed)".to_owned(),
        _ => format!("is reserved for {owner}"),
    };
    (format!("the only volume that would fit, {name}, {state}"), String::new(), state)
}

fn class_words(claim: &Claim<'_>) -> String {
    match claim.class() {
        Class::Named(name) => format!("StorageClass {name}"),
        Class::Empty | Class::Unset => "no StorageClass".to_owned(),
    }
}

fn of_class(volume: &View<'_>) -> String {
    match volume.str_at("/spec/storageClassName") {
        None | Some("") => "no StorageClass".to_owned(),
        Some(name) => format!("StorageClass {name}"),
    }
}

/// A place in words: `ReadWriteMany`, `tier=fast`, `10Gi`.
pub fn text(view: &View<'_>, pointer: &str) -> String {
    let Some(place) = view.at(pointer) else { return "none".to_owned() };
    if pointer == "/spec/selector" {
        return crate::diagnosis::objects::selector::as_query(&place).unwrap_or_else(|| "labels".to_owned());
    }
    let listed: Vec<&str> = place.items("").iter().filter_map(View::str).collect();
    let entries: Vec<String> =
        place.entries("").iter().filter_map(|(key, value)| Some(format!("{key}={}", value.str()?))).collect();
    match (listed.is_empty(), entries.is_empty()) {
        (false, _) => listed.join(", "),
        (_, false) => entries.join(","),
        _ => crate::evidence::view::excerpt(place.value()),
    }
}

fn no_such_volume(claim: &Claim<'_>, name: &str, absent: &Fact) -> Said {
    let asked = claim.view.at("/spec/volumeName").map(|place| place.spec());
    Said {
        cause: &catalogue::PVC_UNBOUND,
        because: format!("it asks for volume {name} by name, which does not exist"),
        support: vec![
            (Weight::Proof, "the volume does not exist", Some(absent.clone())),
            (Weight::Strong, "the volume that it names", asked),
        ],
        chain: vec![
            (claim.key().clone(), format!("asks for volume {name}")),
            (absent.entity.clone(), "does not exist".to_owned()),
        ],
        advice: mend::volume(claim),
    }
}

fn nothing(claim: &Claim<'_>, volumes: Option<&Fact>, class: Option<&StorageClass<'_>>, app: Option<&App<'_>>) -> Said {
    let graph = claim.view.graph();
    let mut support = vec![
        (Weight::Proof, "no volume will do", volumes.cloned()),
        (Weight::Weak, "the controller finds none either", word(claim, |_| true)),
    ];
    let because = match (class, claim.class()) {
        (Some(class), _) => {
            support.push((Weight::Strong, "its class makes no volumes", cite(&class.view, "/provisioner")));
            format!("StorageClass {} makes no volumes and none was made by hand that could be had", class.name())
        }
        (None, Class::Empty) => {
            support.push((Weight::Strong, "it wants no class", cite(&claim.view, "/spec/storageClassName")));
            "it asks for no StorageClass (\"\") and there is no volume without one that could be had".to_owned()
        }
        (None, _) => {
            let classes = listing(graph, &kinds::STORAGE_CLASS, claim.key());
            support.push((Weight::Strong, "no class is the default", classes));
            "it names no StorageClass, the cluster has no default one, and there is no volume that could be had"
                .to_owned()
        }
    };
    let chain = vec![(claim.key().clone(), "nothing provides a volume for it".to_owned())];
    Said { cause: &catalogue::PVC_UNBOUND, because, support, chain, advice: mend::nothing(claim, app) }
}

fn refused(claim: &Claim<'_>, class: &StorageClass<'_>, event: Option<&Event<'_>>) -> Said {
    let message = event.map(|event| event.message.trim()).unwrap_or_default();
    Said {
        cause: &catalogue::VOLUME_PROVISIONING_FAILED,
        because: format!("provisioner {} fails: \"{message}\"", class.provisioner()),
        support: vec![
            (Weight::Proof, "the provisioner says that it fails", event.map(Event::fact)),
            (Weight::Strong, "who makes its volumes", cite(&class.view, "/provisioner")),
        ],
        chain: vec![
            (class.view.key().clone(), format!("its volumes are made by {}", class.provisioner())),
            (claim.key().clone(), format!("\"{message}\"")),
        ],
        advice: mend::provisioning(claim, class, message),
    }
}

fn unanswered(claim: &Claim<'_>, class: &StorageClass<'_>, event: Option<&Event<'_>>) -> Said {
    let driver = EntityKey::new(&kinds::CSI_DRIVER, None, class.provisioner());
    let absent = claim.view.graph().lookup(&driver).absent();
    let mut because = format!("provisioner {} does not answer", class.provisioner());
    if absent.is_some() {
        because.push_str(", and no such driver is installed");
    }
    let mut chain = vec![(class.view.key().clone(), format!("its volumes are made by {}", class.provisioner()))];
    if absent.is_some() {
        chain.push((driver, "is not registered in the cluster".to_owned()));
    }
    chain.push((claim.key().clone(), "waits for it and hears nothing".to_owned()));
    Said {
        cause: &catalogue::VOLUME_PROVISIONING_FAILED,
        because,
        support: vec![
            (Weight::Proof, "the claim waits for the provisioner", event.map(Event::fact)),
            (Weight::Strong, "who makes its volumes", cite(&class.view, "/provisioner")),
            (Weight::Strong, "no such driver is installed", absent),
        ],
        chain,
        advice: vec![crate::diagnosis::hypothesis::look(
            format!("See whether the controller of {} runs, and what it logs.", class.provisioner()),
            Some(format!(
                "kubectl get pods -A | grep -i csi; {} describe pvc {}",
                advice::kubectl(claim.key()),
                claim.key().name
            )),
        )],
    }
}
