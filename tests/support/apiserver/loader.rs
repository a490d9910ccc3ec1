//! Puts the recorded objects into a real API server, through its API.
//!
//! The server gives every object a uid, so owners go first and every recorded uid is rewritten, wherever it stands.
//! Statuses go through the status subresource, deletions are deletions. All moments are shifted by one span, so that
//! the time of the recording is now.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt};
use http::{Method, Request};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sre::cluster::bundle::{self, Limits, Store};
use sre::evidence::kinds;

use super::{ApiServer, ages, kubelet};
use crate::support::recording;

/// Objects on their way at once.
const AT_ONCE: usize = 24;

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Objects that are there now, as `Kind namespace/name`.
    pub(crate) objects: BTreeSet<String>,
    /// What the server would not take, with its words.
    pub(crate) refused: Vec<String>,
}

/// An object on its way.
#[derive(Clone)]
struct Item {
    /// `/api/v1`, `/apis/apps/v1` …
    root: String,
    plural: String,
    kind: String,
    object: Value,
}

impl Item {
    fn text(&self, pointer: &str) -> &str {
        self.object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    fn list(&self) -> String {
        match self.text("/metadata/namespace") {
            "" => format!("{}/{}", self.root, self.plural),
            namespace => format!("{}/namespaces/{namespace}/{}", self.root, self.plural),
        }
    }

    fn path(&self) -> String {
        format!("{}/{}", self.list(), self.text("/metadata/name"))
    }

    fn label(&self) -> String {
        format!("{} {}/{}", self.kind, self.text("/metadata/namespace"), self.text("/metadata/name"))
    }

    /// Definitions and namespaces before what lives in them, events last.
    fn wave(&self) -> u8 {
        match self.kind.as_str() {
            "CustomResourceDefinition" | "Namespace" => 0,
            "Event" => 2,
            _ => 1,
        }
    }
}

/// Loads the recording.
pub(super) fn load(server: &ApiServer) -> Loaded {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let store = bundle::open(&recording::archive(), &Limits::default()).unwrap();
    let items = recorded(&store);
    let (done, loaded) = runtime.block_on(async {
        let client = server.admin().await;
        let mut loader = Loader { client, uids: BTreeMap::new(), loaded: Loaded::default(), done: Vec::new() };
        for wave in 0..3 {
            loader.create(items.iter().filter(|item| item.wave() == wave).cloned().collect()).await;
            if wave == 0 {
                loader.wait_for_definitions(&items).await;
            }
        }
        // A namespace may be terminating only once it is deleted.
        loader.deletions().await;
        loader.statuses().await;
        ages::restore(server.etcd, &loader.moments()).await;
        (loader.done.len(), loader.loaded)
    });
    assert!(done > 1000, "{done} objects only; refused: {:#?}\n{}", loaded.refused, server.log());
    loaded
}

/// Every recorded object, ready for this server: moments shifted, forms that are too new in the older one.
fn recorded(store: &Store) -> Vec<Item> {
    let shift = Timestamp::now().duration_since(store.now().unwrap());
    let kubelet = kubelet::serve(store.clone());
    let folder = tempfile::tempdir().unwrap();
    let mut items = Vec::new();
    recording::unpacked(folder.path(), |path, document| {
        let Some(list) = document.get_mut("items").map(Value::take) else { return };
        let version = document["apiVersion"].as_str().unwrap_or_default().to_owned();
        let kind = document["kind"].as_str().unwrap_or_default().trim_end_matches("List").to_owned();
        let custom = path.split("custom-resources/").nth(1).and_then(|rest| rest.split(['.', '/']).next());
        let known = kinds::by_api_version(&version, &kind).map(|known| known.plural.to_string());
        let Some(plural) = custom.map(str::to_owned).or(known) else { return };
        for mut object in serde_json::from_value::<Vec<Value>>(list).unwrap_or_default() {
            shifted(&mut object, shift);
            let root = older(&version, &kind, &mut object);
            prepare(&kind, &mut object, kubelet);
            items.push(Item { root, plural: plural.clone(), kind: kind.clone(), object });
        }
    });
    items
}

/// Moves every moment in an object.
fn shifted(value: &mut Value, by: SignedDuration) {
    match value {
        Value::String(text) if text.len() >= 20 && text.ends_with('Z') => {
            if let Ok(moment) = text.parse::<Timestamp>() {
                let moment = moment + by;
                *text = if text.contains('.') { format!("{moment:.6}") } else { format!("{moment:.0}") };
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| shifted(value, by)),
        Value::Object(map) => map.values_mut().for_each(|value| shifted(value, by)),
        _ => {}
    }
}

/// Gives an object the form in which a server of 1.20 takes it; returns where.
fn older(version: &str, kind: &str, object: &mut Value) -> String {
    let version = match (version, kind) {
        ("batch/v1", "CronJob") => "batch/v1beta1",
        ("policy/v1", "PodDisruptionBudget") => "policy/v1beta1",
        ("autoscaling/v2", "HorizontalPodAutoscaler") => "autoscaling/v2beta2",
        ("discovery.k8s.io/v1", "EndpointSlice") => {
            for endpoint in object["endpoints"].as_array_mut().into_iter().flatten() {
                if let Some(node) = endpoint.get("nodeName").cloned() {
                    endpoint["topology"] = json!({"kubernetes.io/hostname": node});
                }
            }
            "discovery.k8s.io/v1beta1"
        }
        (version, _) => version,
    };
    object["apiVersion"] = version.into();
    object["kind"] = kind.into();
    if version.contains('/') { format!("/apis/{version}") } else { format!("/api/{version}") }
}

/// Takes away what the server gives by itself.
fn prepare(kind: &str, object: &mut Value, kubelet: u16) {
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for own in ["resourceVersion", "generation", "selfLink"] {
            metadata.remove(own);
        }
    }
    match kind {
        "Job" => {
            if let Some(spec) = object["spec"].as_object_mut() {
                spec.remove("selector");
            }
            if let Some(labels) = object.pointer_mut("/spec/template/metadata/labels").and_then(Value::as_object_mut) {
                labels.retain(|name, _| !name.contains("controller-uid") && !name.ends_with("job-name"));
            }
        }
        "Node" => {
            object["status"]["addresses"] = json!([{"type": "InternalIP", "address": "127.0.0.1"}]);
            object["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] = kubelet.into();
        }
        _ => {}
    }
}

struct Loader {
    client: kube::Client,
    /// Recorded uid to the server's.
    uids: BTreeMap<String, String>,
    loaded: Loaded,
    done: Vec<Item>,
}

impl Loader {
    /// Creates objects, owners before what they own.
    async fn create(&mut self, mut waiting: Vec<Item>) {
        while !waiting.is_empty() {
            let missing: BTreeSet<String> = waiting.iter().map(|item| item.text("/metadata/uid").to_owned()).collect();
            let (ready, later): (Vec<Item>, Vec<Item>) = waiting.into_iter().partition(|item| {
                let owners = item.object["metadata"]["ownerReferences"].as_array().into_iter().flatten();
                !owners.filter_map(|owner| owner["uid"].as_str()).any(|uid| missing.contains(uid))
            });
            assert!(!ready.is_empty(), "owners in a circle");
            let uids = &self.uids;
            let client = &self.client;
            let answers: Vec<(Item, Result<Value, kube::Error>)> = stream::iter(ready)
                .map(|mut item| async move {
                    let old = item.text("/metadata/uid").to_owned();
                    item.object = rewritten(&item.object, uids);
                    let mut body = item.object.clone();
                    if let Some(metadata) = body["metadata"].as_object_mut() {
                        for own in ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] {
                            metadata.remove(own);
                        }
                    }
                    let answer = send(client, Method::POST, &item.list(), &body).await;
                    item.object["metadata"]["uid"] = old.into();
                    (item, answer)
                })
                .buffer_unordered(AT_ONCE)
                .collect()
                .await;
            for (item, answer) in answers {
                self.created(item, answer).await;
            }
            waiting = later;
        }
    }

    async fn created(&mut self, item: Item, answer: Result<Value, kube::Error>) {
        let answer = match answer {
            Err(kube::Error::Api(status)) if status.code == 409 => get(&self.client, &item.path()).await,
            other => other,
        };
        match answer {
            Ok(stored) => {
                let uid = stored["metadata"]["uid"].as_str().unwrap_or_default().to_owned();
                self.uids.insert(item.text("/metadata/uid").to_owned(), uid);
                self.loaded.objects.insert(item.label());
                self.done.push(item);
            }
            Err(error) => self.loaded.refused.push(format!("{}: {error}", item.label())),
        }
    }

    async fn wait_for_definitions(&self, items: &[Item]) {
        for item in items.iter().filter(|item| item.kind == "CustomResourceDefinition") {
            for _ in 0..100 {
                let stored = get(&self.client, &item.path()).await.unwrap();
                let conditions = stored["status"]["conditions"].as_array().cloned().unwrap_or_default();
                if conditions.iter().any(|c| c["type"] == "Established" && c["status"] == "True") {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
    }

    /// Statuses of what has them; custom resources without the subresource brought theirs along.
    async fn statuses(&mut self) {
        let kinds = ["CustomResourceDefinition", "APIService", "Event"];
        let with_status = self.done.iter().filter(|i| i.object.get("status").is_some_and(Value::is_object));
        let (client, uids) = (&self.client, &self.uids);
        let refused: Vec<Option<String>> = stream::iter(with_status.filter(|i| !kinds.contains(&i.kind.as_str())))
            .map(|item| async move {
                let object = rewritten(&item.object, uids);
                let mut stored = get(client, &item.path()).await.ok()?;
                stored["status"] = object["status"].clone();
                match send(client, Method::PUT, &format!("{}/status", item.path()), &stored).await {
                    Err(kube::Error::Api(status)) if status.code == 404 => None,
                    Err(error) => Some(format!("status of {}: {error}", item.label())),
                    Ok(_) => None,
                }
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        self.loaded.refused.extend(refused.into_iter().flatten());
    }

    /// The recorded metadata by the server's uids.
    fn moments(&self) -> BTreeMap<String, Value> {
        let of = |item: &Item| {
            Some((self.uids.get(item.text("/metadata/uid"))?.clone(), item.object.get("metadata")?.clone()))
        };
        self.done.iter().filter_map(of).collect()
    }

    /// Deletes what was being deleted; finalizers and the missing kubelets keep it there.
    async fn deletions(&mut self) {
        for item in self.done.iter().filter(|item| !item.text("/metadata/deletionTimestamp").is_empty()) {
            let options = json!({"gracePeriodSeconds": item.object["metadata"]["deletionGracePeriodSeconds"]});
            if let Err(error) = send(&self.client, Method::DELETE, &item.path(), &options).await {
                self.loaded.refused.push(format!("deletion of {}: {error}", item.label()));
            }
        }
    }
}

/// An object with the server's uids in place of the recorded ones, wherever they stand.
fn rewritten(object: &Value, uids: &BTreeMap<String, String>) -> Value {
    let mut object = object.clone();
    rewrite(&mut object, uids);
    object
}

fn rewrite(value: &mut Value, uids: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = uids.get(text.as_str()) {
                text.clone_from(new);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rewrite(value, uids)),
        Value::Object(map) => map.values_mut().for_each(|value| rewrite(value, uids)),
        _ => {}
    }
}

async fn get(client: &kube::Client, path: &str) -> Result<Value, kube::Error> {
    client.request(Request::get(path).body(Vec::new()).unwrap()).await
}

async fn send(client: &kube::Client, method: Method, path: &str, body: &Value) -> Result<Value, kube::Error> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(serde_json::to_vec(body).unwrap());
    client.request(request.unwrap()).await
}
