//! Older forms of kinds: what a server that is a few years old has instead, and how its objects become the kind that
//! everybody here knows.
//!
//! Kubernetes 1.20 is the oldest that is looked after. Only what the program reads is turned; a field that nobody asks
//! for stays as it came, and the `apiVersion` that a body came with says where it is from.

use serde_json::{Map, Value, json};

use crate::evidence::kinds::{self, Kind};

/// The label by which slices say whose they are.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// An older form of a kind.
#[derive(Debug)]
pub struct Older {
    /// The kind that is read where a server has it.
    pub of: &'static Kind,
    /// What is read instead.
    pub form: Kind,
    turn: fn(&mut Value),
}

/// Every older form, the newest of a kind first.
pub static ALL: &[Older] = &[
    older(&kinds::ENDPOINT_SLICE, "v1beta1", slice),
    Older {
        of: &kinds::ENDPOINT_SLICE,
        form: Kind::grouped("", "v1", "Endpoints", "endpoints", true, "endpoints"),
        turn: endpoints,
    },
    older(&kinds::CRON_JOB, "v1beta1", nothing),
    older(&kinds::PDB, "v1beta1", nothing),
    older(&kinds::HPA, "v2beta2", nothing),
    older(&kinds::HPA, "v1", autoscaler),
    older(&kinds::INGRESS, "v1beta1", ingress),
    older(&kinds::INGRESS_CLASS, "v1beta1", nothing),
    older(&kinds::VALIDATING_ADMISSION_POLICY, "v1beta1", nothing),
    older(&kinds::VIRTUAL_SERVICE, "v1beta1", nothing),
    older(&kinds::VIRTUAL_SERVICE, "v1alpha3", nothing),
    older(&kinds::DESTINATION_RULE, "v1beta1", nothing),
    older(&kinds::DESTINATION_RULE, "v1alpha3", nothing),
    older(&kinds::ISTIO_GATEWAY, "v1beta1", nothing),
    older(&kinds::ISTIO_GATEWAY, "v1alpha3", nothing),
    older(&kinds::SERVICE_ENTRY, "v1beta1", nothing),
    older(&kinds::SERVICE_ENTRY, "v1alpha3", nothing),
    older(&kinds::PEER_AUTHENTICATION, "v1beta1", nothing),
    older(&kinds::AUTHORIZATION_POLICY, "v1beta1", nothing),
    older(&kinds::FLUX_KUSTOMIZATION, "v1beta2", nothing),
    older(&kinds::FLUX_HELM_RELEASE, "v2beta2", nothing),
    older(&kinds::FLUX_HELM_RELEASE, "v2beta1", nothing),
    older(&kinds::GIT_REPOSITORY, "v1beta2", nothing),
    older(&kinds::OCI_REPOSITORY, "v1beta2", nothing),
    older(&kinds::HELM_REPOSITORY, "v1beta2", nothing),
    older(&kinds::REQUEST_AUTHENTICATION, "v1beta1", nothing),
];

const fn older(of: &'static Kind, version: &'static str, turn: fn(&mut Value)) -> Older {
    Older { of, form: of.in_version(version), turn }
}

impl Older {
    /// The older forms of a kind, the newest first.
    pub fn of(kind: &Kind) -> impl Iterator<Item = &'static Self> + '_ {
        ALL.iter().filter(move |older| older.of == kind)
    }

    /// Turns what came, an object or a list, into what the kind looks like today.
    pub fn turn(&self, document: &mut Value) {
        match document.get_mut("items").and_then(Value::as_array_mut) {
            Some(items) => items.iter_mut().for_each(self.turn),
            None => (self.turn)(document),
        }
    }
}

fn nothing(_: &mut Value) {}

