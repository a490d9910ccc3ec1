//! From failing probes in single pods to one hypothesis an app and container.

use std::collections::BTreeMap;

use crate::diagnosis::case::{CITED_PODS, Case, Finding, Sign};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::probes::failure::Failure;
use crate::diagnosis::causes::probes::kind::{Fault, Kind};
use crate::diagnosis::causes::probes::scene::{Scene, Verdict};
use crate::diagnosis::causes::probes::{mend, other, path, port, protocol, timing};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;

/// A failing probe in one pod, judged.
struct Judged<'c, 'g> {
    pod: &'c Pod<'g>,
    container: Container<'g>,
    failure: Failure<'g>,
    verdict: Verdict,
}

/// The hypotheses of one kind of probe and one fault.
pub fn prove(case: &Case<'_>, kind: Kind, fault: Fault, entry: &'static Cause) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for app in case.troubled() {
        for judged in by_container(app).into_values() {
            let Some((which, what)) = decide(&judged) else { continue };
            if (which, what) == (kind, fault) {
                found.extend(hypothesis(app, &judged, (kind, fault), entry));
            }
        }
    }
    found
}

fn by_container<'c, 'g>(app: &'c App<'g>) -> BTreeMap<&'g str, Vec<Judged<'c, 'g>>> {
    let mut all: BTreeMap<&'g str, Vec<Judged<'c, 'g>>> = BTreeMap::new();
    for pod in app.troubled() {
        for container in pod.containers() {
            let Some(failure) = Failure::of(pod, &container) else { continue };
            let verdict = judge(&Scene { app, pod, container: &container, failure: &failure });
            all.entry(container.name).or_default().push(Judged { pod, container, failure, verdict });
        }
    }
    all
}

/// What is wrong with a failing probe. The first question that is answered with yes decides.
fn judge(scene: &Scene<'_, '_>) -> Verdict {
    if is_injected(scene) {
        return other::says(scene);
    }
    protocol::wrong(scene)
        .or_else(|| port::wrong(scene))
        .or_else(|| path::wrong(scene))
        .or_else(|| timing::wrong(scene))
        .unwrap_or_else(|| other::says(scene))
}

/// Whether the container is not the app's own but was put in at admission, e.g. by a service mesh: nobody can change
/// its probe in the app.
fn is_injected(scene: &Scene<'_, '_>) -> bool {
    let name = scene.container.name;
    matches!(name, "istio-proxy" | "linkerd-proxy" | "vault-agent")
        || (scene.app.view.is_some() && scene.app.template_container(name).is_none())
}

/// One answer for the app's container: restarts stand above readiness, then what most pods show.
fn decide(judged: &[Judged<'_, '_>]) -> Option<(Kind, Fault)> {
    let kind = judged.iter().map(|j| j.failure.probe.kind).min()?;
    let mut votes: BTreeMap<Fault, usize> = BTreeMap::new();
    for one in judged.iter().filter(|j| j.failure.probe.kind == kind) {
        *votes.entry(one.verdict.fault).or_default() += 1;
    }
    // The first of equals is the more specific one.
    let most = votes.values().max().copied()?;
    let fault = votes.into_iter().find(|(_, count)| *count == most).map(|(fault, _)| fault)?;
    Some((kind, fault))
}

