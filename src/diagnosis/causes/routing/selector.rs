//! `ServiceSelectorMismatch`: a Service selects labels that nobody has, and those that it is for are there.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{catalogue, mend, scene};
use crate::diagnosis::changes::fields;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::ports;
use crate::diagnosis::objects::service::Service;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// From here on a workload is what a Service is for.
const ENOUGH: u32 = 3;

/// A pair of the selector that the pods do not have.
struct Pair<'g> {
    key: &'g str,
    wanted: View<'g>,
    /// The label that they have instead.
    has: Option<View<'g>>,
    /// The key under which they have it.
    under: Option<&'g str>,
}

/// A workload that a Service may be for, and what keeps them apart.
struct Candidate<'a, 'g> {
    app: &'a App<'g>,
    score: u32,
    pairs: Vec<Pair<'g>>,
}

/// `ServiceSelectorMismatch`.
pub fn mismatch(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    scene::services(case).iter().filter_map(|service| one(case, service, &apps)).collect()
}

fn one(case: &Case<'_>, service: &Service<'_>, apps: &[App<'_>]) -> Option<Hypothesis> {
    let empty = service.endpoints().is_none_or(|behind| behind.ready + behind.not_ready == 0);
    if !empty || is_selected(service, case) {
        return None;
    }
    let candidate = best(service, apps, case)?;
    let pair = candidate.pairs.first()?;
    let (app, key) = (candidate.app, service.key());
    let labels = labels(app)?;
    let wanted = pair.wanted.str().unwrap_or_default();
    let instead = match (&pair.has, pair.under) {
        (Some(has), Some(under)) => format!("carry {under}={}", has.str().unwrap_or_default()),
        _ => format!("have no label {}", pair.key),
    };
    let text = format!(
        "Service {} selects pods with {}={wanted}, and no pod has that label: the pods of {} {instead}. So the Service has no endpoints and nobody answers there.",
        key.path(),
        pair.key,
        scene::called(app),
    );
    // A label that is there and hidden is not the same as none.
    let hidden = labels.value().get(pair.key).is_some();
    let has = pair.has.as_ref().map(View::spec).or_else(|| (!hidden).then(|| labels.spec()));
    let nobody = service.nobody_behind();
    let mut links = vec![pair.wanted.spec()];
    links.extend(nobody.clone());
    Some(
        Hypothesis::new(&catalogue::SERVICE_SELECTOR_MISMATCH, &app.key, text)
            .support(Weight::Proof, "the selector", Some(pair.wanted.spec()))
            .support(Weight::Strong, "nobody is behind the Service", nobody)
            .support(Weight::Strong, "the labels of the pods that it is for", has.clone())
            .link(&app.key, format!("its pods {instead}"), has.into_iter().collect())
            .link(key, format!("selects {}={wanted} and has no endpoint", pair.key), links)
            .explaining(key)
            .since(fields::owner(&service.view, "/spec/selector").map(|owner| owner.at))
            .rules_out("pods that are not ready: they would stand behind the Service as not ready", Vec::new())
            .advise(fix(case, service, &candidate.pairs)),
    )
}

/// Whether any pod or template has the labels; a pod that ended counts: its Service is only waiting for the next.
fn is_selected(service: &Service<'_>, case: &Case<'_>) -> bool {
    let templates = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::REPLICA_SET, &kinds::JOB];
    case.graph.of_kind(&kinds::POD).any(|pod| service.selects(&View::root(case.graph, pod)))
        || templates
            .into_iter()
            .flat_map(|kind| case.graph.of_kind(kind))
            .any(|o| service.selects_template(&View::root(case.graph, o)))
}

/// The labels of an app's pods, where a person would change them.
fn labels<'g>(app: &App<'g>) -> Option<View<'g>> {
    app.template()?.at("/metadata/labels")
}

/// The workload that it is for, if one stands out.
fn best<'a, 'g>(service: &Service<'g>, apps: &'a [App<'g>], case: &Case<'_>) -> Option<Candidate<'a, 'g>> {
    let mut found: Vec<Candidate<'a, 'g>> = apps
        .iter()
        .filter(|app| app.key.ns() == service.key().ns() && !app.runs_to_end() && app.replicas() != Some(0))
        .filter_map(|app| candidate(service, app))
        .filter(|c| c.score >= ENOUGH && (c.app.key.name == service.key().name || !is_served(c.app, case)))
        .collect();
    found.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.app.key.cmp(&b.app.key)));
    let mut found = found.into_iter();
    let first = found.next()?;
    // Two that fit equally well: nobody can tell which is meant.
    found.next().is_none_or(|second| second.score < first.score).then_some(first)
}

/// Whether another Service leads to the app already.
fn is_served(app: &App<'_>, case: &Case<'_>) -> bool {
    let Some(view) = &app.view else { return false };
    Service::in_namespace(case.graph, app.key.ns()).iter().any(|other| other.selects_template(view))
}

