//! `RegressionByChange`: the pods of the newest revision fail, and those of the one before work, or did until just then.

use jiff::SignedDuration;

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
    /// The newest revision.
    pub current: Revision<'g>,
    /// The last one that differs from it.
    pub before: Revision<'g>,
    failing: Vec<(EntityKey, Option<Fact>)>,
    worked: (EntityKey, String, Option<Fact>),
}

/// `RegressionByChange`.
pub fn by_change(case: &Case<'_>) -> Vec<Hypothesis> {
    case.troubled().filter_map(|app| Some(conclude(case.graph, app, &of(case.graph, app)?))).collect()
}

/// The change that all failing pods of an app are since.
pub fn of<'g>(graph: &'g Graph, app: &App<'g>) -> Option<Since<'g>> {
    let revisions = revisions::of(graph, &app.key);
    let current = revisions.last()?.clone();
    let differs = |revision: &&Revision<'g>| words(revision, &current).is_some();
    let before = revisions.iter().rev().skip(1).find(differs)?.clone();
    let own: Vec<&Pod<'g>> =
        app.pods.iter().filter(|pod| pod.deleted().is_none() && belongs(graph, pod, &current)).collect();
    // That no node takes a pod is seldom the revision's doing, and has causes of its own.
    let fails = |pod: &&Pod<'g>| pod.trouble().is_some_and(|trouble| trouble != Trouble::Unscheduled) && !pod.ready();
    if own.is_empty() || !own.iter().all(fails) || app.troubled().len() != own.len() {
        return None;
    }
    let worked = working(graph, app, &before).or_else(|| until(app, &current))?;
    let failing = own.into_iter().map(|pod| (pod.key().clone(), unready(pod))).collect();
    Some(Since { current, before, failing, worked })
}

/// What differs between two revisions; a restart by annotation is no difference.
fn words(before: &Revision<'_>, current: &Revision<'_>) -> Option<String> {
    let words = template::words(before.template.value(), current.template.value())?;
    (words != "restarted by annotation").then_some(words)
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

/// That the app was available until just after the revision came.
fn until(app: &App<'_>, current: &Revision<'_>) -> Option<Worked> {
    let view = app.view.as_ref()?;
    let lost = view.items("/status/conditions").into_iter().find(|condition| {
        condition.str_at("/type") == Some("Available") && condition.str_at("/status") == Some("False")
    })?;
    let at = lost.time_at("/lastTransitionTime")?;
    let after = at.duration_since(current.at);
    let soon = after >= SignedDuration::ZERO && after <= CLOSE;
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
        let number = self.current.number;
        for (pod, fact) in self.failing.iter().take(CITED_PODS) {
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
        for (pod, _) in &self.failing {
            hypothesis = hypothesis.explaining(pod);
        }
        hypothesis.since(Some(self.current.at))
    }
}

fn conclude(graph: &Graph, app: &App<'_>, since: &Since<'_>) -> Hypothesis {
    let Since { current, before, .. } = since;
    let what = words(before, current).unwrap_or_default();
    let note = current.note().unwrap_or_default();
    let text = format!(
        "{} {} fails since revision {} of {}{note} ({what}); revision {} worked. Nothing says more exactly what is wrong with the change.",
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
    hypothesis = hypothesis.link(current.view.key(), format!("is revision {}: {what}", current.number), facts).support(
        Weight::Strong,
        "what is wrong with the change",
        None,
    );
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
