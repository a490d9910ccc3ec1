//! One container of a pod: what was asked for and what became of it.

use jiff::Timestamp;

use crate::evidence::entity::EntityKey;
use crate::evidence::log::{Log, LogKey};
use crate::evidence::view::View;

/// What a container is for in its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Runs to its end before the next one starts.
    Init,
    /// An init container that keeps running (`restartPolicy: Always`).
    Sidecar,
    /// One of the pod's containers.
    Main,
}

/// What a container's state says of why it waits.
#[derive(Debug, Clone)]
pub enum Words<'g> {
    /// These words, at this place.
    Said(View<'g>, &'g str),
    /// Nothing: some recordings keep the reason only.
    None,
    /// Something that a test hides. It is not as if nothing had been said: what else says it must not take its place.
    Hidden,
}

/// A container with its status, if the kubelet reported one.
#[derive(Debug, Clone)]
pub struct Container<'g> {
    /// Its name.
    pub name: &'g str,
    /// Its entry in the pod's spec.
    pub spec: View<'g>,
    /// Its entry in the pod's status.
    pub status: Option<View<'g>>,
    /// What it is for.
    pub role: Role,
}

impl<'g> Container<'g> {
    /// The containers of a pod: init containers first, in their order.
    pub fn of_pod(pod: &View<'g>) -> Vec<Self> {
        let mut all = Self::of(pod, "/spec/initContainers", "/status/initContainerStatuses", true);
        all.extend(Self::of(pod, "/spec/containers", "/status/containerStatuses", false));
        all
    }

    fn of(pod: &View<'g>, specs: &str, statuses: &str, init: bool) -> Vec<Self> {
        let statuses = pod.items(statuses);
        pod.items(specs)
            .into_iter()
            .filter_map(|spec| {
                let name = spec.str_at("/name")?;
                let status = statuses.iter().find(|status| status.str_at("/name") == Some(name)).cloned();
                let role = match (init, spec.str_at("/restartPolicy")) {
                    (true, Some("Always")) => Role::Sidecar,
                    (true, _) => Role::Init,
                    (false, _) => Role::Main,
                };
                Some(Self { name, spec, status, role })
            })
            .collect()
    }

    /// The pod it belongs to.
    pub fn pod(&self) -> &'g EntityKey {
        self.spec.key()
    }

    /// The image that is asked for.
    pub fn image(&self) -> Option<View<'g>> {
        self.spec.at("/image")
    }

    /// `state.waiting`.
    pub fn waiting(&self) -> Option<View<'g>> {
        self.status.as_ref()?.at("/state/waiting")
    }

    /// `state.waiting.reason`.
    pub fn waiting_reason(&self) -> Option<View<'g>> {
        self.waiting()?.at("/reason")
    }

    /// `state.waiting.message`.
    pub fn waiting_message(&self) -> Option<View<'g>> {
        self.waiting()?.at("/message")
    }

    /// What `state.waiting` says.
    pub fn waiting_words(&self) -> Words<'g> {
        match self.waiting_message() {
            Some(view) => match view.str() {
                Some(text) if !text.is_empty() => Words::Said(view, text),
                _ => Words::None,
            },
            None if self.waiting().is_some_and(|w| w.value().get("message").is_some()) => Words::Hidden,
            None => Words::None,
        }
    }

    /// Whether it waits for this reason.
    pub fn waits_for(&self, reasons: &[&str]) -> bool {
        self.waiting_reason().and_then(|r| r.str()).is_some_and(|reason| reasons.contains(&reason))
    }

    /// `state.running`.
    pub fn running(&self) -> Option<View<'g>> {
        self.status.as_ref()?.at("/state/running")
    }

    /// When the current instance started to run.
    pub fn running_since(&self) -> Option<Timestamp> {
        self.running()?.time_at("/startedAt")
    }

    /// `state.terminated`.
    pub fn terminated(&self) -> Option<View<'g>> {
        self.status.as_ref()?.at("/state/terminated")
    }

    /// `lastState.terminated`.
    pub fn last_terminated(&self) -> Option<View<'g>> {
        self.status.as_ref()?.at("/lastState/terminated")
    }

    /// How it ended most lately: now, or before its present state.
    pub fn last_exit(&self) -> Option<View<'g>> {
        self.terminated().or_else(|| self.last_terminated())
    }

    /// Exit code of [`Self::last_exit`].
    pub fn exit_code(&self) -> Option<View<'g>> {
        self.last_exit()?.at("/exitCode")
    }

    /// How often it was restarted.
    pub fn restarts(&self) -> i64 {
        self.status.as_ref().and_then(|s| s.i64_at("/restartCount")).unwrap_or(0)
    }

    /// Whether the kubelet calls it ready.
    pub fn ready(&self) -> bool {
        self.status.as_ref().and_then(|s| s.bool_at("/ready")).unwrap_or(false)
    }

    /// The key of its log.
    pub fn log_key(&self, previous: bool) -> LogKey {
        LogKey { pod: self.pod().clone(), container: self.name.to_owned(), previous }
    }

    /// The logs that were read of it: that of the instance that ended first, then the other.
    pub fn logs(&self) -> Vec<Log> {
        let graph = self.spec.graph();
        let order = if self.terminated().is_some() { [false, true] } else { [true, false] };
        order.into_iter().filter_map(|previous| graph.log(&self.log_key(previous))).collect()
    }
}
