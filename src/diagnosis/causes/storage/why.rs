//! Why a claim is not bound: worked out from the claim, its class and every volume, one answer a claim.
//!
//! A claim that waits for its first pod is as it should be, and one whose volume fits is only being bound.

use jiff::SignedDuration;

use crate::diagnosis::causes::lifecycle::said;
use crate::diagnosis::objects::claim::{Claim, Class, Obstacle, StorageClass, Volume};
use crate::diagnosis::objects::event::Event;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;

/// How long binding and making a volume may take before anybody calls it trouble.
const BINDING: SignedDuration = SignedDuration::from_secs(30);
/// How long an external provisioner may say nothing at all.
const SILENCE: SignedDuration = SignedDuration::from_secs(120);

/// Names of a list that a quote holds.
const NAMED: usize = 3;

/// What keeps a claim unbound.
#[derive(Debug, Clone)]
pub enum Why<'g> {
    /// Its class does not exist; if a volume would fit but for its class, this one.
    NoSuchClass {
        /// The class.
        class: &'g str,
        /// What says that it does not exist.
        absent: Option<Fact>,
        /// The volume.
        volume: Option<Volume<'g>>,
    },
    /// One thing keeps this volume, and no other is nearer.
    One(Obstacle, Volume<'g>),
    /// It asks for a volume by name that does not exist.
    NoSuchVolume(&'g str, Fact),
    /// Nothing makes a volume for it, and there is none that could be had.
    Nothing {
        /// The list of all volumes.
        volumes: Option<Fact>,
        /// Its class, which makes none.
        class: Option<StorageClass<'g>>,
    },
    /// Its provisioner says that it fails.
    Refused(StorageClass<'g>, Option<Event<'g>>),
    /// Its provisioner does not answer.
    Unanswered(StorageClass<'g>, Option<Event<'g>>),
}

/// Why a claim is not bound; none where it is, is about to be, waits for a pod, or where too little is known.
pub fn why<'g>(claim: &Claim<'g>, wanted: bool) -> Option<Why<'g>> {
    let graph = claim.view.graph();
    let age = claim.view.time_at("/metadata/creationTimestamp").map(|at| graph.now.duration_since(at));
    let deleted = claim.view.value().pointer("/metadata/deletionTimestamp").is_some();
    if claim.phase() != "Pending" || deleted || age.is_some_and(|age| age < BINDING) {
        return None;
    }
    if let Some(volume) = claim.volume() {
        return by_name(claim, graph, &volume);
    }
    let Class::Named(name) = claim.class() else { return by_volumes(claim, None) };
    match graph.lookup(&EntityKey::new(&kinds::STORAGE_CLASS, None, name)) {
        Lookup::Present(object) => {
            let class = StorageClass { view: crate::evidence::view::View::root(graph, object) };
            if class.waits_for_pod() && !(wanted && (selected(claim) || !class.is_dynamic())) {
                return None;
            }
            if class.is_dynamic() { by_provisioner(claim, class) } else { by_volumes(claim, Some(class)) }
        }
        Lookup::Absent(absent) => match by_volumes(claim, None)? {
            Why::One(Obstacle::Class, volume) => {
                Some(Why::NoSuchClass { class: name, absent: Some(absent), volume: Some(volume) })
            }
            Why::Nothing { .. } => Some(Why::NoSuchClass { class: name, absent: Some(absent), volume: None }),
            other => Some(other),
        },
        // Classes were not seen: the controller's own word holds as long as the claim is not bound.
        Lookup::Unseen(_) => {
            let says = |text: &str| text.contains(name) && text.contains("not found");
            said::last(graph, claim.key(), &["ProvisioningFailed"], says)?;
            Some(Why::NoSuchClass { class: name, absent: None, volume: None })
        }
    }
}

/// Whether a pod of the claim was given a node: from then on its provisioner works.
fn selected(claim: &Claim<'_>) -> bool {
    ["volume.kubernetes.io/selected-node", "volume.alpha.kubernetes.io/selected-node"]
        .iter()
        .any(|key| claim.view.key_at("/metadata/annotations", key).is_some())
}

