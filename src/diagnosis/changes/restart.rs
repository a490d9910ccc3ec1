//! What a restart tells: nothing of the template changed, but its containers read their settings anew.
//!
//! Whoever writes a ConfigMap and restarts the app has changed the app, hours after the write if need be.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::causes::references::naming;
use crate::diagnosis::changes::fields::{self, Entry};
use crate::diagnosis::changes::revisions::{Revision, changes, together};
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::change::Change;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Trouble that begins this long after a restart, or sooner, can come from what was read then.
const CLOSE: SignedDuration = SignedDuration::from_mins(15);
/// Fields of a write that are named.
const NAMED: usize = 3;
/// The families of what containers do once they run: for the others it does not matter what they read.
const RUN: &[&str] = &["containers", "dependencies"];

/// The change that a hypothesis began with, where that was a restart: what was written since the start before and was read
/// only then, else the restart itself.
pub fn explaining(app: &View<'_>, revisions: &[Revision<'_>], hypothesis: &Hypothesis) -> Option<Change> {
    let [.., before, newest] = revisions else { return None };
    let onset = hypothesis.onset.filter(|_| newest.starts_the_same(before))?;
    let after = onset >= newest.at || together(onset, newest.at);
    if !after || onset.duration_since(newest.at) > CLOSE {
        return None;
    }
    let reads = RUN.contains(&hypothesis.cause.category);
    let written = || written(before, newest).filter(|_| reads);
    written().or_else(|| changes(app.graph(), app.key()).into_iter().find(|change| change.at == newest.at))
}

/// The last write, between two starts of the same containers, of what they read at their start.
fn written(before: &Revision<'_>, newest: &Revision<'_>) -> Option<Change> {
    let graph = newest.view.graph();
    let spec = newest.template.at("/spec")?;
    let named = naming::references(&spec).into_iter();
    let keys = named.map(|reference| EntityKey::new(reference.kind, Some(newest.view.key().ns()), reference.name));
    let mut objects: Vec<View<'_>> = keys.filter_map(|key| graph.view(&key)).collect();
    objects.sort_by(|one, other| one.key().cmp(other.key()));
    objects.dedup_by(|one, other| one.key() == other.key());
    let writes = objects.into_iter().flat_map(|object| {
        let entries = Entry::of(&object).into_iter().filter(|entry| !entry.is_bookkeeping());
        entries.map(|entry| (object.clone(), entry)).collect::<Vec<_>>()
    });
    let between = |at: Timestamp| at > before.at && at <= newest.at;
    let unread = |at: Timestamp| !read_well(before, at);
    let (object, entry) =
        writes.filter(|(_, entry)| between(entry.at) && unread(entry.at)).max_by_key(|(_, entry)| entry.at)?;
    Some(of_write(&object, &entry, newest))
}

/// Whether a pod of a revision that was made after a moment is ready: what was written before did it no harm.
fn read_well(revision: &Revision<'_>, at: Timestamp) -> bool {
    let graph = revision.view.graph();
    let own = |pod: &&crate::evidence::graph::Object| graph.controller(&pod.key).as_ref() == Some(revision.view.key());
    graph
        .of_kind(&kinds::POD)
        .filter(own)
        .map(|object| Pod::new(graph, object))
        .any(|pod| pod.ready() && pod.created().is_some_and(|created| created > at))
}

fn of_write(object: &View<'_>, entry: &Entry<'_>, newest: &Revision<'_>) -> Change {
    let data = entry.fields().and_then(|fields| fields.get("f:data"));
    let names: Vec<&str> = data.map(fields::names).unwrap_or_default().into_iter().take(NAMED).collect();
    let names = if names.is_empty() { String::new() } else { format!("{} of ", names.join(", ")) };
    let key = object.key();
    let mut facts = entry.facts();
    facts.extend(newest.facts());
    Change {
        at: entry.at,
        entity: key.clone(),
        what: format!(
            "wrote {names}{} {}, which the containers read only at the restart of {} (revision {})",
            key.kind,
            key.name,
            newest.at.strftime("%H:%M:%SZ"),
            newest.number
        ),
        manager: Some(entry.manager.to_owned()),
        source: "managed fields",
        facts,
    }
}
