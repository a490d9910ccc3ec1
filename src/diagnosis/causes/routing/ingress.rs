//! Ingresses that lead nowhere: no such Service or port, no such class, no such Secret.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{certificate, mend, ways};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// How controllers were named before there were classes.
const OLD_CLASS: &str = "kubernetes.io/ingress.class";
const DEFAULT: &str = "ingressclass.kubernetes.io/is-default-class";

/// The Ingresses that were read and are not about to go.
pub(super) fn all(graph: &Graph) -> Vec<View<'_>> {
    let views = graph.of_kind(&kinds::INGRESS).filter(|o| !o.metadata_only).map(|o| View::root(graph, o));
    views.filter(|ingress| ingress.at("/metadata/deletionTimestamp").is_none()).collect()
}

/// One backend of an Ingress.
pub(super) struct Backend<'g> {
    /// The path that leads there, `/` for the default.
    pub path: String,
    /// The name of the Service.
    pub name: View<'g>,
    /// Its port: a number or a name.
    pub port: Option<View<'g>>,
}

/// Every backend of an Ingress that is a Service.
pub(super) fn backends<'g>(ingress: &View<'g>) -> Vec<Backend<'g>> {
    let mut places: Vec<(String, View<'g>)> =
        ingress.at("/spec/defaultBackend").map(|backend| ("/".to_owned(), backend)).into_iter().collect();
    for rule in ingress.items("/spec/rules") {
        for path in rule.items("/http/paths") {
            let Some(backend) = path.at("/backend") else { continue };
            places.push((path.str_at("/path").unwrap_or("/").to_owned(), backend));
        }
    }
    let of = |(path, backend): (String, View<'g>)| {
        let port = backend.at("/service/port/number").or_else(|| backend.at("/service/port/name"));
        // A controller's own action, written where a Service stands.
        let action = port.as_ref().and_then(View::str) == Some("use-annotation");
        Some(Backend { path, name: backend.at("/service/name").filter(|_| !action)?, port })
    };
    places.into_iter().filter_map(of).collect()
}

/// What suffers with an Ingress: the Services behind it, and their apps.
fn sufferers(case: &Case<'_>, ingress: &View<'_>) -> Vec<EntityKey> {
    let mut found = Vec::new();
    for backend in backends(ingress) {
        let key = EntityKey::new(&kinds::SERVICE, Some(ingress.key().ns()), backend.name.str().unwrap_or_default());
        found.extend(calls::behind(&key, &case.apps, case.graph).iter().map(|app| app.key.clone()));
        found.push(key);
    }
    found
}

fn explain(case: &Case<'_>, ingress: &View<'_>, mut hypothesis: Hypothesis) -> Hypothesis {
    for key in sufferers(case, ingress) {
        hypothesis = hypothesis.explaining(&key);
    }
    hypothesis.since(ingress.time_at("/metadata/creationTimestamp"))
}

/// `IngressBackendNotFound`.
pub fn backend_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).iter().filter_map(|ingress| backend(case, ingress)).collect()
}

fn backend(case: &Case<'_>, ingress: &View<'_>) -> Option<Hypothesis> {
    backends(ingress).into_iter().find_map(|backend| {
        let name = backend.name.str()?;
        let service = EntityKey::new(&kinds::SERVICE, Some(ingress.key().ns()), name);
        let (place, shows, fact) = match case.graph.lookup(&service) {
            Lookup::Absent(fact) => (backend.name.clone(), format!("there is no Service {}", service.path()), fact),
            Lookup::Present(object) => {
                let service = Service::new(case.graph, object);
                let port = backend.port.clone()?;
                let listed = service.view.at("/spec/ports")?;
                let has = listed.items("").iter().any(|each| match port.i64() {
                    Some(number) => each.i64_at("/port") == Some(number),
                    None => each.str_at("/name") == port.str(),
                });
                if has {
                    return None;
                }
                let wanted = crate::evidence::view::excerpt(port.value());
                (port, format!("Service {} has no port {wanted}", service.key().path()), listed.spec())
            }
            Lookup::Unseen(_) => return None,
        };
        let text = format!(
            "Ingress {} sends {} to Service {name}, and {shows}: requests for that path get no answer from the app.",
            ingress.key().path(),
            backend.path,
        );
        let key = ingress.key();
        let diff_text = format!("Correct the backend of path {} in Ingress {}.", backend.path, key.path());
        let hypothesis = Hypothesis::new(&ways::INGRESS_BACKEND_NOT_FOUND, key, text)
            .support(Weight::Proof, "the Service as it is", Some(fact.clone()))
            .support(Weight::Strong, "the backend that the Ingress names", Some(place.spec()))
            .link(key, format!("sends {} to {name}", backend.path), vec![place.spec()])
            .link(&service, "is not what the Ingress asks for", vec![fact])
            .advise(mend::object(case.graph, key, &diff_text, mend::edit(key), None, "only this path is changed"));
        Some(explain(case, ingress, hypothesis))
    })
}

/// `IngressClassNotFound`.
pub fn class_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).iter().filter_map(|ingress| class(case, ingress)).collect()
}

