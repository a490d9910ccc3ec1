//! One pod and the state it is in.

use std::cell::OnceCell;

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::objects::container::{Container, Role};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::view::View;

/// How long a pod may take to start before that is trouble.
const STARTING: SignedDuration = SignedDuration::from_secs(60);
/// A container that has run this long since its last restart has recovered: the kubelet forgets its back-off then too.
const RECOVERED: SignedDuration = SignedDuration::from_secs(600);
/// Restarts from which on a short-lived instance counts as a loop.
const LOOP: i64 = 3;
/// The same where the last instance was killed: waiting for others explains an exit at the start, but no signal.
const KILLED_LOOP: i64 = 2;
/// A run that ends this soon gave up at its start.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(20);
/// From when on a run is more than another try of those.
const SETTLED: SignedDuration = SignedDuration::from_secs(180);
/// How long past its grace period a deleted pod may linger.
const LINGER: SignedDuration = SignedDuration::from_secs(60);

/// A pod.
#[derive(Debug, Clone)]
pub struct Pod<'g> {
    /// The whole of it.
    pub view: View<'g>,
    /// Worked out once: every rule asks for it.
    trouble: OnceCell<Option<Trouble>>,
}

/// The trouble that a pod is in, as far as its own status tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Deleted and still there, past its grace period.
    StuckTerminating,
    /// No node was found.
    Unscheduled,
    /// On a node, and a container has not started.
    NotStarted,
    /// An init container fails or does not end.
    Initializing,
    /// A container ends again and again.
    Restarting,
    /// Runs, and is not ready.
    NotReady,
    /// Ended for good without success.
    Failed,
}

impl<'g> Pod<'g> {
    /// The pod that an object is.
    pub fn new(graph: &'g Graph, object: &'g Object) -> Self {
        Self { view: View::root(graph, object), trouble: OnceCell::new() }
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// `status.phase`.
    pub fn phase(&self) -> &'g str {
        self.view.str_at("/status/phase").unwrap_or("Unknown")
    }

