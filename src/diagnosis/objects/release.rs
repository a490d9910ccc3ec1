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

/// The key of a release. It is no object of the API; reports name it so.
pub fn key(namespace: &str, name: &str) -> EntityKey {
    EntityKey::referenced("helm.sh/v1", "Release", Some(namespace), name)
}
