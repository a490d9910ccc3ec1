//! Going back: advice where an earlier revision did not have the field that is to blame.
//!
//! Only where nothing manages the workload: what Git or a chart declares would be set again.

use crate::diagnosis::advice;
use crate::diagnosis::changes::revisions;
use crate::diagnosis::hypothesis::{self, Hypothesis};
use crate::diagnosis::managed;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::excerpt;
use crate::report::model::Remediation;

/// How to go back to the revision before the one that brought the trouble.
pub fn advise(graph: &Graph, hypothesis: &Hypothesis) -> Option<Remediation> {
    let field = hypothesis.field.as_ref()?;
    let app = &hypothesis.object;
    let rolls = app.is(&kinds::DEPLOYMENT) || app.is(&kinds::STATEFUL_SET) || app.is(&kinds::DAEMON_SET);
    if !rolls || managed::of(graph, app).is_some() {
        return None;
    }
    let revisions = revisions::of(graph, app);
    let [.., before, current] = revisions.as_slice() else { return None };
    let value = |revision: &revisions::Revision<'_>| {
        revision.place(field.container.as_deref(), &field.pointer).map(|place| excerpt(place.value()))
    };
    let (old, new) = (value(before), value(current));
    if old == new {
        return None;
    }
    let had = match old.filter(|text| text.chars().count() < 80) {
        Some(text) => format!(", whose {} was {text}", field.name),
        None => String::new(),
    };
    Some(hypothesis::command(
        format!("Go back to revision {}{had}.", before.number),
        format!("{} rollout undo {} --to-revision={}", advice::kubectl(app), advice::kubectl_name(app), before.number),
        format!("what else revision {} changed is undone too", current.number),
    ))
}
