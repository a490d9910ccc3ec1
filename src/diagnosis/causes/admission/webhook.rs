//! `AdmissionWebhookUnavailable`: the API server must ask somebody who does not answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::admission::policy::all_read;
use crate::diagnosis::causes::admission::refusal::{self, Refusal};
use crate::diagnosis::causes::admission::says::Refused;
use crate::diagnosis::causes::admission::{behind, catalogue};
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::service::{Endpoints, Service};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// Apps that are named as refused.
const NAMED: usize = 3;

/// The configuration that has a webhook of this name, and its place there.
pub fn configured<'g>(graph: &'g Graph, name: &str) -> Option<(View<'g>, usize)> {
    [&kinds::VALIDATING_WEBHOOK, &kinds::MUTATING_WEBHOOK].into_iter().flat_map(|kind| graph.of_kind(kind)).find_map(
        |object| {
            let list = object.body().get("webhooks")?.as_array()?;
            let index = list.iter().position(|hook| hook.get("name").and_then(Value::as_str) == Some(name))?;
            Some((View::root(graph, object), index))
        },
    )
}

/// The Service that a webhook is asked through.
pub fn service_of(configuration: &Value, index: usize) -> Option<EntityKey> {
    let service = configuration.get("webhooks")?.get(index)?.pointer("/clientConfig/service")?;
    let text = |field: &str| service.get(field).and_then(Value::as_str);
    Some(EntityKey::new(&kinds::SERVICE, text("namespace"), text("name")?))
}

/// The Service of the webhook that could not be asked about an app's pods: as it is configured, else as the API server
/// names it.
pub fn asked_by(app: &App<'_>, graph: &Graph) -> Option<EntityKey> {
    let Refused::WebhookFailed { webhook, why } = refusal::said_of(app)? else { return None };
    asked(&webhook, &why, graph)
}

/// The Service that a webhook is asked through, by its name and what the API server says of the call.
pub fn asked(webhook: &str, why: &str, graph: &Graph) -> Option<EntityKey> {
    match configured(graph, webhook) {
        Some((view, index)) => service_of(view.value(), index),
        None => spoken(&why.to_lowercase()),
    }
}

/// `AdmissionWebhookUnavailable`.
pub fn unavailable(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut by_hook: BTreeMap<String, Vec<Refusal<'_, '_>>> = BTreeMap::new();
    for refusal in refusal::all(case) {
        if let Refused::WebhookFailed { webhook, .. } = &refusal.refused {
            by_hook.entry(webhook.clone()).or_default().push(refusal);
        }
    }
    by_hook.iter().filter_map(|(webhook, refusals)| of_hook(case, webhook, refusals)).collect()
}

/// What is wrong behind a webhook.
struct Fault {
    /// In a few words.
    text: String,
    /// At what; none where it is not known more closely than by the webhook.
    at: Option<EntityKey>,
    facts: Vec<Fact>,
    /// Whether its Service is not there at all.
    gone: bool,
    /// The pods that should answer and don't, with what they show.
    pods: Vec<behind::State>,
}

impl Fault {
    fn at(at: Option<EntityKey>, text: String, facts: Vec<Fact>) -> Self {
        Self { text, at, facts, gone: false, pods: Vec::new() }
    }
}

