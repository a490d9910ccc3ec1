//! `RbacForbidden`: the app does not work because its account may not do what it asks of the API.
//!
//! A refusal in a log is only a cause while RBAC still refuses it and the container that wrote it is in trouble.

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::references::catalogue;
use crate::diagnosis::causes::references::forbidden::{Refusal, parse};
use crate::diagnosis::causes::references::rbac::{Access, Bound, Near, access};
use crate::diagnosis::causes::routing::mend;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::log::{Log, LogLine};
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// How many lines from the end of a log a refusal may stand to count for why the container is in trouble.
const LATE: usize = 40;
/// Words of a line that tells of another failure.
const FAILURE: &[&str] = &["error", "fatal", "panic", "exception", "failed", "refused", "timeout"];
/// Words of a line that only carries a refusal on.
const REFUSED: &[&str] = &["forbidden", "rbac", "permission", "unauthorized", "not allowed", "cannot "];

/// `RbacForbidden`.
pub fn rbac_forbidden(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, pod, container| sign(case, pod, container));
    findings.iter().filter_map(|finding| hypothesis(case, finding)).collect()
}

fn sign(case: &Case<'_>, pod: &Pod<'_>, container: &Container<'_>) -> Option<Sign> {
    if container.ready() && container.restarts() == 0 {
        return None;
    }
    let (fact, text, last) = said(case, pod, container)?;
    let state = container.status.as_ref().and_then(|s| s.at("/state"));
    Some(
        Sign::new(text, "the API server's refusal", Some(fact.clone()))
            .strong("no other failure after it", last.then_some(fact))
            .weak("the container is in trouble", state.map(|s| s.state())),
    )
}

/// The last refusal that RBAC does not grant now, from the container's log or an event about its pod; and whether the
/// log tells of no other failure after it.
fn said(case: &Case<'_>, pod: &Pod<'_>, container: &Container<'_>) -> Option<(Fact, String, bool)> {
    let holds = |text: &str| refusal(case, pod, text).is_some();
    for log in container.logs() {
        let from = log.lines.len().saturating_sub(LATE);
        let Some(at) = log.lines.iter().skip(from).rposition(|line| holds(&line.text)).map(|at| at + from) else {
            continue;
        };
        let line = log.lines.get(at)?;
        return Some((log.fact(line), line.text.clone(), !fails_after(&log, at)));
    }
    let warned = |event: &Event<'_>| event.is_warning() && holds(event.message);
    let event = Event::about(case.graph, pod.key()).into_iter().rev().find(warned)?;
    Some((event.fact(), event.message.to_owned(), true))
}

fn fails_after(log: &Log, at: usize) -> bool {
    let other = |line: &LogLine| {
        let lower = line.text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        has(FAILURE) && !has(REFUSED)
    };
    log.lines.iter().skip(at + 1).any(other)
}

/// The refusal that a text tells of, if it is of the pod's own account and nothing grants it now.
fn refusal(case: &Case<'_>, pod: &Pod<'_>, text: &str) -> Option<Refusal> {
    let refusal = parse(text)?;
    let own = pod.view.str_at("/spec/serviceAccountName").filter(|name| !name.is_empty()).unwrap_or("default");
    let ours = refusal.account == own && refusal.account_namespace == pod.key().ns();
    (ours && !matches!(access(case.graph, &refusal), Access::Granted(_))).then_some(refusal)
}

fn hypothesis(case: &Case<'_>, finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (pod, _, sign) = finding.pods.first()?;
    let refusal = refusal(case, pod, &sign.shows)?;
    let account = EntityKey::new(&kinds::SERVICE_ACCOUNT, Some(&refusal.account_namespace), &refusal.account);
    let text = format!(
        "ServiceAccount {} may not {} {}, and container {} of {} {} does not work without it.",
        account.path(),
        refusal.what(),
        refusal.place(),
        finding.container.name,
        finding.app.key.kind,
        finding.app.key.name
    );
    let mut hypothesis = finding.hypothesis(&catalogue::RBAC_FORBIDDEN, text);
    hypothesis.container = None;
    hypothesis = match access(case.graph, &refusal) {
        Access::Granted(_) => return None,
        Access::Refused { lists, bound, near } => {
            mistaken(refused(hypothesis, &account, lists, &bound), &account, &near)
        }
        Access::Unknown => hypothesis.support(Weight::Strong, "no binding grants it", None).support(
            Weight::Strong,
            "no binding grants it in the whole cluster",
            None,
        ),
    };
    Some(with_account(hypothesis, finding, &refusal).advise(grant(&refusal)))
}

/// That the app runs as this account; where the template names none, it is `default`, and nothing says so.
fn with_account(hypothesis: Hypothesis, finding: &Finding<'_, '_>, refusal: &Refusal) -> Hypothesis {
    const FIELD: &str = "/spec/serviceAccountName";
    let hypothesis = hypothesis.blames(None, "/serviceAccountName", "serviceAccountName");
    match finding.app.template().filter(|template| template.value().pointer(FIELD).is_some()) {
        Some(template) => {
            let asked = template.at(FIELD).map(|name| name.spec());
            finding.asked(hypothesis, format!("runs as ServiceAccount {}", refusal.account), asked)
        }
        None => hypothesis,
    }
}

