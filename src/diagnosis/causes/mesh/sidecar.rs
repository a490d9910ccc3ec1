//! `SidecarMissing`: a caller that is meant to be in the mesh, and whose pods are not.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::mesh::catalogue;
use crate::diagnosis::causes::mesh::mtls::{outsiders, with_callers};
use crate::diagnosis::causes::mesh::talk::Talk;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::mesh;
use crate::evidence::view::View;

const INJECT: &str = "sidecar.istio.io/inject";

/// `SidecarMissing`.
pub fn missing(case: &Case<'_>) -> Vec<Hypothesis> {
    outsiders(case.graph)
        .iter()
        .filter_map(|(strict, callee, talk)| {
            let label = mesh::injects(case.graph, talk.app.key.ns())?;
            let (why, place) = reason(talk);
            let text = format!(
                "{} calls {}, which only takes encrypted traffic of the mesh (PeerAuthentication {}: STRICT), and its pods have no sidecar although its namespace asks for them: {why}.",
                talk.app.key.name, callee.service.name, strict.key().name
            );
            let mut hypothesis = Hypothesis::new(&catalogue::SIDECAR_MISSING, &talk.app.key, text)
                .support(Weight::Proof, "what the pods that it calls demand", Some(strict.spec()))
                .support(Weight::Strong, "its namespace asks for sidecars", Some(label.spec()))
                .support(Weight::Strong, "that it calls them", talk.caller.fact.clone())
                .link(label.key(), "asks for sidecars", vec![label.spec()]);
            hypothesis = hypothesis.support(Weight::Weak, "why it has none", place.as_ref().map(View::spec));
            if let Some(place) = place {
                hypothesis = hypothesis.link(&talk.app.key, why, vec![place.spec()]);
            }
            hypothesis = with_callers(hypothesis, talk)
                .link(&talk.app.key, talk.caller.shows.clone(), talk.caller.fact.iter().cloned().collect())
                .link(strict.key(), "demands mutual TLS (STRICT)", vec![strict.spec()])
                .explaining(&talk.app.key);
            Some(hypothesis.advise(advice::edit(
                &talk.app,
                "Take away what keeps the sidecar out, if anything does, and restart the workload so that its pods are injected.",
                Some(format!("{} rollout restart {}", advice::kubectl(&talk.app.key), advice::kubectl_name(&talk.app.key))),
                None,
            )))
        })
        .collect()
}

/// Why the pods have no sidecar, and where that was seen.
fn reason<'g>(talk: &Talk<'g>) -> (String, Option<View<'g>>) {
    let template = talk.app.template();
    let first = talk.app.pods.first().map(|pod| &pod.view).filter(|_| template.is_none());
    for (view, words) in [(template.as_ref(), "its template"), (first, "its pods")] {
        let Some(view) = view else { continue };
        for part in ["/metadata/labels", "/metadata/annotations"] {
            if let Some(off) = view.key_at(part, INJECT).filter(|off| off.str() == Some("false")) {
                return (format!("{words} say {INJECT}: \"false\""), Some(off));
            }
        }
        if let Some(host) = view.at("/spec/hostNetwork").filter(|host| host.bool() == Some(true)) {
            return ("it uses the network of the node (hostNetwork), which cannot be injected".to_owned(), Some(host));
        }
    }
    ("they were probably created before the namespace asked, or the injector did not answer".to_owned(), None)
}
