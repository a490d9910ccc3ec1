//! Whom an app calls: the Services whose addresses stand in its environment, arguments, configuration and last words.
//!
//! The call graph of the diagnosis. An address is where a container would connect to, whether or not the Service is
//! there: what became of it is for the causes to look up.

use std::collections::BTreeSet;

use crate::diagnosis::objects::address::{self, Address};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::telemetry::edges;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Calls of one app that are told apart.
const MAX_CALLS: usize = 40;
/// Longest text of a configuration that is searched.
const LONGEST: usize = 200_000;

/// An address that an app is told to call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The Service that it would be.
    pub service: EntityKey,
    /// As it is written.
    pub address: Address,
    /// Where it is written.
    pub fact: Fact,
    /// The port where that is written by itself.
    pub port: Option<Fact>,
    /// What a person calls the place: `LEDGER_URL`, `its arguments`, `ConfigMap web`.
    pub place: String,
    /// The container that it is written for.
    pub container: String,
    /// Whether that is an init container.
    pub init: bool,
    /// The field of the container, for finding the change that wrote it; none where it is written elsewhere.
    pub field: Option<&'static str>,
}

impl Call {
    /// `LEDGER_URL=http://ledger:80`, in a few words.
    pub fn shows(&self) -> String {
        let port = self.address.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{} says {}{port}", self.place, self.address.host)
    }
}

/// Everything that an app is told to call, each address once, in the order of its containers.
pub fn of_app(app: &App<'_>, graph: &Graph) -> Vec<Call> {
    let mut found = told(app, graph);
    // `example.com` is a Service only where there is a namespace `com`.
    let known = |namespace: &str| graph.get(&EntityKey::new(&kinds::NAMESPACE, None, namespace)).is_some();
    found.retain(|call| call.service.ns() == app.key.ns() || known(call.service.ns()));
    if app.template().is_some() {
        mapped(app, graph, &mut found);
    }
    found.truncate(MAX_CALLS);
    found
}

/// The namespaces that an app may call into, whether or not they are there.
pub fn places(app: &App<'_>, graph: &Graph) -> BTreeSet<String> {
    told(app, graph).iter().map(|call| call.service.ns().to_owned()).collect()
}

/// What would be the address of a Service, each once, if only there is such a namespace.
fn told(app: &App<'_>, graph: &Graph) -> Vec<Call> {
    let Some(template) = app.template() else { return Vec::new() };
    let mut found: Vec<Call> = Vec::new();
    let main = template.items("/spec/containers").into_iter().map(|container| (container, false));
    let init = template.items("/spec/initContainers").into_iter();
    let init = init.map(|container| {
        let ends = container.str_at("/restartPolicy") != Some("Always");
        (container, ends)
    });
    for (container, init) in &main.chain(init).collect::<Vec<_>>() {
        let name = container.str_at("/name").unwrap_or_default();
        let of = Source { graph, namespace: app.key.ns(), container: name, init: *init };
        of.environment(container, &mut found);
        of.lists(container, &mut found);
        of.configuration(container, &mut found);
        of.files(&template, container, &mut found);
    }
    found
}

/// What a map of services adds: whom it calls by addresses that are written nowhere that was read.
fn mapped(app: &App<'_>, graph: &Graph, found: &mut Vec<Call>) {
    for (service, edge) in edges::called_by(graph, &app.key) {
        let Some(fact) = edge.fact(&app.key).filter(|_| !found.iter().any(|call| call.service == service)) else {
            continue;
        };
        let address = Address { host: service.name.clone(), port: None, implied: false };
        let place = "a map of services".to_owned();
        found.push(Call {
            service,
            address,
            fact,
            port: None,
            place,
            container: String::new(),
            init: false,
            field: None,
        });
    }
}

struct Source<'a> {
    graph: &'a Graph,
    namespace: &'a str,
    container: &'a str,
    init: bool,
}

/// A variable with its value, wherever that is written.
struct Variable<'g> {
    name: &'g str,
    value: View<'g>,
    place: String,
    own: bool,
}

