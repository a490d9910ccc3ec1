//! `ScaledToZero`: told to run nobody, while something needs it.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::lifecycle::needs::{self, Need};
use crate::diagnosis::causes::lifecycle::{asked, catalogue, said};
use crate::diagnosis::changes::fields;
use crate::diagnosis::declared::drift;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::telemetry::alerts::Alert;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// From when on nobody who complains now complains of it.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Managers that scale to zero and back by themselves.
const WAKERS: &[&str] = &["keda", "keda-operator", "osiris", "kubernetes-autoscaler-knative", "sablier"];
/// Annotations and labels of what wakes an app when it is needed, or when it is time.
const WAKING: &[&str] =
    &["autoscaling.knative.dev/", "serving.knative.dev/", "idling.alpha.openshift.io/", "sablier.", "downscaler/"];

/// `ScaledToZero`: `spec.replicas` is 0 where something needs it; a notice where nothing is seen to.
pub fn to_zero(case: &Case<'_>) -> Vec<Hypothesis> {
    case.apps.iter().filter_map(|app| scaled(case, app)).collect()
}

fn scaled(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    let view = app.view.as_ref().filter(|view| view.at("/metadata/deletionTimestamp").is_none())?;
    let replicas = view.at("/spec/replicas").filter(|replicas| replicas.i64() == Some(0))?;
    if app.ready() > 0 || comes_back(case, view) {
        return None;
    }
    let needs = needs::of(case.graph, app);
    if needs.is_empty() && needs::served(case.graph, app) {
        return None;
    }
    let service = needs.first().map(|need| need.service.key().name.as_str());
    let text = match service {
        Some(service) => format!(
            "{} {} is scaled to zero (spec.replicas is 0), so no pod is behind the Service {service} and nobody answers there.",
            app.key.kind, app.key.name
        ),
        None => {
            format!("{} {} is scaled to zero (spec.replicas is 0), so it has no pods.", app.key.kind, app.key.name)
        }
    };
    let writer = fields::owner(view, "/spec/replicas");
    let event = said::last(case.graph, &app.key, &["ScalingReplicaSet", "SuccessfulDelete"], |message| {
        message.ends_with(" to 0") || message.starts_with("delete Pod")
    });
    let since = writer.as_ref().map(|w| w.at).or_else(|| event.as_ref()?.at());
    let mut hypothesis = Hypothesis::new(&catalogue::SCALED_TO_ZERO, &app.key, text)
        .support(Weight::Proof, "replicas are zero", Some(replicas.spec()))
        .link(&app.key, "is told to run 0 pods", vec![replicas.spec()])
        .since(since)
        .perhaps_on_purpose(!needed(case, app, &needs, since))
        .explaining(&app.key);
    hypothesis = with_needs(hypothesis, &needs);
    let at = writer.as_ref().and_then(|writer| writer.facts().into_iter().last());
    hypothesis = hypothesis.support(Weight::Weak, "when that was written", at).support(
        Weight::Weak,
        "the controller scaled down",
        event.as_ref().map(Event::fact),
    );
    if let Some(event) = &event {
        hypothesis = hypothesis.link(&app.key, format!("\"{}\"", event.message), vec![event.fact()]);
    }
    Some(hypothesis.advise(fix(app, event.as_ref())))
}

