//! The scheduler's own words, understood: `0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu.`
//!
//! The wording differs between versions; what is told apart here is the sort of reason, for comparing it with what the
//! objects show, and for falling back on where nodes cannot be read.

use crate::diagnosis::placement::bars::Class;

/// One reason with the number of nodes that it keeps the pod off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// How many nodes.
    pub nodes: usize,
    /// What it means.
    pub class: Class,
    /// Whether it speaks of the taint of control planes.
    pub control_plane: bool,
}

/// The reasons of a message that are understood.
pub fn reasons(message: &str) -> Vec<Reason> {
    let body = message.split_once("nodes are available:").map_or("", |(_, rest)| rest);
    let body = ["preemption:", "no new claims", "Preemption is not helpful"]
        .iter()
        .fold(body, |text, end| text.split(end).next().unwrap_or(text));
    let mut found = Vec::new();
    for part in parts(body) {
        let (number, text) = part.split_once(' ').unwrap_or(("", part));
        let (nodes, text) = match number.parse() {
            Ok(nodes) => (nodes, text),
            Err(_) => (usize::MAX, part),
        };
        if let Some(class) = class(text) {
            let control_plane = ["control-plane", "node-role.kubernetes.io/master"].iter().any(|w| text.contains(w));
            found.push(Reason { nodes, class, control_plane });
        }
    }
    found
}

/// The parts between commas that begin with a number; a taint of old versions has a comma of its own.
fn parts(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = body.trim().trim_end_matches('.');
    while !rest.is_empty() {
        let cut = rest
            .match_indices(", ")
            .map(|(at, _)| at)
            .find(|at| rest.get(at + 2..).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())));
        let (part, next) = match cut.and_then(|at| rest.split_at_checked(at)) {
            Some((part, next)) => (part, next.trim_start_matches(", ")),
            None => (rest, ""),
        };
        found.push(part.trim());
        rest = next;
    }
    found
}

fn class(text: &str) -> Option<Class> {
    let lower = text.trim_end_matches('.').to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if let Some(resource) = lower.strip_prefix("insufficient ") {
        return Some(Class::Short(resource.to_owned()));
    }
    if has(&["volume", "persistentvolume"]) {
        return Some(Class::Volume);
    }
    if has(&["too many pods"]) {
        return Some(Class::Short("pods".to_owned()));
    }
    if has(&["taint"]) {
        let condition = lower.contains("node.kubernetes.io/");
        return Some(if condition { Class::Condition } else { Class::Taint });
    }
    let table: &[(&[&str], Class)] = &[
        (&["were unschedulable", "were cordoned"], Class::Cordon),
        (&["node affinity/selector", "node selector", "node affinity"], Class::Selector),
        (&["anti-affinity"], Class::AntiAffinity),
        (&["pod affinity"], Class::PodAffinity),
        (&["topology spread"], Class::Spread),
        (&["free ports"], Class::Port),
        (&["not ready", "pressure", "unavailable network"], Class::Condition),
    ];
    table.iter().find(|(words, _)| has(words)).map(|(_, class)| class.clone())
}

/// Whether the pod waits for its volumes: then where it may run is not the question.
pub fn waits_for_volumes(message: &str) -> bool {
    let lower = message.to_lowercase();
    lower.contains("persistentvolumeclaim") || lower.contains("persistent volume")
}

/// The reason that would be left if the control plane's own taints and cordons did not count; none where several are.
pub fn only(message: &str) -> Option<Class> {
    let all = reasons(message);
    // The scheduler looks at cordons and taints before labels: a closed node may be the very one that the labels mean.
    // A few beside many others are a control plane's.
    let nodes =
        |class: &Class| all.iter().filter(|r| r.class == *class).map(|r| r.nodes).fold(0, usize::saturating_add);
    let (closed, unfit) = (nodes(&Class::Cordon), nodes(&Class::Selector));
    if unfit > 0 && closed.saturating_mul(2) >= unfit {
        return None;
    }
    let mut classes: Vec<Class> = all
        .iter()
        .filter(|reason| !reason.control_plane && (reason.class != Class::Cordon || all.len() == 1))
        .map(|reason| reason.class.clone())
        .collect();
    classes.sort();
    classes.dedup();
    match classes.as_slice() {
        [one] => Some(one.clone()),
        // As with cordons.
        [one, other] if [one, other].contains(&&Class::Selector) && [one, other].contains(&&Class::Taint) => None,
        // A taint beside something else that lies with the pod is one that is meant to keep it off.
        [one, other] if *one == Class::Taint => Some(other.clone()),
        [one, other] if *other == Class::Taint => Some(one.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(message: &str) -> Vec<(usize, Class)> {
        reasons(message).into_iter().map(|r| (r.nodes, r.class)).collect()
    }

    #[test]
    fn words_of_many_versions() {
        assert_eq!(
            classes(
                "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."
            ),
            [(1, Class::Taint), (3, Class::Short("cpu".to_owned()))]
        );
        assert_eq!(
            classes(
                "0/3 nodes are available: 1 node(s) had taint {dedicated: batch}, that the pod didn't tolerate, 2 node(s) didn't match node selector."
            ),
            [(1, Class::Taint), (2, Class::Selector)]
        );
        assert_eq!(
            classes(
                "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 2 No preemption victims found for incoming pod."
            ),
            [(1, Class::Taint), (2, Class::AntiAffinity)]
        );
        assert_eq!(
            classes("0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports."),
            [(2, Class::Port)]
        );
        assert!(waits_for_volumes("0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims."));
    }

    #[test]
    fn what_is_left_without_the_control_plane() {
        let of = |message: &str| only(message);
        assert_eq!(
            of("0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient memory."),
            Some(Class::Short("memory".to_owned()))
        );
        assert_eq!(of("0/4 nodes are available: 4 node(s) were unschedulable."), Some(Class::Cordon));
        assert_eq!(of("0/4 nodes are available: 2 Insufficient cpu, 2 Insufficient memory."), None);
        assert_eq!(of("something else"), None);
    }

    #[test]
    fn a_cordoned_node_may_be_the_one_that_the_labels_mean() {
        let of = |closed: usize, unfit: usize| {
            only(&format!(
                "0/4 nodes are available: {closed} node(s) were unschedulable, {unfit} node(s) didn't match Pod's node \
                 affinity/selector."
            ))
        };
        assert_eq!((of(1, 3), of(2, 2), of(1, 2)), (Some(Class::Selector), None, None));
    }
}
