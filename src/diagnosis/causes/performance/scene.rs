//! Who became slow, who calls whom, and with whom it began.
//!
//! A caller waits for those whom it calls, so slowness travels up the calls: what is slow while nobody below it is, is
//! where it comes from. A callee of which only some requests became slow is another matter: those may be the requests
//! of the slow caller itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnosis::case::Case;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::telemetry::edges::Edge;
use crate::diagnosis::telemetry::meaning::{Quantity, Share};
use crate::diagnosis::telemetry::owner::Owners;
use crate::diagnosis::telemetry::readings::Readings;
use crate::diagnosis::telemetry::slow::Slow;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;

/// Edges that are read.
const MAX_EDGES: usize = 20_000;
/// Two departures within this time of each other, in milliseconds, are of one trouble.
const TOGETHER: i64 = 60_000;

/// What performance causes look at.
pub(super) struct Scene<'c> {
    pub(super) readings: &'c Readings,
    slow: BTreeMap<EntityKey, Slow<'c>>,
    callees: BTreeMap<EntityKey, BTreeSet<EntityKey>>,
    /// The app that each Service leads to.
    services: Vec<(EntityKey, EntityKey)>,
}

impl<'c> Scene<'c> {
    /// The scene of a case; none where nothing became slow.
    pub(super) fn of(case: &'c Case<'_>) -> Option<Self> {
        let readings = case.readings();
        let latencies = [Share::Typical, Share::Tail].map(Quantity::Latency);
        let measured: BTreeSet<&EntityKey> = latencies.into_iter().flat_map(|q| readings.measured(q)).collect();
        let slow: BTreeMap<_, _> =
            measured.into_iter().filter_map(|key| Some((key.clone(), Slow::of(readings, key)?))).collect();
        if slow.is_empty() {
            return None;
        }
        let owners = Owners::of(case.graph);
        let services = case.graph.of_kind(&kinds::SERVICE).map(|object| &object.key);
        let led = |key: &EntityKey| Some((key.clone(), owners.named(key.namespace.as_deref(), &key.name)?));
        Some(Self { readings, slow, callees: callees(case, &owners), services: services.filter_map(led).collect() })
    }

