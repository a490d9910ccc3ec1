//! Quotas that have no room for what a controller wants to make.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::admission::refusal::{self, Refusal};
use crate::diagnosis::causes::admission::says::Refused;
use crate::diagnosis::causes::admission::{catalogue, declared};
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::diagnosis::objects::quantities::Quantity;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::{View, escape};

/// What a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// CPU, requested or at most.
    Cpu,
    /// Memory, requested or at most.
    Memory,
    /// Pods.
    Pods,
    /// Services.
    Services,
    /// Claims and what they ask for.
    Storage,
    /// Anything else.
    Other,
}

/// What a resource of a quota counts.
pub fn counted(resource: &str) -> Counted {
    let name = resource.strip_prefix("requests.").or_else(|| resource.strip_prefix("limits.")).unwrap_or(resource);
    match name {
        "cpu" => Counted::Cpu,
        "memory" => Counted::Memory,
        "pods" | "count/pods" => Counted::Pods,
        "services" | "count/services" | "services.loadbalancers" | "services.nodeports" => Counted::Services,
        "storage" | "persistentvolumeclaims" | "count/persistentvolumeclaims" => Counted::Storage,
        other if other.contains(".storageclass.storage.k8s.io/") => Counted::Storage,
        _ => Counted::Other,
    }
}

/// `NamespaceCpuQuotaExceeded`.
pub fn cpu(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::NAMESPACE_CPU_QUOTA_EXCEEDED, Counted::Cpu)
}

/// `NamespaceMemoryQuotaExceeded`.
pub fn memory(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::NAMESPACE_MEMORY_QUOTA_EXCEEDED, Counted::Memory)
}

/// `NamespacePodQuotaExceeded`.
pub fn pods(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::NAMESPACE_POD_QUOTA_EXCEEDED, Counted::Pods)
}

/// `NamespaceStorageQuotaExceeded`.
pub fn storage(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::NAMESPACE_STORAGE_QUOTA_EXCEEDED, Counted::Storage)
}

/// `NamespaceObjectQuotaExceeded`.
pub fn objects(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::NAMESPACE_OBJECT_QUOTA_EXCEEDED, Counted::Other)
}

fn of(case: &Case<'_>, cause: &'static Cause, mine: Counted) -> Vec<Hypothesis> {
    let mut found: Vec<Hypothesis> = Vec::new();
    let all = refusal::all(case);
    for refusal in &all {
        let Refused::Quota { quota, requested } = &refusal.refused else { continue };
        let Some((resource, asks)) = requested.first().filter(|(resource, _)| counted(resource) == mine) else {
            continue;
        };
        let Some(hypothesis) = exceeded(case, cause, (refusal, &all), (quota, resource, *asks)) else { continue };
        // One quota, however many apps it stops.
        match found.iter_mut().find(|known| known.object == hypothesis.object) {
            Some(known) => known.explains.extend(hypothesis.explains),
            None => found.push(hypothesis),
        }
    }
    let silent = declared::refused(case, cause, mine).into_iter();
    found.extend(silent.filter(|other| !found.iter().any(|known| known.object == other.object)).collect::<Vec<_>>());
    found
}

/// What a quota allows and what is used of it, by its status.
pub struct Room<'g> {
    /// Allowed.
    pub hard: Option<View<'g>>,
    /// Used.
    pub used: Option<View<'g>>,
    /// Allowed, in figures.
    pub most: Quantity,
    /// Used, in figures.
    pub taken: Quantity,
}

/// The room of a quota for a resource; none where it does not count it.
pub fn room<'g>(quota: &View<'g>, resource: &str) -> Option<Room<'g>> {
    let name = escape(resource);
    let raw = |pointer: &str| quota.value().pointer(pointer).and_then(Quantity::of);
    let place =
        ["/status/hard/", "/spec/hard/"].into_iter().map(|p| format!("{p}{name}")).find(|p| raw(p).is_some())?;
    let used = format!("/status/used/{name}");
    Some(Room {
        hard: quota.at(&place),
        used: quota.at(&used),
        most: raw(&place)?,
        taken: raw(&used).unwrap_or_default(),
    })
}

