//! Controllers that have fewer pods than they want because the API server refuses more, with what it says last.

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::admission::says::{self, Refused};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::event::Event;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A controller whose pods are refused.
pub struct Refusal<'c, 'g> {
    /// The app.
    pub app: &'c App<'g>,
    /// Who should make its pods.
    pub owner: View<'g>,
    /// What it means.
    pub refused: Refused,
    /// What is said, without who says it.
    pub text: String,
    /// The last event, and the condition.
    said: [Option<Fact>; 2],
    /// Fewer than wanted.
    gap: Option<Fact>,
    /// How many it has and wants; none where that is no number of replicas.
    numbers: Option<(i64, i64)>,
}

/// Every app whose pods are refused for a reason of this family.
pub fn all<'c, 'g>(case: &'c Case<'g>) -> Vec<Refusal<'c, 'g>> {
    case.apps.iter().filter_map(|app| owners(app).into_iter().find_map(|owner| of_owner(app, owner))).collect()
}

/// What is said of an app whose pods are refused; for deciding what to read.
pub fn said_of(app: &App<'_>) -> Option<Refused> {
    owners(app).into_iter().find_map(|owner| of_owner(app, owner)).map(|refusal| refusal.refused)
}

/// What is said of a Job that has no pod and gets none, whatever the reason.
pub fn refused_job(job: &View<'_>) -> Option<Said> {
    lacks(job)?;
    last_event(job)
}

/// Who makes the app's pods: the ReplicaSets of a Deployment, the Jobs of a CronJob, else the app itself. Newest first.
fn owners<'g>(app: &App<'g>) -> Vec<View<'g>> {
    let Some(view) = &app.view else { return Vec::new() };
    let graph: &'g Graph = view.graph();
    let below = if app.key.is(&kinds::DEPLOYMENT) {
        Some(&kinds::REPLICA_SET)
    } else if app.key.is(&kinds::CRON_JOB) {
        Some(&kinds::JOB)
    } else {
        None
    };
    let children = graph.children(&app.key).into_iter().filter(|object| below.is_some_and(|kind| object.key.is(kind)));
    let mut owners: Vec<View<'g>> = children.map(|object| View::root(graph, object)).collect();
    owners.sort_by_key(|view| (std::cmp::Reverse(view.time_at("/metadata/creationTimestamp")), view.key().clone()));
    if owners.is_empty() || app.key.is(&kinds::CRON_JOB) {
        owners.push(view.clone());
    }
    owners
}

fn of_owner<'c, 'g>(app: &'c App<'g>, owner: View<'g>) -> Option<Refusal<'c, 'g>> {
    let lacks = lacks(&owner)?;
    let (event, condition) = (last_event(&owner), condition(&owner));
    // What was said last counts, whether or not a test hides it.
    let text = event.as_ref().or(condition.as_ref()).map(|(_, text)| text.clone())?;
    let refused = says::understand(&text)?;
    let alike = |said: Option<(Option<Fact>, String)>| {
        said.filter(|(_, other)| says::understand(other).is_some_and(|r| same(&r, &refused))).map(|(fact, _)| fact)
    };
    let said = [alike(event), alike(condition)].map(Option::flatten);
    Some(Refusal { app, said, gap: gap(&owner), numbers: lacks.numbers, refused, text: bare(&text), owner })
}

/// Whether two refusals are of one sort: only the figures may differ.
fn same(one: &Refused, other: &Refused) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

struct Lacks {
    numbers: Option<(i64, i64)>,
}

fn lacks(owner: &View<'_>) -> Option<Lacks> {
    let number = |pointer: &str| owner.value().pointer(pointer).and_then(serde_json::Value::as_i64);
    let or_zero = |pointer: &str| number(pointer).unwrap_or(0);
    let key = owner.key();
    if key.is(&kinds::CRON_JOB) {
        return (owner.bool_at("/spec/suspend") != Some(true)).then_some(Lacks { numbers: None });
    }
    if key.is(&kinds::JOB) {
        let conditions = owner.value().pointer("/status/conditions").and_then(serde_json::Value::as_array);
        let text =
            |c: &serde_json::Value, field: &str| c.get(field).and_then(serde_json::Value::as_str).map(str::to_owned);
        let over = conditions.into_iter().flatten().any(|c| {
            let kind = text(c, "type");
            matches!(kind.as_deref(), Some("Complete" | "Failed" | "Suspended"))
                && text(c, "status").as_deref() == Some("True")
        });
        let runs = or_zero("/status/active") > 0;
        return (!over && !runs && owner.bool_at("/spec/suspend") != Some(true)).then_some(Lacks { numbers: None });
    }
    let (have, want) = if key.is(&kinds::DAEMON_SET) {
        (or_zero("/status/currentNumberScheduled"), or_zero("/status/desiredNumberScheduled"))
    } else {
        (or_zero("/status/replicas"), number("/spec/replicas").unwrap_or(1))
    };
    (have < want).then_some(Lacks { numbers: Some((have, want)) })
}

