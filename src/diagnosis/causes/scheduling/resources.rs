//! `InsufficientCpu`, `InsufficientMemory`, `InsufficientResource`: the nodes that are open to the pod have too little of
//! something left, or at all.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::scheduling::scene::{Scene, scenes};
use crate::diagnosis::causes::scheduling::{catalogue, preempted};
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::diagnosis::objects::quantities::Quantity;
use crate::diagnosis::objects::requests;
use crate::diagnosis::placement::bars::{Bar, Class, name_of};
use crate::diagnosis::placement::pool::{Pool, Resident};
use crate::diagnosis::placement::sieve::Seen;
use crate::evidence::fact::Fact;
use crate::evidence::view::{View, escape};

/// Pods on the best node that are named.
const NAMED: usize = 2;

/// `InsufficientCpu`.
pub fn cpu(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::INSUFFICIENT_CPU, |resource| resource == "cpu")
}

/// `InsufficientMemory`.
pub fn memory(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::INSUFFICIENT_MEMORY, |resource| resource == "memory")
}

/// `InsufficientResource`.
pub fn other(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::INSUFFICIENT_RESOURCE, |resource| resource != "cpu" && resource != "memory")
}

fn of(case: &Case<'_>, cause: &'static Cause, mine: impl Fn(&str) -> bool) -> Vec<Hypothesis> {
    scenes(case, |class| matches!(class, Class::Short(resource) if mine(resource)))
        .iter()
        .filter(|scene| preempted::victim(case, scene.app).is_none())
        .filter_map(|scene| {
            let Class::Short(resource) = &scene.class else { return None };
            Some(hypothesis(case, cause, scene, resource))
        })
        .collect()
}

/// What the pod asks for of a resource, and on which container that lies.
struct Demand<'g> {
    wants: Quantity,
    /// The container that asks for most, its index and the field.
    container: Option<(&'g str, usize, &'static str)>,
    /// What that container asks for.
    own: Quantity,
}

fn demand<'g>(scene: &Scene<'_, 'g>, resource: &str) -> Demand<'g> {
    let spec = scene.spec();
    let wants = requests::of_spec(spec).get(resource).copied().unwrap_or_default();
    let container = requests::hungriest(spec, resource).and_then(|index| {
        let body = spec.get("containers")?.get(index)?;
        let has = body.pointer("/resources/requests").and_then(|r| r.get(resource)).is_some();
        Some((body.get("name")?.as_str()?, index, if has { "requests" } else { "limits" }))
    });
    let own = container
        .and_then(|(_, index, _)| requests::of_container(spec.get("containers")?.get(index)?).get(resource).copied());
    Demand { wants, container, own: own.unwrap_or_default() }
}

/// The node with most of it free, of those that decide.
fn roomiest<'s, 'g>(scene: &'s Scene<'_, 'g>) -> Option<(&'s Seen<'g>, Quantity, Quantity)> {
    let room = scene.nodes().iter().filter_map(|seen| match seen.bar(&scene.class)? {
        Bar::Short { free, all, .. } => Some((seen, *free, *all)),
        _ => None,
    });
    room.max_by(|a, b| (a.1, a.2).cmp(&(b.1, b.2)).then_with(|| b.0.node.name().cmp(a.0.node.name())))
}

fn hypothesis(case: &Case<'_>, cause: &'static Cause, scene: &Scene<'_, '_>, resource: &str) -> Hypothesis {
    let demand = demand(scene, resource);
    let field =
        demand.container.map(|(_, index, kind)| format!("/containers/{index}/resources/{kind}/{}", escape(resource)));
    let asked = field.as_deref().or((resource == "pods").then_some("/containers")).and_then(|f| scene.asked(f));
    let asks = if resource == "pods" {
        "needs a place on a node".to_owned()
    } else {
        format!("asks for {} {} a pod", demand.wants.show(resource), name_of(resource))
    };
    let of_node = |seen: &Seen<'_>| {
        let place = format!("/status/allocatable/{}", escape(resource));
        let view = &seen.node.view;
        let there = view.value().pointer(&place).is_some();
        view.at(if there { &place } else { "/status/allocatable" }).map(|v| v.state()).into_iter().collect()
    };
    let mut hypothesis = scene.hypothesis(cause, statement(scene, resource, &demand), (asks, asked), of_node);
    if let Some((name, _, kind)) = demand.container {
        let pointer = format!("/resources/{kind}/{}", escape(resource));
        hypothesis = hypothesis.blames(Some(name), &pointer, &format!("resources.{kind}.{resource}"));
        hypothesis.container = Some(name.to_owned());
    }
    hypothesis = users(case, hypothesis, scene, resource, &demand);
    mend(hypothesis, scene, resource, &demand)
}

