//! Refusals of the app itself: a webhook or a policy says no, a PriorityClass is not there, the pod is not valid.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::admission::catalogue;
use crate::diagnosis::causes::admission::refusal::{self, Refusal};
use crate::diagnosis::causes::admission::says::Refused;
use crate::diagnosis::causes::admission::webhook::configured;
use crate::diagnosis::hypothesis::{self, Hypothesis, Weight};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;

/// `AdmissionWebhookDenied`.
pub fn webhook(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| denied(case, refusal)).collect()
}

fn denied(case: &Case<'_>, refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    let Refused::WebhookDenied { webhook, why } = &refusal.refused else { return None };
    let found = configured(case.graph, webhook);
    if found.is_none() && all_read(case.graph) {
        // Whoever said no is gone: the next attempt succeeds.
        return None;
    }
    let why = if why.is_empty() { "it gives no reason".to_owned() } else { format!("\"{why}\"") };
    let text = format!(
        "Admission webhook {webhook} refuses the pods of {}: {why}; {}.",
        refusal.app.key.name,
        refusal.extent()
    );
    let mut hypothesis =
        refusal.of_app(&catalogue::ADMISSION_WEBHOOK_DENIED, text, "asks for pods that are refused", template(refusal));
    let fact = found.as_ref().and_then(|(view, index)| view.at(&format!("/webhooks/{index}/name"))).map(|n| n.spec());
    hypothesis = hypothesis.support(Weight::Weak, "the webhook", fact.clone());
    if let (Some((view, _)), Some(fact)) = (&found, fact) {
        hypothesis = hypothesis.link(view.key(), "has the webhook that refuses", vec![fact]);
    }
    let line = format!("{} edit {}", advice::kubectl(&refusal.app.key), advice::kubectl_name(&refusal.app.key));
    let text = format!("Change what {webhook} objects to in the pod template: {why}.");
    let look =
        found.map(|(view, _)| format!("kubectl get {} {} -o yaml", view.key().kind.to_lowercase(), view.key().name));
    Some(
        hypothesis
            .advise(advice::edit(refusal.app, &text, Some(line), None))
            .advise(hypothesis::look("Or ask the owner of the webhook for an exception.", look)),
    )
}

/// Whether both lists of webhook configurations were read whole.
pub(super) fn all_read(graph: &Graph) -> bool {
    let listed = |kind: &Kind| {
        let lists = &graph.coverage.lists;
        lists.iter().any(|mark| mark.complete && mark.outcome == Outcome::Read && mark.kind.1 == kind.kind)
    };
    listed(&kinds::VALIDATING_WEBHOOK) && listed(&kinds::MUTATING_WEBHOOK)
}

fn template(refusal: &Refusal<'_, '_>) -> Option<Fact> {
    let template = refusal.app.template()?;
    let labels = template.value().pointer("/metadata/labels").is_some();
    template.at(if labels { "/metadata/labels" } else { "/spec/containers/0/image" }).map(|place| place.spec())
}

/// `AdmissionPolicyDenied`.
pub fn policy(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| by_policy(case, refusal)).collect()
}

fn by_policy(case: &Case<'_>, refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    let Refused::Policy { policy, why } = &refusal.refused else { return None };
    let key = EntityKey::new(&kinds::VALIDATING_ADMISSION_POLICY, None, policy);
    let named = !policy.contains(' ');
    if named && case.graph.lookup(&key).absent().is_some() {
        return None;
    }
    let who = if named { format!("ValidatingAdmissionPolicy {policy}") } else { "The image policy".to_owned() };
    let text = format!("{who} refuses the pods of {}: \"{why}\"; {}.", refusal.app.key.name, refusal.extent());
    let mut hypothesis =
        refusal.of_app(&catalogue::ADMISSION_POLICY_DENIED, text, "asks for pods that are refused", template(refusal));
    if named {
        let fact = case.graph.view(&key).and_then(|view| view.at("/spec/validations")).map(|v| v.spec());
        hypothesis = hypothesis.support(Weight::Weak, "the policy", fact.clone()).link(
            &key,
            "refuses them",
            fact.into_iter().collect(),
        );
    }
    let line = format!("{} edit {}", advice::kubectl(&refusal.app.key), advice::kubectl_name(&refusal.app.key));
    let change = format!("Change what the policy objects to in the pod template: \"{why}\".");
    let look = named.then(|| format!("kubectl get validatingadmissionpolicy {policy} -o yaml"));
    Some(
        hypothesis
            .advise(advice::edit(refusal.app, &change, Some(line), None))
            .advise(hypothesis::look("Or change the policy or its binding.", look)),
    )
}