fn hypothesis(
    app: &App<'_>,
    judged: &[Judged<'_, '_>],
    decided: (Kind, Fault),
    entry: &'static Cause,
) -> Option<Hypothesis> {
    let (agree, differ): (Vec<_>, Vec<_>) =
        judged.iter().partition(|j| (j.failure.probe.kind, j.verdict.fault) == decided);
    let first = agree.first()?;
    let statement = statement(app, first, agree.len() + differ.len());
    let blamed = (first.container.name, first.failure.probe.kind.field(), first.verdict.pointer);
    let advice = mend::advice(app, &first.container, &first.failure, &first.verdict);
    let ruled: Vec<(String, Vec<Fact>)> = first
        .verdict
        .ruled_out
        .iter()
        .map(|what| (what.clone(), first.failure.says.iter().map(Event::fact).collect()))
        .collect();
    let asks = format!("{} of container {}: {}", decided.0.name(), first.container.name, first.failure.probe.asks());
    let finding = Finding {
        app,
        container: first.container.clone(),
        pods: agree.iter().map(|j| (j.pod, j.container.clone(), sign(j))).collect(),
    };
    let mut hypothesis = finding.hypothesis(entry, statement);
    for pod in app.troubled().into_iter().take(CITED_PODS) {
        if !agree.iter().any(|j| j.pod.key() == pod.key()) {
            hypothesis = hypothesis.support(Weight::Strong, "this pod shows it too", None);
        }
    }
    for other in &differ {
        hypothesis = hypothesis.explaining(other.pod.key());
    }
    let (container, field, pointer) = blamed;
    hypothesis = finding.asked(hypothesis, asks, asked(&finding, field, pointer));
    for (what, facts) in ruled {
        hypothesis = hypothesis.rules_out(what, facts);
    }
    Some(hypothesis.blames(Some(container), &format!("/{field}{pointer}"), &name(field, pointer)).advise(advice))
}

/// The field where a person would change it: in the app's template, else in the pod. A default that nobody wrote has no
/// place, then the probe as a whole is what was asked for.
fn asked(finding: &Finding<'_, '_>, field: &str, pointer: &str) -> Option<Fact> {
    let template = finding.app.template_container(finding.container.name);
    let container = template.unwrap_or_else(|| finding.container.spec.clone());
    let probe = container.at(&format!("/{field}"))?;
    let written = probe.value().pointer(pointer).is_some();
    if written { probe.at(pointer).map(|place| place.spec()) } else { Some(probe.spec()) }
}

/// `livenessProbe.httpGet.port`
fn name(field: &str, pointer: &str) -> String {
    format!("{field}{}", pointer.replace('/', "."))
}

fn sign(judged: &Judged<'_, '_>) -> Sign {
    let failure = &judged.failure;
    let quote = failure.quote().map_or_else(|| "its probe fails".to_owned(), |quote| format!("\"{quote}\""));
    let shows =
        if failure.restarts { format!("{quote}, restarted {}", times(judged.container.restarts())) } else { quote };
    let mut sign = Sign { proof: Vec::new(), strong: Vec::new(), weak: Vec::new(), shows };
    for (weight, what, fact) in &judged.verdict.support {
        match weight {
            Weight::Proof => sign.proof.push((what, fact.clone())),
            Weight::Strong => sign.strong.push((what, fact.clone())),
            Weight::Weak => sign.weak.push((what, fact.clone())),
        }
    }
    if failure.restarts {
        sign = sign
            .strong("the kubelet killed it for that", failure.killed.as_ref().map(Event::fact))
            .weak("how it ended", judged.container.exit_code().map(|code| code.state()));
    }
    sign.strong("it still holds", failure.holds.clone())
}

fn statement(app: &App<'_>, judged: &Judged<'_, '_>, hit: usize) -> String {
    let probe = &judged.failure.probe;
    let begin = format!(
        "The {} of container {} asks {}, {}",
        probe.kind.name(),
        judged.container.name,
        probe.asks(),
        judged.verdict.because
    );
    let restarts = judged.container.restarts();
    let end = match probe.kind {
        Kind::Liveness => format!("The kubelet kills and restarts it each time ({} so far).", times(restarts)),
        Kind::Startup if judged.failure.restarts => {
            format!("The kubelet kills it before it counts as started ({} so far).", times(restarts))
        }
        Kind::Startup => "It never counts as started.".to_owned(),
        Kind::Readiness => {
            format!(
                "{}: no traffic goes there.",
                unready(hit, app.pods.iter().filter(|p| p.phase() != "Succeeded").count())
            )
        }
    };
    format!("{begin}. {end}")
}

fn unready(hit: usize, of: usize) -> String {
    match (hit, of) {
        (_, 0 | 1) => "Its only pod is never ready".to_owned(),
        (hit, 2) if hit >= 2 => "Neither of its 2 pods is ready".to_owned(),
        (hit, of) if hit >= of => format!("None of its {of} pods is ready"),
        (1, of) => format!("1 of its {of} pods is not ready"),
        (hit, of) => format!("{hit} of its {of} pods are not ready"),
    }
}

fn times(count: i64) -> String {
    match count {
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}
