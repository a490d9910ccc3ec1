//! Change history, read from the objects themselves: revisions, creation, and who last wrote which field.
//!
//! A change is what a program wrote; which person stood behind it is not in the objects. Controllers that keep status
//! make no changes in this sense.

pub mod fields;
pub mod moments;
pub mod releases;
pub mod restart;
pub mod revisions;
pub mod template;
#[cfg(test)]
mod tests;

use jiff::SignedDuration;

use crate::diagnosis::changes::fields::Entry;
use crate::diagnosis::changes::revisions::{Revision, together};
use crate::diagnosis::hypothesis::{Field, Hypothesis, Weight};
use crate::evidence::change::Change;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::FactKind;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::{View, excerpt};

/// A revision this long before the onset, or sooner, can be what began it.
const CLOSE: SignedDuration = SignedDuration::from_mins(15);
/// The longest value that is printed of a field.
const SHORT: usize = 80;

/// Every change of an app that its objects tell of, oldest first.
pub fn history(graph: &Graph, app: &EntityKey) -> Vec<Change> {
    let mut all = revisions::changes(graph, app);
    let Some(view) = graph.view(app) else { return all };
    let created = view.time_at("/metadata/creationTimestamp");
    if let Some(change) = creation(&view).filter(|_| all.is_empty()) {
        all.push(change);
    }
    for entry in Entry::of(&view).into_iter().filter(|entry| !entry.is_bookkeeping()) {
        let told = all.iter().any(|change| together(change.at, entry.at))
            || created.is_some_and(|created| together(created, entry.at));
        if let Some(what) = wrote(&entry).filter(|_| !told) {
            all.push(Change {
                at: entry.at,
                entity: app.clone(),
                what,
                manager: Some(entry.manager.to_owned()),
                source: "managed fields",
                facts: entry.facts(),
            });
        }
    }
    all.sort_by(|one, other| (one.at, &one.what).cmp(&(other.at, &other.what)));
    all
}

/// The change that explains when a cause began to hold: the one that wrote the blamed field.
pub fn explaining(graph: &Graph, hypothesis: &Hypothesis) -> Option<Change> {
    let object = &hypothesis.object;
    let view = graph.view(object)?;
    let revisions = revisions::of(graph, object);
    match &hypothesis.field {
        Some(field) if !revisions.is_empty() => {
            of_template(&view, &revisions, field).or_else(|| restart::explaining(&view, &revisions, hypothesis))
        }
        Some(field) => of_field(&view, &in_template(&view, field)?),
        None => own_field(&view, hypothesis)
            .and_then(|pointer| of_field(&view, &pointer))
            .or_else(|| restart::explaining(&view, &revisions, hypothesis))
            .or_else(|| at_onset(&view, &revisions, hypothesis)),
    }
}

/// The revision that changed a field of the pod template to what it is now.
fn of_template(app: &View<'_>, revisions: &[Revision<'_>], field: &Field) -> Option<Change> {
    let place = |revision: &Revision<'_>| -> Option<String> {
        let view = revision.place(field.container.as_deref(), &field.pointer)?;
        Some(excerpt(view.value()))
    };
    let current = revisions.last()?;
    let value = |r: &Revision<'_>| r.place(field.container.as_deref(), &field.pointer).map(|v| v.value().clone());
    let since = revisions.iter().rposition(|r| value(r) != value(current)).map(|before| before + 1);
    let writer = in_template(app, field).and_then(|pointer| fields::owner(app, &pointer));
    let (revision, what) = if let Some((revision, before)) =
        since.and_then(|at| Some((revisions.get(at)?, revisions.get(at.checked_sub(1)?)?)))
    {
        let what = changed(&field.name, place(before), place(revision));
        (revision, format!("{what} in revision {}{}", revision.number, revision.note().unwrap_or_default()))
    } else {
        let first = revisions.first().filter(|first| first.number == 1)?;
        (first, format!("created as revision 1 with this {}", field.name))
    };
    let writer = writer.filter(|w| together(w.at, revision.at)).or_else(|| revision.manager(Some(app)));
    let mut facts = revision.facts();
    facts.extend(revision.place(field.container.as_deref(), &field.pointer).map(|v| v.fact(FactKind::Change)));
    facts.extend(writer.iter().flat_map(Entry::facts));
    Some(Change {
        at: revision.at,
        entity: app.key().clone(),
        what,
        manager: writer.map(|w| w.manager.to_owned()),
        source: "rollout history",
        facts,
    })
}

