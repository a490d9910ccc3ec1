//! Apps that others call by the name of a Service that is not there, while a quota allows no more Services.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnosis::objects::address::{hosts, service_of};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::quantities::Quantity;
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::{View, escape};

/// Names under which a quota counts Services.
const COUNTED: &[&str] = &["services", "count/services"];

/// So many other apps with a Service make one without it odd.
const USUAL: usize = 3;

/// A quota that allows no more Services.
pub struct Full<'g> {
    /// The quota.
    pub quota: View<'g>,
    /// The resource that it is short of.
    pub resource: String,
}

/// An app without the Service that others call.
pub struct Unserved<'a, 'g> {
    /// The app.
    pub app: &'a App<'g>,
    /// The Service that is not there.
    pub service: EntityKey,
    /// The first port that the app serves, by its place in the template.
    pub port: String,
    /// Who calls it by that name, and where that stands.
    pub caller: Option<(EntityKey, Option<Fact>)>,
}

/// The first quota of a namespace that allows no more Services.
pub fn full_quota<'g>(graph: &'g Graph, namespace: &str) -> Option<Full<'g>> {
    graph.of_kind(&kinds::RESOURCE_QUOTA).filter(|object| object.key.ns() == namespace).find_map(|object| {
        let figure = |part: &str, name: &str| {
            object.body().pointer(&format!("/status/{part}/{}", escape(name))).and_then(Quantity::of)
        };
        let name = COUNTED
            .iter()
            .find(|name| figure("hard", name).is_some_and(|hard| figure("used", name).unwrap_or_default() >= hard))?;
        Some(Full { quota: View::root(graph, object), resource: (*name).to_owned() })
    })
}

/// The apps of a namespace that run, serve a port, that no Service leads to, and that another app of the namespace calls by
/// the name that their Service would have. Only where all Services of the namespace were read. With `uncalled`, also those
/// that nobody calls, where all the others have a Service: it may be called from outside.
pub fn unserved<'a, 'g>(
    graph: &'g Graph,
    apps: &'a [App<'g>],
    namespace: &str,
    uncalled: bool,
) -> Vec<Unserved<'a, 'g>> {
    let called = called(apps, namespace);
    let mut found = Vec::new();
    for app in apps.iter().filter(|app| app.key.ns() == namespace && !app.runs_to_end()) {
        let service = EntityKey::new(&kinds::SERVICE, Some(namespace), &app.key.name);
        let Some(port) = port(app) else { continue };
        let Some(view) = &app.view else { continue };
        let served = Service::in_namespace(graph, namespace).iter().any(|s| s.selects_template(view));
        let named = called.iter().find(|(key, caller, _)| *key == service && *caller != app.key);
        if served || graph.get(&service).is_some() || !all_listed(graph, namespace) {
            continue;
        }
        let caller = named.map(|(_, caller, fact)| (caller.clone(), fact.clone()));
        found.push(Unserved { app, service, port, caller });
    }
    let serving = apps.iter().filter(|app| app.key.ns() == namespace && port(app).is_some()).count();
    let odd_one_out = uncalled && found.len() == 1 && serving > USUAL;
    found.retain(|each| each.caller.is_some() || odd_one_out);
    found
}

fn all_listed(graph: &Graph, namespace: &str) -> bool {
    graph.coverage.lists.iter().any(|mark| {
        let whole = mark.complete && mark.outcome == crate::evidence::observation::Outcome::Read;
        whole
            && mark.kind.1 == kinds::SERVICE.kind
            && (mark.namespace.is_none() || mark.namespace.as_deref() == Some(namespace))
    })
}

fn port(app: &App<'_>) -> Option<String> {
    let template = app.template()?;
    let containers = template.value().pointer("/spec/containers")?.as_array()?;
    let index = containers.iter().position(|c| c.pointer("/ports/0/containerPort").is_some())?;
    Some(format!("/spec/containers/{index}/ports/0/containerPort"))
}

type Call = (EntityKey, EntityKey, Option<Fact>);

/// The Services of the namespace that apps name in the environment of their templates.
fn called(apps: &[App<'_>], namespace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut seen: BTreeSet<EntityKey> = BTreeSet::new();
    for app in apps.iter().filter(|app| app.key.ns() == namespace) {
        let Some(template) = app.template() else { continue };
        let containers = template.value().pointer("/spec/containers").and_then(Value::as_array);
        for (at, container) in containers.into_iter().flatten().enumerate() {
            let env = container.get("env").and_then(Value::as_array);
            for (index, variable) in env.into_iter().flatten().enumerate() {
                let text = variable.get("value").and_then(Value::as_str).unwrap_or_default();
                for service in hosts(text).iter().filter_map(|host| service_of(host, namespace)) {
                    if service.name != app.key.name && seen.insert(service.clone()) {
                        let fact = template.at(&format!("/spec/containers/{at}/env/{index}/value")).map(|v| v.spec());
                        calls.push((service, app.key.clone(), fact));
                    }
                }
            }
        }
    }
    calls
}
