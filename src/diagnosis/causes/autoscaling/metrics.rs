//! Autoscalers without figures, and shares of requests that nobody made.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::autoscaling::catalogue;
use crate::diagnosis::collect::scaling::api_service;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::autoscaler::Autoscaler;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;
use crate::report::model::{Remediation, RemediationKind};

/// Reasons for which figures are missing.
const REASONS: &[&str] = &[
    "FailedGetResourceMetric",
    "FailedGetContainerResourceMetric",
    "FailedGetPodsMetric",
    "FailedGetObjectMetric",
    "FailedGetExternalMetric",
    "InvalidMetricSourceType",
];
const NO_REQUEST: &str = "missing request for ";

/// An autoscaler that says that it gets no figures: the condition's reason and message.
fn without_figures<'g>(hpa: &Autoscaler<'g>) -> Option<(View<'g>, View<'g>)> {
    let bad = hpa.unable().filter(|c| c.str_at("/type") == Some("ScalingActive"))?;
    let reason = bad.at("/reason").filter(|r| r.str().is_some_and(|r| REASONS.contains(&r)))?;
    Some((reason, bad.at("/message")?))
}

/// `HpaMetricsUnavailable`.
pub fn unavailable(case: &Case<'_>) -> Vec<Hypothesis> {
    Autoscaler::all(case.graph).iter().filter_map(|hpa| no_figures(case, hpa)).collect()
}

fn no_figures(case: &Case<'_>, hpa: &Autoscaler<'_>) -> Option<Hypothesis> {
    let (reason, message) = without_figures(hpa)?;
    let said = message.str()?;
    if said.contains(NO_REQUEST) || (said.contains("ready pods") && is_down(case, hpa)) {
        return None;
    }
    let word = reason.str().unwrap_or_default();
    let api = api_service(word).and_then(|name| of_api(case, name));
    let why = match &api {
        Some((key, Some(why), _)) => format!("the API {} {why}", key.name),
        _ => format!("it says \"{said}\""),
    };
    let what = match word {
        "FailedGetExternalMetric" => "external metrics",
        "FailedGetPodsMetric" | "FailedGetObjectMetric" => "custom metrics",
        _ => "cpu and memory",
    };
    let text = format!(
        "The HorizontalPodAutoscaler {} gets no figures of {what}, so it does not scale {}: {why}.",
        hpa.key().name,
        hpa.target().map_or_else(|| "its target".to_owned(), |target| target.name)
    );
    let mut hypothesis = Hypothesis::new(&catalogue::HPA_METRICS_UNAVAILABLE, hpa.key(), text)
        .support(Weight::Proof, "its own words", Some(message.state()))
        .support(Weight::Strong, "the reason", Some(reason.state()))
        .link(hpa.key(), format!("says \"{said}\""), vec![message.state(), reason.state()])
        .explaining(hpa.key())
        .since(since(hpa));
    if let Some((key, why, fact)) = api {
        hypothesis = hypothesis.support(Weight::Strong, "the API behind it", fact.clone());
        if let (Some(why), Some(fact)) = (why, fact) {
            let link = crate::diagnosis::hypothesis::Link { entity: key, statement: why, facts: vec![fact] };
            hypothesis.chain.insert(0, link);
        }
    } else if api_service(word).is_some() {
        hypothesis = hypothesis.support(Weight::Strong, "the API behind it", None);
    }
    let text = match word {
        "FailedGetResourceMetric" | "FailedGetContainerResourceMetric" => {
            "Install metrics-server, or mend it if it is there: cpu and memory come from it."
        }
        _ => "Mend the adapter that delivers this metric, or name one that exists in spec.metrics.",
    };
    let line = api_service(word).map(|name| format!("kubectl get apiservice {name} -o wide"));
    Some(hypothesis.advise(look(text, line)).advise(look(
        "See what the autoscaler says once the figures come.",
        Some(format!("{} describe hpa {}", advice::kubectl(hpa.key()), hpa.key().name)),
    )))
}

/// When its condition became so.
pub fn since(hpa: &Autoscaler<'_>) -> Option<jiff::Timestamp> {
    hpa.unable()?.time_at("/lastTransitionTime")
}

/// An aggregated API: what is wrong with it, and where that was seen. None where it was not looked at.
fn of_api(case: &Case<'_>, name: &str) -> Option<(EntityKey, Option<String>, Option<Fact>)> {
    let key = EntityKey::new(&crate::evidence::kinds::API_SERVICE, None, name);
    if let Some(view) = case.graph.view(&key) {
        let conditions = view.items("/status/conditions");
        let available = conditions.iter().find(|c| c.str_at("/type") == Some("Available"))?;
        if available.str_at("/status") == Some("True") {
            return None;
        }
        // By the raw value: what a test hides must not be replaced by something else.
        let pointer = if available.value().get("message").is_some() { "/message" } else { "/reason" };
        let place = available.at(pointer);
        let said = place.as_ref().and_then(View::str).unwrap_or_default();
        return Some((key, Some(format!("is not available: \"{said}\"")), place.map(|p| p.state())));
    }
    let absent = case.graph.lookup(&key).absent();
    let listed = case.graph.coverage.lists.iter().any(|mark| mark.kind.1 == key.kind && mark.complete);
    let asked = case.graph.coverage.gets.get(&key).is_some_and(|get| get.outcome == Outcome::Absent);
    let words = absent.is_some().then(|| "is not there".to_owned());
    (listed || asked).then_some((key, words, absent))
}

