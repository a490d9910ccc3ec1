//! What the recorded API server would say about itself: version, groups, versions and resources.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::api::{Api, Group, Resource, Version};
use super::layout;
use super::status::{Status, json_ok, respond};
use super::store::Store;

/// `/version`.
pub(super) fn version(store: &Store) -> Result<Response<Bytes>, Status> {
    let told = store.json(layout::SERVER_VERSION);
    let info =
        told.as_ref().map(|told| told.get("info").unwrap_or(told)).filter(|info| info.get("gitVersion").is_some());
    match (info, store.server_version()) {
        (Some(info), _) => Ok(json_ok(info.to_string())),
        (None, Some(version)) => Ok(json_ok(
            json!({"major": "", "minor": "", "gitVersion": version, "gitCommit": "",
            "gitTreeState": "", "buildDate": "", "goVersion": "", "compiler": "", "platform": ""})
            .to_string(),
        )),
        (None, None) => {
            Err(Status::not_collected("the server's version was not collected: the bundle has no file of it"))
        }
    }
}

/// `/api`, plain.
pub(super) fn core() -> Response<Bytes> {
    json_ok(r#"{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]}"#)
}

/// `/apis`, plain.
pub(super) fn groups(api: &Api) -> Response<Bytes> {
    let groups: Vec<Value> = named(api).map(|(name, group)| group_value(name, group)).collect();
    json_ok(json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}).to_string())
}

/// `/apis/GROUP`.
pub(super) fn group(api: &Api, name: &str) -> Result<Response<Bytes>, Status> {
    let group = api.groups.get(name).filter(|_| !name.is_empty()).ok_or_else(Status::no_resource)?;
    let mut body = json!({"kind": "APIGroup", "apiVersion": "v1"});
    if let (Some(body), Value::Object(group)) = (body.as_object_mut(), group_value(name, group)) {
        body.extend(group);
    }
    Ok(json_ok(body.to_string()))
}

/// `/api/v1`, `/apis/GROUP/VERSION`.
pub(super) fn resources(api: &Api, group: &str, version: &str) -> Result<Response<Bytes>, Status> {
    let served = api.groups.get(group).and_then(|g| g.versions.get(version)).ok_or_else(Status::no_resource)?;
    let resources: Vec<&Resource> = served.resources.values().collect();
    let mut body =
        json!({"kind": "APIResourceList", "groupVersion": group_version(group, version), "resources": resources});
    if let (Some(body), false) = (body.as_object_mut(), group.is_empty()) {
        body.insert("apiVersion".to_owned(), "v1".into());
    }
    Ok(json_ok(body.to_string()))
}

/// `/api` or `/apis` as one document.
pub(super) fn aggregated(api: &Api, core: bool) -> Response<Bytes> {
    let one = |name: &str, group: &Group| {
        let versions: Vec<Value> = group.versions.iter().map(|(v, served)| version_value(v, served)).collect();
        let metadata = if name.is_empty() { json!({}) } else { json!({"name": name}) };
        json!({"metadata": metadata, "versions": versions})
    };
    let items: Vec<Value> = if core {
        api.groups.get("").map(|group| one("", group)).into_iter().collect()
    } else {
        named(api).map(|(name, group)| one(name, group)).collect()
    };
    let body = json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items});
    let content_type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    respond(StatusCode::OK, content_type, body.to_string())
}

fn named(api: &Api) -> impl Iterator<Item = (&String, &Group)> {
    api.groups.iter().filter(|(name, _)| !name.is_empty())
}

fn group_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

fn group_value(name: &str, group: &Group) -> Value {
    let one = |version: &String| json!({"groupVersion": group_version(name, version), "version": version});
    let versions: Vec<Value> = group.versions.keys().map(one).collect();
    let preferred = versions.first().cloned().unwrap_or_default();
    json!({"name": name, "versions": versions, "preferredVersion": preferred})
}

fn version_value(version: &str, served: &Version) -> Value {
    let whole = served.resources.values().filter(|resource| !resource.name.contains('/'));
    let resources: Vec<Value> = whole.map(|resource| resource_value(resource, served)).collect();
    json!({"version": version, "resources": resources, "freshness": "Current"})
}

fn resource_value(resource: &Resource, served: &Version) -> Value {
    let mut value = Map::new();
    value.insert("resource".to_owned(), resource.name.clone().into());
    value.insert("responseKind".to_owned(), response_kind(resource));
    value.insert("scope".to_owned(), if resource.namespaced { "Namespaced" } else { "Cluster" }.into());
    value.insert("singularResource".to_owned(), resource.singular_name.clone().into());
    value.insert("verbs".to_owned(), resource.verbs.clone().into());
    for (key, list) in [("shortNames", &resource.short_names), ("categories", &resource.categories)] {
        if !list.is_empty() {
            value.insert(key.to_owned(), list.clone().into());
        }
    }
    let prefix = format!("{}/", resource.name);
    let parts = served.resources.values().filter_map(|part| Some((part.name.strip_prefix(&prefix)?, part)));
    let parts: Vec<Value> = parts
        .map(|(name, part)| json!({"subresource": name, "responseKind": response_kind(part), "verbs": part.verbs}))
        .collect();
    if !parts.is_empty() {
        value.insert("subresources".to_owned(), parts.into());
    }
    Value::Object(value)
}

/// Group and version are empty where they are the resource's own.
fn response_kind(resource: &Resource) -> Value {
    json!({"group": resource.group, "version": resource.version, "kind": resource.kind})
}
