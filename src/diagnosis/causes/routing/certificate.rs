//! Certificates that ran out or were never issued, by cert-manager's own word. What clients say of certificates is among
//! the causes of dependencies.

use jiff::SignedDuration;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{ingress, ways};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::calls;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// How long an issuer may take.
const ISSUING: SignedDuration = SignedDuration::from_secs(300);

fn all(graph: &Graph) -> Vec<View<'_>> {
    graph.of_kind(&kinds::CERTIFICATE).filter(|o| !o.metadata_only).map(|o| View::root(graph, o)).collect()
}

/// Whether a Certificate is there that should make a Secret and has not: then that is the cause.
pub(super) fn makes(graph: &Graph, secret: &EntityKey) -> bool {
    all(graph).iter().any(|certificate| is_for(certificate, secret))
}

fn is_for(certificate: &View<'_>, secret: &EntityKey) -> bool {
    certificate.key().ns() == secret.ns() && certificate.str_at("/spec/secretName") == Some(&secret.name)
}

fn ready<'g>(certificate: &View<'g>) -> Option<View<'g>> {
    certificate.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some("Ready"))
}

/// The Ingress that serves a certificate, with the place that names its Secret.
fn server<'g>(graph: &'g Graph, certificate: &View<'_>) -> Option<(EntityKey, View<'g>)> {
    let secret = certificate.str_at("/spec/secretName")?;
    ingress::all(graph).into_iter().filter(|ingress| ingress.key().namespace == certificate.key().namespace).find_map(
        |ingress| {
            let named = ingress.items("/spec/tls").into_iter().find(|tls| tls.str_at("/secretName") == Some(secret))?;
            Some((ingress.key().clone(), named.at("/secretName")?))
        },
    )
}

/// `TlsCertificateExpired`.
pub fn expired(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).iter().filter_map(|certificate| over(case, certificate)).collect()
}

fn over(case: &Case<'_>, certificate: &View<'_>) -> Option<Hypothesis> {
    let until =
        certificate.at("/status/notAfter").filter(|until| until.time().is_some_and(|at| at < case.graph.now))?;
    let key = certificate.key();
    let server = server(case.graph, certificate);
    let object = server.as_ref().map_or(key, |(ingress, _)| ingress);
    let by = server.as_ref().map(|(ingress, _)| format!(" that {ingress} serves")).unwrap_or_default();
    let text = format!(
        "The certificate of Certificate {}{by} ran out at {}: clients that check it refuse to connect.",
        key.path(),
        until.str().unwrap_or_default(),
    );
    let status = ready(certificate).and_then(|ready| ready.at("/status")).map(|status| status.state());
    let mut facts = vec![until.state()];
    facts.extend(status.clone());
    let mut hypothesis = Hypothesis::new(&ways::TLS_CERTIFICATE_EXPIRED, object, text)
        .support(Weight::Proof, "until when it holds", Some(until.state()))
        .support(Weight::Weak, "cert-manager's word", status)
        .link(key, "ran out", facts)
        .explaining(key)
        .since(until.time())
        .advise(renew(key));
    if let Some((ingress, named)) = &server {
        hypothesis = hypothesis.support(Weight::Strong, "who serves it", Some(named.spec())).link(
            ingress,
            "serves it",
            vec![named.spec()],
        );
        for key in backends(case, ingress) {
            hypothesis = hypothesis.explaining(&key);
        }
    }
    Some(hypothesis)
}

fn backends(case: &Case<'_>, ingress: &EntityKey) -> Vec<EntityKey> {
    let Some(view) = case.graph.view(ingress) else { return Vec::new() };
    let mut found = Vec::new();
    for backend in ingress::backends(&view) {
        let key = EntityKey::new(&kinds::SERVICE, Some(ingress.ns()), backend.name.str().unwrap_or_default());
        found.extend(calls::behind(&key, &case.apps, case.graph).iter().map(|app| app.key.clone()));
        found.push(key);
    }
    found
}

fn renew(key: &EntityKey) -> crate::report::model::Remediation {
    look(
        format!("Look at why Certificate {} was not renewed, and renew it.", key.path()),
        Some(format!("{} describe certificate {}", advice::kubectl(key), key.name)),
    )
}

/// `CertificateNotReady`.
pub fn not_ready(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).iter().filter_map(|certificate| unissued(case, certificate)).collect()
}

fn unissued(case: &Case<'_>, certificate: &View<'_>) -> Option<Hypothesis> {
    let key = certificate.key();
    let ready = ready(certificate)?;
    let status = ready.at("/status").filter(|status| status.str() == Some("False"))?;
    let since = ready.time_at("/lastTransitionTime").or_else(|| certificate.time_at("/metadata/creationTimestamp"));
    let long = since.is_none_or(|since| case.graph.now.duration_since(since) > ISSUING);
    // The old one may hold while a new one is made; one that is over has a cause of its own.
    let until = certificate.time_at("/status/notAfter");
    if !long || until.is_some() {
        return None;
    }
    let message = ready.at("/message");
    let said = message.as_ref().and_then(View::str).unwrap_or_default();
    let text = format!("Certificate {} was not issued: \"{said}\". Its Secret is not there to serve.", key.path());
    let secret =
        EntityKey::new(&kinds::SECRET, Some(key.ns()), certificate.str_at("/spec/secretName").unwrap_or_default());
    let absence = case.graph.lookup(&secret).absent();
    let mut facts = vec![status.state()];
    facts.extend(message.as_ref().map(View::state));
    let mut hypothesis = Hypothesis::new(&ways::CERTIFICATE_NOT_READY, key, text)
        .support(Weight::Proof, "the condition Ready", Some(status.state()))
        .support(Weight::Strong, "what cert-manager says", message.map(|message| message.state()))
        .support(Weight::Weak, "its Secret is absent", absence.clone())
        .link(key, "is not ready", facts)
        .since(since)
        .advise(look(
            "Read what the issuer wants: the Certificate's request, order and challenge.",
            Some(format!("{} describe certificate,certificaterequest,order,challenge", advice::kubectl(key))),
        ));
    if let Some(absence) = absence {
        hypothesis = hypothesis.link(&secret, "does not exist", vec![absence]);
    }
    if let Some((ingress, _)) = server(case.graph, certificate) {
        hypothesis = hypothesis.explaining(&ingress);
        for key in backends(case, &ingress) {
            hypothesis = hypothesis.explaining(&key);
        }
    }
    Some(hypothesis)
}
