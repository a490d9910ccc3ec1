//! Whose series it is: by its labels, the app, or the node, that it measures.

use std::collections::BTreeMap;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::telemetry::series::Series;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Labels of a mesh that name whom a request was for; what reports it is another.
const DESTINATION: &[&str] =
    &["destination_workload", "destination_service_name", "destination_service", "destination_app"];
/// Labels that name a pod.
const PODS: &[&str] = &["pod", "pod_name", "kubernetes_pod_name", "k8s_pod_name"];
/// Labels that name a workload or a Service.
const APPS: &[&str] = &[
    "deployment",
    "statefulset",
    "daemonset",
    "workload",
    "k8s_deployment_name",
    "app",
    "app_kubernetes_io_name",
    "service",
    "service_name",
    "kubernetes_service",
];
/// Labels that name a namespace, those of a destination first.
const NAMESPACES: &[&str] = &[
    "destination_workload_namespace",
    "destination_service_namespace",
    "exported_namespace",
    "namespace",
    "kubernetes_namespace",
    "k8s_namespace_name",
    "pod_namespace",
];
/// Containers that hold a pod's network and do nothing.
const PAUSE: &[&str] = &["POD"];

/// Who is known by which name.
pub struct Owners<'g> {
    graph: &'g Graph,
    apps: Vec<App<'g>>,
    by_name: BTreeMap<(String, String), EntityKey>,
}

impl<'g> Owners<'g> {
    /// The owners that a graph knows.
    pub fn of(graph: &'g Graph) -> Self {
        let apps = App::all(graph);
        let mut by_name = BTreeMap::new();
        for app in &apps {
            by_name.entry((app.key.ns().to_owned(), app.key.name.clone())).or_insert_with(|| app.key.clone());
        }
        // What a Service leads to is known by the Service's name, unless an app has that name itself.
        for object in graph.of_kind(&kinds::SERVICE) {
            let name = (object.key.ns().to_owned(), object.key.name.clone());
            if let (false, [app]) = (by_name.contains_key(&name), calls::behind(&object.key, &apps, graph).as_slice()) {
                by_name.insert(name, app.key.clone());
            }
        }
        Self { graph, apps, by_name }
    }

    /// Whom a series measures.
    pub fn of_series(&self, series: &Series<'_>) -> Option<EntityKey> {
        let first = |labels: &[&str]| labels.iter().find_map(|label| series.label(label));
        if series.label("container").is_some_and(|name| PAUSE.contains(&name)) {
            return None;
        }
        let namespace = first(NAMESPACES);
        if let Some(name) = first(DESTINATION) {
            return self.named(namespace, name);
        }
        if let (Some(pod), Some(namespace)) = (first(PODS), namespace) {
            let pod = EntityKey::new(&kinds::POD, Some(namespace), pod);
            return self.graph.get(&pod).map(|_| self.graph.top_owner(&pod));
        }
        if let Some(name) = first(APPS) {
            return self.named(namespace, name);
        }
        series.label("node").map(|node| EntityKey::new(&kinds::NODE, None, node))
    }

    /// The app of a name: `cart`, or `cart.shop.svc.cluster.local`. One that was not read stands for itself as a Service.
    pub fn named(&self, namespace: Option<&str>, name: &str) -> Option<EntityKey> {
        let mut parts = name.split('.');
        let short = parts.next().filter(|name| !name.is_empty())?;
        let namespace = parts.next().filter(|ns| !ns.is_empty()).or(namespace);
        let Some(namespace) = namespace else { return self.only(short) };
        let known = self.by_name.get(&(namespace.to_owned(), short.to_owned())).cloned();
        Some(known.unwrap_or_else(|| EntityKey::new(&kinds::SERVICE, Some(namespace), short)))
    }

    /// The only app of that name in all namespaces.
    fn only(&self, name: &str) -> Option<EntityKey> {
        let mut same = self.apps.iter().filter(|app| app.key.name == name);
        let one = same.next()?;
        same.next().is_none().then(|| one.key.clone())
    }
}