/// The last write of a field of an object that keeps no revisions.
fn of_field(object: &View<'_>, pointer: &str) -> Option<Change> {
    let place = object.at(pointer)?;
    let name = pointer.trim_start_matches('/').replace('/', ".").replace("~1", "/");
    let value = excerpt(place.value());
    let value = if value.chars().count() <= SHORT { format!(": {value}") } else { String::new() };
    let writer = fields::owner(object, pointer)?;
    let born = object.time_at("/metadata/creationTimestamp").is_some_and(|at| together(at, writer.at));
    let what = if born { format!("created with {name}{value}") } else { format!("{name} set{value}") };
    let mut facts = vec![place.fact(FactKind::Change)];
    facts.extend(writer.facts());
    Some(Change {
        at: writer.at,
        entity: object.key().clone(),
        what,
        manager: Some(writer.manager.to_owned()),
        source: "managed fields",
        facts,
    })
}

/// Without a field to blame: the latest revision, if the trouble began close after it.
fn at_onset(app: &View<'_>, revisions: &[Revision<'_>], hypothesis: &Hypothesis) -> Option<Change> {
    let onset = hypothesis.onset?;
    let before = |revision: &&Revision<'_>| revision.at <= onset || together(revision.at, onset);
    let revision = revisions.iter().rev().find(before).filter(|r| onset.duration_since(r.at) <= CLOSE)?;
    revisions::changes(app.graph(), app.key()).into_iter().find(|change| change.at == revision.at)
}

/// The field of the object itself that the hypothesis rests on first.
fn own_field(object: &View<'_>, hypothesis: &Hypothesis) -> Option<String> {
    let base = object.full_pointer();
    hypothesis
        .support
        .iter()
        .filter(|support| support.weight > Weight::Weak)
        .filter_map(|support| support.fact.as_ref())
        .filter(|fact| fact.kind == FactKind::Spec && fact.observation == object.observation())
        .find_map(|fact| fact.pointer.strip_prefix(&base).filter(|rest| rest.starts_with("/spec/")).map(str::to_owned))
}

/// Where a field of the pod template lies in the app's object.
pub(in crate::diagnosis) fn in_template(app: &View<'_>, field: &Field) -> Option<String> {
    let spec = if app.key().is(&kinds::CRON_JOB) {
        "/spec/jobTemplate/spec/template/spec"
    } else if app.key().is(&kinds::POD) {
        "/spec"
    } else {
        "/spec/template/spec"
    };
    let Some(name) = &field.container else { return Some(format!("{spec}{}", field.pointer)) };
    ["containers", "initContainers"].iter().find_map(|list| {
        let list = format!("{spec}/{list}");
        let index = app.items(&list).iter().position(|c| c.str_at("/name") == Some(name))?;
        Some(format!("{list}/{index}{}", field.pointer))
    })
}

fn changed(name: &str, old: Option<String>, new: Option<String>) -> String {
    let short = |text: &String| text.chars().count() <= SHORT;
    match (old, new) {
        (Some(old), Some(new)) if short(&old) && short(&new) => format!("{name} changed {old} -> {new}"),
        (None, Some(new)) if short(&new) => format!("{name} set to {new}"),
        (Some(old), None) if short(&old) => format!("{name} {old} removed"),
        _ => format!("{name} changed"),
    }
}

fn creation(app: &View<'_>) -> Option<Change> {
    let at = app.at("/metadata/creationTimestamp")?;
    let time = at.time()?;
    let writer = Entry::of(app).into_iter().find(|entry| !entry.is_bookkeeping() && together(entry.at, time));
    let mut facts = vec![at.fact(FactKind::Change)];
    facts.extend(writer.iter().flat_map(Entry::facts));
    Some(Change {
        at: time,
        entity: app.key().clone(),
        what: "created".to_owned(),
        manager: writer.map(|w| w.manager.to_owned()),
        source: "metadata",
        facts,
    })
}

/// What an entry wrote, in a few words; none if that is nothing that matters.
fn wrote(entry: &Entry<'_>) -> Option<String> {
    let fields = entry.fields()?;
    let spec = fields.get("f:spec").or_else(|| fields.get("f:data")).map(fields::names).unwrap_or_default();
    let meta = fields.get("f:metadata").map(fields::names).unwrap_or_default();
    let all: Vec<&str> = spec.into_iter().chain(meta).take(4).collect();
    match (all.as_slice(), entry.subresource) {
        ([], _) => None,
        (all, "") => Some(format!("wrote {}", all.join(", "))),
        (all, sub) => Some(format!("wrote {} through the subresource {sub}", all.join(", "))),
    }
}