fn statement(scene: &Scene<'_, '_>, resource: &str, demand: &Demand<'_>) -> String {
    let (wants, name) = (demand.wants.show(resource), name_of(resource));
    let rest = scene.extent();
    match roomiest(scene) {
        Some((_, _, all)) if resource == "pods" => {
            format!(
                "Every node that is open to {} already runs as many pods as it may ({}); {rest}.",
                scene.app.key.name,
                all.show(resource)
            )
        }
        Some((seen, _, all)) if demand.wants > all => {
            let most = if all == Quantity::ZERO {
                "none has any".to_owned()
            } else {
                format!("the largest, {}, has {}", seen.node.name(), all.show(resource))
            };
            format!(
                "{} asks for {wants} {name}, more than any node that it may use has at all: {most}; {rest}.",
                scene.who()
            )
        }
        Some((seen, free, all)) => format!(
            "{} asks for {wants} {name}, and the most that is free on a node that it may use is {} of {} ({}); {rest}.",
            scene.who(),
            free.show(resource),
            all.show(resource),
            seen.node.name()
        ),
        None if resource == "pods" => {
            format!("The scheduler says that the nodes run as many pods as they may; {rest}.")
        }
        None => {
            format!("{} asks for {wants} {name}, and the scheduler says that no node has as much; {rest}.", scene.who())
        }
    }
}

/// Who has the room on the node that is nearest to having enough.
fn users(
    case: &Case<'_>,
    mut hypothesis: Hypothesis,
    scene: &Scene<'_, '_>,
    resource: &str,
    demand: &Demand<'_>,
) -> Hypothesis {
    let Some((seen, _, all)) = roomiest(scene).filter(|(_, _, all)| demand.wants <= *all) else { return hypothesis };
    let Some(pool) = Pool::seen(case.graph).filter(|_| all > Quantity::ZERO) else { return hypothesis };
    for resident in pool.heaviest(seen.node.name(), resource).iter().take(NAMED) {
        let Some((amount, fact)) = uses(case, resident, resource) else { continue };
        hypothesis = hypothesis.support(Weight::Weak, "who has the room", fact.clone()).link(
            resident.key,
            format!("holds {} of it", amount.show(resource)),
            fact.into_iter().collect(),
        );
    }
    hypothesis
}

fn uses(case: &Case<'_>, resident: &Resident<'_>, resource: &str) -> Option<(Quantity, Option<Fact>)> {
    let spec = resident.body.get("spec")?;
    let amount = requests::of_spec(spec).get(resource).copied()?;
    let index = requests::hungriest(spec, resource)?;
    let at = |kind: &str| format!("/spec/containers/{index}/resources/{kind}/{}", escape(resource));
    let kind = if resident.body.pointer(&at("requests")).is_some() { "requests" } else { "limits" };
    let view: View<'_> = case.graph.view(resident.key)?;
    Some((amount, view.at(&at(kind)).map(|v| v.spec())))
}

fn mend(mut hypothesis: Hypothesis, scene: &Scene<'_, '_>, resource: &str, demand: &Demand<'_>) -> Hypothesis {
    let Some((seen, free, all)) = roomiest(scene) else { return lower(hypothesis, scene, resource, demand, None) };
    let look = hypothesis::look(
        format!("Free room on {} (scale down what holds it), or add a node.", seen.node.name()),
        Some(format!("kubectl describe node {}", seen.node.name())),
    );
    if demand.wants > all {
        hypothesis = lower(hypothesis, scene, resource, demand, Some(free).filter(|f| *f > Quantity::ZERO));
        return hypothesis.advise(hypothesis::look(
            format!(
                "If it needs that much, add a node that has more than {} {}.",
                demand.wants.show(resource),
                name_of(resource)
            ),
            None,
        ));
    }
    hypothesis = hypothesis.advise(look);
    lower(hypothesis, scene, resource, demand, Some(free).filter(|f| *f > Quantity::ZERO))
}

fn lower(
    hypothesis: Hypothesis,
    scene: &Scene<'_, '_>,
    resource: &str,
    demand: &Demand<'_>,
    room: Option<Quantity>,
) -> Hypothesis {
    let Some((name, _, kind)) = demand.container else { return hypothesis };
    // Dots lead into a field in these diffs, and names of devices have dots.
    let field = format!("resources.{kind}.{resource}");
    let now = demand.own.show(resource);
    // The other containers of the pod need room as well.
    let room = room.map(|room| room.less(demand.wants.less(demand.own))).filter(|room| *room > Quantity::ZERO);
    let wanted = room.map_or("<what it needs>".to_owned(), |room| room.show(resource));
    let plain = !resource.contains('.');
    let diff = plain.then(|| advice::container_diff(scene.app, name, &field, &now, &wanted)).flatten();
    let line = plain.then(|| {
        format!(
            "{} set resources {} -c {name} --{kind}={resource}={wanted}",
            advice::kubectl(&scene.app.key),
            advice::kubectl_name(&scene.app.key)
        )
    });
    let at_most = room.map_or(String::new(), |_| format!(", at most {wanted}"));
    let text = format!("Lower {field} of container {name} to what it needs{at_most}.");
    hypothesis.advise(advice::edit(scene.app, &text, line, diff))
}
