//! A healthy workload with all that belongs to it: its ReplicaSets, pods, Services, slices and events.

use serde_json::{Value, json};

use super::recorded::Recorded;
use super::renames::{Renames, Serial};
use super::write::Writer;

/// Revisions that a workload had before.
const REVISIONS: u64 = 2;
/// One of so many workloads was rolled out in the last hour, so that its events are still there.
const RECENT: usize = 5;

pub(crate) struct Family {
    namespace: String,
    name: String,
    deployment: Value,
    set: Value,
    pods: Vec<Value>,
    services: Vec<Value>,
    slices: Vec<Value>,
    endpoints: Vec<Value>,
    events: Vec<Value>,
}

impl Family {
    pub(crate) fn of(recorded: &Recorded, namespace: &str, name: &str) -> Self {
        let named = |folder: &str, wanted: &dyn Fn(&Value) -> bool| -> Vec<Value> {
            recorded.items(folder, namespace).iter().filter(|object| wanted(object)).cloned().collect()
        };
        let only = |mut found: Vec<Value>| {
            assert_eq!(found.len(), 1, "{namespace}/{name}");
            found.remove(0)
        };
        let deployment = only(named("deployments", &|object| object["metadata"]["name"] == name));
        let owned =
            |object: &Value, owner: &Value| object["metadata"]["ownerReferences"][0]["uid"] == owner["metadata"]["uid"];
        let set = only(named("replicasets", &|object| owned(object, &deployment)));
        let pods = named("pods", &|object| owned(object, &set));
        let services = named("services", &|service| {
            let wanted = service["spec"]["selector"].as_object();
            let labels = &deployment["spec"]["template"]["metadata"]["labels"];
            wanted.is_some_and(|wanted| wanted.iter().all(|(key, value)| labels[key] == *value))
        });
        let of_services = |object: &Value| services.iter().any(|service| owned(object, service));
        let of_name = |object: &Value| services.iter().any(|s| s["metadata"]["name"] == object["metadata"]["name"]);
        let slices = named("endpointslices", &of_services);
        let endpoints = named("endpoints", &of_name);
        let about = |event: &Value| {
            let of = &event["involvedObject"]["uid"];
            [&deployment, &set].into_iter().chain(&pods).any(|object| object["metadata"]["uid"] == *of)
        };
        let events = named("events", &about);
        let (namespace, name) = (namespace.to_owned(), name.to_owned());
        Self { namespace, name, deployment, set, pods, services, slices, endpoints, events }
    }

    /// Puts a copy into a namespace, with so many pods for each recorded one. Returns how many pods it has.
    pub(crate) fn copy(
        &self,
        namespace: &str,
        number: usize,
        factor: usize,
        serial: &mut Serial,
        writer: &mut Writer<'_>,
    ) -> usize {
        let recent = number.is_multiple_of(RECENT);
        let mut renames = Renames::new(serial);
        renames.word(&self.namespace, namespace);
        renames.word(&self.name, &format!("{}-{number:02}", self.name));
        let copied = |object: &Value, renames: &mut Renames<'_>| {
            let mut object = object.clone();
            renames.value(&mut object);
            object
        };
        let mut deployment = copied(&self.deployment, &mut renames);
        multiply(&mut deployment, factor);
        deployment["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = json!((REVISIONS + 1).to_string());
        let uid = deployment["metadata"]["uid"].clone();
        writer.add("deployments", deployment);
        let set = copied(&self.set, &mut renames);
        for revision in 1..=REVISIONS {
            writer.add("replicasets", before(&set, revision, &renames));
        }
        let mut current = set;
        multiply(&mut current, factor);
        current["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = json!((REVISIONS + 1).to_string());
        assert_eq!(current["metadata"]["ownerReferences"][0]["uid"], uid);
        let owner = current["metadata"]["uid"].clone();
        writer.add("replicasets", current);
        for service in &self.services {
            writer.add("services", copied(service, &mut renames));
        }
        let slices: Vec<Value> = self.slices.iter().map(|slice| copied(slice, &mut renames)).collect();
        for object in &self.endpoints {
            writer.add("endpoints", copied(object, &mut renames));
        }
        let mut behind = Vec::new();
        for part in 0..factor {
            for recorded in &self.pods {
                let pod = self.pod(recorded, part, &owner, recent, &mut renames, writer);
                behind.push(endpoint(&pod));
                writer.add("pods", pod);
            }
        }
        for mut slice in slices {
            slice["endpoints"] = Value::Array(behind.clone());
            writer.add("endpointslices", slice);
        }
        behind.len()
    }

    fn pod(
        &self,
        recorded: &Value,
        part: usize,
        owner: &Value,
        recent: bool,
        renames: &mut Renames<'_>,
        writer: &mut Writer<'_>,
    ) -> Value {
        let words = renames.words();
        renames.another();
        renames.move_to_next_node();
        let name = recorded["metadata"]["name"].as_str().unwrap();
        let (stem, ending) = name.rsplit_once('-').unwrap();
        let new = format!("{}-{}", renames.text(stem), renames.ending(ending, &part.to_string()));
        renames.word(name, &new);
        let mut pod = recorded.clone();
        renames.value(&mut pod);
        pod["metadata"]["ownerReferences"][0]["uid"] = owner.clone();
        for event in self.events.iter().filter(|_| recent) {
            let of_pod = event["involvedObject"]["uid"] == recorded["metadata"]["uid"];
            if of_pod {
                let mut event = event.clone();
                renames.value(&mut event);
                writer.add("events", event);
            }
        }
        renames.restore(words);
        pod
    }
}

/// Replicas are counted in `spec` and in `status`.
fn multiply(object: &mut Value, factor: usize) {
    for part in ["spec", "status"] {
        for (key, value) in object[part].as_object_mut().unwrap() {
            if let Some(count) = value.as_u64().filter(|_| key.to_lowercase().ends_with("replicas")) {
                *value = json!(count * factor as u64);
            }
        }
    }
}

/// The ReplicaSet of a revision that is over.
fn before(set: &Value, revision: u64, renames: &Renames<'_>) -> Value {
    let mut old = set.clone();
    let hash = set["metadata"]["labels"]["pod-template-hash"].as_str().unwrap();
    let other = renames.ending(hash, &revision.to_string());
    let mut serial = Serial::new(1);
    for _ in 0..revision {
        drop(Renames::new(&mut serial));
    }
    let owners = old["metadata"]["ownerReferences"].clone();
    let mut words = Renames::new(&mut serial);
    words.word(hash, &other);
    words.value(&mut old);
    old["metadata"]["ownerReferences"] = owners;
    old["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = json!(revision.to_string());
    old["spec"]["replicas"] = json!(0);
    old["status"] = json!({"replicas": 0, "observedGeneration": 2});
    old
}

/// The pod as a slice shows it.
fn endpoint(pod: &Value) -> Value {
    json!({
        "addresses": [pod["status"]["podIP"]],
        "conditions": {"ready": true, "serving": true, "terminating": false},
        "targetRef": {
            "kind": "Pod",
            "namespace": pod["metadata"]["namespace"],
            "name": pod["metadata"]["name"],
            "uid": pod["metadata"]["uid"],
        },
        "nodeName": pod["spec"]["nodeName"],
        "zone": "lab-1",
    })
}
