//! Claims and volumes, and what keeps the one from being bound to the other.

use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::selector;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The provisioner of classes whose volumes somebody makes by hand.
const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";

/// A claim that a pod names.
#[derive(Debug, Clone)]
pub struct Named<'g> {
    /// The volume's name in the pod.
    pub volume: &'g str,
    /// The claim.
    pub claim: EntityKey,
    /// Where the pod names it.
    pub place: View<'g>,
}

/// The claims that a pod names, those that are made for it alone too.
pub fn named_by<'g>(pod: &Pod<'g>) -> Vec<Named<'g>> {
    let namespace = pod.key().namespace.as_deref();
    let mut found = Vec::new();
    for entry in pod.view.items("/spec/volumes") {
        let Some(volume) = entry.str_at("/name") else { continue };
        let own = entry.at("/ephemeral/volumeClaimTemplate").map(|_| format!("{}-{volume}", pod.key().name));
        let place = entry.at("/persistentVolumeClaim/claimName");
        let name = own.or_else(|| Some(place.as_ref()?.str()?.to_owned()));
        if let Some(name) = name {
            let place = place.or_else(|| entry.at("/name")).unwrap_or(entry);
            found.push(Named { volume, claim: EntityKey::new(&kinds::PVC, namespace, &name), place });
        }
    }
    found
}

/// Whether a pod that has not ended needs a claim.
pub fn uses(pod: &Pod<'_>, claim: &EntityKey) -> bool {
    !matches!(pod.phase(), "Succeeded" | "Failed") && named_by(pod).iter().any(|named| named.claim == *claim)
}

/// What a claim says of its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class<'g> {
    /// This one.
    Named(&'g str),
    /// None, on purpose: only volumes without a class will do.
    Empty,
    /// Nothing: the default class, if there is one.
    Unset,
}

impl<'g> Class<'g> {
    /// The name that volumes must have too.
    pub fn name(self) -> &'g str {
        match self {
            Self::Named(name) => name,
            Self::Empty | Self::Unset => "",
        }
    }
}

/// A claim.
#[derive(Debug, Clone)]
pub struct Claim<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

impl<'g> Claim<'g> {
    /// A claim that was read.
    pub fn get(graph: &'g Graph, key: &EntityKey) -> Option<Self> {
        graph.get(key).filter(|o| !o.metadata_only).map(|object| Self { view: View::root(graph, object) })
    }

    /// Every claim that was read, by key.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let whole = graph.of_kind(&kinds::PVC).filter(|o| !o.metadata_only);
        whole.map(|object| Self { view: View::root(graph, object) }).collect()
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// `status.phase`.
    pub fn phase(&self) -> &'g str {
        self.view.str_at("/status/phase").unwrap_or_default()
    }

    /// Whether a pod that has not ended needs it.
    pub fn is_used_by(&self, pod: &Pod<'_>) -> bool {
        uses(pod, self.key())
    }

    /// Whether it gets its volume only once a pod needs it: by its class, or by the controller's word where classes
    /// were not read.
    pub fn waits_for_pod(&self) -> bool {
        let Class::Named(name) = self.class() else { return false };
        let graph = self.view.graph();
        match StorageClass::all(graph).into_iter().find(|class| class.name() == name) {
            Some(class) => class.waits_for_pod(),
            None => Event::last(graph, self.key(), &["WaitForFirstConsumer"], |_| true).is_some(),
        }
    }

    /// The class that it asks for.
    pub fn class(&self) -> Class<'g> {
        let old = self.view.key_at("/metadata/annotations", "volume.beta.kubernetes.io/storage-class");
        match self.view.at("/spec/storageClassName").or(old).and_then(|class| class.str()) {
            Some("") => Class::Empty,
            Some(name) => Class::Named(name),
            None => Class::Unset,
        }
    }

    /// The volume that it is bound to, or asks for by name.
    pub fn volume(&self) -> Option<EntityKey> {
        let name = self.view.str_at("/spec/volumeName").filter(|name| !name.is_empty())?;
        Some(EntityKey::new(&kinds::PV, None, name))
    }

    /// The access modes that it asks for.
    pub fn modes(&self) -> Vec<&'g str> {
        words(&self.view, "/spec/accessModes")
    }

    /// Whether only one node may use it at a time.
    pub fn one_node(&self) -> bool {
        let modes = self.modes();
        !modes.is_empty() && modes.iter().all(|mode| matches!(*mode, "ReadWriteOnce" | "ReadWriteOncePod"))
    }

    /// The size that it asks for.
    pub fn size(&self) -> Option<View<'g>> {
        self.view.at("/spec/resources/requests/storage")
    }
}

/// A class of volumes.
#[derive(Debug, Clone)]
pub struct StorageClass<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

impl<'g> StorageClass<'g> {
    /// Every class that was read, by name.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        graph.of_kind(&kinds::STORAGE_CLASS).map(|object| Self { view: View::root(graph, object) }).collect()
    }

    /// Its name.
    pub fn name(&self) -> &'g str {
        &self.view.key().name
    }

    /// Who makes its volumes.
    pub fn provisioner(&self) -> &'g str {
        self.view.str_at("/provisioner").unwrap_or_default()
    }

    /// Whether a program makes its volumes when they are asked for.
    pub fn is_dynamic(&self) -> bool {
        !matches!(self.provisioner(), "" | NO_PROVISIONER)
    }

    /// Whether claims stay unbound until a pod needs them.
    pub fn waits_for_pod(&self) -> bool {
        self.view.str_at("/volumeBindingMode") == Some("WaitForFirstConsumer")
    }

    /// Whether claims of it may be made larger.
    pub fn expands(&self) -> bool {
        self.view.bool_at("/allowVolumeExpansion") == Some(true)
    }

    /// Whether claims that name no class get this one.
    pub fn is_default(&self) -> bool {
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
            .iter()
            .any(|key| self.view.key_at("/metadata/annotations", key).and_then(|v| v.str()) == Some("true"))
    }
}

