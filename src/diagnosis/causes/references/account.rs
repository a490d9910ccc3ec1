//! `ServiceAccountNotFound`: the API server creates no pod for an account that does not exist.
//!
//! There are no pods to look at. What counts is the owner that should have made them: it wants more than it has, it says
//! why, and the account is absent now. A word of the past does not count once the account or the pods are there.

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::references::{advice, catalogue};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// An owner that should make pods and makes too few.
struct Short<'g> {
    view: View<'g>,
    /// That it has fewer than it wants.
    gap: Option<Fact>,
    /// What it says of that in a condition.
    condition: Option<(Fact, String)>,
    /// What its controller said last.
    event: Option<(Fact, String)>,
}

/// `ServiceAccountNotFound`.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    case.apps.iter().filter_map(|app| of_app(case, app)).collect()
}

fn of_app(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    let asked = asked(app);
    let name = asked.as_ref().and_then(View::str).unwrap_or("default");
    let account = EntityKey::new(&kinds::SERVICE_ACCOUNT, Some(app.key.ns()), name);
    let absence = match case.graph.lookup(&account) {
        Lookup::Present(_) => return None,
        Lookup::Absent(fact) => Some(fact),
        Lookup::Unseen(_) => None,
    };
    let short = owners(app).into_iter().find_map(|owner| short(&owner, name));
    let orphans = tokenless(app, name);
    let said = short.as_ref().is_some_and(|s| s.condition.is_some() || s.event.is_some())
        || orphans.iter().any(|(_, words)| words.is_some());
    if (short.is_none() && orphans.is_empty()) || (absence.is_none() && !said) {
        return None;
    }
    let effect = if short.is_some() { "so no pod can be created" } else { "so its pods get no token and can't start" };
    let text = format!(
        "ServiceAccount {name}, which {} {} names, does not exist in namespace {}, {effect}.",
        app.key.kind,
        app.key.name,
        app.key.ns()
    );
    let ask = asked.map(|place| place.spec());
    let seen = if absence.is_some() { "does not exist" } else { "could not be looked up" };
    let mut hypothesis = Hypothesis::new(&catalogue::SERVICE_ACCOUNT_NOT_FOUND, &app.key, text)
        .support(Weight::Strong, "the app's template names the account", ask.clone())
        .support(Weight::Proof, "the account is absent", absence.clone())
        .link(&app.key, format!("runs its pods as ServiceAccount {name}"), ask.into_iter().collect())
        .link(&account, seen, absence.into_iter().collect())
        .blames(None, "/serviceAccountName", "serviceAccountName");
    hypothesis = match short {
        Some(short) => with_owner(hypothesis, app, &short),
        None => with_pods(hypothesis, &orphans),
    };
    for remedy in advice::account(case.graph, app, name) {
        hypothesis = hypothesis.advise(remedy);
    }
    Some(hypothesis)
}

fn with_owner(hypothesis: Hypothesis, app: &App<'_>, short: &Short<'_>) -> Hypothesis {
    let condition = short.condition.as_ref().map(|(fact, _)| fact.clone());
    let event = short.event.as_ref().map(|(fact, _)| fact.clone());
    let words = short.event.as_ref().or(short.condition.as_ref());
    let shows =
        words.map_or("has fewer pods than it wants".to_owned(), |(_, text)| format!("makes no pods: \"{text}\""));
    let facts = condition.iter().chain(&event).chain(&short.gap).cloned().collect();
    let began = short.view.time_at("/metadata/creationTimestamp");
    hypothesis
        .support(Weight::Proof, "the controller says so", event)
        .support(Weight::Strong, "its condition says so", condition)
        .support(Weight::Weak, "it has fewer pods than it wants", short.gap.clone())
        .link(short.view.key(), shows, facts)
        .explaining(short.view.key())
        .explaining(&app.key)
        .since(began)
}

fn with_pods(mut hypothesis: Hypothesis, pods: &[(&Pod<'_>, Option<Fact>)]) -> Hypothesis {
    for (pod, words) in pods.iter().take(CITED_PODS) {
        hypothesis = hypothesis.support(Weight::Proof, "the kubelet gets no token", words.clone()).link(
            pod.key(),
            "can't mount its token",
            words.iter().cloned().collect(),
        );
    }
    for (pod, _) in pods {
        hypothesis = hypothesis.explaining(pod.key()).since(pod.created());
    }
    hypothesis
}

/// The account that the app's template names; none means `default`.
fn asked<'g>(app: &App<'g>) -> Option<View<'g>> {
    let template = app.template()?;
    template
        .at("/spec/serviceAccountName")
        .or_else(|| template.at("/spec/serviceAccount"))
        .filter(|name| name.str().is_some_and(|name| !name.is_empty()))
}

