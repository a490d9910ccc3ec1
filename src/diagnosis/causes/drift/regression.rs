//! `RegressionByChange`: the pods of the newest revision fail, and those of the one before work, or did until just then.
//!
//! A restart is no change of this kind: its revision starts the containers of the one before it again, and is taken together
//! with that.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::drift::catalogue;
use crate::diagnosis::changes::revisions::{self, Revision};
use crate::diagnosis::changes::template;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, command};
use crate::diagnosis::managed;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;

/// How soon after a rollout an app stops being available because of it.
const CLOSE: SignedDuration = SignedDuration::from_mins(15);

/// What an app's failing pods are since.
pub struct Since<'g> {
    /// The revision that brought what the newest one starts.
    pub current: Revision<'g>,
    /// The one before it.
    pub before: Revision<'g>,
    /// The newest one, where that only starts the same again.
    again: Option<Revision<'g>>,
    /// The failing pods, each with the number of its revision.
    failing: Vec<(EntityKey, i64, Option<Fact>)>,
    worked: (EntityKey, String, Option<Fact>),
}

/// `RegressionByChange`.
pub fn by_change(case: &Case<'_>) -> Vec<Hypothesis> {
    case.troubled().filter_map(|app| Some(conclude(case.graph, app, &of(case.graph, app)?))).collect()
}

/// The change that all failing pods of an app are since.
pub fn of<'g>(graph: &'g Graph, app: &App<'g>) -> Option<Since<'g>> {
    let revisions = revisions::of(graph, &app.key);
    let (before, current) = revisions::brought(&revisions)?;
    let same: Vec<&Revision<'g>> = revisions.iter().filter(|revision| revision.number >= current.number).collect();
    let made = |pod: &Pod<'g>| same.iter().find(|revision| belongs(graph, pod, revision)).map(|r| r.number);
    let own: Vec<(&Pod<'g>, i64)> =
        app.pods.iter().filter(|pod| pod.deleted().is_none()).filter_map(|pod| Some((pod, made(pod)?))).collect();
    // That no node takes a pod is seldom the revision's doing, and has causes of its own.
    let fails = |pod: &Pod<'g>| pod.trouble().is_some_and(|trouble| trouble != Trouble::Unscheduled) && !pod.ready();
    if own.is_empty() || !own.iter().all(|(pod, _)| fails(pod)) || app.troubled().len() != own.len() {
        return None;
    }
    let restarted = same.get(1).map(|revision| revision.at);
    let worked = working(graph, app, before).or_else(|| until(app, current, restarted))?;
    let failing = own.into_iter().map(|(pod, number)| (pod.key().clone(), number, unready(pod))).collect();
    let again = same.into_iter().skip(1).next_back().cloned();
    Some(Since { current: current.clone(), before: before.clone(), again, failing, worked })
}

/// Whether a pod was made from a revision.
fn belongs(graph: &Graph, pod: &Pod<'_>, revision: &Revision<'_>) -> bool {
    let name = &revision.view.key().name;
    graph.controller(pod.key()).as_ref() == Some(revision.view.key())
        || pod.view.value().pointer("/metadata/labels/controller-revision-hash").and_then(serde_json::Value::as_str)
            == Some(name)
}

fn unready(pod: &Pod<'_>) -> Option<Fact> {
    pod.condition("Ready").and_then(|ready| Some(ready.at("/status")?.state()))
}

type Worked = (EntityKey, String, Option<Fact>);

/// A pod of the revision before that is ready.
fn working(graph: &Graph, app: &App<'_>, before: &Revision<'_>) -> Option<Worked> {
    let pod = app.pods.iter().find(|pod| pod.ready() && pod.deleted().is_none() && belongs(graph, pod, before))?;
    Some((pod.key().clone(), format!("of revision {} is ready", before.number), unready(pod)))
}

/// That the app was available until just after the revision came. What was lost only once it was started anew is not its
/// doing: it had worked till then.
fn until(app: &App<'_>, current: &Revision<'_>, restarted: Option<Timestamp>) -> Option<Worked> {
    let view = app.view.as_ref()?;
    let lost = view.items("/status/conditions").into_iter().find(|condition| {
        condition.str_at("/type") == Some("Available") && condition.str_at("/status") == Some("False")
    })?;
    let at = lost.time_at("/lastTransitionTime")?;
    let after = at.duration_since(current.at);
    let first = restarted.is_none_or(|restarted| at < restarted);
    let soon = first && after >= SignedDuration::ZERO && after <= CLOSE;
    let shows = format!("was available until {}", at.strftime("%H:%M:%SZ"));
    soon.then(|| (app.key.clone(), shows, lost.at("/lastTransitionTime").map(|place| place.state())))
}

impl Since<'_> {
    /// Whether it changed a field of the workload, by the names of its steps.
    pub fn changed(&self, names: &[String]) -> bool {
        let path: Vec<&str> = names.iter().map(String::as_str).collect();
        let ["spec", "template", rest @ ..] = path.as_slice() else { return false };
        template::differs_at(self.before.template.value(), self.current.template.value(), rest)
    }

    /// Says of a hypothesis that the pods fail since the change, and explains them.
    pub fn tell(&self, mut hypothesis: Hypothesis) -> Hypothesis {
        for (pod, number, fact) in self.failing.iter().take(CITED_PODS) {
            hypothesis = hypothesis.support(Weight::Strong, "the pods of the revision fail", fact.clone()).link(
                pod,
                format!("of revision {number} is not ready"),
                fact.iter().cloned().collect(),
            );
        }
        let (entity, shows, fact) = &self.worked;
        hypothesis = hypothesis.support(Weight::Strong, "it worked before", fact.clone()).link(
            entity,
            shows.clone(),
            fact.iter().cloned().collect(),
        );
        for (pod, ..) in &self.failing {
            hypothesis = hypothesis.explaining(pod);
        }
        hypothesis.since(Some(self.current.at))
    }
}