/// `PriorityClassNotFound`.
pub fn priority_class(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| without_class(case, refusal)).collect()
}

fn without_class(case: &Case<'_>, refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    let Refused::PriorityClass(name) = &refusal.refused else { return None };
    let key = EntityKey::new(&kinds::PRIORITY_CLASS, None, name);
    let lookup = case.graph.lookup(&key);
    if matches!(lookup, crate::evidence::coverage::Lookup::Present(_)) {
        return None;
    }
    let absent = lookup.absent();
    let asked = refusal.app.template().and_then(|t| t.at("/spec/priorityClassName")).map(|place| place.spec());
    let text = format!(
        "PriorityClass {name}, which the pods of {} name, does not exist: {}.",
        refusal.app.key.name,
        refusal.extent()
    );
    let seen = if absent.is_some() { "does not exist" } else { "could not be looked up" };
    let others: Vec<&str> = case
        .graph
        .of_kind(&kinds::PRIORITY_CLASS)
        .map(|object| object.key.name.as_str())
        .filter(|name| !name.starts_with("system-"))
        .take(5)
        .collect();
    let there = if others.is_empty() { String::new() } else { format!(" There are: {}.", others.join(", ")) };
    let hypothesis = refusal
        .of_app(&catalogue::PRIORITY_CLASS_NOT_FOUND, text, "names the PriorityClass", asked)
        .support(Weight::Proof, "the class is absent", absent.clone())
        .link(&key, seen, absent.into_iter().collect())
        .blames(None, "/priorityClassName", "priorityClassName");
    let now = format!("priorityClassName: {name}\n");
    let text = format!("Correct or remove priorityClassName.{there}");
    let remove = crate::diagnosis::causes::scheduling::mend::template(refusal.app, &text, &now, "");
    let create = format!("kubectl create priorityclass {name} --value=<its weight>");
    Some(hypothesis.advise(remove).advise(hypothesis::command(
        "Or create the class.",
        create,
        "pods of this class may push others off their nodes, by its value",
    )))
}

/// `PodSpecInvalid`.
pub fn invalid(case: &Case<'_>) -> Vec<Hypothesis> {
    refusal::all(case).iter().filter_map(|refusal| not_valid(refusal)).collect()
}

fn not_valid(refusal: &Refusal<'_, '_>) -> Option<Hypothesis> {
    let Refused::Invalid(why) = &refusal.refused else { return None };
    let field = why.split(": ").next().unwrap_or(why);
    let text = format!("The pods that {} would make are not valid: {why}; {}.", refusal.app.key.name, refusal.extent());
    let pointer = pointer(field);
    let template = refusal.app.template();
    let place = pointer.as_deref().and_then(|at| {
        let mut at = at.to_owned();
        while template.as_ref()?.value().pointer(&at).is_none() {
            at.truncate(at.rfind('/')?);
        }
        template.as_ref()?.at(&at)
    });
    let asked = place.map(|place| place.spec());
    let line = format!("{} edit {}", advice::kubectl(&refusal.app.key), advice::kubectl_name(&refusal.app.key));
    let hypothesis = refusal.of_app(&catalogue::POD_SPEC_INVALID, text, "has this in its template", asked);
    Some(hypothesis.blames(None, "", field).advise(advice::edit(
        refusal.app,
        &format!("Correct {field} in the pod template; a LimitRange may fill in what it leaves out."),
        Some(line),
        None,
    )))
}

/// `spec.containers[0].resources.requests` as a pointer.
fn pointer(field: &str) -> Option<String> {
    field
        .starts_with("spec.")
        .then(|| format!("/{}", field.replace("].", "/").replace(['.', '['], "/").replace(']', "")))
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn fields_as_pointers() {
        let of = |field: &str| pointer(field);
        assert_eq!(
            of("spec.containers[0].resources.requests").as_deref(),
            Some("/spec/containers/0/resources/requests")
        );
        assert_eq!(of("spec.volumes[1]").as_deref(), Some("/spec/volumes/1"));
        assert_eq!(of("metadata.labels"), None);
    }
}