fn class(case: &Case<'_>, ingress: &View<'_>) -> Option<Hypothesis> {
    // Who has an address is served by somebody.
    let served = ingress.value().pointer("/status/loadBalancer/ingress").and_then(serde_json::Value::as_array);
    let old = ingress.value().pointer("/metadata/annotations").is_some_and(|all| all.get(OLD_CLASS).is_some());
    if served.is_some_and(|addresses| !addresses.is_empty()) || old {
        return None;
    }
    let named = ingress.value().pointer("/spec/ingressClassName").is_some_and(|class| !class.is_null());
    let (absence, asked, what) = if named {
        let class = ingress.at("/spec/ingressClassName")?;
        let key = EntityKey::new(&kinds::INGRESS_CLASS, None, class.str()?);
        let what = format!("names the class {}, and there is no such IngressClass", key.name);
        (case.graph.lookup(&key).absent()?, class, what)
    } else {
        let key = EntityKey::new(&kinds::INGRESS_CLASS, None, "(default)");
        let is_default = |o: &crate::evidence::graph::Object| {
            View::root(case.graph, o).key_at("/metadata/annotations", DEFAULT).and_then(|v| v.str()) == Some("true")
        };
        if case.graph.of_kind(&kinds::INGRESS_CLASS).any(is_default) {
            return None;
        }
        let what = "names no class, and no IngressClass is the default".to_owned();
        (case.graph.lookup(&key).absent()?, ingress.at("/metadata/name")?, what)
    };
    let key = ingress.key();
    let classes: Vec<&str> = case.graph.of_kind(&kinds::INGRESS_CLASS).map(|class| class.key.name.as_str()).collect();
    let known =
        if classes.is_empty() { "the cluster has none".to_owned() } else { format!("there is {}", classes.join(", ")) };
    let text = format!("Ingress {} {what} ({known}): no controller serves it, and it has no address.", key.path());
    let status = ingress.at("/status/loadBalancer").map(|status| status.state());
    let wanted = classes.first().copied().unwrap_or("<a class that exists>");
    let manifest = |class: &str| format!("spec:\n  ingressClassName: {class}\n");
    let now = if named { manifest(asked.str().unwrap_or_default()) } else { "spec:\n".to_owned() };
    let diff = advice::diff(key, &now, &manifest(wanted));
    let line = format!(
        "{} patch ingress {} --type=merge -p '{{\"spec\":{{\"ingressClassName\":\"{wanted}\"}}}}'",
        advice::kubectl(key),
        key.name
    );
    let text_of_fix = format!("Name a class that exists in Ingress {}.", key.path());
    let mut facts: Vec<Fact> = vec![asked.spec()];
    facts.extend(status.clone());
    let class = absence.entity.clone();
    let hypothesis = Hypothesis::new(&ways::INGRESS_CLASS_NOT_FOUND, key, text)
        .support(Weight::Proof, "the class is absent", Some(absence.clone()))
        .support(Weight::Strong, "what the Ingress asks for", Some(asked.spec()))
        .support(Weight::Weak, "it has no address", status)
        .link(&class, "does not exist", vec![absence])
        .link(key, "has no address", facts)
        .advise(mend::object(case.graph, key, &text_of_fix, line, diff, "none to what is served now"));
    Some(explain(case, ingress, hypothesis))
}

/// `TlsSecretNotFound`.
pub fn secret_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).iter().filter_map(|ingress| secret(case, ingress)).collect()
}

fn secret(case: &Case<'_>, ingress: &View<'_>) -> Option<Hypothesis> {
    let key = ingress.key();
    ingress.items("/spec/tls").into_iter().find_map(|tls| {
        let named = tls.at("/secretName")?;
        let secret = EntityKey::new(&kinds::SECRET, Some(key.ns()), named.str().filter(|name| !name.is_empty())?);
        let absence = case.graph.lookup(&secret).absent()?;
        if certificate::makes(case.graph, &secret) {
            return None;
        }
        let hosts: Vec<&str> = tls.items("/hosts").iter().filter_map(View::str).collect();
        let of = if hosts.is_empty() { String::new() } else { format!(" for {}", hosts.join(", ")) };
        let text = format!(
            "Ingress {} takes its certificate{of} from Secret {}, which does not exist: clients get the controller's own certificate and refuse it.",
            key.path(),
            secret.name,
        );
        let line = format!("{} create secret tls {} --cert=tls.crt --key=tls.key", advice::kubectl(key), secret.name);
        let fix = format!("Create the TLS Secret {}, or correct its name in the Ingress.", secret.path());
        let hypothesis = Hypothesis::new(&ways::TLS_SECRET_NOT_FOUND, key, text)
            .support(Weight::Proof, "the Secret is absent", Some(absence.clone()))
            .support(Weight::Strong, "the Ingress names it", Some(named.spec()))
            .link(&secret, "does not exist", vec![absence])
            .link(key, format!("names {} in its TLS", secret.name), vec![named.spec()])
            .advise(mend::object(case.graph, key, &fix, line, None, "none; no connection is trusted now"));
        Some(explain(case, ingress, hypothesis))
    })
}
