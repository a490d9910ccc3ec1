//! Going back: advice where an earlier revision did not have the field that is to blame.
//!
//! Only where nothing manages the workload: what Git or a chart declares would be set again. A restart is no way back: the
//! revision before it starts the same containers.

use crate::diagnosis::advice;
use crate::diagnosis::changes::revisions;
use crate::diagnosis::hypothesis::{self, Hypothesis};
use crate::diagnosis::managed;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::excerpt;
use crate::report::model::Remediation;

/// The advice of a hypothesis and the way back: first where a pod of the earlier revision is seen to work, else last.
pub fn with(graph: &Graph, hypothesis: &Hypothesis) -> Vec<Remediation> {
    let mut all = hypothesis.advice.clone();
    if let Some((back, works)) = advise(graph, hypothesis) {
        all.insert(if works { 0 } else { all.len() }, back);
    }
    all
}

/// How to go back to the revision before the one that brought the trouble, and whether a pod of that one is ready.
fn advise(graph: &Graph, hypothesis: &Hypothesis) -> Option<(Remediation, bool)> {
    let field = hypothesis.field.as_ref()?;
    let app = &hypothesis.object;
    let rolls = app.is(&kinds::DEPLOYMENT) || app.is(&kinds::STATEFUL_SET) || app.is(&kinds::DAEMON_SET);
    if !rolls || managed::of(graph, app).is_some() {
        return None;
    }
    let revisions = revisions::of(graph, app);
    let (before, brought) = revisions::brought(&revisions)?;
    let value = |revision: &revisions::Revision<'_>| {
        revision.place(field.container.as_deref(), &field.pointer).map(|place| excerpt(place.value()))
    };
    let (old, new) = (value(before), value(brought));
    if old == new {
        return None;
    }
    let had = match old.filter(|text| text.chars().count() < 80) {
        Some(text) => format!(", whose {} was {text}", field.name),
        None => String::new(),
    };
    let works = graph
        .of_kind(&kinds::POD)
        .filter(|pod| graph.controller(&pod.key).as_ref() == Some(before.view.key()))
        .any(|pod| Pod::new(graph, pod).ready());
    let unseen = if works { "" } else { "; that revision was not seen working" };
    let then = if app.is(&kinds::STATEFUL_SET) { " Then delete the pods that are stuck on the new one." } else { "" };
    let back = hypothesis::command(
        format!("Go back to revision {}{had}.{then}", before.number),
        format!("{} rollout undo {} --to-revision={}", advice::kubectl(app), advice::kubectl_name(app), before.number),
        format!("what else revision {} changed is undone too{unseen}", brought.number),
    );
    Some((back, works))
}