/// Who makes the app's pods now: the ReplicaSets of a Deployment, the Jobs of a CronJob, else the app itself.
fn owners<'g>(app: &App<'g>) -> Vec<View<'g>> {
    let Some(view) = &app.view else { return Vec::new() };
    let graph = view.graph();
    let below = if app.key.is(&kinds::DEPLOYMENT) {
        &kinds::REPLICA_SET
    } else if app.key.is(&kinds::CRON_JOB) {
        &kinds::JOB
    } else {
        return vec![view.clone()];
    };
    let mut owners: Vec<View<'g>> = graph
        .children(&app.key)
        .into_iter()
        .filter(|object| object.key.is(below))
        .map(|object| View::root(graph, object))
        .collect();
    // A Deployment repeats what its ReplicaSet says; where the ReplicaSets were not read, that has to do.
    if owners.is_empty() {
        owners.push(view.clone());
    }
    owners
}

/// Whether an owner makes too few pods, and not for another reason than this account.
fn short<'g>(owner: &View<'g>, account: &str) -> Option<Short<'g>> {
    if !lacks_pods(owner) {
        return None;
    }
    let ours = |text: &str| text.to_lowercase().contains(&format!("serviceaccount \"{account}\" not found"));
    let condition = owner
        .items("/status/conditions")
        .into_iter()
        .filter(|c| c.str_at("/type") == Some("ReplicaFailure") && c.str_at("/status") == Some("True"))
        .find_map(|c| c.at("/message"));
    let event = Event::last(owner.graph(), owner.key(), &["FailedCreate"], |_| true);
    let condition = condition.and_then(|m| Some((m.state(), m.str()?.to_owned())));
    let event = event.map(|event| (event.fact(), event.message.to_owned()));
    let said: Vec<&(Fact, String)> = condition.iter().chain(&event).collect();
    if !said.is_empty() && !said.iter().any(|(_, text)| ours(text)) {
        return None;
    }
    let ours_only = |words: Option<(Fact, String)>| words.filter(|(_, text)| ours(text));
    Some(Short { view: owner.clone(), gap: gap(owner), condition: ours_only(condition), event: ours_only(event) })
}

fn lacks_pods(owner: &View<'_>) -> bool {
    let number = |pointer: &str| owner.i64_at(pointer).unwrap_or(0);
    let key = owner.key();
    if key.is(&kinds::DAEMON_SET) {
        return number("/status/currentNumberScheduled") < number("/status/desiredNumberScheduled");
    }
    if key.is(&kinds::JOB) {
        let over = owner.items("/status/conditions").iter().any(|c| {
            matches!(c.str_at("/type"), Some("Complete" | "Failed" | "Suspended"))
                && c.str_at("/status") == Some("True")
        });
        return !over && number("/status/active") == 0 && owner.bool_at("/spec/suspend") != Some(true);
    }
    number("/status/replicas") < owner.i64_at("/spec/replicas").unwrap_or(1)
}

/// The figure that shows the gap; the whole status where a zero is left out.
fn gap(owner: &View<'_>) -> Option<Fact> {
    let pointer = if owner.key().is(&kinds::DAEMON_SET) {
        "/status/currentNumberScheduled"
    } else if owner.key().is(&kinds::JOB) {
        "/status/active"
    } else {
        "/status/replicas"
    };
    let named = owner.value().pointer(pointer).is_some();
    owner.at(if named { pointer } else { "/status" }).map(|place| place.state())
}

/// Pods that were created while the account was there, and hang because the kubelet gets no token for them.
fn tokenless<'a, 'g>(app: &'a App<'g>, account: &str) -> Vec<(&'a Pod<'g>, Option<Fact>)> {
    app.troubled()
        .into_iter()
        .filter(|pod| pod.trouble() == Some(Trouble::NotStarted))
        .filter_map(|pod| {
            let says = |m: &str| m.contains("token") && m.contains(&format!("serviceaccounts \"{account}\" not found"));
            let event = Event::last(pod.view.graph(), pod.key(), &["FailedMount"], says)?;
            Some((pod, Some(event.fact())))
        })
        .collect()
}
