//! Pods that no node takes, with what the scheduler says and what the nodes show; and the form of every hypothesis here.

use jiff::Timestamp;
use serde_json::Value;

use crate::diagnosis::case::{CITED_PODS, Case, extent};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::placement::bars::Class;
use crate::diagnosis::placement::judge::{self, Judged};
use crate::diagnosis::placement::peers::Guest;
use crate::diagnosis::placement::pool::Pool;
use crate::diagnosis::placement::sieve::{self, Seen};
use crate::diagnosis::placement::verdict::Verdict;
use crate::diagnosis::placement::words;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Nodes that are cited one by one.
pub const CITED_NODES: usize = 3;

/// Pods of an app that get no node for the same reason.
pub struct Scene<'c, 'g> {
    /// The app.
    pub app: &'c App<'g>,
    /// The pods, by name.
    pub pods: Vec<&'c Pod<'g>>,
    /// What keeps them off.
    pub class: Class,
    /// What the nodes show; none where they were not all read, or don't explain it.
    pub verdict: Option<Verdict<'g>>,
    /// How many nodes there are, where some were looked at and the scheduler says the same of all.
    pub of: Option<usize>,
}

/// Whether the scheduler looked at a pod and found no node.
pub fn is_refused(pod: &Pod<'_>) -> bool {
    pod.trouble() == Some(Trouble::Unscheduled) && !is_gated(pod) && (refusal(pod).is_some() || words_of(pod).is_some())
}

/// Whether a pod has scheduling gates.
pub fn is_gated(pod: &Pod<'_>) -> bool {
    pod.view.value().pointer("/spec/schedulingGates").and_then(Value::as_array).is_some_and(|g| !g.is_empty())
}

/// The place of the condition by which the scheduler tells that it looked and found no node. It counts as it stands,
/// whether it may be cited or not.
fn refusal(pod: &Pod<'_>) -> Option<usize> {
    let conditions = pod.view.value().pointer("/status/conditions").and_then(Value::as_array)?;
    conditions.iter().position(|condition| {
        let text = |field: &str| condition.get(field).and_then(Value::as_str);
        text("type") == Some("PodScheduled")
            && text("status") == Some("False")
            && matches!(text("reason"), Some("Unschedulable") | None)
    })
}

/// What the scheduler says of a pod: in its condition, else in its last event. Events are kept for an hour and some
/// sources leave messages out: then that it found no node is all it says, and why is for the nodes to show.
pub fn said(pod: &Pod<'_>) -> Option<(Fact, Option<String>)> {
    match words_of(pod) {
        Some((fact, text)) => Some((fact?, Some(text))),
        None => Some((pod.view.at(&format!("/status/conditions/{}/status", refusal(pod)?))?.state(), None)),
    }
}

/// The same, with a fact only where the place may be cited: what is hidden was said all the same, and nothing that was
/// said elsewhere or earlier takes its place.
fn words_of(pod: &Pod<'_>) -> Option<(Option<Fact>, String)> {
    let raw = |value: &Value, field: &str| value.get(field).and_then(Value::as_str).map(str::to_owned);
    let conditions = pod.view.value().pointer("/status/conditions").and_then(Value::as_array);
    let mut all = conditions.into_iter().flatten().enumerate();
    if let Some((index, condition)) = all.find(|(_, c)| raw(c, "type").as_deref() == Some("PodScheduled"))
        && let Some(text) = raw(condition, "message").filter(|text| !text.is_empty())
    {
        let place = pod.view.at(&format!("/status/conditions/{index}/message"));
        return Some((place.map(|place| place.state()), text));
    }
    let events = pod.view.graph().events(pod.key());
    let told = |event: &&View<'_>| {
        let text = raw(event.value(), "message").unwrap_or_default();
        raw(event.value(), "reason").as_deref() == Some("FailedScheduling") && text.contains("nodes are available")
    };
    let event = events.iter().rev().find(told)?.clone();
    let text = raw(event.value(), "message")?;
    let shown = event.at("/message").is_some();
    let fact = shown.then(|| Event { reason: "FailedScheduling", message: "", view: event }.fact());
    Some((fact, text))
}

