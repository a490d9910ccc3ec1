//! Helm releases, as their records tell of them: Secrets labelled by name, revision and state.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The record of the newest revision of a release.
#[derive(Debug, Clone)]
pub struct Release<'g> {
    /// The record, a Secret.
    pub record: View<'g>,
    /// The release.
    pub key: EntityKey,
    /// Its newest revision.
    pub revision: i64,
}

/// Words of questions about releases.
pub const WORDS: &[&str] = &[
    "helm",
    "release",
    "releases",
    "released",
    "upgrade",
    "upgrades",
    "upgraded",
    "chart",
    "rollback",
    "install",
    "installed",
    "installation",
];

impl<'g> Release<'g> {
    /// The newest record of every release that was read.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let mut newest: BTreeMap<EntityKey, Self> = BTreeMap::new();
        for object in graph.of_kind(&kinds::SECRET).filter(|o| o.key.name.starts_with("sh.helm.release.v1.")) {
            let Some(release) = Self::of(View::root(graph, object)) else { continue };
            match newest.get(&release.key) {
                Some(known) if known.revision >= release.revision => {}
                _ => {
                    newest.insert(release.key.clone(), release);
                }
            }
        }
        newest.into_values().collect()
    }

    fn of(record: View<'g>) -> Option<Self> {
        // sh.helm.release.v1.NAME.vREVISION
        let (name, revision) = record.key().name.strip_prefix("sh.helm.release.v1.")?.rsplit_once(".v")?;
        let revision = revision.parse().ok()?;
        let key = key(record.key().ns(), name);
        Some(Self { record, key, revision })
    }

    /// Its state: the label, e.g. `failed`.
    pub fn status(&self) -> Option<View<'g>> {
        self.record.key_at("/metadata/labels", "status")
    }

    /// What Helm said of it, where the record was read whole.
    pub fn description(&self) -> Option<View<'g>> {
        self.record.at("/data/release/info/description")
    }

    /// When it was written last.
    pub fn modified(&self) -> Option<Timestamp> {
        let told = self.record.key_at("/metadata/labels", "modifiedAt").and_then(|v| v.str()?.parse().ok());
        told.and_then(|seconds| Timestamp::from_second(seconds).ok())
            .or_else(|| self.record.time_at("/metadata/creationTimestamp"))
    }

    /// What it declares, by key; nothing where the record was not read whole. What names no namespace is in its own.
    pub fn objects(&self) -> Vec<(EntityKey, View<'g>)> {
        let declared = self.record.items("/data/release/objects").into_iter().filter_map(|object| {
            let (version, kind) = (object.str_at("/apiVersion")?, object.str_at("/kind")?);
            let namespace = object.str_at("/metadata/namespace").or(Some(self.record.key().ns()));
            Some((EntityKey::referenced(version, kind, namespace, object.str_at("/metadata/name")?), object))
        });
        declared.collect()
    }

    /// Chart and version, e.g. `checkout 1.4.0`.
    pub fn chart(&self) -> Option<String> {
        let at = |field: &str| self.record.str_at(&format!("/data/release/chart/{field}"));
        Some(format!("{} {}", at("name")?, at("version")?))
    }

    /// The hooks whose last run failed: name, kind, and the place that says so.
    pub fn failed_hooks(&self) -> Vec<(&'g str, &'g str, View<'g>)> {
        let hooks = self.record.items("/data/release/hooks");
        let failed = hooks.into_iter().filter_map(|hook| {
            let phase = hook.at("/last_run/phase").filter(|phase| phase.str() == Some("Failed"))?;
            Some((hook.str_at("/name")?, hook.str_at("/kind")?, phase))
        });
        failed.collect()
    }
}

/// What the deployed revision of a release declares of an object, with the release's name and that revision; only where
/// its record was read whole.
pub fn declared<'g>(graph: &'g Graph, key: &EntityKey) -> Option<(String, i64, View<'g>)> {
    let named = graph.view(key).and_then(|v| v.key_at("/metadata/annotations", "meta.helm.sh/release-name")?.str());
    deployed(graph).find_map(|release| {
        let own = named.is_none_or(|name| release.key.name == name);
        let object = release.objects().into_iter().find(|(object, _)| own && object == key)?;
        Some((release.key.name.clone(), release.revision, object.1))
    })
}

/// The releases whose newest revision is deployed: what a failed or superseded one declares is not what should be.
pub fn deployed(graph: &Graph) -> impl Iterator<Item = Release<'_>> {
    Release::all(graph).into_iter().filter(|release| release.status().and_then(|s| s.str()) == Some("deployed"))
}

/// The key of a release. It is no object of the API; reports name it so.
pub fn key(namespace: &str, name: &str) -> EntityKey {
    EntityKey::referenced("helm.sh/v1", "Release", Some(namespace), name)
}