fn with_needs(mut hypothesis: Hypothesis, needs: &[Need<'_>]) -> Hypothesis {
    let mut callers = 0;
    for need in needs.iter().take(CITED_PODS) {
        let key = need.service.key();
        let selector = need.service.selector().map(|selector| selector.spec());
        hypothesis = hypothesis
            .support(Weight::Strong, "nobody is behind the Service", need.empty.clone())
            .support(Weight::Weak, "the Service selects its pods", selector.clone())
            .link(key, "selects its pods and has no endpoint", need.empty.clone().into_iter().chain(selector).collect())
            .explaining(key);
        for caller in need.callers.iter().take(CITED_PODS) {
            callers += 1;
            hypothesis = hypothesis.support(Weight::Strong, "who needs the Service", caller.fact.clone());
            if let Some(fact) = &caller.fact {
                hypothesis = hypothesis.link(&caller.key, caller.shows.clone(), vec![fact.clone()]);
            }
        }
    }
    if needs.is_empty() {
        hypothesis = hypothesis.support(Weight::Weak, "a Service that selects its pods", None);
    }
    if callers == 0 {
        hypothesis = hypothesis.support(Weight::Weak, "who needs it", None);
    }
    hypothesis
}

/// Whether something needs it: it, its Service or a caller was asked about; somebody runs who names its Service; it is
/// declared to run; or somebody misses something in its namespace, and it has not been so for long. What nobody selects
/// counts only for those who miss it by name.
fn needed(case: &Case<'_>, app: &App<'_>, needs: &[Need<'_>], since: Option<Timestamp>) -> bool {
    let complains = asked::complains(case.words);
    if needs.is_empty() {
        return complains && asked::by_name(case, &app.key);
    }
    let of_namespace = matches!(case.subject, Subject::Namespace(namespace) if namespace == app.key.ns());
    drift::is_declared_to_run(case.graph, &app.key)
        || asked::by_name(case, &app.key)
        || needs.iter().any(|need| asked::by_name(case, need.service.key()) || !need.callers.is_empty())
        || (complains && of_namespace && (!is_long(case, since) || is_alarmed(case, app, needs)))
}

/// Whether it is known to have been so for so long that what somebody misses now is something else.
fn is_long(case: &Case<'_>, since: Option<Timestamp>) -> bool {
    since.is_some_and(|at| case.graph.now.duration_since(at) > LONG_AGO)
}

/// Whether an alert fires at it, or at a Service that leads to it.
fn is_alarmed(case: &Case<'_>, app: &App<'_>, needs: &[Need<'_>]) -> bool {
    let own = |key: &EntityKey| *key == app.key || needs.iter().any(|need| need.service.key() == key);
    Alert::firing(case.graph).iter().any(|alert| own(&alert.entity))
}

/// Whether an autoscaler or a proxy brings it back when it is needed.
fn comes_back(case: &Case<'_>, view: &View<'_>) -> bool {
    let key = view.key();
    let marked = ["/metadata/annotations", "/metadata/labels"]
        .iter()
        .flat_map(|place| view.entries(place))
        .any(|(name, _)| WAKING.iter().any(|word| name.starts_with(word)));
    let waker = fields::owner(view, "/spec/replicas").is_some_and(|entry| WAKERS.contains(&entry.manager));
    let targets = |object: &View<'_>| {
        object.str_at("/spec/scaleTargetRef/name") == Some(&key.name)
            && object.str_at("/spec/scaleTargetRef/kind").unwrap_or("Deployment") == key.kind
            && object.key().namespace == key.namespace
    };
    let autoscaled = case.graph.of_kind(&kinds::HPA).map(|object| View::root(case.graph, object)).any(|hpa| {
        let keda = hpa.str_at("/metadata/labels/app.kubernetes.io~1managed-by") == Some("keda-operator");
        targets(&hpa) && (keda || hpa.i64_at("/spec/minReplicas") == Some(0))
    });
    let keda = case.graph.objects().filter(|object| object.key.kind == "ScaledObject").any(|object| {
        let scaled = View::root(case.graph, object);
        // Paused on purpose at zero: nothing brings it back.
        targets(&scaled) && scaled.key_at("/metadata/annotations", "autoscaling.keda.sh/paused-replicas").is_none()
    });
    marked || waker || autoscaled || keda
}

fn fix(app: &App<'_>, event: Option<&Event<'_>>) -> crate::report::model::Remediation {
    let before = event
        .and_then(|event| event.message.split_once(" from ")?.1.split(' ').next()?.parse::<u32>().ok())
        .filter(|n| *n > 0);
    let wanted = before.unwrap_or(1);
    let line = format!("{} scale {} --replicas={wanted}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let diff = advice::diff(&app.key, "spec:\n  replicas: 0\n", &format!("spec:\n  replicas: {wanted}\n"));
    let known = before.map_or("at least 1".to_owned(), |n| format!("{n}, as before"));
    advice::edit(
        app,
        &format!("Ask first whether it was scaled down on purpose; then set spec.replicas to {known}."),
        Some(line),
        diff,
    )
}