fn candidate<'a, 'g>(service: &Service<'g>, app: &'a App<'g>) -> Option<Candidate<'a, 'g>> {
    let selector = service.selector()?;
    let labels = labels(app)?;
    let carried = labels.entries("");
    let mut score = 0;
    let mut pairs = Vec::new();
    for (key, wanted) in selector.entries("") {
        let own = labels.key_at("", key);
        if own.as_ref().and_then(View::str) == wanted.str() {
            score += 2;
            continue;
        }
        let elsewhere = carried.iter().find(|(_, value)| value.str() == wanted.str());
        let near = own.as_ref().and_then(View::str).zip(wanted.str()).is_some_and(|(a, b)| is_near(a, b));
        score += if near || elsewhere.is_some() { 2 } else { 0 };
        let (has, under) = match (own, elsewhere) {
            (Some(own), _) => (Some(own), Some(key)),
            (None, Some((under, value))) => (Some(value.clone()), Some(*under)),
            (None, None) => (None, None),
        };
        pairs.push(Pair { key, wanted, has, under });
    }
    score += if app.key.name == service.key().name { 3 } else { 0 };
    let shared = carried.iter().any(|(key, value)| {
        let of_service = service.view.key_at("/metadata/labels", key);
        is_identity(key) && of_service.is_some_and(|of| of.str() == value.str())
    });
    score += if shared { 2 } else { 0 };
    score += u32::from(is_ports(service, app));
    (!pairs.is_empty()).then_some(Candidate { app, score, pairs })
}

/// Labels that say which app something is.
fn is_identity(key: &str) -> bool {
    matches!(
        key,
        "app"
            | "name"
            | "k8s-app"
            | "component"
            | "service"
            | "app.kubernetes.io/name"
            | "app.kubernetes.io/instance"
            | "app.kubernetes.io/component"
    )
}

fn is_ports(service: &Service<'_>, app: &App<'_>) -> bool {
    let Some(shape) = scene::shape(app) else { return false };
    let declared = ports::declared(&shape);
    service.view.items("/spec/ports").iter().any(|port| {
        let target = ports::target(port);
        target.is_some_and(|t| {
            declared.iter().any(|d| t.i64() == Some(d.number) || (t.str().is_some() && t.str() == d.name))
        })
    })
}

/// Whether two values are the same but for a slip: other separators, a word more, a letter or two.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let (a, b) = (plain(one), plain(other));
    let short = a.len().min(b.len());
    let within = short >= 3 && (a.contains(&b) || b.contains(&a));
    let digits = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    // `cache-1` and `cache-2` are two things.
    let numbered = digits(&a) == digits(&b) && a != b;
    within || a == b || (short >= 5 && !numbered && strsim::damerau_levenshtein(&a, &b) <= 2)
}

fn fix(case: &Case<'_>, service: &Service<'_>, pairs: &[Pair<'_>]) -> crate::report::model::Remediation {
    let key = service.key();
    let now = service
        .selector()
        .map(|s| s.entries("").into_iter().map(|(k, v)| (k, v.str().unwrap_or_default())).collect::<Vec<_>>())
        .unwrap_or_default();
    let mut wanted = now.clone();
    let mut patch = Vec::new();
    for pair in pairs {
        wanted.retain(|(k, _)| *k != pair.key);
        match (&pair.has, pair.under) {
            (Some(has), Some(under)) => {
                let value = has.str().unwrap_or_default();
                wanted.push((under, value));
                patch.push(format!("\"{under}\":\"{value}\""));
                if under != pair.key {
                    patch.push(format!("\"{}\":null", pair.key));
                }
            }
            _ => patch.push(format!("\"{}\":null", pair.key)),
        }
    }
    wanted.sort_unstable();
    let manifest = |pairs: &[(&str, &str)]| {
        let lines: Vec<String> = pairs.iter().map(|(k, v)| format!("    {k}: {v}\n")).collect();
        format!("spec:\n  selector:\n{}", lines.concat())
    };
    let line = format!(
        "{} patch service {} --type=merge -p '{{\"spec\":{{\"selector\":{{{}}}}}}}'",
        advice::kubectl(key),
        key.name,
        patch.join(",")
    );
    let text = format!("Make the selector of Service {} match the labels of the pods.", key.path());
    let diff = advice::diff(key, &manifest(&now), &manifest(&wanted));
    mend::object(case.graph, key, &text, line, diff, "traffic starts to flow to the pods; none flows now")
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn slips_are_near() {
        for (one, other) in
            [("ledger_api", "ledger-api"), ("ledger", "ledger-v1"), ("ledgre", "ledger"), ("Ledger", "ledger")]
        {
            assert!(is_near(one, other), "{one} {other}");
        }
        for (one, other) in [("cache-1", "cache-2"), ("web", "api"), ("ledger", "invoices")] {
            assert!(!is_near(one, other), "{one} {other}");
        }
    }
}
