//! `PodSecurityViolation`: the namespace enforces a level that the app's pods don't meet.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::admission::catalogue;
use crate::diagnosis::causes::admission::refusal::{self, Refusal};
use crate::diagnosis::causes::admission::says::Refused;
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};

/// The label by which a namespace enforces a level.
const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

/// `PodSecurityViolation`.
pub fn violated(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| of(case, refusal)).collect()
}

fn of(case: &Case<'_>, refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    let Refused::Security(level) = &refusal.refused else { return None };
    let key = refusal.namespace();
    let namespace = case.graph.view(&key);
    let (word, _) = level.split_once(':').unwrap_or((level, ""));
    let label = namespace.as_ref().and_then(|view| view.value().pointer("/metadata/labels")?.get(ENFORCE)?.as_str());
    // Another level now: what was said is over. Without a label, the cluster's own default may enforce it.
    if label.is_some_and(|now| !word.is_empty() && now != word) {
        return None;
    }
    let enforced = namespace.as_ref().and_then(|view| view.key_at("/metadata/labels", ENFORCE)).map(|l| l.spec());
    let why = refusal.text.split_once("\": ").map_or(refusal.text.as_str(), |(_, why)| why);
    let text = match word {
        "" => format!("No security policy allows the pods of {}: {why}; {}.", refusal.app.key.name, refusal.extent()),
        _ => format!(
            "Namespace {} enforces Pod Security \"{word}\", which the pods of {} violate: {why}; {}.",
            key.name,
            refusal.app.key.name,
            refusal.extent()
        ),
    };
    let template = refusal.app.template();
    let fields = ["/spec/containers/0/securityContext", "/spec/securityContext", "/spec/containers"];
    let place = template.as_ref().and_then(|t| {
        let at = fields
            .into_iter()
            .find(|at| t.value().pointer(at).and_then(|v| v.as_object()).is_some_and(|m| !m.is_empty()));
        t.at(at.unwrap_or("/spec/containers/0/name"))
    });
    let asked = place.map(|place| place.spec());
    let mut hypothesis = refusal
        .of_app(&catalogue::POD_SECURITY_VIOLATION, text, "runs with this security context", asked)
        .support(Weight::Strong, "the namespace enforces it", enforced.clone())
        .link(&key, format!("enforces {word}"), enforced.into_iter().collect())
        .blames(None, "/containers", "securityContext");
    hypothesis = meet(hypothesis, refusal, word);
    Some(hypothesis.advise(hypothesis::command(
        "Or lower the level of the namespace, if the app really needs what is refused.",
        format!("kubectl label namespace {} {ENFORCE}=baseline --overwrite", key.name),
        "every pod of the namespace may then do more",
    )))
}

fn meet(hypothesis: Hypothesis, refusal: &Refusal<'_, '_>, level: &str) -> Hypothesis {
    let template = refusal.app.template();
    let name =
        template.as_ref().and_then(|t| t.value().pointer("/spec/containers/0/name")?.as_str()).unwrap_or_default();
    let line = format!("{} edit {}", advice::kubectl(&refusal.app.key), advice::kubectl_name(&refusal.app.key));
    if level != "restricted" {
        let text = "Remove from the pod template what the message names.";
        return hypothesis.advise(advice::edit(refusal.app, text, Some(line), None));
    }
    let has = |at: &str| {
        let place = format!("/spec/containers/0/securityContext/{at}");
        template
            .as_ref()
            .and_then(|t| t.value().pointer(&place))
            .map(crate::evidence::view::excerpt)
            .unwrap_or_default()
    };
    let now = has("runAsNonRoot");
    let diff = advice::container_diff(refusal.app, name, "securityContext.runAsNonRoot", &now, "true");
    let text = "Set in every container what the message names; for \"restricted\": runAsNonRoot true, allowPrivilegeEscalation false, capabilities.drop [ALL], seccompProfile.type RuntimeDefault.";
    hypothesis.advise(advice::edit(refusal.app, text, Some(line), diff))
}