/// The pods that the scheduler refused, by app and by what keeps them off.
pub fn scenes<'c, 'g>(case: &'c Case<'g>, wanted: impl Fn(&Class) -> bool) -> Vec<Scene<'c, 'g>> {
    let apps: Vec<_> = case.troubled().filter(|app| app.pods.iter().any(is_refused)).collect();
    if apps.is_empty() {
        return Vec::new();
    }
    let pool = Pool::seen(case.graph);
    apps.into_iter().flat_map(|app| of_app(case, app, pool.as_ref())).filter(|scene| wanted(&scene.class)).collect()
}

fn of_app<'c, 'g>(case: &'c Case<'g>, app: &'c App<'g>, pool: Option<&Pool<'g>>) -> Vec<Scene<'c, 'g>> {
    let mut found: Vec<Scene<'c, 'g>> = Vec::new();
    let mut alike: Vec<(Option<EntityKey>, usize)> = Vec::new();
    for pod in app.pods.iter().filter(|pod| is_refused(pod)) {
        // The pods of a DaemonSet each want a node of their own; others of one controller are alike.
        let controller = case.graph.controller(pod.key()).filter(|key| !key.is(&kinds::DAEMON_SET));
        let known = alike.iter().find(|(key, _)| key.is_some() && *key == controller).map(|(_, at)| *at);
        if let Some(scene) = known.and_then(|at| found.get_mut(at)) {
            scene.pods.push(pod);
            continue;
        }
        if found.len() >= CITED_PODS {
            continue;
        }
        let Some((class, known)) = judge(case, pod, pool) else { continue };
        if let Some(scene) = found.iter_mut().find(|scene| scene.class == class) {
            scene.pods.push(pod);
            continue;
        }
        alike.push((controller, found.len()));
        let of = known.as_ref().and_then(|(_, of)| *of);
        found.push(Scene { app, pods: vec![pod], class, verdict: known.map(|(verdict, _)| verdict), of });
    }
    found
}

/// A verdict, and how many nodes there are where it is known of some.
type Known<'g> = (Verdict<'g>, Option<usize>);

fn judge<'g>(case: &Case<'g>, pod: &Pod<'g>, pool: Option<&Pool<'g>>) -> Option<(Class, Option<Known<'g>>)> {
    // What it says is looked at as it stands: whether it may be cited is another question.
    let text = words_of(pod).map(|(_, text)| text);
    if text.as_deref().is_some_and(words::waits_for_volumes) {
        return None;
    }
    let guest = Guest { key: pod.key(), body: pod.view.value() };
    let judged =
        pool.map(|pool| judge::judge(case.graph, guest, pool, sieve::sift(case.graph, guest, pool), text.as_deref()));
    if let Some(Judged { verdict: Some(verdict), of, .. }) = judged {
        // What the storage family and that of nodes prove is theirs.
        let mine = !matches!(verdict.class, Class::Volume | Class::Condition);
        return mine.then(|| (verdict.class.clone(), Some((verdict, of))));
    }
    let class = words::only(text.as_deref()?).filter(|class| !matches!(class, Class::Volume | Class::Condition))?;
    Some((class, None))
}