fn gap(owner: &View<'_>) -> Option<Fact> {
    let key = owner.key();
    let pointer = if key.is(&kinds::DAEMON_SET) {
        "/status/currentNumberScheduled"
    } else if key.is(&kinds::JOB) || key.is(&kinds::CRON_JOB) {
        "/status/active"
    } else {
        "/status/replicas"
    };
    let named = owner.value().pointer(pointer).is_some();
    owner.at(if named { pointer } else { "/status" }).map(|place| place.state())
}

/// Words, with a fact unless they are hidden.
pub type Said = (Option<Fact>, String);

/// What the controller said last, with a fact unless it is hidden.
fn last_event(owner: &View<'_>) -> Option<Said> {
    let graph = owner.graph();
    let of =
        |event: &View<'_>, field: &str| event.value().get(field).and_then(serde_json::Value::as_str).map(str::to_owned);
    let create = |event: &View<'_>| matches!(of(event, "reason").as_deref(), Some("FailedCreate" | "SuccessfulCreate"));
    let mut events = graph.events(owner.key()).into_iter().rev().filter(create);
    let failed = |event: &View<'_>| of(event, "reason").as_deref() == Some("FailedCreate");
    // A Job that was given its pod since is no longer refused; the others go on counting.
    let one = owner.key().is(&kinds::JOB);
    let event = if one { events.next().filter(failed)? } else { events.find(failed)? };
    let text = of(&event, "message")?;
    let shown = event.at("/message").is_some();
    let fact = shown.then(|| Event { reason: "FailedCreate", message: "", view: event }.fact());
    Some((fact, text))
}

fn condition(owner: &View<'_>) -> Option<Said> {
    let list = owner.value().pointer("/status/conditions")?.as_array()?;
    let text = |c: &serde_json::Value, field: &str| c.get(field).and_then(serde_json::Value::as_str).map(str::to_owned);
    let is = |c: &serde_json::Value| {
        text(c, "type").as_deref() == Some("ReplicaFailure") && text(c, "status").as_deref() == Some("True")
    };
    let index = list.iter().position(is)?;
    let message = text(list.get(index)?, "message")?;
    Some((owner.at(&format!("/status/conditions/{index}/message")).map(|m| m.state()), message))
}

/// The words without those of the controller around them.
fn bare(text: &str) -> String {
    let text = text.strip_prefix("(combined from similar events): ").unwrap_or(text);
    let text = text.strip_prefix("Error creating: ").unwrap_or(text);
    text.split_once(" is forbidden: ").map_or(text, |(_, rest)| rest).to_owned()
}

impl Refusal<'_, '_> {
    /// `it has 2 of 4 pods`, or `it makes no pod`.
    pub fn extent(&self) -> String {
        let name = &self.app.key.name;
        match self.numbers {
            Some((0, _)) | None => format!("{name} gets no pods"),
            Some((have, want)) => format!("{name} has {have} of {want} pods"),
        }
    }

    /// Adds what every hypothesis of a refusal rests on: the words, and the pods that are missing.
    pub fn told(&self, mut hypothesis: Hypothesis) -> Hypothesis {
        let [event, condition] = self.said.clone();
        let facts = [&event, &condition, &self.gap].into_iter().filter_map(Clone::clone).collect();
        hypothesis = hypothesis.support(Weight::Proof, "the controller says so", event).support(
            Weight::Weak,
            "it has fewer pods than it wants",
            self.gap.clone(),
        );
        if self.has_conditions() {
            hypothesis = hypothesis.support(Weight::Strong, "its condition says so", condition);
        }
        let shows = format!("gets no {}: \"{}\"", if self.numbers.is_some() { "more pods" } else { "pod" }, self.text);
        hypothesis
            .link(self.owner.key(), shows, facts)
            .explaining(self.owner.key())
            .explaining(&self.app.key)
            .since(self.began())
    }

    /// A hypothesis about the app.
    pub fn of_app(&self, cause: &'static Cause, text: String, asks: &str, asked: Option<Fact>) -> Hypothesis {
        let hypothesis = Hypothesis::new(cause, &self.app.key, text)
            .support(Weight::Strong, "what the app asks for", asked.clone())
            .link(&self.app.key, asks, asked.into_iter().collect());
        self.told(hypothesis)
    }

    fn has_conditions(&self) -> bool {
        let key = self.owner.key();
        key.is(&kinds::REPLICA_SET) || key.is(&kinds::DEPLOYMENT)
    }

    fn began(&self) -> Option<jiff::Timestamp> {
        let list = self.owner.items("/status/conditions");
        let since = list.iter().find(|c| c.str_at("/type") == Some("ReplicaFailure"));
        since
            .and_then(|c| c.time_at("/lastTransitionTime"))
            .or_else(|| self.owner.time_at("/metadata/creationTimestamp"))
    }

    /// The namespace, as an object.
    pub fn namespace(&self) -> EntityKey {
        EntityKey::new(&kinds::NAMESPACE, None, self.app.key.ns())
    }

    /// How many pods are missing.
    pub fn missing(&self) -> i64 {
        self.numbers.map_or(1, |(have, want)| want - have)
    }
}