    /// Its containers, init containers first.
    pub fn containers(&self) -> Vec<Container<'g>> {
        Container::of_pod(&self.view)
    }

    /// One of its conditions.
    pub fn condition(&self, kind: &str) -> Option<View<'g>> {
        self.view.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some(kind))
    }

    /// Whether a condition has this status.
    pub fn condition_is(&self, kind: &str, status: &str) -> bool {
        self.condition(kind).is_some_and(|c| c.str_at("/status") == Some(status))
    }

    /// Whether it is ready for traffic.
    pub fn ready(&self) -> bool {
        if let Some(condition) = self.condition("Ready") {
            condition.str_at("/status") == Some("True")
        } else {
            let main: Vec<_> = self.containers().into_iter().filter(|c| c.role == Role::Main).collect();
            !main.is_empty() && main.iter().all(Container::ready)
        }
    }

    /// When it was created.
    pub fn created(&self) -> Option<Timestamp> {
        self.view.time_at("/metadata/creationTimestamp")
    }

    /// How old it is.
    pub fn age(&self) -> SignedDuration {
        self.created().map_or(SignedDuration::MAX, |at| self.view.graph().now.duration_since(at))
    }

    /// When its deletion was asked for.
    pub fn deleted(&self) -> Option<View<'g>> {
        self.view.at("/metadata/deletionTimestamp")
    }

    /// The node that it is on.
    pub fn node(&self) -> Option<&'g str> {
        self.view.str_at("/spec/nodeName")
    }

    /// The topmost built-in owner.
    pub fn app(&self) -> EntityKey {
        self.view.graph().top_owner(self.key())
    }

    /// The trouble that it is in; none if it works, ended well, or is only just starting.
    pub fn trouble(&self) -> Option<Trouble> {
        *self.trouble.get_or_init(|| self.find_trouble())
    }

    fn find_trouble(&self) -> Option<Trouble> {
        let now = self.view.graph().now;
        if let Some(deleted) = self.deleted().and_then(|at| at.time()) {
            // The API server sets it to the end of the grace period, not to the moment of the request.
            return (now.duration_since(deleted) > LINGER).then_some(Trouble::StuckTerminating);
        }
        match self.phase() {
            "Succeeded" => None,
            "Failed" => Some(Trouble::Failed),
            _ if self.ready() => self.restarting().then_some(Trouble::Restarting),
            _ => self.trouble_of_unready(),
        }
    }

    fn trouble_of_unready(&self) -> Option<Trouble> {
        let containers = self.containers();
        let unplaced = self.phase() == "Pending" && self.node().is_none() && self.age() >= STARTING;
        if self.condition_is("PodScheduled", "False") || unplaced {
            return Some(Trouble::Unscheduled);
        }
        if self.restarting() || containers.iter().any(|c| c.waits_for(&["CrashLoopBackOff"])) {
            return Some(Trouble::Restarting);
        }
        let young = self.age() < STARTING;
        let broken = containers.iter().any(|c| c.waiting_reason().and_then(|r| r.str()).is_some_and(is_failure));
        if broken {
            return Some(Trouble::NotStarted);
        }
        let failed_init = containers.iter().any(|c| c.role == Role::Init && failed(c));
        let unfinished = containers.iter().any(|c| c.role == Role::Init && c.running().is_some());
        if failed_init || (unfinished && !young) {
            return Some(Trouble::Initializing);
        }
        if young {
            return None;
        }
        let started =
            containers.iter().any(|c| c.role == Role::Main && (c.running().is_some() || c.last_exit().is_some()));
        Some(if started { Trouble::NotReady } else { Trouble::NotStarted })
    }

    /// Whether a container is in a loop: restarted often, and its present instance is young.
    fn restarting(&self) -> bool {
        let now = self.view.graph().now;
        self.containers().iter().any(|c| {
            c.role != Role::Init
                && c.restarts() >= if killed_young(c) { KILLED_LOOP } else { LOOP }
                && c.last_terminated().is_some()
                && match c.running_since() {
                    Some(since) => now.duration_since(since) < RECOVERED && !settled(c, now.duration_since(since)),
                    None => true,
                }
        })
    }

    /// Containers that were restarted and have run well since: history.
    pub fn recovered(&self) -> Vec<Container<'g>> {
        let healthy = self.ready() && self.trouble().is_none();
        self.containers().into_iter().filter(|c| healthy && c.restarts() > 0 && c.last_terminated().is_some()).collect()
    }
}

/// Whether a container that gave up at once again and again has stayed up since: it waited for others at its start.
fn settled(container: &Container<'_>, runs: SignedDuration) -> bool {
    let Some(exit) = container.last_terminated() else { return false };
    let (Some(start), Some(end)) = (exit.time_at("/startedAt"), exit.time_at("/finishedAt")) else { return false };
    let signal = exit.i64_at("/exitCode").is_none_or(|code| code > 128);
    container.ready() && !signal && end.duration_since(start) <= AT_ONCE && runs >= SETTLED
}

/// Whether the last instance was ended by a signal soon after its start.
fn killed_young(container: &Container<'_>) -> bool {
    let Some(exit) = container.last_terminated() else { return false };
    let (Some(start), Some(end)) = (exit.time_at("/startedAt"), exit.time_at("/finishedAt")) else { return false };
    matches!(exit.i64_at("/exitCode"), Some(137 | 143)) && end.duration_since(start) < RECOVERED
}

fn failed(container: &Container<'_>) -> bool {
    container.exit_code().and_then(|code| code.i64()).is_some_and(|code| code != 0)
}

/// Whether a waiting reason says that something failed, not only that it takes its time.
fn is_failure(reason: &str) -> bool {
    !matches!(reason, "ContainerCreating" | "PodInitializing")
}