/// What keeps a volume from being bound to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The claim selects labels that the volume does not carry.
    Selector,
    /// The volume does not offer an access mode that the claim asks for.
    AccessMode,
    /// The volume is too small.
    Capacity,
    /// One is a file system, the other a raw device.
    VolumeMode,
    /// It is bound to, reserved for, or left over from another claim.
    Occupied,
    /// Their classes differ.
    Class,
}

/// A volume.
#[derive(Debug, Clone)]
pub struct Volume<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

impl<'g> Volume<'g> {
    /// A volume that was read.
    pub fn get(graph: &'g Graph, key: &EntityKey) -> Option<Self> {
        graph.view(key).map(|view| Self { view })
    }

    /// Every volume that was read and that is not being deleted, by name.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let all = graph.of_kind(&kinds::PV).map(|object| Self { view: View::root(graph, object) });
        all.filter(|volume| volume.view.value().pointer("/metadata/deletionTimestamp").is_none()).collect()
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// `status.phase`.
    pub fn phase(&self) -> &'g str {
        self.view.str_at("/status/phase").unwrap_or_default()
    }

    /// The claim that it is bound to or reserved for.
    pub fn reserved_for(&self) -> Option<EntityKey> {
        let name = self.view.str_at("/spec/claimRef/name")?;
        Some(EntityKey::new(&kinds::PVC, self.view.str_at("/spec/claimRef/namespace"), name))
    }

    /// What keeps it from being bound to a claim of this class.
    pub fn obstacles(&self, claim: &Claim<'_>, class: &str) -> Vec<Obstacle> {
        let mut found = Vec::new();
        let selected = claim.view.at("/spec/selector").is_none_or(|wanted| selector::selects(&wanted, &self.view));
        let offered = words(&self.view, "/spec/accessModes");
        let (has, wants) = (amount_at(&self.view, "/spec/capacity/storage"), claim.size().as_ref().and_then(amount));
        let mode = |view: &View<'_>| view.str_at("/spec/volumeMode").unwrap_or("Filesystem").to_owned();
        for (obstacle, holds) in [
            (Obstacle::Selector, !selected),
            (Obstacle::AccessMode, !claim.modes().iter().all(|mode| offered.contains(mode))),
            (Obstacle::Capacity, has.zip(wants).is_some_and(|(has, wants)| has < wants)),
            (Obstacle::VolumeMode, mode(&self.view) != mode(&claim.view)),
            (Obstacle::Occupied, self.is_occupied(claim)),
            (Obstacle::Class, self.view.str_at("/spec/storageClassName").unwrap_or_default() != class),
        ] {
            if holds {
                found.push(obstacle);
            }
        }
        found
    }

    /// Whether another claim has it: bound, reserved, or left over from one that is gone. A reservation holds for the
    /// claim of that name, and once bound for that very one.
    fn is_occupied(&self, claim: &Claim<'_>) -> bool {
        let other_uid = || {
            let uid = self.view.str_at("/spec/claimRef/uid").filter(|uid| !uid.is_empty());
            uid.is_some_and(|uid| claim.view.str_at("/metadata/uid").is_some_and(|own| own != uid))
        };
        let others = self.reserved_for().is_some_and(|owner| owner != *claim.key() || other_uid());
        others || matches!(self.phase(), "Released" | "Failed" | "Bound")
    }
}

/// The place below a view as a fact; where nothing was ever there, the object's name stands for it. Something hidden is
/// missed.
pub fn cite(view: &View<'_>, pointer: &str) -> Option<Fact> {
    match view.at(pointer) {
        Some(place) => Some(place.spec()),
        None if view.value().pointer(pointer).is_none_or(serde_json::Value::is_null) => {
            Some(view.at("/metadata/name")?.spec())
        }
        None => None,
    }
}

fn words<'g>(view: &View<'g>, pointer: &str) -> Vec<&'g str> {
    view.items(pointer).iter().filter_map(View::str).collect()
}

fn amount_at(view: &View<'_>, pointer: &str) -> Option<f64> {
    amount(&view.at(pointer)?)
}

fn amount(view: &View<'_>) -> Option<f64> {
    match view.str() {
        Some(text) => bytes(text),
        None => view.value().as_f64(),
    }
}

/// A quantity of storage in bytes: `10Gi`, `500M`, `1e9`, `1073741824`.
fn bytes(text: &str) -> Option<f64> {
    const UNITS: &[(&str, f64)] = &[
        ("Ki", 1024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
        ("m", 0.001),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
    ];
    let text = text.trim();
    if let Ok(plain) = text.parse::<f64>() {
        return Some(plain);
    }
    UNITS.iter().find_map(|(unit, factor)| Some(text.strip_suffix(unit)?.parse::<f64>().ok()? * factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_compared_by_what_they_mean() {
        let of = |text| bytes(text).unwrap_or_default();
        assert!(of("1Gi") > of("1G"));
        assert!(of("1024Mi") >= of("1Gi") && of("1Gi") >= of("1073741824"));
        assert!(of("1e9") <= of("1G") && of("500M") < of("0.5Gi"));
        assert_eq!(bytes("plenty"), None);
    }
}
