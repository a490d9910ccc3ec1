//! The revisions of a workload: `ReplicaSets` of a Deployment, `ControllerRevisions` of `StatefulSets` and `DaemonSets`.

use jiff::Timestamp;

use crate::diagnosis::changes::fields::{self, Entry};
use crate::diagnosis::changes::template;
use crate::evidence::change::Change;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The annotation with a `ReplicaSet`'s revision.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
const HISTORY: &str = "deployment.kubernetes.io/revision-history";
const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";
/// A revision and the write that made it are this close, in seconds.
const TOGETHER: i64 = 3;

/// One revision.
#[derive(Debug, Clone)]
pub struct Revision<'g> {
    /// The `ReplicaSet` or `ControllerRevision`.
    pub view: View<'g>,
    /// Its number.
    pub number: i64,
    /// When it became current.
    pub at: Timestamp,
    /// Its pod template.
    pub template: View<'g>,
    number_fact: Fact,
}

/// The revisions that are kept, oldest first.
pub fn of<'g>(graph: &'g Graph, app: &EntityKey) -> Vec<Revision<'g>> {
    let mut all: Vec<Revision<'g>> = graph
        .children(app)
        .into_iter()
        .filter_map(|object| {
            let view = View::root(graph, object);
            if object.key.is(&kinds::REPLICA_SET) {
                of_replica_set(view)
            } else if object.key.is(&kinds::CONTROLLER_REVISION) {
                of_controller_revision(view)
            } else {
                None
            }
        })
        .collect();
    all.sort_by_key(|revision| revision.number);
    all
}

/// The revision that brought what the newest one starts, and the one before it. A restart brings nothing: it is passed
/// over, for going back over it alone would bring the same containers again. None where no other one is kept.
pub fn brought<'r, 'g>(all: &'r [Revision<'g>]) -> Option<(&'r Revision<'g>, &'r Revision<'g>)> {
    let current = all.last()?;
    let before = all.iter().rposition(|revision| !revision.starts_the_same(current))?;
    Some((all.get(before)?, all.get(before + 1)?))
}

fn of_replica_set(view: View<'_>) -> Option<Revision<'_>> {
    let number = view.key_at("/metadata/annotations", REVISION)?;
    let created = view.time_at("/metadata/creationTimestamp")?;
    // A rollback gives an old ReplicaSet a new number: it became current when the number was written.
    let again = view.key_at("/metadata/annotations", HISTORY).is_some();
    let pointer = format!("/metadata/annotations/{}", crate::evidence::view::escape(REVISION));
    let numbered = Entry::of(&view).into_iter().filter(|e| e.owns(&view, &pointer)).map(|e| e.at).max();
    let at = if again { numbered.unwrap_or(created) } else { created };
    let template = view.at("/spec/template")?;
    let value = number.str()?.parse().ok()?;
    Some(Revision { number: value, at, template, number_fact: number.fact(FactKind::Change), view })
}

fn of_controller_revision(view: View<'_>) -> Option<Revision<'_>> {
    let number = view.at("/revision")?;
    let at = view.time_at("/metadata/creationTimestamp")?;
    let template = view.at("/data/spec/template")?;
    Some(Revision { number: number.i64()?, at, template, number_fact: number.fact(FactKind::Change), view })
}

impl<'g> Revision<'g> {
    /// A place in its template: below a container if one is given, else below the pod's spec.
    pub fn place(&self, container: Option<&str>, pointer: &str) -> Option<View<'g>> {
        let Some(name) = container else { return self.template.at(&format!("/spec{pointer}")) };
        ["/spec/containers", "/spec/initContainers"]
            .iter()
            .flat_map(|list| self.template.items(list))
            .find(|c| c.str_at("/name") == Some(name))?
            .at(pointer)
    }

    /// What it rests on: its number and its birth.
    pub fn facts(&self) -> Vec<Fact> {
        let born = self.view.at("/metadata/creationTimestamp").map(|at| at.fact(FactKind::Change));
        [Some(self.number_fact.clone()), born].into_iter().flatten().collect()
    }

    /// What its author noted, in quotes.
    pub fn note(&self) -> Option<String> {
        let note = self.view.key_at("/metadata/annotations", CHANGE_CAUSE)?.str()?;
        Some(format!(" (change-cause: \"{}\")", note.lines().next().unwrap_or_default()))
    }

    /// Whether it starts the same containers as another one.
    pub fn starts_the_same(&self, other: &Revision<'_>) -> bool {
        template::starts_the_same(other.template.value(), self.template.value())
    }

    /// What it changed against the one before.
    pub fn against(&self, before: &Revision<'_>) -> String {
        let words = match template::words(before.template.value(), self.template.value()) {
            Some(words) if self.starts_the_same(before) => {
                format!("{words} (the same containers, which read their settings anew)")
            }
            Some(words) => words,
            None => "nothing that is seen changed".to_owned(),
        };
        format!("{words} in revision {}{}", self.number, self.note().unwrap_or_default())
    }

    /// The program that wrote it: a manager of the app whose last write falls together with it.
    pub fn manager(&self, app: Option<&View<'g>>) -> Option<Entry<'g>> {
        let app = app?;
        Entry::of(app)
            .into_iter()
            .filter(|e| !e.is_bookkeeping() && writes_template(e) && together(e.at, self.at))
            .max_by_key(|e| e.at)
    }
}

/// Whether two moments are so close that they are one act.
pub fn together(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).as_secs().abs() <= TOGETHER
}

fn writes_template(entry: &Entry<'_>) -> bool {
    entry.fields().and_then(|fields| fields.get("f:spec")).is_some_and(|spec| fields::names(spec).contains(&"template"))
}

/// Every revision as a change, oldest first.
pub fn changes(graph: &Graph, app: &EntityKey) -> Vec<Change> {
    let revisions = of(graph, app);
    let view = graph.view(app);
    let mut before: Option<&Revision<'_>> = None;
    let mut found = Vec::new();
    for revision in &revisions {
        let what = match before {
            Some(before) => revision.against(before),
            None if revision.number == 1 => {
                format!("created as revision 1{}{}", images(&revision.template), revision.note().unwrap_or_default())
            }
            None => format!("revision {}, older ones are not kept", revision.number),
        };
        let writer = revision.manager(view.as_ref());
        let mut facts = revision.facts();
        facts.extend(writer.iter().flat_map(Entry::facts));
        found.push(Change {
            at: revision.at,
            entity: app.clone(),
            what,
            manager: writer.map(|w| w.manager.to_owned()),
            source: "rollout history",
            facts,
        });
        before = Some(revision);
    }
    found
}

fn images(template: &View<'_>) -> String {
    let images: Vec<&str> = template.items("/spec/containers").iter().filter_map(|c| c.str_at("/image")).collect();
    if images.is_empty() { String::new() } else { format!(" with image {}", images.join(", ")) }
}
