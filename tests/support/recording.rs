//! The recorded cluster (Kubernetes 1.36, three kubelets, about thirty namespaces broken in different ways) and what
//! is known to be true about it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use sre::report::model::RootCause;

/// What is broken, namespace by namespace, and nothing else is: by the questions and by the objects of the recording.
/// A namespace that is not here is healthy.
pub(crate) const BROKEN: &[(&str, &[&str])] = &[
    ("analytics", &["spark-driver", "druid-historical"]),
    ("argocd", &["echo-pod", "cart"]),
    ("backups", &["wal-archive", "nightly-backup"]),
    ("catalog", &["catalog-api"]),
    ("databases", &["postgres", "redis", "adminer", "data-postgres-0", "redis-data"]),
    ("edge", &["edge-proxy"]),
    ("frontend", &["web-ui", "static-assets"]),
    ("guarded", &["portal", "policy-enforcer"]),
    ("inventory", &["stock-api"]),
    ("legacy", &["soap-bridge"]),
    ("logging", &["log-shipper"]),
    ("media", &["transcoder", "thumbnailer", "subtitles", "previewer"]),
    ("mesh", &["reviews"]),
    ("messaging", &["broker-pdb"]),
    ("migrations", &["db-migrate-20261122", "reindex"]),
    ("orders", &["orders-api"]),
    ("payments", &["payment-gateway", "ledger"]),
    ("preview-417", &["preview-417"]),
    ("releases", &["podinfo"]),
    ("rendering", &["frame-renderer"]),
    ("reporting", &["report-worker"]),
    ("shop", &["cart"]),
    ("spread", &["quorum"]),
    ("storefront", &["storefront"]),
    ("stuck", &["session-cache-0"]),
    ("team-blue", &["recommender", "team-blue"]),
    ("terranetes", &["echo-pod"]),
    ("tooling", &["sync-agent", "exporter"]),
];

/// The archive; it is the one that the program carries for its demos.
pub(crate) fn archive() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cluster/demos/incidents.tar.zst")
}

/// A question and its true answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) namespace: String,
    pub(crate) question: String,
    /// The first root cause; none where the subject is healthy.
    pub(crate) expect: Vec<Expected>,
}

/// A cause (`|` = any of, `*` = wildcard) at an object.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) cause: String,
    pub(crate) kind: String,
    pub(crate) name: String,
}

impl Expected {
    /// Whether the cause is this one.
    pub(crate) fn is_cause(&self, code: &str) -> bool {
        self.cause.split('|').any(|pattern| match pattern.split_once('*') {
            Some((head, tail)) => code.starts_with(head) && code.ends_with(tail),
            None => code == pattern,
        })
    }

    /// Whether the object is the one that a person must change.
    pub(crate) fn is_object(&self, found: &RootCause) -> bool {
        (self.kind == "*" || self.kind == found.object.kind) && self.name == found.object.name
    }
}

/// Every question, as the people who broke the cluster wrote them down.
pub(crate) fn questions() -> Vec<Case> {
    #[derive(Deserialize)]
    struct File {
        cases: Vec<Case>,
    }
    let text = include_str!("../data/recordings/realworld.questions.json");
    serde_json::from_str::<File>(text).unwrap().cases
}

/// Unpacks the recording below `folder` and returns the bundle; `change` sees every JSON document on its way.
pub(crate) fn unpacked(folder: &Path, mut change: impl FnMut(&str, &mut Value)) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let packed = std::fs::File::open(archive()).unwrap();
    let mut archive = tar::Archive::new(zstd::stream::read::Decoder::new(packed).unwrap());
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        if std::path::Path::new(&path).extension().is_some_and(|ending| ending == "json")
            && entry.header().entry_type().is_file()
        {
            let mut document: Value = serde_json::from_reader(&mut entry).unwrap();
            change(&path, &mut document);
            let place = folder.join(&path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, document.to_string()).unwrap();
        } else {
            assert!(entry.unpack_in(folder).unwrap(), "{path}");
        }
    }
    folder.join("realworld")
}