fn exceeded(
    case: &Case<'_>,
    cause: &'static Cause,
    (refusal, all): (&Refusal<'_, '_>, &[Refusal<'_, '_>]),
    (name, resource, asks): (&str, &str, Quantity),
) -> Option<Hypothesis> {
    let namespace = refusal.namespace();
    let key = EntityKey::new(&kinds::RESOURCE_QUOTA, Some(&namespace.name), name);
    let quota = match case.graph.lookup(&key) {
        Lookup::Present(object) => Some(View::root(case.graph, object)),
        // It is gone, so the next attempt succeeds.
        Lookup::Absent(_) => return None,
        Lookup::Unseen(_) => None,
    };
    let room = quota.as_ref().and_then(|quota| room(quota, resource));
    if quota.is_some() && room.as_ref().is_none_or(|room| room.taken.plus(asks) <= room.most) {
        return None;
    }
    let what = resource.replace("count/", "");
    let figures = room.as_ref().map_or(String::new(), |room| {
        format!(
            " ({} of {} are used, and it needs {})",
            room.taken.show(resource),
            room.most.show(resource),
            asks.show(resource)
        )
    });
    let text = format!(
        "ResourceQuota {name} leaves no room for more {what} in namespace {}{figures}: {}.",
        namespace.name,
        refusal.extent()
    );
    let (hard, used) = room
        .as_ref()
        .map_or((None, None), |room| (room.hard.as_ref().map(View::spec), room.used.as_ref().map(View::state)));
    let shows = room.as_ref().map_or("has no room, as the controller says".to_owned(), |room| {
        format!("allows {} {what}, {} are used", room.most.show(resource), room.taken.show(resource))
    });
    let hypothesis = Hypothesis::new(cause, &namespace, text)
        .support(Weight::Proof, "the quota is used up", used.clone())
        .support(Weight::Strong, "what the quota allows", hard.clone())
        .link(&key, shows, hard.into_iter().chain(used).collect());
    let own = all.iter().filter(|other| other.app.key.namespace == refusal.app.key.namespace);
    let wanted = room.map(|room| own.fold(room.taken, |sum, other| missing(other, name, resource, sum)));
    Some(mended(refusal.told(hypothesis), &key, resource, wanted, quota.as_ref()))
}

/// A sum, and what the pods ask for that this quota keeps from an app.
fn missing(refusal: &Refusal<'_, '_>, quota: &str, resource: &str, sum: Quantity) -> Quantity {
    let Refused::Quota { quota: by, requested } = &refusal.refused else { return sum };
    let asks = requested.iter().find(|(name, _)| by == quota && name == resource);
    asks.map_or(sum, |(_, asks)| (0..refusal.missing()).take(10_000).fold(sum, |sum, _| sum.plus(*asks)))
}

/// Raise it by what is missing, or free some.
pub fn mended(
    hypothesis: Hypothesis,
    key: &EntityKey,
    resource: &str,
    wanted: Option<Quantity>,
    quota: Option<&View<'_>>,
) -> Hypothesis {
    let wanted = wanted.map_or("<more>".to_owned(), |wanted| wanted.enough(resource));
    let now = quota
        .and_then(|q| q.value().pointer(&format!("/spec/hard/{}", escape(resource))))
        .map(crate::evidence::view::excerpt);
    let manifest = |value: &str| format!("spec:\n  hard:\n    {resource}: {value}\n");
    let diff = now.and_then(|now| advice::diff(key, &manifest(&now), &manifest(&wanted)));
    let line = format!("{} edit resourcequota {}", advice::kubectl(key), key.name);
    let text =
        format!("Raise {resource} of ResourceQuota {} to at least {wanted}, if the namespace may have more.", key.name);
    let mut raise = hypothesis::command(text, line, "the namespace may use more of the cluster");
    if let Some(manager) = quota.and_then(|q| crate::diagnosis::managed::of(q.graph(), key)) {
        raise = hypothesis::change(format!("{} {}", raise.text, manager.advice()), None, raise.risk);
    }
    raise.diff = diff;
    hypothesis.advise(raise).advise(hypothesis::look(
        "Or free some of it: scale down or delete what is not needed, or lower what the others ask for.",
        Some(format!("{} describe resourcequota {}", advice::kubectl(key), key.name)),
    ))
}

#[cfg(test)]
mod tests {
    use super::{Counted, counted};

    #[test]
    fn what_is_counted() {
        for (name, what) in [
            ("requests.cpu", Counted::Cpu),
            ("limits.memory", Counted::Memory),
            ("count/pods", Counted::Pods),
            ("services.loadbalancers", Counted::Services),
            ("requests.storage", Counted::Storage),
            ("fast.storageclass.storage.k8s.io/requests.storage", Counted::Storage),
            ("requests.nvidia.com/gpu", Counted::Other),
            ("count/jobs.batch", Counted::Other),
        ] {
            assert_eq!(counted(name), what, "{name}");
        }
    }
}