fn by_name<'g>(claim: &Claim<'g>, graph: &'g Graph, key: &EntityKey) -> Option<Why<'g>> {
    match graph.lookup(key) {
        Lookup::Absent(absent) => Some(Why::NoSuchVolume(claim.view.str_at("/spec/volumeName")?, absent)),
        Lookup::Present(_) => {
            let volume = Volume::get(graph, key)?;
            let first = volume.obstacles(claim, claim.class().name()).into_iter().min_by_key(|obstacle| {
                // Who is told which volume to take is kept from it first by somebody else.
                (*obstacle != Obstacle::Occupied, *obstacle)
            })?;
            Some(Why::One(first, volume))
        }
        Lookup::Unseen(_) => None,
    }
}

fn by_volumes<'g>(claim: &Claim<'g>, class: Option<StorageClass<'g>>) -> Option<Why<'g>> {
    let graph = claim.view.graph();
    let judged: Vec<(Vec<Obstacle>, Volume<'g>)> =
        Volume::all(graph).into_iter().map(|volume| (volume.obstacles(claim, claim.class().name()), volume)).collect();
    if judged.iter().any(|(obstacles, _)| obstacles.is_empty()) {
        return None;
    }
    if !is_listed(graph, &kinds::PV) {
        return None;
    }
    let one = judged
        .into_iter()
        .filter_map(|(obstacles, volume)| match obstacles.as_slice() {
            [only] => Some((*only, volume)),
            _ => None,
        })
        .min_by(|(a, one), (b, other)| (a, one.key()).cmp(&(b, other.key())));
    Some(match one {
        Some((obstacle, volume)) => Why::One(obstacle, volume),
        None => Why::Nothing { volumes: listing(graph, &kinds::PV, claim.key()), class },
    })
}

fn by_provisioner<'g>(claim: &Claim<'g>, class: StorageClass<'g>) -> Option<Why<'g>> {
    let graph = claim.view.graph();
    let raw = |reasons: &[&str]| {
        graph.events(claim.key()).iter().any(|event| {
            event.value().get("reason").and_then(serde_json::Value::as_str).is_some_and(|r| reasons.contains(&r))
        })
    };
    if raw(&["ProvisioningFailed"]) {
        return Some(Why::Refused(class, said::last(graph, claim.key(), &["ProvisioningFailed"], |_| true)));
    }
    let waited = claim.view.time_at("/metadata/creationTimestamp").map(|at| graph.now.duration_since(at));
    let answered = raw(&["Provisioning", "ProvisioningSucceeded"]);
    if raw(&["ExternalProvisioning"]) && !answered && waited.is_none_or(|waited| waited > SILENCE) {
        return Some(Why::Unanswered(class, said::last(graph, claim.key(), &["ExternalProvisioning"], |_| true)));
    }
    None
}

/// Whether every object of a cluster-wide kind was listed.
fn is_listed(graph: &Graph, kind: &Kind) -> bool {
    graph.coverage.lists.iter().any(|mark| is_whole(mark, kind))
}

fn is_whole(mark: &crate::evidence::coverage::ListMark, kind: &Kind) -> bool {
    mark.complete && mark.outcome == Outcome::Read && mark.kind.0 == kind.group && mark.kind.1 == kind.kind
}

/// The list of all objects of a cluster-wide kind, as proof that none of them will do.
pub fn listing(graph: &Graph, kind: &Kind, about: &EntityKey) -> Option<Fact> {
    let mark = graph.coverage.lists.iter().find(|mark| is_whole(mark, kind))?;
    let pointer = "/items".to_owned();
    // The names stand in what is cited; a mere number would not.
    let names: Vec<&str> =
        graph.of_kind(kind).filter(|o| o.observation == mark.observation).map(|o| o.key.name.as_str()).collect();
    let excerpt = match names.as_slice() {
        [] => "[]".to_owned(),
        names if names.len() <= NAMED => names.join(" … "),
        names => format!("{} … ", names.iter().take(NAMED).copied().collect::<Vec<_>>().join(" … ")),
    };
    let shown = !graph.is_hidden(mark.observation, || pointer.clone());
    let entity = about.clone();
    shown.then_some(Fact { entity, observation: mark.observation, pointer, excerpt, kind: FactKind::Absence })
}
