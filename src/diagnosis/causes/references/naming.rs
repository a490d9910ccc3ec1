//! What a pod's spec names: every ConfigMap and Secret that it can't start without, and where it says so.
//!
//! References marked optional, volumes that no container mounts, and what CSI drivers fetch are left out: they don't
//! keep the kubelet from starting a container, or not in these words.

use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// How a pod uses what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via<'g> {
    /// One variable of a container.
    Variable(&'g str),
    /// The whole environment of a container.
    Environment,
    /// A volume, by its name.
    Volume(&'g str),
}

/// One place that names a ConfigMap or Secret.
#[derive(Debug, Clone)]
pub struct Reference<'g> {
    /// ConfigMap or Secret.
    pub kind: &'static Kind,
    /// The place with the name.
    pub at: View<'g>,
    /// The name.
    pub name: &'g str,
    /// The key that is asked for, where one is.
    pub key: Option<View<'g>>,
    /// How it is used.
    pub via: Via<'g>,
    /// The container; none for a volume.
    pub container: Option<&'g str>,
}

impl Reference<'_> {
    /// What the container does with it, e.g. `container web takes its environment from it`.
    pub fn use_of_it(&self) -> String {
        let container = self.container.unwrap_or_default();
        match self.via {
            Via::Variable(name) => format!("container {container} sets the variable {name} from it"),
            Via::Environment => format!("container {container} takes its environment from it"),
            Via::Volume(name) => format!("the volume {name} is made from it"),
        }
    }

    /// The field that a change would touch: its pointer below the container, or below the pod's spec, and its name.
    pub fn field(&self) -> (&'static str, &'static str) {
        match self.via {
            Via::Variable(_) => ("/env", "env"),
            Via::Environment => ("/envFrom", "envFrom"),
            Via::Volume(_) => ("/volumes", "volumes"),
        }
    }

    /// The key as text.
    pub fn key_name(&self) -> Option<&str> {
        self.key.as_ref().and_then(View::str)
    }

    /// Whether it is the same use of the same thing as another one, in another copy of the template.
    pub fn same(&self, other: &Reference<'_>) -> bool {
        self.kind == other.kind
            && self.name == other.name
            && self.via == other.via
            && self.container == other.container
            && self.key_name() == other.key_name()
    }
}

/// What the spec of a pod (or of a template) names. `spec` is the place of the spec itself.
pub fn references<'g>(spec: &View<'g>) -> Vec<Reference<'g>> {
    let mut containers = spec.items("/initContainers");
    containers.extend(spec.items("/containers"));
    let mut found: Vec<Reference<'g>> = containers.iter().flat_map(of_container).collect();
    let mounted: Vec<&str> =
        containers.iter().flat_map(|c| c.items("/volumeMounts")).filter_map(|mount| mount.str_at("/name")).collect();
    for volume in spec.items("/volumes") {
        let Some(name) = volume.str_at("/name").filter(|name| mounted.contains(name)) else { continue };
        found.extend(of_volume(&volume, name));
    }
    found
}

fn of_container<'g>(container: &View<'g>) -> Vec<Reference<'g>> {
    let Some(name) = container.str_at("/name") else { return Vec::new() };
    let mut found = Vec::new();
    for variable in container.items("/env") {
        let via = Via::Variable(variable.str_at("/name").unwrap_or_default());
        for (field, kind) in
            [("/valueFrom/configMapKeyRef", &kinds::CONFIG_MAP), ("/valueFrom/secretKeyRef", &kinds::SECRET)]
        {
            let Some(source) = variable.at(field) else { continue };
            let key = source.at("/key");
            found.extend(reference(&source, "/name", kind, key, via, Some(name)));
        }
    }
    for source in container.items("/envFrom") {
        for (field, kind) in [("/configMapRef", &kinds::CONFIG_MAP), ("/secretRef", &kinds::SECRET)] {
            let Some(source) = source.at(field) else { continue };
            found.extend(reference(&source, "/name", kind, None, Via::Environment, Some(name)));
        }
    }
    found
}

/// Sources of volumes that take a Secret beside their own work, and where they name it.
const WITH_SECRET: &[(&str, &str)] = &[
    ("/azureFile", "/secretName"),
    ("/cephfs", "/secretRef/name"),
    ("/rbd", "/secretRef/name"),
    ("/iscsi", "/secretRef/name"),
    ("/flexVolume", "/secretRef/name"),
];

fn of_volume<'g>(volume: &View<'g>, name: &'g str) -> Vec<Reference<'g>> {
    let via = Via::Volume(name);
    let mut found = Vec::new();
    let mut sources: Vec<(View<'g>, &str, &'static Kind)> = Vec::new();
    sources.extend(volume.at("/configMap").map(|s| (s, "/name", &kinds::CONFIG_MAP)));
    sources.extend(volume.at("/secret").map(|s| (s, "/secretName", &kinds::SECRET)));
    for source in volume.items("/projected/sources") {
        sources.extend(source.at("/configMap").map(|s| (s, "/name", &kinds::CONFIG_MAP)));
        sources.extend(source.at("/secret").map(|s| (s, "/name", &kinds::SECRET)));
    }
    for (source, field, kind) in &sources {
        let items = source.items("/items");
        found.extend(reference(source, field, kind, None, via, None));
        for key in items.iter().filter_map(|item| item.at("/key")) {
            found.extend(reference(source, field, kind, Some(key), via, None));
        }
    }
    for (field, place) in WITH_SECRET {
        let Some(source) = volume.at(field) else { continue };
        found.extend(reference(&source, place, &kinds::SECRET, None, via, None));
    }
    found
}

fn reference<'g>(
    source: &View<'g>,
    field: &str,
    kind: &'static Kind,
    key: Option<View<'g>>,
    via: Via<'g>,
    container: Option<&'g str>,
) -> Option<Reference<'g>> {
    if source.bool_at("/optional") == Some(true) {
        return None;
    }
    let at = source.at(field)?;
    let name = at.str().filter(|name| !name.is_empty())?;
    Some(Reference { kind, at, name, key, via, container })
}