/// Whether the target has no pod that could deliver figures.
fn is_down(case: &Case<'_>, hpa: &Autoscaler<'_>) -> bool {
    let app = app_of(case, hpa);
    app.is_none_or(|app| app.ready() == 0)
}

fn app_of<'c, 'g>(case: &'c Case<'g>, hpa: &Autoscaler<'_>) -> Option<&'c App<'g>> {
    let target = hpa.target()?;
    case.apps.iter().find(|app| app.key == target)
}

/// `HpaTargetHasNoRequests`.
pub fn no_requests(case: &Case<'_>) -> Vec<Hypothesis> {
    Autoscaler::all(case.graph).iter().filter_map(|hpa| share_of_nothing(case, hpa)).collect()
}

fn share_of_nothing(case: &Case<'_>, hpa: &Autoscaler<'_>) -> Option<Hypothesis> {
    let (reason, message) = without_figures(hpa)?;
    let said = message.str()?;
    let resource = said.split_once(NO_REQUEST)?.1.split([' ', ',', '.', ':']).next().filter(|r| !r.is_empty())?;
    let app = app_of(case, hpa)?;
    let lacking = lacking(app, resource);
    let (container, ..) = lacking.first()?;
    let text = format!(
        "The HorizontalPodAutoscaler {} is to keep a share of the requested {resource}, and container {container} of {} requests none: it does not scale.",
        hpa.key().name,
        app.key.name
    );
    let target = hpa.view.items("/spec/metrics").into_iter().find_map(|metric| {
        ["/resource", "/containerResource"].iter().find_map(|field| {
            let named = metric.str_at(&format!("{field}/name")) == Some(resource);
            metric.at(&format!("{field}/target/averageUtilization")).filter(|_| named)
        })
    });
    let mut hypothesis = Hypothesis::new(&catalogue::HPA_TARGET_HAS_NO_REQUESTS, &app.key, text)
        .support(Weight::Proof, "the autoscaler's words", Some(message.state()))
        .support(Weight::Strong, "the reason", Some(reason.state()))
        .support(Weight::Weak, "the share that it keeps", target.as_ref().map(View::spec))
        .explaining(hpa.key())
        .since(since(hpa));
    for (name, key, place) in lacking.iter().take(CITED_PODS) {
        hypothesis = hypothesis.support(Weight::Strong, "a container without a request", place.clone()).link(
            key,
            format!("container {name} requests no {resource}"),
            place.iter().cloned().collect(),
        );
    }
    hypothesis = hypothesis.link(hpa.key(), format!("says \"{said}\""), vec![message.state(), reason.state()]);
    Some(hypothesis.advise(request(app, container, resource)))
}

/// The containers of the app's template, or of its first pod where the mesh or a webhook added them, that request none.
fn lacking(app: &App<'_>, resource: &str) -> Vec<(String, EntityKey, Option<Fact>)> {
    let of = |view: &View<'_>, at: &str| {
        let containers = view.items(at);
        let without = containers.iter().filter(|c| {
            ["requests", "limits"].iter().all(|field| c.key_at(&format!("/resources/{field}"), resource).is_none())
        });
        // The name by its raw value, so that the container stays where a test hides it.
        without
            .filter_map(|c| {
                let name = c.value().get("name")?.as_str()?.to_owned();
                let pointer = if c.value().get("resources").is_some() { "/resources" } else { "/name" };
                Some((name, view.key().clone(), c.at(pointer).map(|place| place.spec())))
            })
            .collect::<Vec<_>>()
    };
    let template = app.template().map(|template| of(&template, "/spec/containers")).unwrap_or_default();
    // A LimitRange may have filled in what the template leaves out.
    let in_pod = app.pods.first().map(|pod| of(&pod.view, "/spec/containers"));
    match in_pod {
        Some(pod) if template.is_empty() => pod,
        Some(pod) => template.into_iter().filter(|(name, ..)| pod.iter().any(|(other, ..)| other == name)).collect(),
        None => template,
    }
}

fn request(app: &App<'_>, container: &str, resource: &str) -> Remediation {
    let amount = if resource == "memory" { "128Mi" } else { "100m" };
    let diff = advice::container_diff(app, container, &format!("resources.requests.{resource}"), "", amount);
    let line = format!(
        "{} set resources {} -c {container} --requests={resource}={amount}",
        advice::kubectl(&app.key),
        advice::kubectl_name(&app.key)
    );
    let text = format!("Give container {container} a request of {resource}: what it uses in an ordinary hour.");
    let fix = advice::edit(app, &text, Some(line), diff);
    Remediation { kind: if fix.command.is_some() { RemediationKind::Command } else { fix.kind }, ..fix }
}
