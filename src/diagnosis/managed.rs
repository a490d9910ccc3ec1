//! Where an object is managed from: Argo CD, Helm, or nothing that it tells of. The fix goes there.

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Who manages an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manager {
    /// An Argo CD Application.
    Argo {
        /// The Application.
        application: EntityKey,
        /// Repository, path and revision, for a person; none where the Application was not read.
        place: Option<String>,
        /// Sync and health, e.g. `OutOfSync, Degraded`.
        state: Option<String>,
        /// What it rests on.
        facts: Vec<Fact>,
    },
    /// A Helm release.
    Helm {
        /// The release.
        release: String,
        /// Its namespace.
        namespace: String,
        /// What it rests on.
        facts: Vec<Fact>,
    },
}

/// The manager of an object, if its labels, annotations or an Application tell of one.
pub fn of(graph: &Graph, key: &EntityKey) -> Option<Manager> {
    argo(graph, key).or_else(|| helm(graph, key))
}

fn argo(graph: &Graph, key: &EntityKey) -> Option<Manager> {
    for object in graph.of_kind(&kinds::ARGO_APPLICATION) {
        let application = View::root(graph, object);
        let owned = application.items("/status/resources").into_iter().find(|resource| {
            resource.str_at("/kind") == Some(&key.kind)
                && resource.str_at("/name") == Some(&key.name)
                && resource.str_at("/namespace").unwrap_or_default() == key.ns()
        });
        if let Some(resource) = owned {
            return Some(argo_of(&application, resource.at("/name").map(|name| name.state()).into_iter().collect()));
        }
    }
    let view = graph.view(key)?;
    let tracking = view.key_at("/metadata/annotations", "argocd.argoproj.io/tracking-id")?;
    // APPNAME:GROUP/KIND:NAMESPACE/NAME; with apps in any namespace the name is NAMESPACE_APPNAME.
    let named = tracking.str()?.split(':').next()?;
    let (namespace, name) = named.split_once('_').unwrap_or(("argocd", named));
    let application = EntityKey::new(&kinds::ARGO_APPLICATION, Some(namespace), name);
    match graph.view(&application) {
        Some(view) => Some(argo_of(&view, vec![tracking.spec()])),
        None => Some(Manager::Argo { application, place: None, state: None, facts: vec![tracking.spec()] }),
    }
}

fn argo_of(application: &View<'_>, mut facts: Vec<Fact>) -> Manager {
    let source = application.at("/spec/source").or_else(|| application.items("/spec/sources").into_iter().next());
    let place = source.as_ref().and_then(|source| {
        let repository = source.str_at("/repoURL")?;
        let path = source.str_at("/path").or_else(|| source.str_at("/chart")).unwrap_or(".");
        let revision = source.str_at("/targetRevision").unwrap_or("HEAD");
        Some(format!("{path} of {repository} ({revision})"))
    });
    let told = ["/repoURL", "/path", "/chart"];
    facts.extend(source.iter().flat_map(|source| told.iter().filter_map(|p| Some(source.at(p)?.spec()))));
    let words: Vec<_> =
        ["/status/sync/status", "/status/health/status"].iter().filter_map(|p| application.at(p)).collect();
    let state = words.iter().filter_map(View::str).collect::<Vec<_>>().join(", ");
    facts.extend(words.iter().map(View::state));
    Manager::Argo { application: application.key().clone(), place, state: (!state.is_empty()).then_some(state), facts }
}

fn helm(graph: &Graph, key: &EntityKey) -> Option<Manager> {
    let view = graph.view(key)?;
    let release = view.key_at("/metadata/annotations", "meta.helm.sh/release-name")?;
    let namespace = view.key_at("/metadata/annotations", "meta.helm.sh/release-namespace");
    Some(Manager::Helm {
        release: release.str()?.to_owned(),
        namespace: namespace.as_ref().and_then(super::super::evidence::view::View::str).unwrap_or(key.ns()).to_owned(),
        facts: vec![release.spec()],
    })
}

impl Manager {
    /// Where a change belongs, in one sentence.
    pub fn advice(&self) -> String {
        match self {
            Self::Argo { application, place: Some(place), .. } => {
                format!(
                    "It is declared in Git, {place}, and synced by Argo CD application {}: change it there.",
                    application.path()
                )
            }
            Self::Argo { application, place: None, .. } => {
                format!("Argo CD application {} owns it: change it in the application's source.", application.path())
            }
            Self::Helm { release, namespace, .. } => {
                format!(
                    "Helm release {release} in {namespace} owns it: change the chart's values and upgrade the release."
                )
            }
        }
    }
}
