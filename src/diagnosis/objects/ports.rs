//! The ports of a pod: what its containers declare and where its probes knock.

use crate::diagnosis::objects::container::Role;
use crate::evidence::view::View;

/// A port that a container declares.
#[derive(Debug, Clone)]
pub struct Declared<'g> {
    /// The entry.
    pub view: View<'g>,
    /// Its number.
    pub number: i64,
    /// Its name, if it has one.
    pub name: Option<&'g str>,
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: &'g str,
}

impl Declared<'_> {
    /// `8080`, or `8080 (http)`.
    pub fn called(&self) -> String {
        self.name.map_or(self.number.to_string(), |name| format!("{} ({name})", self.number))
    }
}

/// The ports that the containers of a pod or template declare; those of init containers that keep running too.
pub fn declared<'g>(pod: &View<'g>) -> Vec<Declared<'g>> {
    let mut found = Vec::new();
    for container in running(pod) {
        for view in container.items("/ports") {
            let Some(number) = view.i64_at("/containerPort") else { continue };
            let protocol = view.str_at("/protocol").unwrap_or("TCP");
            found.push(Declared { number, name: view.str_at("/name"), protocol, view });
        }
    }
    found
}

/// Whether every container that runs declares a port: only then does a port that is not declared say anything.
pub fn all_declare(pod: &View<'_>) -> bool {
    running(pod).iter().all(|container| !container.items("/ports").is_empty())
}

/// Where a Service's port leads: its targetPort, else its own number. One that is hidden has no stand-in.
pub fn target<'g>(port: &View<'g>) -> Option<View<'g>> {
    let written = port.value().get("targetPort").is_some_and(|target| !target.is_null());
    if written { port.at("/targetPort") } else { port.at("/port") }
}

/// The places of probes that knock at a port by its number or name; all of them speak TCP.
pub fn probes<'g>(pod: &View<'g>) -> Vec<View<'g>> {
    let mut found = Vec::new();
    for container in running(pod) {
        for probe in ["/readinessProbe", "/livenessProbe", "/startupProbe"] {
            let places = ["/httpGet/port", "/tcpSocket/port", "/grpc/port"];
            found.extend(places.iter().filter_map(|place| container.at(&format!("{probe}{place}"))));
        }
    }
    found
}

/// The first probe that there is, where it knocks: what it says of the port holds while the pod is ready.
pub fn witness<'g>(pod: &View<'g>) -> Option<View<'g>> {
    let containers = running(pod);
    let kinds = ["readinessProbe", "livenessProbe", "startupProbe"].into_iter();
    let mut all = kinds.flat_map(|kind| containers.iter().map(move |container| (kind, container)));
    // By what is written, seen or not: another probe must not take the place of one that is hidden.
    let (kind, container) = all.find(|(kind, container)| container.value().get(*kind).is_some())?;
    let places = ["httpGet", "tcpSocket", "grpc"];
    places.iter().find_map(|place| container.at(&format!("/{kind}/{place}/port")))
}

fn running<'g>(pod: &View<'g>) -> Vec<View<'g>> {
    let mut containers = pod.items("/spec/containers");
    let sidecars = pod.items("/spec/initContainers").into_iter();
    containers.extend(sidecars.filter(|c| role(c) == Role::Sidecar));
    containers
}

fn role(container: &View<'_>) -> Role {
    if container.str_at("/restartPolicy") == Some("Always") { Role::Sidecar } else { Role::Init }
}
