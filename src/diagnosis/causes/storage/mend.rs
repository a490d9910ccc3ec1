//! How to mend a claim that is not bound: the one change that would bind it.
//!
//! A claim's spec cannot be changed once it exists (but for its size, where the class allows it), and neither can the
//! claim templates of a StatefulSet: both are made anew.

use crate::diagnosis::advice;
use crate::diagnosis::causes::storage::words;
use crate::diagnosis::hypothesis::{change, command, look};
use crate::diagnosis::managed;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{Claim, Class, Obstacle, StorageClass, Volume};
use crate::evidence::kinds;
use crate::report::model::{Remediation, RemediationKind};

const RISK: &str = "an unbound claim holds no data; its pods wait for it anyway";

/// Corrects the class of a claim: to that of the volume that would fit, or to one that exists.
pub fn class(claim: &Claim<'_>, volume: Option<&Volume<'_>>, app: Option<&App<'_>>) -> Vec<Remediation> {
    let graph = claim.view.graph();
    let classes = StorageClass::all(graph);
    let wanted = if let Some(volume) = volume {
        volume.view.str_at("/spec/storageClassName").unwrap_or("\"\"").to_owned()
    } else {
        let default = classes.iter().find(|class| class.is_default());
        let best = default.or_else(|| classes.iter().find(|class| class.is_dynamic()));
        best.map_or_else(|| "<a class that exists>".to_owned(), |class| class.name().to_owned())
    };
    let known: Vec<&str> = classes.iter().map(StorageClass::name).collect();
    let text = if known.is_empty() {
        "Name a class that exists; the cluster has none at all, so first install a provisioner with a class, or make a volume by hand.".to_owned()
    } else {
        format!("Name a class that exists: {}.", known.join(", "))
    };
    let text = if volume.is_some() { "Name the class of the volume that is meant.".to_owned() } else { text };
    let mut all = vec![anew(claim, app, &text, field(claim, "storageClassName", &wanted))];
    if let (Class::Named(name), None) = (claim.class(), volume) {
        all.push(look(format!("Or create StorageClass {name}, if that is the one meant."), None));
    }
    all
}

/// The change that lets a claim have this volume.
pub fn one(claim: &Claim<'_>, which: Obstacle, volume: &Volume<'_>, app: Option<&App<'_>>) -> Vec<Remediation> {
    let name = &volume.key().name;
    let offers = |pointer: &str| words::text(&volume.view, pointer);
    match which {
        Obstacle::Class => class(claim, Some(volume), app),
        Obstacle::Capacity => {
            let has = offers("/spec/capacity/storage");
            let now = words::text(&claim.view, "/spec/resources/requests/storage");
            let nested = |size: &str| format!("spec:\n  resources:\n    requests:\n      storage: {size}\n");
            let diff = advice::diff(claim.key(), &nested(&now), &nested(&has));
            vec![
                anew(claim, app, &format!("Ask for no more than the {has} that volume {name} has."), diff),
                look(format!("Or provide a volume of at least {now}."), None),
            ]
        }
        Obstacle::AccessMode => {
            let first = offers("/spec/accessModes");
            let diff = field(claim, "accessModes", &format!("[{first}]"));
            vec![anew(claim, app, &format!("Ask for an access mode that volume {name} offers ({first})."), diff)]
        }
        Obstacle::VolumeMode => {
            let mode = offers("/spec/volumeMode");
            vec![anew(claim, app, &format!("Ask for volume mode {mode}."), field(claim, "volumeMode", &mode))]
        }
        Obstacle::Selector => selector(claim, volume, app),
        Obstacle::Occupied => occupied(volume),
    }
}

fn selector(claim: &Claim<'_>, volume: &Volume<'_>, app: Option<&App<'_>>) -> Vec<Remediation> {
    let labels: Vec<String> = claim
        .view
        .entries("/spec/selector/matchLabels")
        .iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value.str()?)))
        .collect();
    let mut all = Vec::new();
    if !labels.is_empty() {
        all.push(command(
            format!("If volume {} is the one meant, give it the labels that the claim selects.", volume.key().name),
            format!("kubectl label pv {} {} --overwrite", volume.key().name, labels.join(" ")),
            "the volume may be taken by any claim that selects these labels",
        ));
    }
    all.push(anew(claim, app, "Or correct the claim's selector.", None));
    all
}

fn occupied(volume: &Volume<'_>) -> Vec<Remediation> {
    let name = &volume.key().name;
    let more = look(
        "Provide another volume for this claim (or a StorageClass that makes one).",
        Some(format!("kubectl describe pv {name}")),
    );
    if volume.phase() != "Released" {
        return vec![more];
    }
    let free = command(
        format!("If the data on {name} may be handed over, free the volume: take its claimRef away."),
        format!("kubectl patch pv {name} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/spec/claimRef\"}}]'"),
        "the next claim that fits gets the volume with the data of the last one",
    );
    vec![free, more]
}