fn of_hook(case: &Case<'_>, webhook: &str, refusals: &[Refusal<'_, '_>]) -> Option<Hypothesis> {
    let first = refusals.first()?;
    let Refused::WebhookFailed { why, .. } = &first.refused else { return None };
    let found = configured(case.graph, webhook);
    if found.is_none() && all_read(case.graph) {
        return None;
    }
    let raw = |field: &str| {
        found.as_ref().and_then(|(view, at)| view.value().get("webhooks")?.get(*at)?.get(field)?.as_str())
    };
    if raw("failurePolicy") == Some("Ignore") {
        return None;
    }
    let service = found.as_ref().and_then(|(view, index)| service_of(view.value(), *index));
    let fault = fault(case, service.as_ref(), why)?;
    let object = found
        .as_ref()
        .map_or_else(|| EntityKey::new(&kinds::VALIDATING_WEBHOOK, None, webhook), |(view, _)| view.key().clone());
    let text = statement(webhook, &fault, refusals);
    let place = |field: &str| {
        found.as_ref().and_then(|(view, at)| view.at(&format!("/webhooks/{at}/{field}"))).map(|p| p.spec())
    };
    let policy = place("failurePolicy");
    let client = if service.is_some() { place("clientConfig/service/name") } else { place("clientConfig/url") };
    let asks = match &service {
        Some(service) => format!(
            "must be asked through Service {}; failurePolicy {}",
            service.path(),
            raw("failurePolicy").unwrap_or("Fail")
        ),
        None => format!("must be asked; failurePolicy {}", raw("failurePolicy").unwrap_or("Fail")),
    };
    let mut hypothesis = Hypothesis::new(&catalogue::ADMISSION_WEBHOOK_UNAVAILABLE, &object, text)
        .support(Weight::Strong, "it must be asked", policy.clone())
        .support(Weight::Strong, "whom it asks", client.clone())
        .link(&object, asks, policy.into_iter().chain(client).collect());
    if fault.facts.is_empty() {
        hypothesis = hypothesis.support(Weight::Proof, "what is wrong behind it", None);
    }
    for fact in &fault.facts {
        hypothesis = hypothesis.support(Weight::Proof, "what is wrong behind it", Some(fact.clone()));
    }
    for pod in &fault.pods {
        hypothesis = pod.told(hypothesis);
    }
    hypothesis = hypothesis.link(fault.at.as_ref().unwrap_or(&object), fault.text.clone(), fault.facts.clone());
    for refusal in refusals.iter().take(NAMED) {
        hypothesis = refusal.told(hypothesis);
    }
    for refusal in refusals.iter().skip(NAMED) {
        hypothesis = hypothesis.explaining(&refusal.app.key).explaining(refusal.owner.key());
    }
    Some(mended(case, hypothesis, &object, service.as_ref(), &fault))
}

fn statement(webhook: &str, fault: &Fault, refusals: &[Refusal<'_, '_>]) -> String {
    let extents: Vec<String> = refusals.iter().take(NAMED).map(Refusal::extent).collect();
    let place = fault.at.as_ref().map_or(String::new(), |at| format!("{at} "));
    format!(
        "Webhook {webhook} must be asked before pods are let in, and can't be: {place}{}. Everything that it covers is refused: {}.",
        fault.text,
        extents.join(", ")
    )
}

fn fault(case: &Case<'_>, service: Option<&EntityKey>, why: &str) -> Option<Fault> {
    let lower = why.to_lowercase();
    let tls = ["x509", "tls:", "certificate"].iter().any(|word| lower.contains(word));
    let Some(key) = service else {
        // Asked at a URL, or the configuration could not be read: only the words tell.
        return Some(Fault::at(spoken(&lower), format!("\"{}\"", short(why)), Vec::new()));
    };
    let says_gone = lower.contains("not found");
    match case.graph.lookup(key) {
        Lookup::Absent(fact) => {
            let fault = Fault::at(Some(key.clone()), "does not exist".to_owned(), vec![fact]);
            return Some(Fault { gone: true, ..fault });
        }
        // It is back: what was said is over.
        Lookup::Present(_) if says_gone => return None,
        Lookup::Present(object) => {
            let service = Service::new(case.graph, object);
            let endpoints = service.endpoints();
            if let Some(none) = endpoints.as_ref().filter(|e| e.ready == 0 && service.selector().is_some()) {
                return Some(unserved(case, &service, none));
            }
            let over = lower.contains("no endpoints available") && endpoints.is_some_and(|e| e.ready > 0);
            if over {
                return None;
            }
        }
        Lookup::Unseen(_) => {}
    }
    let text = if tls {
        format!("presents a certificate that the API server does not trust (\"{}\")", short(why))
    } else {
        format!("does not answer as it should (\"{}\")", short(why))
    };
    Some(Fault::at(Some(key.clone()), text, Vec::new()))
}