impl Source<'_> {
    fn environment(&self, container: &View<'_>, found: &mut Vec<Call>) {
        let mut variables = Vec::new();
        for entry in container.items("/env") {
            let Some(name) = entry.str_at("/name") else { continue };
            if let Some(value) = entry.at("/value") {
                variables.push(Variable { name, value, place: name.to_owned(), own: true });
            } else if let Some((map, value)) = self.key_of(&entry) {
                variables.push(Variable { name, value, place: format!("{name} (ConfigMap {map})"), own: false });
            }
        }
        self.variables(&variables, found);
    }

    /// What `envFrom` takes in.
    fn configuration(&self, container: &View<'_>, found: &mut Vec<Call>) {
        for from in container.items("/envFrom") {
            let Some(map) = from.str_at("/configMapRef/name").and_then(|name| self.config(name)) else { continue };
            let place = |name: &str| format!("{name} (ConfigMap {})", map.key().name);
            let variables: Vec<_> = map
                .entries("/data")
                .into_iter()
                .map(|(name, value)| Variable { name, value, place: place(name), own: false })
                .collect();
            self.variables(&variables, found);
        }
    }

    fn key_of<'g>(&'g self, entry: &View<'_>) -> Option<(&'g str, View<'g>)> {
        let map = self.config(entry.str_at("/valueFrom/configMapKeyRef/name")?)?;
        let value = map.key_at("/data", entry.str_at("/valueFrom/configMapKeyRef/key")?)?;
        Some((&map.key().name, value))
    }

    fn config(&self, name: &str) -> Option<View<'_>> {
        self.graph.view(&EntityKey::new(&kinds::CONFIG_MAP, Some(self.namespace), name))
    }

    fn variables(&self, variables: &[Variable<'_>], found: &mut Vec<Call>) {
        for variable in variables {
            let Some(value) = variable.value.str() else { continue };
            for mut address in address::of_variable(variable.name, value) {
                let beside = port_beside(variable.name, variables).filter(|_| address.port.is_none());
                if let Some(beside) = &beside {
                    address.port = beside.value.str().and_then(|port| port.trim().parse().ok());
                }
                let port = beside.map(|beside| beside.value.spec());
                let field = variable.own.then_some("/env");
                self.push(found, address, variable.value.spec(), port, variable.place.clone(), field);
            }
        }
    }

    fn lists(&self, container: &View<'_>, found: &mut Vec<Call>) {
        for (field, place) in [("/command", "its command"), ("/args", "its arguments")] {
            for word in container.items(field) {
                for address in address::of_text(word.str().unwrap_or_default()) {
                    self.push(found, address, word.spec(), None, place.to_owned(), Some(field));
                }
            }
        }
    }

    /// ConfigMaps that are mounted as files.
    fn files(&self, template: &View<'_>, container: &View<'_>, found: &mut Vec<Call>) {
        let mounts = container.items("/volumeMounts");
        let mounted = |volume: &View<'_>| {
            mounts
                .iter()
                .any(|mount| mount.str_at("/name").is_some() && mount.str_at("/name") == volume.str_at("/name"))
        };
        for volume in template.items("/spec/volumes").iter().filter(|volume| mounted(volume)) {
            let Some(map) = volume.str_at("/configMap/name").and_then(|name| self.config(name)) else { continue };
            for (file, text) in map.entries("/data") {
                let Some(written) = text.str().filter(|text| text.len() <= LONGEST) else { continue };
                for address in address::of_text(written) {
                    let place = format!("{file} of ConfigMap {}", map.key().name);
                    self.push(found, address, text.spec(), None, place, None);
                }
            }
        }
    }

    fn push(
        &self,
        found: &mut Vec<Call>,
        address: Address,
        fact: Fact,
        port: Option<Fact>,
        place: String,
        field: Option<&'static str>,
    ) {
        let Some(service) = address::service_of(&address.host, self.namespace) else { return };
        let same = |call: &Call| call.address == address && call.service == service;
        if !found.iter().any(same) {
            let (container, init) = (self.container.to_owned(), self.init);
            found.push(Call { service, address, fact, port, place, container, init, field });
        }
    }
}

/// The variable that holds the port of a host: `LEDGER_PORT` beside `LEDGER_HOST`.
fn port_beside<'a, 'g>(name: &str, variables: &'a [Variable<'g>]) -> Option<&'a Variable<'g>> {
    let (stem, last) = name.rsplit_once('_')?;
    if !matches!(last, "HOST" | "HOSTNAME" | "SERVER" | "ADDR" | "ADDRESS") {
        return None;
    }
    let wanted = format!("{stem}_PORT");
    variables.iter().find(|v| v.name == wanted && v.value.str().is_some_and(|port| port.trim().parse::<u16>().is_ok()))
}

/// The apps behind a Service: those whose pods it selects, or whose template it would select.
pub fn behind<'a, 'g>(service: &EntityKey, apps: &'a [App<'g>], graph: &Graph) -> Vec<&'a App<'g>> {
    let Lookup::Present(object) = graph.lookup(service) else { return Vec::new() };
    let service = crate::diagnosis::objects::service::Service::new(graph, object);
    apps.iter()
        .filter(|app| app.key.namespace == service.key().namespace)
        .filter(|app| {
            let template = app.view.as_ref().is_some_and(|view| service.selects_template(view));
            template || app.pods.iter().any(|pod| service.selects(&pod.view))
        })
        .collect()
}
