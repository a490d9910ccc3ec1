//! One failing probe in its surroundings, and what these say: the ports that the container declares, its other probes,
//! its environment.

use serde_json::Value;

use crate::diagnosis::causes::probes::failure::{Failure, complains};
use crate::diagnosis::causes::probes::kind::{Fault, Kind};
use crate::diagnosis::causes::probes::probe::Probe;
use crate::diagnosis::hypothesis::Weight;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// A failing probe and where it stands.
pub struct Scene<'a, 'g> {
    /// The app.
    pub app: &'a App<'g>,
    /// The pod.
    pub pod: &'a Pod<'g>,
    /// The container.
    pub container: &'a Container<'g>,
    /// The probe that fails.
    pub failure: &'a Failure<'g>,
}

/// What is wrong with a probe in one pod.
pub struct Verdict {
    /// Which of the five.
    pub fault: Fault,
    /// What was looked for.
    pub support: Vec<(Weight, &'static str, Option<Fact>)>,
    /// The rest of the sentence that begins with what the probe asks.
    pub because: String,
    /// Where the field stands that is wrong, below the probe.
    pub pointer: &'static str,
    /// How to mend it, in words.
    pub advice: String,
    /// What to change in the container, as a merge patch; none where a field is not what is wrong.
    pub patch: Option<Value>,
    /// What was excluded.
    pub ruled_out: Vec<String>,
}

/// A port that a container declares.
pub struct Declared<'g> {
    /// Its number.
    pub number: i64,
    /// Whether it is for UDP.
    pub udp: bool,
    /// Its name, or an empty text.
    pub name: &'g str,
    /// Where it stands.
    pub view: View<'g>,
}

impl<'a, 'g> Scene<'a, 'g> {
    /// The probe.
    pub fn probe(&self) -> &'a Probe<'g> {
        &self.failure.probe
    }

    /// The ports that the container declares.
    pub fn own_ports(&self) -> Vec<Declared<'g>> {
        declared(self.container)
    }

    /// Whether another container of the pod declares a port.
    pub fn declared_beside(&self, number: i64) -> bool {
        let others = self.pod.containers().into_iter().filter(|c| c.name != self.container.name);
        others.flat_map(|c| declared(&c)).any(|port| port.number == number && !port.udp)
    }

    /// The container's other probes.
    pub fn others(&self) -> Vec<Probe<'g>> {
        Kind::ALL
            .into_iter()
            .filter(|kind| *kind != self.probe().kind)
            .filter_map(|kind| Probe::of(self.container, kind))
            .filter(|probe| !probe.rewritten())
            .collect()
    }

    /// The container's other probes that don't fail as far as anybody heard.
    pub fn quiet_others(&self) -> Vec<Probe<'g>> {
        self.others().into_iter().filter(|probe| !self.fails_too(probe)).collect()
    }

    /// Whether another probe fails. Readiness fails at each restart for a moment; that does not count.
    fn fails_too(&self, other: &Probe<'g>) -> bool {
        match other.kind {
            Kind::Readiness if self.failure.restarts => {
                !self.container.ready() && !self.was_ready() && complains(self.pod, self.container, other.kind)
            }
            // It cannot have run before the startup probe passes.
            _ if self.probe().kind == Kind::Startup => true,
            kind => complains(self.pod, self.container, kind),
        }
    }

    /// Whether the pod became ready and lost that later: the condition changed after the container first started.
    fn was_ready(&self) -> bool {
        let changed = self.pod.condition("Ready").and_then(|c| c.time_at("/lastTransitionTime"));
        match (changed, self.pod.created()) {
            (Some(changed), Some(created)) => changed.duration_since(created).as_secs() > self.probe().budget(),
            _ => false,
        }
    }

    /// The environment's words for a port: `PORT`, `SERVER_PORT` and the like, with the number.
    pub fn env_ports(&self) -> Vec<(i64, View<'g>)> {
        let entries = self.container.spec.items("/env");
        let is_port = |name: &str| name == "PORT" || name.ends_with("_PORT");
        // A port of something else that it calls is named after that; these are the ones that servers read.
        let foreign = |name: &str| {
            ["DB", "REDIS", "MYSQL", "POSTGRES", "PG", "MONGO", "KAFKA", "SMTP", "REMOTE", "UPSTREAM"]
                .iter()
                .any(|w| name.contains(w))
        };
        entries
            .iter()
            .filter(|entry| entry.str_at("/name").is_some_and(|name| is_port(name) && !foreign(name)))
            .filter_map(|entry| {
                let value = entry.at("/value")?;
                Some((value.str()?.trim_start_matches(':').parse().ok()?, value))
            })
            .collect()
    }

    /// A slot for what the kubelet says.
    pub fn words(&self, weight: Weight) -> (Weight, &'static str, Option<Fact>) {
        (weight, "what the kubelet says of the probe", self.failure.says.as_ref().map(Event::fact))
    }

    /// A verdict with the words as its proof.
    pub fn verdict(&self, fault: Fault, weight: Weight, because: String, pointer: &'static str) -> Verdict {
        let support = vec![self.words(weight)];
        Verdict { fault, support, because, pointer, advice: String::new(), patch: None, ruled_out: Vec::new() }
    }
}

impl Verdict {
    /// More that was looked for.
    #[must_use]
    pub fn looked(mut self, weight: Weight, what: &'static str, fact: Option<Fact>) -> Self {
        self.support.push((weight, what, fact));
        self
    }

    /// How to mend it.
    #[must_use]
    pub fn mend(mut self, advice: impl Into<String>, patch: Option<Value>) -> Self {
        self.advice = advice.into();
        self.patch = patch;
        self
    }

    /// What was excluded.
    #[must_use]
    pub fn not(mut self, what: impl Into<String>) -> Self {
        self.ruled_out.push(what.into());
        self
    }
}

/// The ports that a container declares.
fn declared<'g>(container: &Container<'g>) -> Vec<Declared<'g>> {
    let ports = container.spec.items("/ports");
    ports
        .into_iter()
        .filter_map(|view| {
            let number = view.i64_at("/containerPort")?;
            let udp = view.str_at("/protocol") == Some("UDP");
            Some(Declared { number, udp, name: view.str_at("/name").unwrap_or_default(), view })
        })
        .collect()
}
