//! What the authorization policies of a mesh say to one caller. What cannot be known of a request (its method, its path,
//! its token) is left open: only what holds for every request counts.

use crate::diagnosis::objects::app::App;
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;

/// Who calls, as the proxy in front of the workload sees it.
#[derive(Debug, Clone)]
pub struct Caller {
    /// `cluster.local/ns/NAMESPACE/sa/ACCOUNT`; none where it has no sidecar.
    pub principal: Option<String>,
    /// Its namespace; none where it has no sidecar.
    pub namespace: Option<String>,
}

/// Whether something takes a caller in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Yes,
    No,
    Open,
}

impl Caller {
    /// The identity of a workload's pods towards a Service.
    pub fn of(app: &App<'_>, _: &EntityKey) -> Self {
        let meshed = app.pods.iter().any(|pod| crate::diagnosis::objects::mesh::has_sidecar(&pod.view));
        let account = app.pods.first().and_then(|pod| pod.view.str_at("/spec/serviceAccountName")).unwrap_or("default");
        let namespace = app.key.ns().to_owned();
        Self {
            principal: meshed.then(|| format!("cluster.local/ns/{namespace}/sa/{account}")),
            namespace: meshed.then_some(namespace),
        }
    }
}

/// The policies that refuse a caller, whatever it asks for; and whether it is one that denies.
pub fn refused<'g>(policies: &[View<'g>], caller: &Caller) -> Option<(Vec<View<'g>>, bool)> {
    let action = |policy: &View<'_>| policy.str_at("/spec/action").unwrap_or("ALLOW").to_owned();
    if policies.iter().any(|policy| action(policy) == "CUSTOM") {
        return None;
    }
    let denying = policies.iter().find(|policy| action(policy) == "DENY" && takes(policy, caller) == Takes::Yes);
    if let Some(policy) = denying {
        return Some((vec![policy.clone()], true));
    }
    let mut allowing: Vec<View<'g>> = policies.iter().filter(|policy| action(policy) == "ALLOW").cloned().collect();
    // The one that a person would change first: of the workload, with rules.
    allowing.sort_by_key(|policy| {
        let has = |pointer: &str| policy.value().pointer(pointer).is_some();
        (std::cmp::Reverse((has("/spec/selector/matchLabels"), has("/spec/rules"))), policy.key().clone())
    });
    let none = !allowing.is_empty() && allowing.iter().all(|policy| takes(policy, caller) == Takes::No);
    none.then_some((allowing, false))
}

/// Whether a rule of a policy takes the caller in. Rules that are there and hidden leave it open.
fn takes(policy: &View<'_>, caller: &Caller) -> Takes {
    let rules = policy.items("/spec/rules");
    if rules.is_empty()
        && policy.value().pointer("/spec/rules").is_some_and(|r| r.as_array().is_some_and(|r| !r.is_empty()))
    {
        return Takes::Open;
    }
    any(rules.iter().map(|rule| rule_takes(rule, caller)))
}

fn rule_takes(rule: &View<'_>, caller: &Caller) -> Takes {
    let from = rule.items("/from");
    let sources = if from.is_empty() {
        Takes::Yes
    } else {
        any(from.iter().map(|one| one.at("/source").map_or(Takes::Yes, |source| source_takes(&source, caller))))
    };
    let narrowed = !rule.items("/to").is_empty() || !rule.items("/when").is_empty();
    match sources {
        Takes::No => Takes::No,
        _ if narrowed => Takes::Open,
        other => other,
    }
}

/// All fields of a source must hold.
fn source_takes(source: &View<'_>, caller: &Caller) -> Takes {
    let mut all = Takes::Yes;
    for (field, list) in source.entries("") {
        let patterns: Vec<&str> = list.items("").iter().filter_map(View::str).collect();
        let one = |value: Option<&String>| value.is_some_and(|value| patterns.iter().any(|p| fits(p, value)));
        // A principal is written without the scheme.
        let told = match field {
            "principals" => one(caller.principal.as_ref()),
            "notPrincipals" => !one(caller.principal.as_ref()),
            "namespaces" => one(caller.namespace.as_ref()),
            "notNamespaces" => !one(caller.namespace.as_ref()),
            "serviceAccounts" => patterns.iter().any(|pattern| is_account(pattern, source.key().ns(), caller)),
            _ => {
                all = if all == Takes::No { Takes::No } else { Takes::Open };
                continue;
            }
        };
        if !told {
            all = Takes::No;
        }
    }
    all
}

/// `NAMESPACE/ACCOUNT`, or an account of the policy's namespace.
fn is_account(pattern: &str, own: &str, caller: &Caller) -> bool {
    let (namespace, account) = pattern.split_once('/').unwrap_or((own, pattern));
    caller.principal.as_deref() == Some(format!("cluster.local/ns/{namespace}/sa/{account}").as_str())
}

/// Exact, `*`, `prefix*` or `*suffix`. The trust domain of a principal may be another than ours: it is not compared.
fn fits(pattern: &str, value: &str) -> bool {
    let end = |text: &str| text.split_once("/ns/").map(|(_, rest)| rest.to_owned());
    if let (Some(one), Some(other)) = (end(pattern), end(value)) {
        return one == other || one.strip_suffix('*').is_some_and(|start| other.starts_with(start));
    }
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(""), _) => true,
        (Some(end), _) => value.ends_with(end),
        (None, Some(start)) => value.starts_with(start),
        (None, None) => pattern == value,
    }
}

fn any(all: impl Iterator<Item = Takes>) -> Takes {
    all.fold(Takes::No, |sum, one| match (sum, one) {
        (Takes::Yes, _) | (_, Takes::Yes) => Takes::Yes,
        (Takes::Open, _) | (_, Takes::Open) => Takes::Open,
        (Takes::No, Takes::No) => Takes::No,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_a_policy() {
        let me = "cluster.local/ns/billing/sa/invoices";
        for pattern in [me, "*", "*/sa/invoices", "cluster.local/ns/billing/*", "td.example/ns/billing/sa/invoices"] {
            assert!(fits(pattern, me), "{pattern}");
        }
        for pattern in ["cluster.local/ns/billing/sa/ledger", "billing", "*/sa/ledger"] {
            assert!(!fits(pattern, me), "{pattern}");
        }
    }
}