fn refused(hypothesis: Hypothesis, account: &EntityKey, lists: Vec<Fact>, bound: &[Bound<'_>]) -> Hypothesis {
    let mut hypothesis = hypothesis.link(account, "no Role or ClusterRole bound to it grants that", lists.clone());
    for fact in lists {
        hypothesis = hypothesis.support(Weight::Strong, "no binding grants it", Some(fact));
    }
    for Bound { binding, role, rules, absent } in bound {
        let fact = absent.clone().or_else(|| rules.as_ref().map(View::spec));
        let statement = match absent {
            Some(_) => format!("binds it to {} {}, which does not exist", role.kind, role.name),
            None => format!("binds it to {} {}, whose rules don't allow it", role.kind, role.name),
        };
        hypothesis = hypothesis.support(Weight::Weak, "what it is bound to", fact.clone()).link(
            binding.key(),
            statement,
            fact.into_iter().collect(),
        );
    }
    hypothesis
}

/// A binding that grants it, to somebody else: to correct it is less than to grant anew.
fn mistaken(hypothesis: Hypothesis, account: &EntityKey, near: &[Near<'_>]) -> Hypothesis {
    let Some(Near { binding, subject, account: other }) = near.first() else { return hypothesis };
    let key = binding.key();
    let field = if other.name == account.name { "/namespace" } else { "/name" };
    let place = subject.at(field).map(|place| place.spec());
    // Of the other account the binding is all that was seen.
    let named = if other.name == account.name {
        format!("the ServiceAccount of that name in namespace {}", other.ns())
    } else {
        format!("ServiceAccount {}", other.path())
    };
    let mut hypothesis = hypothesis
        .support(Weight::Weak, "a binding that grants it to another account", place.clone())
        .link(key, format!("grants it to {named}, which is another account"), place.into_iter().collect());
    hypothesis.statement.push_str(&format!(" {} {} grants that, to {named}.", key.kind, key.path()));
    hypothesis.advise(correct(key, binding, account, other))
}

/// The subject of a binding set right; an account of another name may have it rightly, so ours is added to it.
fn correct(key: &EntityKey, binding: &View<'_>, account: &EntityKey, other: &EntityKey) -> Remediation {
    let subject = |of: &EntityKey| {
        format!(
            "- kind: ServiceAccount\n  name: {}\n  namespace: {}\n",
            of.name,
            of.namespace.as_deref().unwrap_or_default()
        )
    };
    let (now, new) = (subject(other), subject(account));
    let (text, wanted, risk) = if other.name == account.name {
        let text = format!(
            "Correct the subject of {} {}: namespace {} in the place of {}.",
            key.kind,
            key.path(),
            account.ns(),
            other.ns()
        );
        let risk = format!("ServiceAccount {} loses it; if it needs it too, add a subject instead", other.path());
        (text, new, risk)
    } else {
        let text = format!(
            "Correct the subject of {} {}: it names {}, the app runs as {}. If both should have it, add the second; if the app should run as {}, set its serviceAccountName.",
            key.kind,
            key.path(),
            other.name,
            account.name,
            other.name
        );
        (text, format!("{now}{new}"), "every pod that runs as this account may do it then".to_owned())
    };
    let diff = advice::diff(key, &format!("subjects:\n{now}"), &format!("subjects:\n{wanted}"));
    mend::object(binding.graph(), key, &text, mend::edit(key), diff, &risk)
}

/// A Role for exactly this, and its binding.
fn grant(refusal: &Refusal) -> Remediation {
    let Refusal { account, account_namespace, verb, resource, group, name, namespace } = refusal;
    let (plural, sub) = resource.split_once('/').map_or((resource.as_str(), ""), |(plural, sub)| (plural, sub));
    let dot = if group.is_empty() { "" } else { "." };
    let slash = if sub.is_empty() { "" } else { "/" };
    let what = format!("{plural}{dot}{group}{slash}{sub}");
    let only = name.as_ref().filter(|_| verb != "create").map(|n| format!(" --resource-name={n}")).unwrap_or_default();
    let role = format!("{account}-{verb}-{plural}");
    let allowed = format!("--verb={verb} --resource={what}{only}");
    let to = format!("--serviceaccount={account_namespace}:{account}");
    let line = match namespace {
        Some(ns) => format!(
            "kubectl -n {ns} create role {role} {allowed} && kubectl -n {ns} create rolebinding {role} --role={role} {to}"
        ),
        None => format!(
            "kubectl create clusterrole {role} {allowed} && kubectl create clusterrolebinding {role} --clusterrole={role} {to}"
        ),
    };
    let text = format!("Let {account_namespace}/{account} {} {}, if the app should.", refusal.what(), refusal.place());
    command(text, line, "every pod that runs as this account may do it then; grant no more than the app needs")
}