    /// One of the slow.
    pub(super) fn slow(&self, key: &EntityKey) -> Option<&Slow<'c>> {
        self.slow.get(key)
    }

    /// All that are slow.
    pub(super) fn all(&self) -> impl Iterator<Item = &Slow<'c>> {
        self.slow.values()
    }

    /// Whether it is known how fast an app answers.
    pub(super) fn is_measured(&self, key: &EntityKey) -> bool {
        [Share::Typical, Share::Tail]
            .into_iter()
            .any(|share| !self.readings.about(key, Quantity::Latency(share)).is_empty())
    }

    /// Whom an app calls itself.
    pub(super) fn callees(&self, key: &EntityKey) -> impl Iterator<Item = &EntityKey> {
        self.callees.get(key).into_iter().flatten()
    }

    /// Who calls an app itself.
    pub(super) fn callers<'s>(&'s self, key: &'s EntityKey) -> impl Iterator<Item = &'s EntityKey> {
        self.callees.iter().filter(move |(_, called)| called.contains(key)).map(|(caller, _)| caller)
    }

    /// Everybody below an app, called by it or by whom it calls.
    pub(super) fn below(&self, key: &EntityKey) -> BTreeSet<&EntityKey> {
        let mut found = BTreeSet::new();
        let mut next: Vec<&EntityKey> = self.callees(key).collect();
        while let Some(one) = next.pop() {
            if one != key && found.insert(one) {
                next.extend(self.callees(one));
            }
        }
        found
    }

    /// Everybody that waits for an app, and is slow when it is: its callers, theirs, and so on.
    pub(super) fn waiting(&self, of: &Slow<'c>) -> Vec<&Slow<'c>> {
        let waits =
            |other: &&Slow<'c>| other.key != of.key && meet(other, of) && self.below(&other.key).contains(&of.key);
        self.slow.values().filter(waits).collect()
    }

    /// What else is as it is because of one that is slow: callees whose slow requests are its own, those that are asked
    /// less because their callers wait, and the Services in front of all of them.
    pub(super) fn suffering(&self, of: &Slow<'c>) -> BTreeSet<EntityKey> {
        let waiting = self.waiting(of);
        let mut found: BTreeSet<EntityKey> =
            waiting.iter().map(|slow| slow.key.clone()).chain([of.key.clone()]).collect();
        let near = waiting.iter().map(|slow| &slow.key).chain([&of.key]).flat_map(|key| self.below(key));
        let hit = |key: &EntityKey| {
            let slow = self.slow(key).is_some_and(|slow| meet(slow, of));
            let asked = self.readings.departed(key, Quantity::Requests);
            slow || asked.is_some_and(|(_, less)| of.main().is_some_and(|(_, shift)| less.meets(&shift, TOGETHER)))
        };
        found.extend(near.filter(|key| hit(key)).cloned());
        let services = self.services.iter().filter(|(_, app)| found.contains(app)).map(|(service, _)| service.clone());
        found.union(&services.collect()).cloned().collect()
    }

    /// Those with whom it began, the one that changed most first.
    pub(super) fn origins(&self) -> Vec<&Slow<'c>> {
        let deepest: Vec<&Slow<'c>> = self.slow.values().filter(|slow| !self.follows(slow)).collect();
        let called_by_usual = |slow: &Slow<'c>| {
            deepest
                .iter()
                .any(|other| other.typical.is_some() && meet(other, slow) && self.below(&other.key).contains(&slow.key))
        };
        let mut origins: Vec<&Slow<'c>> =
            deepest.iter().copied().filter(|slow| slow.typical.is_some() || !called_by_usual(slow)).collect();
        let rank = |slow: &Slow<'c>| slow.main().map_or(0.0, |(_, shift)| shift.times());
        origins.sort_by(|a, b| {
            b.typical
                .is_some()
                .cmp(&a.typical.is_some())
                .then(rank(b).total_cmp(&rank(a)))
                .then_with(|| a.key.cmp(&b.key))
        });
        origins
    }

    /// Whether somebody below is slow enough to make it slow.
    fn follows(&self, slow: &Slow<'c>) -> bool {
        let below = self.below(&slow.key);
        self.slow.values().any(|callee| {
            // Two that call each other are as deep as one another.
            below.contains(&callee.key)
                && !self.below(&callee.key).contains(&slow.key)
                && meet(slow, callee)
                && accounts_for(callee, slow)
        })
    }
}

/// Whether two were slow at one time.
fn meet(one: &Slow<'_>, other: &Slow<'_>) -> bool {
    let all =
        |slow: &Slow<'_>| [slow.typical, slow.tail].into_iter().flatten().map(|(_, shift)| shift).collect::<Vec<_>>();
    all(one).iter().any(|a| all(other).iter().any(|b| a.meets(b, TOGETHER)))
}

/// Whether a callee's slowness is enough for its caller's: its usual request is slow, or its slowest ones cost at least
/// what the caller's usual request lost.
fn accounts_for(callee: &Slow<'_>, caller: &Slow<'_>) -> bool {
    match (callee.typical, callee.tail, caller.typical) {
        (Some(_), _, _) | (None, Some(_), None) => true,
        (None, Some((_, tail)), Some((_, usual))) => tail.size() >= usual.size(),
        (None, None, _) => false,
    }
}

fn callees(case: &Case<'_>, owners: &Owners<'_>) -> BTreeMap<EntityKey, BTreeSet<EntityKey>> {
    let mut found: BTreeMap<EntityKey, BTreeSet<EntityKey>> = BTreeMap::new();
    let mut add = |caller: EntityKey, callee: EntityKey| {
        if caller != callee {
            found.entry(caller).or_default().insert(callee);
        }
    };
    for app in App::all(case.graph) {
        for call in calls::of_app(&app, case.graph) {
            let callee = owners.named(call.service.namespace.as_deref(), &call.service.name);
            if let Some(callee) = callee {
                add(app.key.clone(), callee);
            }
        }
    }
    let namespace = match case.subject {
        Subject::Namespace(ns) => Some(ns.as_str()),
        Subject::Objects(keys) => keys.first().map(EntityKey::ns),
        Subject::Cluster => None,
    };
    for edge in Edge::all(case.graph).iter().take(MAX_EDGES) {
        let ends = (owners.named(namespace, edge.caller), owners.named(namespace, edge.callee));
        if let (Some(caller), Some(callee)) = ends {
            add(caller, callee);
        }
    }
    found
}