/// What to do where a claim names a volume that is not there.
pub fn volume(claim: &Claim<'_>) -> Vec<Remediation> {
    vec![look(
        "Create that volume, or leave spec.volumeName away.",
        Some(format!("kubectl get pv; {} get pvc {} -o yaml", advice::kubectl(claim.key()), claim.key().name)),
    )]
}

/// What to do where nothing makes a volume.
pub fn nothing(claim: &Claim<'_>, app: Option<&App<'_>>) -> Vec<Remediation> {
    let graph = claim.view.graph();
    let dynamic: Vec<StorageClass<'_>> =
        StorageClass::all(graph).into_iter().filter(StorageClass::is_dynamic).collect();
    let mut all = Vec::new();
    if let Some(class) = dynamic.iter().find(|class| class.is_default()).or_else(|| dynamic.first()) {
        let text = format!("Name a class that makes volumes, e.g. {}.", class.name());
        all.push(anew(claim, app, &text, field(claim, "storageClassName", class.name())));
    }
    let size = words::text(&claim.view, "/spec/resources/requests/storage");
    let modes = words::text(&claim.view, "/spec/accessModes");
    let class = claim.class().name();
    let of = if class.is_empty() { "without a class".to_owned() } else { format!("of class {class}") };
    all.push(look(
        format!("Make a volume of {size} {of} with access mode {modes}, or install a provisioner with a default StorageClass."),
        Some("kubectl get storageclass,pv".to_owned()),
    ));
    all
}

/// What a provisioner's words call for.
pub fn provisioning(claim: &Claim<'_>, class: &StorageClass<'_>, message: &str) -> Vec<Remediation> {
    let lower = message.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let text = if any(&["quota", "limitexceeded", "limit exceeded", "toomany"]) {
        "Free storage of the account or have its quota raised."
    } else if any(&["unauthorized", "accessdenied", "access denied", "permission", "forbidden", "authfailed", "403"]) {
        "Give the provisioner's identity the right that its words name."
    } else if any(&["invalid", "parameter", "unsupported", "not supported"]) {
        "Correct what the message names in the StorageClass or the claim."
    } else if any(&["no space", "insufficient", "not enough", "capacity", "exhausted"]) {
        "Make room in the storage pool, or ask for less."
    } else {
        "Mend what the message names; the provisioner tries again by itself."
    };
    vec![look(
        text,
        Some(format!(
            "{} describe pvc {}; kubectl get storageclass {} -o yaml",
            advice::kubectl(claim.key()),
            claim.key().name,
            class.name()
        )),
    )]
}

/// A diff of one field of a claim's spec.
fn field(claim: &Claim<'_>, name: &str, wanted: &str) -> Option<String> {
    let now = claim.view.at(&format!("/spec/{name}")).map(|_| words::text(&claim.view, &format!("/spec/{name}")));
    let now = now.map(|now| {
        if name == "accessModes" {
            format!("[{now}]")
        } else if now.is_empty() {
            "\"\"".to_owned()
        } else {
            now
        }
    });
    let line =
        |value: Option<&str>| value.map_or_else(|| "spec:\n".to_owned(), |value| format!("spec:\n  {name}: {value}\n"));
    advice::diff(claim.key(), &line(now.as_deref()), &line(Some(wanted)))
}

/// A change of a claim, which is made anew: by the claim's manifest, or by the claim templates of a StatefulSet.
fn anew(claim: &Claim<'_>, app: Option<&App<'_>>, text: &str, diff: Option<String>) -> Remediation {
    let key = claim.key();
    let templates = app.filter(|app| app.key.is(&kinds::STATEFUL_SET));
    let owner =
        templates.filter(|app| app.view.as_ref().is_some_and(|v| !v.items("/spec/volumeClaimTemplates").is_empty()));
    let managed = managed::of(claim.view.graph(), owner.map_or(key, |app| &app.key));
    let (kubectl, name) = (advice::kubectl(key), &key.name);
    let how = match owner {
        Some(app) => format!(
            "Claim templates cannot be changed in place: correct them in the manifest, then delete StatefulSet {} and claim {name}, and apply it again.",
            app.key.name
        ),
        None => format!("A claim cannot be changed in place: delete {name} and create it again."),
    };
    if let Some(manager) = managed {
        return change(format!("{text} {} {how}", manager.advice()), diff, RISK);
    }
    let line = match owner {
        Some(app) => format!(
            "{kubectl} delete statefulset {} --cascade=orphan && {kubectl} delete pvc {name} && kubectl apply -f <manifest>",
            app.key.name
        ),
        None => format!("{kubectl} delete pvc {name} && kubectl apply -f <manifest>"),
    };
    let (command, kind) = (Some(line), RemediationKind::Command);
    Remediation { kind, text: format!("{text} {how}"), command, diff, risk: RISK.to_owned() }
}
