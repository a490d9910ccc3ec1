//! Which of the bars is the cause: the one whose removal would let the pod in.
//!
//! Nodes are looked at in stages. Those that the pod does not ask for don't count; if it asks for none that exist, that is
//! the cause. Of those that it asks for, the ones that are closed to it (tainted, cordoned, unwell) don't count as long as
//! others are open: nodes are tainted on purpose, and those of the control plane always. On the open ones room, ports and
//! the rules between pods decide. A worker that is only cordoned, and would take the pod, was taken away from it.

use crate::diagnosis::placement::bars::{Bar, Class};
use crate::diagnosis::placement::sieve::Seen;

/// What keeps the pod from running, and where that is decided.
#[derive(Debug, Clone)]
pub struct Verdict<'g> {
    /// The bar that counts.
    pub class: Class,
    /// The nodes where removing it would help most; all that it bars where it would help nowhere alone.
    pub nodes: Vec<Seen<'g>>,
    /// The other nodes.
    pub others: Vec<Seen<'g>>,
}

/// The cause; none where a node seems to take the pod, or there are no nodes.
pub fn of(seen: Vec<Seen<'_>>) -> Option<Verdict<'_>> {
    if seen.is_empty() || seen.iter().any(|node| node.bars.is_empty()) {
        return None;
    }
    let class = class(&seen)?;
    let has = |node: &Seen<'_>| node.bar(&class).is_some();
    let staged = |node: &Seen<'_>| match class {
        Class::Selector | Class::Affinity | Class::Volume => true,
        Class::Condition | Class::Cordon | Class::Taint => node.is_chosen(),
        _ => node.is_open(),
    };
    let alone = |node: &Seen<'_>| staged(node) && node.classes() == [class.clone()];
    let any_alone = seen.iter().any(alone);
    let workers = seen.iter().any(|node| has(node) && staged(node) && !node.node.is_control_plane());
    let (nodes, others): (Vec<_>, Vec<_>) = seen.into_iter().partition(|node| {
        let worker = !workers || !node.node.is_control_plane() || !matches!(class, Class::Cordon | Class::Taint);
        if any_alone && matches!(class, Class::Cordon | Class::Taint) {
            alone(node) && worker
        } else {
            has(node) && staged(node) && worker
        }
    });
    Some(Verdict { class, nodes, others })
}

fn class(seen: &[Seen<'_>]) -> Option<Class> {
    let chosen: Vec<&Seen<'_>> = seen.iter().filter(|node| node.is_chosen()).collect();
    if chosen.is_empty() {
        return Some(choice(seen));
    }
    let open: Vec<&Seen<'_>> = chosen.iter().copied().filter(|node| node.is_open()).collect();
    let workers: Vec<&Seen<'_>> = chosen.iter().copied().filter(|node| !node.node.is_control_plane()).collect();
    // An affinity that keeps away from all workers, and by chance not from the control plane, is what to mend.
    if workers.is_empty() && open.is_empty() {
        let others: Vec<&Seen<'_>> = seen.iter().filter(|node| !node.node.is_control_plane()).collect();
        let only_affinity =
            |node: &&Seen<'_>| node.bar(&Class::Affinity).is_some() && node.bar(&Class::Selector).is_none();
        if !others.is_empty() && others.iter().all(only_affinity) {
            return Some(Class::Affinity);
        }
    }
    // A worker that lacks nothing but being open was taken away: by its own state, or by somebody's cordon.
    for taken in [Class::Condition, Class::Cordon] {
        if workers.iter().any(|node| node.classes() == [taken.clone()]) {
            return Some(taken);
        }
    }
    if !open.is_empty() {
        // The room of a node that could never hold it, were it empty, is no answer where another could.
        let never = open.iter().all(|node| node.bars.iter().any(is_never));
        if never && workers.iter().any(|node| node.classes() == [Class::Taint]) {
            return Some(Class::Taint);
        }
        // The rules between pods choose nodes as labels do: what is missing on those that they allow counts.
        let allowed: Vec<&Seen<'_>> = open.iter().copied().filter(|node| !node.bars.iter().any(is_rule)).collect();
        return most(if allowed.is_empty() { &open } else { &allowed });
    }
    most(if workers.is_empty() { &chosen } else { &workers })
}

/// The pod asks for no node that exists: by its selector, its affinity, or where its volumes are.
fn choice(seen: &[Seen<'_>]) -> Class {
    let lacks = |class: Class| seen.iter().all(|node| node.bar(&class).is_some());
    // Where each alone allows some nodes and together they allow none, the one that bars most counts.
    let count = |class: &Class| seen.iter().filter(|node| node.bar(class).is_some()).count();
    let sorts = [Class::Selector, Class::Affinity, Class::Volume];
    let whole = sorts.iter().find(|class| lacks((*class).clone()));
    let most = sorts.iter().max_by_key(|class| count(class));
    whole.or(most).cloned().unwrap_or(Class::Selector)
}

/// The sort that would help on most nodes by itself; where none would, the one that bars most.
fn most(nodes: &[&Seen<'_>]) -> Option<Class> {
    let mut classes: Vec<Class> = nodes.iter().flat_map(|node| node.classes()).collect();
    classes.sort();
    classes.dedup();
    let alone = |class: &Class| nodes.iter().filter(|node| node.classes() == [class.clone()]).count();
    let bars = |class: &Class| nodes.iter().filter(|node| node.bar(class).is_some()).count();
    let never = |class: &Class| nodes.iter().filter(|node| node.bar(class).is_some_and(is_never)).count();
    classes.into_iter().rev().max_by_key(|class| (alone(class), bars(class), never(class)))
}

/// Whether it is a rule between pods.
fn is_rule(bar: &Bar) -> bool {
    matches!(bar, Bar::AntiAffinity { .. } | Bar::PodAffinity { .. } | Bar::Spread { .. } | Bar::Port { .. })
}

/// Whether a node could not give what is asked for even if it were empty.
fn is_never(bar: &Bar) -> bool {
    matches!(bar, Bar::Short { wants, all, .. } if wants > all)
}