/// `topology` became fields of the endpoint.
fn slice(object: &mut Value) {
    for endpoint in list_mut(object, "endpoints") {
        let topology = endpoint.get("topology").cloned().unwrap_or_default();
        for (field, label) in [("nodeName", "kubernetes.io/hostname"), ("zone", "topology.kubernetes.io/zone")] {
            if let (Some(value), Some(map)) = (topology.get(label), endpoint.as_object_mut()) {
                map.entry(field).or_insert_with(|| value.clone());
            }
        }
    }
}

/// The one Endpoints object of a Service becomes a slice of it.
fn endpoints(object: &mut Value) {
    let name = object.pointer("/metadata/name").cloned().unwrap_or_default();
    let mut turned = Vec::new();
    let mut ports = Value::Array(Vec::new());
    for subset in list_mut(object, "subsets") {
        for (field, ready) in [("addresses", true), ("notReadyAddresses", false)] {
            for address in list_mut(subset, field) {
                turned.push(json!({
                    "addresses": [address.get("ip")],
                    "conditions": { "ready": ready },
                    "nodeName": address.get("nodeName"),
                    "targetRef": address.get("targetRef"),
                }));
            }
        }
        if let Some(first) = subset.get("ports").filter(|_| ports.as_array().is_some_and(Vec::is_empty)) {
            ports = first.clone();
        }
    }
    let Some(map) = object.as_object_mut() else { return };
    map.remove("subsets");
    map.insert("endpoints".to_owned(), Value::Array(turned));
    map.insert("ports".to_owned(), ports);
    if let Some(labels) = child(map, "metadata").and_then(|metadata| child(metadata, "labels")) {
        labels.insert(SERVICE_NAME.to_owned(), name);
    }
}

/// The one number that was a target, and the conditions that lived in an annotation.
fn autoscaler(object: &mut Value) {
    let said = object.pointer("/metadata/annotations/autoscaling.alpha.kubernetes.io~1conditions");
    let conditions = said.and_then(Value::as_str).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(map) = object.as_object_mut() else { return };
    if let Some(spec) = child(map, "spec")
        && let Some(target) = spec.remove("targetCPUUtilizationPercentage")
    {
        let target = json!({ "type": "Utilization", "averageUtilization": target });
        spec.insert(
            "metrics".to_owned(),
            json!([{ "type": "Resource", "resource": { "name": "cpu", "target": target } }]),
        );
    }
    let Some(status) = child(map, "status") else { return };
    if let Some(current) = status.remove("currentCPUUtilizationPercentage") {
        let current = json!({ "averageUtilization": current });
        let metric = json!({ "type": "Resource", "resource": { "name": "cpu", "current": current } });
        status.insert("currentMetrics".to_owned(), json!([metric]));
    }
    if let Some(conditions @ Value::Array(_)) = conditions {
        status.entry("conditions").or_insert(conditions);
    }
}

/// A backend was a name and a port.
fn ingress(object: &mut Value) {
    if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut)
        && let Some(mut backend) = spec.remove("backend")
    {
        turn_backend(&mut backend);
        spec.insert("defaultBackend".to_owned(), backend);
    }
    let Some(spec) = object.get_mut("spec") else { return };
    for rule in list_mut(spec, "rules") {
        let Some(http) = rule.get_mut("http") else { continue };
        for path in list_mut(http, "paths") {
            if let Some(backend) = path.get_mut("backend") {
                turn_backend(backend);
            }
        }
    }
}

fn turn_backend(backend: &mut Value) {
    let Some(map) = backend.as_object_mut() else { return };
    let Some(name) = map.remove("serviceName") else { return };
    let port = match map.remove("servicePort") {
        Some(Value::String(name)) => json!({ "name": name }),
        Some(number) => json!({ "number": number }),
        None => json!({}),
    };
    map.insert("service".to_owned(), json!({ "name": name, "port": port }));
}

fn list_mut<'v>(value: &'v mut Value, field: &str) -> impl Iterator<Item = &'v mut Value> {
    value.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten()
}

