//! Gathering what containers and pods show, and the words for how far it reaches.

use crate::diagnosis::case::{CITED_PODS, Case, Finding, Sign};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::exits::exit::Ending;
use crate::diagnosis::causes::exits::standing;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Tests every container, with its last end, of pods whose failure still counts.
pub fn endings<'c, 'g>(
    case: &'c Case<'g>,
    test: impl Fn(&Pod<'g>, &Container<'g>, &Ending<'g>) -> Option<Sign>,
) -> Vec<Finding<'c, 'g>> {
    case.containers(|app, pod, container| {
        let ending = Ending::of(container)?;
        if !standing::counts(app, pod) {
            return None;
        }
        test(pod, container, &ending)
    })
}

/// The hypothesis of a finding. It also explains the app's other pods whose same container ended with the same code:
/// logs are read of the first few only. One of the first few troubled pods that does not show it counts a little against
/// it.
pub fn conclude(finding: &Finding<'_, '_>, cause: &'static Cause, statement: impl Into<String>) -> Hypothesis {
    let mut hypothesis = finding.hypothesis(cause, statement);
    let code = Ending::of(&finding.container).map(|ending| ending.number);
    let counting: Vec<_> =
        finding.app.troubled().into_iter().filter(|pod| standing::counts(finding.app, pod)).collect();
    for (at, pod) in counting.into_iter().enumerate() {
        if at < CITED_PODS && !finding.pods.iter().any(|(shown, _, _)| shown.key() == pod.key()) {
            hypothesis = hypothesis.support(Weight::Weak, "another pod of the app shows it", None);
        }
        let alike = pod.containers().iter().any(|container| {
            container.name == finding.container.name
                && code.is_some()
                && Ending::of(container).map(|ending| ending.number) == code
        });
        if alike {
            hypothesis.explains.insert(pod.key().clone());
        }
    }
    hypothesis
}

/// Pods of an app that show something as a whole.
pub struct PodFinding<'c, 'g> {
    /// The app.
    pub app: &'c App<'g>,
    /// The pods, by name, each with its sign.
    pub pods: Vec<(&'c Pod<'g>, Sign)>,
}

/// Tests every troubled pod.
pub fn pods<'c, 'g>(case: &'c Case<'g>, test: impl Fn(&App<'g>, &Pod<'g>) -> Option<Sign>) -> Vec<PodFinding<'c, 'g>> {
    let mut found = Vec::new();
    for app in case.troubled() {
        let pods: Vec<_> = app.troubled().into_iter().filter_map(|pod| Some((pod, test(app, pod)?))).collect();
        if !pods.is_empty() {
            found.push(PodFinding { app, pods });
        }
    }
    found
}

impl PodFinding<'_, '_> {
    /// The hypothesis that these pods make.
    pub fn hypothesis(&self, cause: &'static Cause, statement: impl Into<String>) -> Hypothesis {
        let mut hypothesis = Hypothesis::new(cause, &self.app.key, statement);
        for (pod, sign) in self.pods.iter().take(CITED_PODS) {
            let mut facts: Vec<Fact> = Vec::new();
            let weights = [(Weight::Proof, &sign.proof), (Weight::Strong, &sign.strong), (Weight::Weak, &sign.weak)];
            for (weight, pieces) in weights {
                for (what, fact) in pieces {
                    facts.extend(fact.clone());
                    hypothesis = hypothesis.support(weight, what, fact.clone());
                }
            }
            hypothesis = hypothesis.link(pod.key(), sign.shows.clone(), facts);
        }
        for (pod, _) in &self.pods {
            hypothesis.explains.insert(pod.key().clone());
            hypothesis.onset = hypothesis.onset.into_iter().chain(pod.created()).min();
        }
        hypothesis
    }
}

/// `Deployment web`.
pub fn called(app: &App<'_>) -> String {
    format!("{} {}", app.key.kind, app.key.name)
}

/// How many of the app's pods do not stay up because of it; of a Job, that it cannot end well.
pub fn extent(finding: &Finding<'_, '_>) -> String {
    reach(finding.app, finding.pods.len())
}

/// As [`extent`], for a number of pods.
pub fn reach(app: &App<'_>, hit: usize) -> String {
    if app.key.is(&kinds::POD) {
        return "the pod does not stay up".to_owned();
    }
    if app.runs_to_end() {
        let runs = if hit == 1 { "a pod".to_owned() } else { format!("{hit} pods") };
        return format!("{runs} of it ended so");
    }
    let of = app.pods.iter().filter(|pod| !matches!(pod.phase(), "Succeeded" | "Failed")).count().max(hit);
    match (hit, of) {
        (_, 0 | 1) => "its only pod does not stay up".to_owned(),
        (2, 2) => "neither of its 2 pods stays up".to_owned(),
        (hit, of) if hit >= of => format!("none of its {of} pods stay up"),
        (1, of) => format!("1 of its {of} pods does not stay up"),
        (hit, of) => format!("{hit} of its {of} pods do not stay up"),
    }
}

/// `, restarted 6 times`; empty where it was not.
pub fn restarted(container: &Container<'_>) -> String {
    match container.restarts() {
        0 => String::new(),
        1 => ", restarted once".to_owned(),
        n => format!(", restarted {n} times"),
    }
}

/// The first of some fields of a container that is written, in the template where a person would change it, else in the
/// pod. Which one it is goes by what is written, so that a field that cannot be cited counts as not found instead of
/// giving way to the next.
pub fn asked_for<'g>(
    app: &App<'g>,
    container: &Container<'g>,
    pointers: &[&'static str],
) -> Option<(&'static str, Option<View<'g>>)> {
    let template = app.template_container(container.name);
    pointers.iter().find_map(|pointer| {
        let places = [template.as_ref(), Some(&container.spec)];
        let place =
            places.into_iter().flatten().find(|place| place.value().pointer(pointer).is_some_and(|v| !v.is_null()))?;
        Some((*pointer, place.at(pointer)))
    })
}
