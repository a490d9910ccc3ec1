//! What an investigation may ask a Kubernetes API server. The whole list: shapes of requests here, and the resources
//! that they may be about in [`crate::evidence::declared`], from which the role of `sre rbac` follows too.
//!
//! Watches are not in it. When a listener needs them they become rules `watch` and `watch-group` beside the lists,
//! with the keys `watch`, `allowWatchBookmarks`, `timeoutSeconds` and a condition that the value is `true`; the lists
//! below stay as they are.

use super::rule::NOT_RESOURCES;
use super::target::Target;
use super::{Accept, No, Only, Purpose, Rule};

const READ: &[&str] = &["GET", "HEAD"];
const ASK: &[&str] = &["POST"];
const LIST: &[&str] =
    &["limit", "continue", "labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch"];
const GET: &[&str] = &["resourceVersion"];
const LOG: &[&str] = &["container", "previous", "tailLines", "limitBytes", "sinceSeconds", "sinceTime", "timestamps"];
const SECRETS: &[&str] = &["secrets"];

/// A rule without exceptions and conditions; the entries below name what differs.
const fn rule(name: &'static str, path: &'static str, query: &'static [&'static str], why: &'static str) -> Rule {
    Rule {
        name,
        purpose: Purpose::Investigate,
        methods: READ,
        path,
        except: &[],
        query,
        accept: Accept::Json,
        only: Only::Always,
        why,
    }
}

const fn review(name: &'static str, path: &'static str) -> Rule {
    Rule {
        methods: ASK,
        ..rule(name, path, &[], "a self-subject review is a question about our own rights and stores nothing")
    }
}

const fn core(name: &'static str, path: &'static str, query: &'static [&'static str]) -> Rule {
    Rule {
        except: SECRETS,
        ..rule(name, path, query, "declared reads of the core group, Secrets left to their own rules")
    }
}

const fn group(name: &'static str, path: &'static str, query: &'static [&'static str]) -> Rule {
    rule(name, path, query, "declared reads of a named group")
}

const fn health(name: &'static str, path: &'static str) -> Rule {
    Rule { accept: Accept::Text, ..rule(name, path, &["verbose"], "the API server's own health") }
}

const METADATA: &str = "a Secret is known by its metadata only";
const HELM: &str = "Helm keeps its release history in Secrets of type helm.sh/release.v1 owned by helm; nothing else of Secrets is read";

const DOCUMENT: &str =
    "what a bundle holds beside the API: declared manifests, what other systems said; no API server has the path";

const SECRET_SETTINGS: &str = "where apps are told to connect, out of the Secrets that a bundle holds: hosts and ports, of other values a tag; no API server has the path";

const NODE_SERVICES: &str = "the kubelet's log query, for those who asked for it (`node_services`): the last lines of one known service, nothing else of a node's proxy";

const MONITORING: &str = "what Prometheus and Alertmanager measured, where they are configured: their read-only API; no API server has the path";

/// The table.
pub(super) static RULES: &[Rule] = &[
    rule("version", "/version", &[], "the server's version"),
    rule("discovery", "/api", &[], "what the server serves"),
    rule("discovery", "/apis", &[], "what the server serves"),
    rule("discovery", "/api/v1", &[], "what the core group serves"),
    rule("discovery", "/apis/{group}/{version}", &[], "what a group serves"),
    health("health", "/readyz"),
    health("health", "/livez"),
    health("health", "/healthz"),
    core("core-list", "/api/v1/{resource}", LIST),
    core("core-get", "/api/v1/{resource}/{name}", GET),
    core("core-list", "/api/v1/namespaces/{namespace}/{resource}", LIST),
    core("core-get", "/api/v1/namespaces/{namespace}/{resource}/{name}", GET),
    group("group-list", "/apis/{group}/{version}/{resource}", LIST),
    group("group-get", "/apis/{group}/{version}/{resource}/{name}", GET),
    group("group-list", "/apis/{group}/{version}/namespaces/{namespace}/{resource}", LIST),
    group("group-get", "/apis/{group}/{version}/namespaces/{namespace}/{resource}/{name}", GET),
    Rule {
        accept: Accept::Text,
        ..rule("pod-log", "/api/v1/namespaces/{namespace}/pods/{name}/log", LOG, "the only subresource that is read")
    },
    Rule { accept: Accept::MetadataList, ..rule("secret-metadata", "/api/v1/secrets", LIST, METADATA) },
    Rule {
        accept: Accept::MetadataList,
        ..rule("secret-metadata", "/api/v1/namespaces/{namespace}/secrets", LIST, METADATA)
    },
    Rule {
        accept: Accept::Metadata,
        ..rule("secret-metadata", "/api/v1/namespaces/{namespace}/secrets/{name}", GET, METADATA)
    },
    Rule {
        methods: &["GET"],
        accept: Accept::Text,
        only: Only::NodeServices,
        ..rule("node-services", "/api/v1/nodes/{name}/proxy/logs/", &["query", "tailLines"], NODE_SERVICES)
    },
    Rule { accept: Accept::Text, ..rule("bundle-document", "/-/bundle/manifests", &[], DOCUMENT) },
    Rule {
        accept: Accept::Text,
        ..rule("bundle-document", "/-/bundle/secret-settings/{namespace}", &[], SECRET_SETTINGS)
    },
    Rule { accept: Accept::Text, ..rule("bundle-document", "/-/bundle/telemetry/{name}", &[], DOCUMENT) },
    Rule { accept: Accept::Text, ..rule("bundle-document", "/-/bundle/telemetry/{name}/{name}", &[], DOCUMENT) },
    Rule { accept: Accept::Text, ..rule("bundle-document", "/-/bundle/telemetry/{name}/{name}/{name}", &[], DOCUMENT) },
    rule("prometheus", "/-/prometheus/api/v1/query_range", &["query", "start", "end", "step"], MONITORING),
    rule("prometheus", "/-/prometheus/api/v1/alerts", &[], MONITORING),
    rule("prometheus", "/-/prometheus/api/v1/status/buildinfo", &[], MONITORING),
    rule("alertmanager", "/-/alertmanager/api/v2/alerts", &["active", "inhibited", "silenced"], MONITORING),
    rule("alertmanager", "/-/alertmanager/api/v2/status", &[], MONITORING),
    Rule { only: Only::HelmReleases, ..rule("helm-releases", "/api/v1/secrets", LIST, HELM) },
    Rule { only: Only::HelmReleases, ..rule("helm-releases", "/api/v1/namespaces/{namespace}/secrets", LIST, HELM) },
    Rule {
        only: Only::HelmReleaseName,
        ..rule("helm-release", "/api/v1/namespaces/{namespace}/secrets/{name}", GET, HELM)
    },
    review("self-review", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
    review("self-review", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"),
    review("self-review", "/apis/authentication.k8s.io/v1/selfsubjectreviews"),
];

/// Why a path that no rule covers is refused, told as closely as the path allows.
pub(super) fn undeclared(target: &Target<'_>) -> No {
    let names_a_subresource = target.segments.iter().skip(2).any(|segment| NOT_RESOURCES.contains(segment));
    if names_a_subresource {
        No::because("subresources", "of all subresources only the log of a pod is read")
    } else {
        No::because("undeclared-path", "no rule declares this path")
    }
}