/// A map inside of a map, made where it is not there.
fn child<'m>(map: &'m mut Map<String, Value>, field: &str) -> Option<&'m mut Map<String, Value>> {
    map.entry(field).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(kind: &Kind, version: &str, mut object: Value) -> Value {
        let older = Older::of(kind).find(|older| older.form.api_version() == version).unwrap();
        older.turn(&mut object);
        object
    }

    #[test]
    fn endpoints_become_a_slice_of_their_service() {
        let object = json!({
            "metadata": { "name": "cart", "namespace": "shop" },
            "subsets": [{
                "addresses": [{ "ip": "10.0.0.1", "nodeName": "n1" }],
                "notReadyAddresses": [{ "ip": "10.0.0.2" }, { "ip": "10.0.0.3" }],
                "ports": [{ "port": 8080 }],
            }],
        });
        let list = turned(&kinds::ENDPOINT_SLICE, "v1", json!({ "kind": "EndpointsList", "items": [object] }));
        let slice = &list["items"][0];
        assert_eq!(slice["metadata"]["labels"][SERVICE_NAME], "cart");
        let ready: Vec<_> = slice["endpoints"].as_array().unwrap().iter().map(|e| &e["conditions"]["ready"]).collect();
        assert_eq!(ready, [true, false, false]);
        assert_eq!((&slice["endpoints"][0]["nodeName"], &slice["ports"][0]["port"]), (&json!("n1"), &json!(8080)));
        let without = turned(&kinds::ENDPOINT_SLICE, "v1", json!({ "metadata": { "name": "cart" } }));
        assert_eq!(without["endpoints"], json!([]));
    }

    #[test]
    fn topology_becomes_fields() {
        let endpoint = json!({ "topology": { "kubernetes.io/hostname": "n1", "topology.kubernetes.io/zone": "z" } });
        let slice = turned(&kinds::ENDPOINT_SLICE, "discovery.k8s.io/v1beta1", json!({ "endpoints": [endpoint] }));
        assert_eq!((&slice["endpoints"][0]["nodeName"], &slice["endpoints"][0]["zone"]), (&json!("n1"), &json!("z")));
    }

    #[test]
    fn an_autoscaler_of_one_number_has_a_metric_and_its_conditions() {
        let said = r#"[{"type":"ScalingActive","status":"False"}]"#;
        let old = json!({
            "metadata": { "annotations": { "autoscaling.alpha.kubernetes.io/conditions": said } },
            "spec": { "targetCPUUtilizationPercentage": 80 },
            "status": { "currentCPUUtilizationPercentage": 91 },
        });
        let turned = turned(&kinds::HPA, "autoscaling/v1", old);
        assert_eq!(turned.pointer("/spec/metrics/0/resource/target/averageUtilization"), Some(&json!(80)));
        assert_eq!(turned.pointer("/status/currentMetrics/0/resource/current/averageUtilization"), Some(&json!(91)));
        assert_eq!(turned.pointer("/status/conditions/0/type"), Some(&json!("ScalingActive")));
    }

    #[test]
    fn backends_become_services() {
        let backend = json!({ "serviceName": "web", "servicePort": "http" });
        let old = json!({ "spec": {
            "backend": { "serviceName": "web", "servicePort": 80 },
            "rules": [{ "http": { "paths": [{ "backend": backend }] } }],
        } });
        let turned = turned(&kinds::INGRESS, "networking.k8s.io/v1beta1", old);
        assert_eq!(turned.pointer("/spec/defaultBackend/service/port/number"), Some(&json!(80)));
        let path = turned.pointer("/spec/rules/0/http/paths/0/backend/service").unwrap();
        assert_eq!(*path, json!({ "name": "web", "port": { "name": "http" } }));
    }

    #[test]
    fn what_is_not_as_expected_stays_as_it_came() {
        for odd in
            [json!(null), json!([]), json!("text"), json!({ "items": 7, "spec": [], "metadata": 1, "status": 2 })]
        {
            for older in ALL {
                older.turn(&mut odd.clone());
            }
        }
    }
}