impl<'g> Scene<'_, 'g> {
    /// The nodes that decide.
    pub fn nodes(&self) -> &[Seen<'g>] {
        self.verdict.as_ref().map_or(&[], |verdict| &verdict.nodes)
    }

    /// How many of the app's pods it stops.
    pub fn extent(&self) -> String {
        extent(self.pods.len(), self.app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count())
    }

    /// `Each pod of Deployment web`, or `Pod web`.
    pub fn who(&self) -> String {
        let (kind, name) = (&self.app.key.kind, &self.app.key.name);
        if self.app.key.is(&kinds::POD) { format!("Pod {name}") } else { format!("Each pod of {kind} {name}") }
    }

    /// The spec of the first pod, raw.
    pub fn spec(&self) -> &'g Value {
        let pod = self.pods.first().map(|pod| pod.view.value());
        pod.and_then(|body| body.get("spec")).unwrap_or(&Value::Null)
    }

    /// A place below the pod's spec, where a person would change it: in the template, else in the pod.
    pub fn asked(&self, pointer: &str) -> Option<Fact> {
        let place = format!("/spec{pointer}");
        let template = self.app.template();
        let raw = template.as_ref().is_some_and(|t| t.value().pointer(&place).is_some());
        let view = if raw { template?.at(&place) } else { self.pods.first()?.view.at(&place) };
        view.map(|view| view.spec())
    }

    /// The hypothesis: what the app asks for, what the nodes show, what the scheduler says. `asks` is a sentence's end
    /// after the app's name; `of_node` gives what is cited of a node.
    pub fn hypothesis(
        &self,
        cause: &'static Cause,
        statement: impl Into<String>,
        (asks, asked): (String, Option<Fact>),
        of_node: impl Fn(&Seen<'g>) -> Vec<Fact>,
    ) -> Hypothesis {
        let mut hypothesis = Hypothesis::new(cause, &self.app.key, self.qualified(statement.into()))
            .support(Weight::Strong, "what the app asks for", asked.clone())
            .link(&self.app.key, asks, asked.into_iter().collect());
        for seen in self.nodes().iter().take(CITED_NODES) {
            let facts = of_node(seen);
            if facts.is_empty() {
                hypothesis = hypothesis.support(Weight::Strong, "what the node shows", None);
            }
            for fact in &facts {
                hypothesis = hypothesis.support(Weight::Strong, "what the node shows", Some(fact.clone()));
            }
            let shows = seen.bar(&self.class).map(crate::diagnosis::placement::bars::Bar::words).unwrap_or_default();
            hypothesis = hypothesis.link(seen.node.view.key(), shows, facts);
        }
        if self.verdict.is_none() {
            hypothesis = hypothesis.support(Weight::Proof, "the nodes themselves", None);
        }
        self.with_pods(hypothesis)
    }

    /// A statement about all nodes, with how many of them were looked at.
    fn qualified(&self, statement: String) -> String {
        let Some((verdict, of)) = self.verdict.as_ref().zip(self.of) else { return statement };
        let looked_at = verdict.nodes.len() + verdict.others.len();
        format!("{statement} {looked_at} of {of} nodes were looked at; the scheduler says the same of all.")
    }

    fn with_pods(&self, mut hypothesis: Hypothesis) -> Hypothesis {
        let mut before: Option<String> = None;
        for pod in self.pods.iter().take(CITED_PODS) {
            let (fact, words) = said(pod).unzip();
            let text = match words.flatten() {
                Some(words) => format!("gets no node: \"{}\"", first(&words)),
                None => "gets no node".to_owned(),
            };
            let shows = if before.as_ref() == Some(&text) { "the same".to_owned() } else { text.clone() };
            before = Some(text);
            hypothesis = hypothesis.support(Weight::Proof, "the scheduler finds no node", fact.clone()).link(
                pod.key(),
                shows,
                fact.into_iter().collect(),
            );
            if let Some(event) = Event::last(pod.view.graph(), pod.key(), &["NotTriggerScaleUp"], |_| true) {
                let fact = event.fact();
                hypothesis = hypothesis.support(Weight::Weak, "the autoscaler adds no node", Some(fact.clone()));
                hypothesis = hypothesis.link(pod.key(), "the cluster autoscaler adds no node for it", vec![fact]);
            }
        }
        for pod in &self.pods {
            hypothesis.explains.insert(pod.key().clone());
            hypothesis.onset = hypothesis.onset.into_iter().chain(since(pod)).min();
        }
        hypothesis
    }
}

/// The scheduler's first sentence; the second speaks of preemption.
fn first(text: &str) -> &str {
    let end = [" preemption:", " no new claims"].iter().filter_map(|word| text.find(word)).min();
    end.and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Since when a pod has waited.
fn since(pod: &Pod<'_>) -> Option<Timestamp> {
    pod.condition("PodScheduled").and_then(|c| c.time_at("/lastTransitionTime")).or_else(|| pod.created())
}
