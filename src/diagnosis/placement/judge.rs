//! The verdict on a pod, where perhaps only some of many nodes were looked at: then it holds if the scheduler says the same
//! of all of them.

use serde_json::Value;

use crate::diagnosis::placement::bars::{Bar, Class};
use crate::diagnosis::placement::peers::Guest;
use crate::diagnosis::placement::pool::Pool;
use crate::diagnosis::placement::sieve::Seen;
use crate::diagnosis::placement::verdict::{self, Verdict};
use crate::diagnosis::placement::words;
use crate::evidence::coverage::ListMark;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Nodes whose pods are read one by one, the largest first.
pub const LOOKED_INTO: usize = 10;

/// What the nodes show of a pod, and what of it is not known of all of them.
pub struct Judged<'g> {
    /// What keeps it off, where that is known.
    pub verdict: Option<Verdict<'g>>,
    /// How many nodes there are, where not all were looked at.
    pub of: Option<usize>,
    /// Whether the other nodes could tell more.
    pub wants_more: bool,
}

/// The nodes that a pod asks for by nodeSelector, as a label selector; none where it asks for none.
pub fn chosen(spec: &Value) -> Option<String> {
    let wanted = spec.get("nodeSelector")?.as_object().filter(|wanted| !wanted.is_empty())?;
    let pairs: Option<Vec<String>> =
        wanted.iter().map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    Some(pairs?.join(","))
}

/// The list of the nodes with these labels, if they were asked for.
pub fn list_of<'g>(labels: &str, graph: &'g Graph) -> Option<&'g ListMark> {
    let mut lists = graph.coverage.lists.iter();
    lists.find(|mark| mark.kind.1 == kinds::NODE.kind && mark.labels.as_deref() == Some(labels))
}

/// Whether all nodes were read that the pod asks for: what others are like does not matter then.
fn knows_chosen(graph: &Graph, guest: Guest<'_>) -> bool {
    chosen(guest.spec()).is_some_and(|labels| list_of(&labels, graph).is_some_and(ListMark::is_whole))
}

/// Judges a pod by the nodes as [`crate::diagnosis::placement::sieve::sift`] saw them; `text` is what the scheduler says of it.
pub fn judge<'g>(
    graph: &Graph,
    guest: Guest<'_>,
    pool: &Pool<'g>,
    seen: Vec<Seen<'g>>,
    text: Option<&str>,
) -> Judged<'g> {
    let unseen = pool.of.filter(|_| !knows_chosen(graph, guest));
    let all = unseen.unwrap_or(seen.len());
    let open = seen.iter().filter(|seen| depends(seen)).count();
    // Whether there is room on a node is known from its pods, and these are read of some only.
    let blind = |seen: &Seen<'_>| open > LOOKED_INTO && seen.bars.is_empty() && pool.on(seen.node.name()).is_empty();
    let known: Vec<Seen<'g>> = seen.into_iter().filter(|seen| !blind(seen)).collect();
    let of = (known.len() < all).then_some(all);
    let verdict = verdict::of(known).filter(|verdict| of.is_none() || says(text, &verdict.class));
    let wants_more = unseen.is_some() && verdict.is_none() && open <= LOOKED_INTO;
    Judged { verdict, of, wants_more }
}

/// Whether the scheduler says it of all nodes.
fn says(text: Option<&str>, class: &Class) -> bool {
    text.and_then(words::only).is_some_and(|said| match said {
        // It has one word for both.
        Class::Selector => matches!(class, Class::Selector | Class::Affinity),
        said => said == *class,
    })
}

/// Whether it depends on the pods of a node whether this one fits there.
pub fn depends(seen: &Seen<'_>) -> bool {
    let never = |bar: &Bar| matches!(bar, Bar::Short { wants, all, .. } if wants > all);
    let shut = |bar: &Bar| matches!(bar, Bar::Taint { .. } | Bar::Condition { .. });
    let cordoned_control_plane = seen.node.is_control_plane() && seen.bars.contains(&Bar::Cordon);
    seen.is_chosen() && !seen.bars.iter().any(|bar| never(bar) || shut(bar)) && !cordoned_control_plane
}
