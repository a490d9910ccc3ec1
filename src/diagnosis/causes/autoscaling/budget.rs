//! `PdbBlocksEviction`: a budget that leaves no room for one pod to go, where somebody wants one to go.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::autoscaling::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, command};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::budget::{self, Budget};
use crate::diagnosis::subject::Subject;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `PdbBlocksEviction`; a notice where nobody is known to want an eviction.
pub fn blocks(case: &Case<'_>) -> Vec<Hypothesis> {
    let asked = case.words.iter().any(|word| budget::WORDS.contains(&word.as_str()));
    let named = matches!(case.subject, Subject::Objects(keys) if keys.iter().any(|key| key.is(&kinds::PDB)));
    let wanted = asked || named;
    let all = Budget::all(case.graph);
    all.iter().filter_map(|budget| Some(blocking(case, budget)?.perhaps_on_purpose(!wanted))).collect()
}

fn blocking(case: &Case<'_>, budget: &Budget<'_>) -> Option<Hypothesis> {
    let figures = budget.figures().filter(|_| budget.leaves_no_room())?;
    let (field, rule) = budget.rule()?;
    let allowed = budget.view.at("/status/disruptionsAllowed")?;
    let value = crate::evidence::view::excerpt(rule.value());
    let one = figures.expected == 1;
    let pods = if one { "its only pod is".to_owned() } else { format!("all {} of its pods are", figures.healthy) };
    let text = format!(
        "The PodDisruptionBudget {} lets no pod be evicted: {field} is {value}, so {} of {} must stay, and {pods} well. A drain of their node waits for ever.",
        budget.key().name,
        figures.desired,
        figures.expected
    );
    let mut hypothesis = Hypothesis::new(&catalogue::PDB_BLOCKS_EVICTION, budget.key(), text)
        .support(Weight::Proof, "it allows no eviction", Some(allowed.state()))
        .support(Weight::Strong, "what it asks for", Some(rule.spec()))
        .link(budget.key(), format!("asks for {field} {value}"), vec![rule.spec()])
        .explaining(budget.key());
    let figures = ["currentHealthy", "desiredHealthy", "expectedPods"];
    let places: Vec<View<'_>> = figures.iter().filter_map(|f| budget.view.at(&format!("/status/{f}"))).collect();
    for place in &places {
        hypothesis = hypothesis.support(Weight::Weak, "its figures", Some(place.state()));
    }
    let mut facts = vec![allowed.state()];
    facts.extend(places.iter().map(View::state));
    hypothesis = hypothesis.link(budget.key(), "allows 0 disruptions now", facts);
    let (guarded, apps) = guarded(case, budget);
    for pod in guarded.iter().take(CITED_PODS) {
        let node = pod.at("/spec/nodeName");
        let shows = format!("is guarded by it, on node {}", node.as_ref().and_then(View::str).unwrap_or("?"));
        let fact = node.map(|node| node.state());
        hypothesis = hypothesis.support(Weight::Weak, "where its pods are", fact.clone());
        hypothesis = hypothesis.link(pod.key(), shows, fact.into_iter().collect());
    }
    for node in asked_nodes(case, &guarded) {
        hypothesis = hypothesis.explaining(&node);
    }
    Some(advised(hypothesis, budget, field, &value, &apps))
}

fn advised(hypothesis: Hypothesis, budget: &Budget<'_>, field: &str, value: &str, apps: &[&App<'_>]) -> Hypothesis {
    let now = format!("spec:\n  {field}: {value}\n");
    let diff = advice::diff(budget.key(), &now, "spec:\n  maxUnavailable: 1\n");
    let mut hypothesis = hypothesis.advise(change(
        "Leave room for one pod: maxUnavailable: 1 instead.",
        diff,
        "one pod at a time may be evicted; the others must be able to carry the load",
    ));
    let scalable = apps.iter().find(|app| app.key.is(&kinds::DEPLOYMENT) || app.key.is(&kinds::STATEFUL_SET));
    let numeric = value.parse::<i64>().is_ok() && field == "minAvailable";
    if let Some((app, replicas)) = scalable.and_then(|app| Some((app, app.replicas()?))).filter(|_| numeric) {
        hypothesis = hypothesis.advise(command(
            "For this drain only: run one pod more, and scale back afterwards.",
            format!(
                "{} scale {} --replicas={}",
                advice::kubectl(&app.key),
                advice::kubectl_name(&app.key),
                replicas + 1
            ),
            "one more pod for as long as it takes; make sure that the app may run with one more",
        ));
    }
    hypothesis
}

/// The pods that it guards, and their apps.
fn guarded<'c, 'g>(case: &'c Case<'g>, budget: &Budget<'g>) -> (Vec<View<'g>>, Vec<&'c App<'g>>) {
    let pods = budget.pods();
    let owns = |app: &&App<'g>| app.pods.iter().any(|pod| pods.iter().any(|guarded| guarded.key() == pod.key()));
    (pods.clone(), case.apps.iter().filter(owns).collect())
}

/// The nodes that were asked about and that it keeps.
fn asked_nodes(case: &Case<'_>, pods: &[View<'_>]) -> Vec<crate::evidence::entity::EntityKey> {
    let Subject::Objects(keys) = case.subject else { return Vec::new() };
    let holds = |name: &str| pods.iter().any(|pod| pod.str_at("/spec/nodeName") == Some(name));
    keys.iter().filter(|key| key.is(&kinds::NODE) && holds(&key.name)).cloned().collect()
}