/// Nobody is ready behind the Service: who should be, and what is with them.
fn unserved(case: &Case<'_>, service: &Service<'_>, none: &Endpoints) -> Fault {
    let has = match none.not_ready {
        0 => "has no endpoint".to_owned(),
        n => format!("has no ready endpoint ({n} not ready)"),
    };
    let why = behind::why(case.graph, service, none).map_or_else(String::new, |why| format!(": {why}"));
    let fault =
        Fault::at(Some(service.key().clone()), format!("{has}{why}"), shown(case.graph, service.key(), &none.facts));
    Fault { pods: behind::states(case.graph, service), ..fault }
}

/// What of a Service's endpoints may be cited. Where slices list none, their names stand for that; where a list is hidden,
/// nothing does.
fn shown(graph: &Graph, service: &EntityKey, facts: &[Fact]) -> Vec<Fact> {
    let lists =
        graph.of_kind(&kinds::ENDPOINT_SLICE).filter(|slice| slice.key.namespace == service.namespace).any(|slice| {
            let label = slice.body().pointer("/metadata/labels/kubernetes.io~1service-name").and_then(Value::as_str);
            label == Some(&service.name) && slice.body().get("endpoints").is_some_and(Value::is_array)
        });
    facts.iter().filter(|fact| !lists || !fact.pointer.ends_with("/metadata/name")).cloned().collect()
}

/// The Service that a message speaks of: `https://name.namespace.svc:443/…`.
fn spoken(message: &str) -> Option<EntityKey> {
    let host = message.split("https://").nth(1)?.split([':', '/', '?', '"']).next()?;
    let mut parts = host.split('.');
    let (name, namespace, svc) = (parts.next()?, parts.next()?, parts.next()?);
    (svc == "svc").then(|| EntityKey::new(&kinds::SERVICE, Some(namespace), name))
}

/// The last words of the API server: what the call itself ended with.
fn short(why: &str) -> &str {
    why.split_once("\": ").map_or(why, |(_, rest)| rest)
}

/// Lets pods in without asking.
pub(super) fn ignore(object: &EntityKey) -> Remediation {
    hypothesis::command(
        "Or let pods in without asking, until it answers again: failurePolicy Ignore.",
        format!("kubectl edit {} {}", object.kind.to_lowercase(), object.name),
        "what the webhook checks or adds is skipped meanwhile",
    )
}

fn mended(
    case: &Case<'_>,
    hypothesis: Hypothesis,
    object: &EntityKey,
    service: Option<&EntityKey>,
    fault: &Fault,
) -> Hypothesis {
    let kind = object.kind.to_lowercase();
    let ignore = ignore(object);
    let remove = hypothesis::command(
        "If what it belongs to was removed on purpose, delete the left-over configuration.",
        format!("kubectl delete {kind} {}", object.name),
        "what the webhook checked is no longer checked; see first what it is for",
    );
    let Some(service) = service else { return hypothesis.advise(ignore).advise(remove) };
    let namespace_gone = case.graph.lookup(&EntityKey::new(&kinds::NAMESPACE, None, service.ns())).absent().is_some();
    let back = hypothesis::look(
        format!("Bring Service {} and the pods behind it back.", service.path()),
        Some(format!("{} get pods,services,endpoints", advice::kubectl(service))),
    );
    if fault.gone && namespace_gone {
        return hypothesis.advise(remove).advise(ignore);
    }
    if fault.facts.is_empty() && fault.text.contains("certificate") {
        let look =
            "Renew its certificate, and see that caBundle in the configuration is of the authority that signed it.";
        let line = format!("kubectl get {kind} {} -o yaml", object.name);
        return hypothesis.advise(hypothesis::look(look, Some(line))).advise(ignore);
    }
    let hypothesis = hypothesis.advise(back);
    if fault.gone { hypothesis.advise(remove).advise(ignore) } else { hypothesis.advise(ignore) }
}
