//! `PodPreempted`: the scheduler removed a pod for one of higher priority, and its replacement finds no room.

use serde_json::Value;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::scheduling::scene::scenes;
use crate::diagnosis::causes::scheduling::{catalogue, mend};
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::placement::bars::Class;
use crate::evidence::change::event_time;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::FactKind;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A pod of the app that was preempted, and by whom.
pub struct Victim<'g> {
    /// The event that says so.
    pub event: View<'g>,
    /// The pod that is gone.
    pub pod: EntityKey,
    /// Who took its place, if that pod was read.
    pub by: Option<View<'g>>,
}

/// The last pod of an app that was preempted and is gone; none where the one that took its place is gone as well.
pub fn victim<'g>(case: &Case<'g>, app: &App<'g>) -> Option<Victim<'g>> {
    let graph: &'g Graph = case.graph;
    let mut events: Vec<View<'g>> = graph
        .of_kind(&kinds::EVENT)
        .filter(|object| object.key.namespace == app.key.namespace)
        .filter(|object| object.body().get("reason").and_then(Value::as_str) == Some("Preempted"))
        .map(|object| View::root(graph, object))
        .filter(|event| is_of(graph, app, event))
        .collect();
    events.sort_by_key(|event| (event_time(event), event.key().clone()));
    let event = events.pop()?;
    let name = event.value().pointer("/involvedObject/name")?.as_str()?;
    let pod = EntityKey::new(&kinds::POD, app.key.namespace.as_deref(), name);
    let message = event.value().get("message").and_then(Value::as_str).unwrap_or_default();
    let by = preemptor(graph, message);
    let lower = app.pods.iter().filter_map(|pod| priority(pod.view.value())).max().unwrap_or(0);
    let stands = by.as_ref().is_none_or(|by| priority(by.value()).unwrap_or(0) > lower);
    stands.then_some(Victim { event, pod, by })
}

/// Whether the pod that an event speaks of was one of the app's: of one of its controllers, by name.
fn is_of(graph: &Graph, app: &App<'_>, event: &View<'_>) -> bool {
    let Some(name) = event.value().pointer("/involvedObject/name").and_then(Value::as_str) else { return false };
    let key = EntityKey::new(&kinds::POD, app.key.namespace.as_deref(), name);
    if graph.get(&key).is_some() {
        return graph.top_owner(&key) == app.key;
    }
    let mut makers: Vec<EntityKey> = graph.children(&app.key).into_iter().map(|o| o.key.clone()).collect();
    makers.push(app.key.clone());
    makers.iter().filter(|maker| !maker.is(&kinds::POD)).any(|maker| {
        let rest = name.strip_prefix(&format!("{}-", maker.name));
        // A generated end, or the ordinal of a StatefulSet.
        rest.is_some_and(|end| !end.is_empty() && end.chars().all(|c| c.is_ascii_alphanumeric()))
    })
}

/// The pod that an event names: `Preempted by pod <uid> on node x`, before 1.26 `Preempted by ns/name on node x`.
fn preemptor<'g>(graph: &'g Graph, message: &str) -> Option<View<'g>> {
    let rest = message.split("reempted by ").nth(1)?;
    let rest = rest.strip_prefix("pod ").or_else(|| rest.strip_prefix("a pod ")).unwrap_or(rest);
    let word = rest.split_whitespace().next()?;
    if let Some((namespace, name)) = word.split_once('/') {
        return graph.view(&EntityKey::new(&kinds::POD, Some(namespace), name));
    }
    let object = graph.of_kind(&kinds::POD).find(|object| object.uid.as_deref() == Some(word))?;
    Some(View::root(graph, object))
}

fn priority(body: &Value) -> Option<i64> {
    body.pointer("/spec/priority").and_then(Value::as_i64)
}

/// `PodPreempted`.
pub fn preempted(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| matches!(class, Class::Short(_)))
        .iter()
        .filter_map(|scene| {
            let victim = victim(case, scene.app)?;
            let own = scene.spec().get("priority").and_then(Value::as_i64).unwrap_or(0);
            let node = case.graph.view(&victim.pod).and_then(|v| v.str_at("/spec/nodeName")).map(str::to_owned);
            let by = victim.by.as_ref().map_or("a pod of higher priority".to_owned(), |by| {
                let class = by.value().pointer("/spec/priorityClassName").and_then(Value::as_str);
                let class = class.map_or(String::new(), |class| format!(", PriorityClass {class}"));
                format!("Pod {} (priority {}{class})", by.key().path(), priority(by.value()).unwrap_or(0))
            });
            let place = node.map_or(String::new(), |node| format!(" from {node}"));
            let text = format!(
                "The scheduler removed Pod {}{place} to make room for {by}; the pods of {} have priority {own}, and the replacement finds no room.",
                victim.pod.name, scene.app.key.name
            );
            let place = "/priorityClassName";
            let asked = scene.asked(place).or_else(|| scene.asked("/priority")).or_else(|| {
                scene.pods.first()?.view.at("/spec/priority").map(|p| p.spec())
            });
            let asks = (format!("runs with priority {own}"), asked);
            let mut hypothesis = scene.hypothesis(&catalogue::POD_PREEMPTED, text, asks, |seen| {
                seen.node.view.at("/status/allocatable").map(|v| v.state()).into_iter().collect()
            });
            let said = victim.event.at("/message").map(|message| {
                let mut fact = message.fact(FactKind::Event);
                fact.entity = victim.pod.clone();
                fact
            });
            hypothesis = hypothesis
                .support(Weight::Proof, "the scheduler says that it preempted", said.clone())
                .link(&victim.pod, "was preempted", said.into_iter().collect());
            let higher = victim.by.as_ref().and_then(|by| by.at("/spec/priority")).map(|p| p.spec());
            hypothesis = hypothesis.support(Weight::Strong, "the pod that took its place", higher.clone());
            if let (Some(by), Some(fact)) = (&victim.by, higher) {
                hypothesis = hypothesis.link(by.key(), "took its place, by its priority", vec![fact]);
            }
            hypothesis = hypothesis.blames(None, "/priorityClassName", "priorityClassName");
            let raise = mend::template(
                scene.app,
                "Give it a PriorityClass that fits its weight, or lower that of the other app.",
                "",
                "priorityClassName: <one of at least the other's value>\n",
            );
            Some(hypothesis.advise(raise).advise(hypothesis::look(
                "Or add a node, so that both fit. A PriorityClass with globalDefault raises every new pod.",
                Some("kubectl get priorityclasses".to_owned()),
            )))
        })
        .collect()
}