fn conclude(graph: &Graph, app: &App<'_>, since: &Since<'_>) -> Hypothesis {
    let Since { current, before, .. } = since;
    let what = template::words(before.template.value(), current.template.value()).unwrap_or_default();
    let note = current.note().unwrap_or_default();
    let text = format!(
        "{} {} fails since revision {} of {}{note} ({what}); revision {} worked. What is wrong with the change is not proven.",
        app.key.kind,
        app.key.name,
        current.number,
        current.at.strftime("%H:%M:%SZ"),
        before.number,
    );
    let facts = current.facts();
    let mut hypothesis = Hypothesis::new(&catalogue::REGRESSION_BY_CHANGE, &app.key, text);
    for fact in &facts {
        hypothesis = hypothesis.support(Weight::Proof, "the revision", Some(fact.clone()));
    }
    hypothesis = hypothesis.link(current.view.key(), format!("is revision {}: {what}", current.number), facts);
    if let Some(again) = &since.again {
        let shows = format!("is revision {}: the same containers again", again.number);
        for fact in again.facts() {
            hypothesis = hypothesis.support(Weight::Weak, "the restart", Some(fact));
        }
        hypothesis = hypothesis.link(again.view.key(), shows, again.facts());
    }
    hypothesis = hypothesis.support(Weight::Strong, "what is wrong with the change", None);
    mended(graph, app, since, since.tell(hypothesis))
}

fn mended(graph: &Graph, app: &App<'_>, since: &Since<'_>, hypothesis: Hypothesis) -> Hypothesis {
    let text = format!(
        "Go back to revision {}, then look at what revision {} changed.",
        since.before.number, since.current.number
    );
    let risk = format!("what else revision {} changed is undone too", since.current.number);
    if let Some(manager) = managed::of(graph, &app.key) {
        return hypothesis.advise(change(format!("{text} {}", manager.advice()), None, risk));
    }
    let (kubectl, name) = (advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let line = format!("{kubectl} rollout undo {name} --to-revision={}", since.before.number);
    hypothesis.advise(command(text, line, risk))
}
