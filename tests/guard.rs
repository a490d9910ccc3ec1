//! What may be asked of a Kubernetes API server, and that nothing else gets near a socket.

#![expect(clippy::unwrap_used, reason = "helpers of tests; the lint's own exception knows test functions only")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use kube::client::Body;
use proptest::prelude::*;
use sre::clock::Clock;
use sre::evidence::kinds;
use sre::transport::audit::Audit;
use sre::transport::guard::{Guard, Purpose, Refused, Rule};
use sre::transport::kubernetes;

const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const METADATA_LIST: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const HELM: &str = "labelSelector=owner%3Dhelm&fieldSelector=type%3Dhelm.sh%2Frelease.v1";

/// Method, address, headers, and the name of the rule.
type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);

fn check(method: &str, uri: &str, headers: &[(&str, &str)]) -> Result<&'static Rule, Refused> {
    let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Guard::kubernetes().check(Purpose::Investigate, &request.body(()).unwrap())
}

#[test]
fn every_declared_form_is_allowed() {
    let aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    let helm_all = format!("/api/v1/secrets?{HELM}&limit=20");
    let helm_ns = format!("/api/v1/namespaces/shop/secrets?limit=1&{HELM}");
    let helm_more = "/api/v1/secrets?labelSelector=name%3Dweb,owner%3Dhelm&fieldSelector=type%3Dhelm.sh%2Frelease.v1";
    let cases: &[Case<'_>] = &[
        ("GET", "/version", &[], "version"),
        ("GET", "/-/bundle/secret-settings/shop", &[], "bundle-document"),
        ("GET", "/api", &[("accept", aggregated)], "discovery"),
        ("GET", "/apis", &[("accept", aggregated)], "discovery"),
        ("GET", "/api/v1", &[], "discovery"),
        ("GET", "/apis/apps/v1", &[], "discovery"),
        ("GET", "/apis/networking.istio.io/v1beta1", &[], "discovery"),
        ("GET", "/readyz?verbose", &[], "health"),
        ("GET", "/livez?verbose=1", &[("accept", "text/plain")], "health"),
        ("GET", "/healthz", &[], "health"),
        ("GET", "/api/v1/pods?&limit=500&continue=eyJ2IjoibWV0YSJ9", &[], "core-list"),
        ("HEAD", "/api/v1/nodes", &[("user-agent", "sre")], "core-list"),
        ("GET", "/api/v1/nodes/node-1.example", &[], "core-get"),
        ("GET", "/api/v1/namespaces/orders", &[], "core-get"),
        ("GET", "/api/v1/namespaces/orders/events?fieldSelector=involvedObject.name%3Dx", &[], "core-list"),
        ("GET", "/api/v1/namespaces/orders/pods?resourceVersion=0&resourceVersionMatch=NotOlderThan", &[], "core-list"),
        ("GET", "/api/v1/namespaces/orders/configmaps/app?resourceVersion=0", &[], "core-get"),
        ("GET", "/api/v1/namespaces/proxy/pods/exec", &[], "core-get"),
        ("GET", "/apis/apps/v1/deployments?labelSelector=app%20in%20(a,b)", &[], "group-list"),
        ("GET", "/apis/batch/v1/namespaces/a/cronjobs", &[], "group-list"),
        ("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:controller:job-controller", &[], "group-get"),
        ("GET", "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/web", &[], "group-get"),
        ("GET", "/apis/batch/v1beta1/namespaces/a/cronjobs", &[], "group-list"),
        ("GET", "/apis/discovery.k8s.io/v1beta1/namespaces/a/endpointslices", &[], "group-list"),
        (
            "GET",
            "/api/v1/namespaces/a/pods/b/log?container=c&previous=true&tailLines=200&limitBytes=65536",
            &[],
            "pod-log",
        ),
        ("GET", "/api/v1/namespaces/a/pods/b/log?sinceSeconds=60&timestamps=true", &[("accept", "*/*")], "pod-log"),
        ("GET", "/api/v1/namespaces/a/pods/b/log?sinceTime=2026-01-01T00%3A00%3A00Z", &[], "pod-log"),
        ("GET", "/api/v1/secrets?limit=500", &[("accept", METADATA_LIST)], "secret-metadata"),
        ("GET", "/api/v1/namespaces/a/secrets", &[("accept", METADATA_LIST)], "secret-metadata"),
        ("GET", "/api/v1/namespaces/a/secrets/db", &[("accept", METADATA)], "secret-metadata"),
        ("GET", &helm_all, &[], "helm-releases"),
        ("GET", &helm_ns, &[], "helm-releases"),
        ("GET", helm_more, &[], "helm-releases"),
        ("GET", "/api/v1/namespaces/a/secrets/sh.helm.release.v1.web.v3", &[], "helm-release"),
        (
            "POST",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            &[("content-type", "application/json")],
            "self-review",
        ),
        ("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews?", &[], "self-review"),
        ("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", &[], "self-review"),
    ];
    for (method, uri, headers, rule) in cases {
        match check(method, uri, headers) {
            Ok(found) => assert_eq!(found.name, *rule, "{method} {uri}"),
            Err(refused) => panic!("{refused}"),
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_other_form_is_refused_by_name() {
    let long_path = format!("/api/v1/namespaces/{}/pods", "a".repeat(2000));
    let long_query = format!("/api/v1/pods?labelSelector={}", "a".repeat(9000));
    let fallback = format!("{METADATA_LIST},application/json");
    let cases: &[Case<'_>] = &[
        // Connections that write.
        ("GET", "/api/v1/namespaces/a/pods/b/exec?command=id", &[], "subresources"),
        ("GET", "/api/v1/namespaces/a/pods/b/attach", &[], "subresources"),
        ("GET", "/api/v1/namespaces/a/pods/b/portforward", &[], "subresources"),
        ("POST", "/api/v1/namespaces/a/pods/b/exec?command=id", &[], "subresources"),
        (
            "GET",
            "/api/v1/namespaces/a/pods/b/log",
            &[("upgrade", "websocket"), ("connection", "Upgrade")],
            "no-upgrade",
        ),
        ("GET", "/api/v1/pods", &[("connection", "upgrade")], "no-upgrade"),
        ("GET", "/api/v1/pods", &[("upgrade", "SPDY/3.1")], "no-upgrade"),
        // Proxies.
        ("GET", "/api/v1/namespaces/a/services/prometheus:9090/proxy/api/v1/query", &[], "subresources"),
        ("GET", "/api/v1/namespaces/a/pods/b/proxy/metrics", &[], "subresources"),
        ("GET", "/api/v1/nodes/n1/proxy/run/a/b/c?cmd=id", &[], "subresources"),
        ("GET", "/api/v1/nodes/n1/proxy", &[], "subresources"),
        ("GET", "/api/v1/proxy/nodes/n1", &[], "subresources"),
        ("GET", "/api/v1/proxy/n1", &[], "subresources"),
        ("GET", "/apis/cluster.karmada.io/v1alpha1/clusters/c/proxy/api", &[], "subresources"),
        // Other subresources.
        ("GET", "/api/v1/namespaces/a/pods/b/ephemeralcontainers", &[], "subresources"),
        ("GET", "/api/v1/namespaces/a/pods/b/status", &[], "subresources"),
        ("GET", "/api/v1/namespaces/a/status", &[], "subresources"),
        ("PUT", "/api/v1/namespaces/a/finalize", &[], "subresources"),
        ("POST", "/api/v1/namespaces/a/serviceaccounts/s/token", &[], "subresources"),
        ("POST", "/api/v1/namespaces/a/pods/b/eviction", &[], "subresources"),
        ("POST", "/api/v1/namespaces/a/pods/b/binding", &[], "subresources"),
        ("GET", "/apis/apps/v1/namespaces/a/deployments/d/scale", &[], "subresources"),
        (
            "GET",
            "/apis/subresources.kubevirt.io/v1/namespaces/a/virtualmachineinstances/v/console",
            &[],
            "undeclared-path",
        ),
        ("GET", "/api/v1/namespaces/a/configmaps/b/log", &[], "subresources"),
        ("GET", "/api/v1/watch/pods", &[], "subresources"),
        ("GET", "/apis/apps/v1/watch/deployments", &[], "subresources"),
        // Writes.
        ("POST", "/api/v1/namespaces/a/pods", &[], "read-only"),
        ("PUT", "/api/v1/namespaces/a/configmaps/b", &[], "read-only"),
        ("PATCH", "/apis/apps/v1/namespaces/a/deployments/d", &[], "read-only"),
        ("DELETE", "/api/v1/namespaces/a/pods/b", &[], "read-only"),
        ("DELETE", "/api/v1/namespaces/a/secrets/b", &[], "read-only"),
        ("POST", "/version", &[], "read-only"),
        ("CONNECT", "/api/v1/pods", &[], "read-only"),
        ("OPTIONS", "/api/v1/pods", &[], "read-only"),
        ("TRACE", "/api/v1/pods", &[], "read-only"),
        ("get", "/api/v1/pods", &[], "read-only"),
        ("post", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", &[], "read-only"),
        ("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", &[], "read-only"),
        ("POST", "/apis/authentication.k8s.io/v1/tokenreviews", &[], "read-only"),
        ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?dryRun=All", &[], "self-review"),
        ("POST", "/apis/authorization.k8s.io/v1beta1/selfsubjectaccessreviews", &[], "read-only"),
        // Undeclared addresses.
        ("GET", "/openapi/v3", &[], "undeclared-path"),
        ("GET", "/-/bundle/secret-settings", &[], "undeclared-path"),
        ("GET", "/-/bundle/secret-settings/shop/db", &[], "undeclared-path"),
        ("GET", "/metrics", &[], "undeclared-path"),
        ("GET", "/logs/kube-apiserver.log", &[], "undeclared-path"),
        ("GET", "/debug/pprof/heap", &[], "undeclared-path"),
        ("GET", "/readyz/etcd", &[], "undeclared-path"),
        ("GET", "/apis/apps", &[], "undeclared-path"),
        ("GET", "/apis/something/v1/things", &[], "undeclared-path"),
        ("GET", "/api/v2/pods", &[], "undeclared-path"),
        ("GET", "/apis/Apps/v1/deployments", &[], "undeclared-path"),
        // Resources that nobody declared, and declared ones at places where they are not.
        ("GET", "/apis/metrics.k8s.io/v1beta1/namespaces/a/services", &[], "undeclared-resource"),
        ("GET", "/apis/secretsmanager.aws.upbound.io/v1beta1/secrets", &[], "undeclared-resource"),
        ("GET", "/apis/events.k8s.io/v1/namespaces/a/events", &[], "undeclared-resource"),
        ("GET", "/apis/example.com/v1/namespaces/a/deployments/d", &[], "undeclared-resource"),
        ("GET", "/api/v1/podtemplates", &[], "undeclared-resource"),
        ("GET", "/api/v1/deployments", &[], "undeclared-resource"),
        ("GET", "/apis/apps/v1/pods", &[], "undeclared-resource"),
        ("GET", "/apis/apps/v1/secrets", &[], "undeclared-resource"),
        ("GET", "/api/v1/namespaces/a/nodes", &[], "undeclared-resource"),
        ("GET", "/api/v1/namespaces/a/nodes/n", &[], "undeclared-resource"),
        ("GET", "/api/v1/pods/web", &[], "undeclared-resource"),
        ("GET", "/apis/apps/v1/deployments/web", &[], "undeclared-resource"),
        // Spelling tricks.
        ("GET", "/api/v1/namespaces/a/pods/b/%65xec", &[], "path-form"),
        ("GET", "/api/v1/namespaces/a/pods/b%2Fexec", &[], "path-form"),
        ("GET", "/api/v1/namespaces/a/%2e%2e/pods", &[], "path-form"),
        ("GET", "/api/v1/namespaces/a/../../nodes", &[], "path-form"),
        ("GET", "/api/v1/./pods", &[], "path-form"),
        ("GET", "/api//v1/pods", &[], "path-form"),
        ("GET", "//api/v1/pods", &[], "path-form"),
        ("GET", "/api/v1/pods/", &[], "path-form"),
        ("GET", "/", &[], "path-form"),
        ("GET", "/api/v1/pods;a=b", &[], "path-form"),
        ("GET", "/api/v1/namespaces/a/pods/b;x/exec", &[], "path-form"),
        ("GET", "/api/v1/namespaces/a*/pods", &[], "path-form"),
        ("GET", "https://elsewhere.example/api/v1/pods", &[], "host"),
        ("GET", "elsewhere.example:443", &[], "host"),
        ("OPTIONS", "*", &[], "path-form"),
        ("GET", &long_path, &[], "path-length"),
        ("GET", &long_query, &[], "query-length"),
        // Headers.
        ("GET", "/api/v1/pods", &[("x-http-method-override", "DELETE")], "no-method-override"),
        ("GET", "/api/v1/pods", &[("x-method-override", "DELETE")], "no-method-override"),
        ("GET", "/api/v1/pods", &[("x-http-method", "DELETE")], "no-method-override"),
        ("GET", "/api/v1/pods", &[("impersonate-user", "system:admin")], "no-impersonation"),
        ("GET", "/api/v1/pods", &[("impersonate-extra-scopes", "all")], "no-impersonation"),
        ("GET", "/api/v1/pods", &[("authorization", "Bearer other")], "no-credentials"),
        ("GET", "/api/v1/pods", &[("cookie", "a=b")], "no-credentials"),
        ("GET", "/api/v1/pods", &[("host", "elsewhere.example")], "host"),
        ("GET", "/api/v1/pods", &[("x-remote-user", "admin")], "headers"),
        ("GET", "/api/v1/pods", &[("transfer-encoding", "chunked")], "headers"),
        ("GET", "/api/v1/pods", &[("accept", "application/vnd.kubernetes.protobuf")], "core-list"),
        ("GET", "/api/v1/pods", &[("accept", "application/json,application/cbor")], "core-list"),
        // Queries.
        ("GET", "/api/v1/pods?watch=true", &[], "core-list"),
        ("GET", "/api/v1/pods?watch", &[], "core-list"),
        ("GET", "/api/v1/pods?%77atch=true", &[], "query-form"),
        ("GET", "/api/v1/pods?limit=1;watch=true", &[], "query-form"),
        ("GET", "/api/v1/pods?limit=1&limit=2", &[], "query-form"),
        ("GET", "/api/v1/namespaces/a/pods/b/log?follow=true", &[], "pod-log"),
        ("GET", "/api/v1/namespaces/a/pods/b/log?insecureSkipTLSVerifyBackend=true", &[], "pod-log"),
        ("GET", "/version?timeout=1s", &[], "version"),
        ("GET", "/readyz?exclude=etcd", &[], "health"),
        // Secrets.
        ("GET", "/api/v1/secrets", &[], "secret-metadata"),
        ("GET", "/api/v1/secrets", &[("accept", "application/json")], "secret-metadata"),
        ("GET", "/api/v1/secrets", &[("accept", METADATA)], "secret-metadata"),
        ("GET", "/api/v1/secrets", &[("accept", &fallback)], "secret-metadata"),
        ("GET", "/api/v1/secrets", &[("accept", METADATA_LIST), ("accept", "application/json")], "secret-metadata"),
        ("GET", "/api/v1/namespaces/a/secrets/db", &[], "secret-metadata"),
        ("GET", "/api/v1/namespaces/a/secrets/db", &[("accept", METADATA_LIST)], "secret-metadata"),
        ("GET", "/api/v1/namespaces/a/secrets/sh.helm.release.v1.", &[], "secret-metadata"),
        ("GET", "/api/v1/namespaces/a/secrets/my-sh.helm.release.v1.x", &[], "secret-metadata"),
        ("GET", "/api/v1/secrets?labelSelector=owner%3Dhelm", &[], "secret-metadata"),
        ("GET", "/api/v1/secrets?fieldSelector=type%3Dhelm.sh%2Frelease.v1", &[], "secret-metadata"),
        (
            "GET",
            "/api/v1/secrets?labelSelector=owner!%3Dhelm&fieldSelector=type%3Dhelm.sh%2Frelease.v1",
            &[],
            "secret-metadata",
        ),
        (
            "GET",
            "/api/v1/secrets?labelSelector=a+notin+(b,owner%3Dhelm,c)&fieldSelector=type%3Dhelm.sh%2Frelease.v1",
            &[],
            "secret-metadata",
        ),
        (
            "GET",
            "/api/v1/secrets?labelSelector=owner%3Dhelm&fieldSelector=type!%3Dhelm.sh%2Frelease.v1",
            &[],
            "secret-metadata",
        ),
        ("GET", "/api/v1/secrets?labelSelector=owner%3Dhelm&fieldSelector=type%3DOpaque", &[], "secret-metadata"),
        ("GET", "/api/v1/secrets/db", &[], "undeclared-path"),
        ("GET", "/api/v1/namespaces/a/secrets/db/status", &[("accept", METADATA)], "subresources"),
    ];
    assert!(cases.len() >= 60);
    for (method, uri, headers, rule) in cases {
        match check(method, uri, headers) {
            Ok(found) => panic!("{method} {uri} was allowed by {}", found.name),
            Err(refused) => assert_eq!(refused.rule, *rule, "{method} {uri}: {refused}"),
        }
    }
}

#[test]
fn a_purpose_without_rules_refuses_everything() {
    let request = Request::get("/version").body(()).unwrap();
    for purpose in [Purpose::Identity, Purpose::Model, Purpose::Mcp, Purpose::Deliver] {
        let refused = Guard::kubernetes().check(purpose, &request).unwrap_err();
        assert_eq!(refused.rule, "undeclared-purpose");
    }
}

#[test]
fn journals_of_nodes_are_read_only_by_those_who_asked_for_them() {
    let wanted = "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=100";
    assert_eq!(check("GET", wanted, &[]).unwrap_err().rule, "subresources");
    let chosen = |method: &str, uri: &str| {
        let request = Request::builder().method(method).uri(uri).body(()).unwrap();
        Guard::kubernetes().and_node_services(true).check(Purpose::Investigate, &request).map(|rule| rule.name)
    };
    for service in ["kubelet", "containerd", "crio", "docker", "kube-proxy"] {
        let uri = format!("/api/v1/nodes/n1.example/proxy/logs/?query={service}&tailLines=100");
        assert_eq!(chosen("GET", &uri).unwrap(), "node-services");
    }
    for (method, uri) in [
        ("GET", "/api/v1/nodes/n1/proxy/logs/"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=kubelet"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs?query=kubelet&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs//?query=kubelet&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/auth.log?query=kubelet&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=/auth.log&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=%2Fauth.log&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=sshd&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=100000"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=-1"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=100&pattern=password"),
        ("GET", "/api/v1/nodes/n1/proxy/logs/?query=kubelet&query=sshd&tailLines=100"),
        ("POST", "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=100"),
        ("HEAD", "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/run/a/b/c?query=kubelet&tailLines=100"),
        ("GET", "/api/v1/nodes/n1/proxy/?query=kubelet&tailLines=100"),
        ("GET", "/api/v1/namespaces/a/pods/n1/proxy/logs/?query=kubelet&tailLines=100"),
    ] {
        assert!(chosen(method, uri).is_err(), "{method} {uri}");
    }
}

#[test]
fn every_rule_says_why_and_only_reviews_are_posted() {
    for rule in Guard::kubernetes().declared() {
        assert!(rule.why.len() > 10, "{}", rule.name);
        assert!(rule.path.starts_with('/'));
        assert_eq!(rule.methods.contains(&"POST"), rule.name == "self-review", "{}", rule.path);
        assert!(rule.methods.iter().all(|method| matches!(*method, "GET" | "HEAD" | "POST")));
    }
}

/// Answers everything and counts what reached it.
fn counting(audit: &Audit) -> (kube::Client, Arc<AtomicUsize>) {
    let reached = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&reached);
    let service = tower::service_fn(move |_: Request<Body>| {
        seen.fetch_add(1, Ordering::SeqCst);
        let body = Full::new(bytes::Bytes::from_static(b"{\"major\":\"1\"}"));
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(body)))
    });
    (kubernetes::client(service, "default", audit), reached)
}

#[test]
fn every_declared_resource_is_read_at_its_own_place_and_nowhere_else() {
    for kind in kinds::ALL.iter().filter(|kind| ***kind != kinds::SECRET) {
        let namespace = kind.namespaced.then_some("shop");
        let root = kind.api_root();
        for allowed in [kind.list_path(namespace), kind.list_path(None), kind.object_path(namespace, "x")] {
            assert!(check("GET", &allowed, &[]).is_ok(), "{allowed}");
        }
        let misplaced = if kind.namespaced {
            kind.object_path(None, "x")
        } else {
            kind.object_path(None, "x").replace(&root, &format!("{root}/namespaces/shop"))
        };
        assert!(check("GET", &misplaced, &[]).is_err(), "{misplaced}");
        let elsewhere = format!("/apis/example.com/v1/{}", kind.plural);
        assert_eq!(check("GET", &elsewhere, &[]).unwrap_err().rule, "undeclared-resource", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_refused_request_never_reaches_the_service() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let audit = Audit::file(file.path(), Clock::Fixed("2026-11-22T14:00:00Z".parse().unwrap())).unwrap();
    let (client, reached) = counting(&audit);

    let answer = client.send(Request::get("/version").body(Body::empty()).unwrap()).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), 13);
    assert_eq!(reached.load(Ordering::SeqCst), 1);

    let refused = [
        Request::delete("/api/v1/namespaces/a/pods/b").body(Body::empty()).unwrap(),
        Request::get("/api/v1/namespaces/a/pods/b/exec?token=ghp_0123456789abcdefghijABCDEFGHIJ012345")
            .body(Body::empty())
            .unwrap(),
        Request::get("/api/v1/pods").body(Body::from(b"{}".to_vec())).unwrap(),
        Request::post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            .body(Body::from(vec![b' '; 20_000]))
            .unwrap(),
    ];
    for request in refused {
        let error = client.send(request).await.unwrap_err();
        assert!(kubernetes::refusal(&error).is_some(), "{error}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 1);

    let totals = audit.flush();
    assert_eq!((totals.requests, totals.refused, totals.bytes, totals.incomplete), (1, 4, 13, false));
    let lines = std::fs::read_to_string(file.path()).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0]["rule"], "version");
    assert_eq!(lines[0]["status"], 200);
    assert_eq!(lines[0]["at"], "2026-11-22T14:00:00Z");
    assert_eq!(lines[1]["refused"], "read-only");
    assert!(!lines[2]["path"].as_str().unwrap().contains("ghp_"), "{}", lines[2]);
}

#[tokio::test]
async fn typed_reads_of_kube_pass_and_typed_writes_do_not() {
    use k8s_openapi::api::core::v1::{Pod, Secret};
    use kube::api::{Api, DeleteParams, ListParams, LogParams, PostParams};
    let (client, reached) = counting(&Audit::counting(Clock::Wall));
    let pods: Api<Pod> = Api::namespaced(client.clone(), "a");
    let secrets: Api<Secret> = Api::namespaced(client, "a");
    // The canned body is no list: reaching the service is what counts.
    drop(pods.list(&ListParams::default().limit(5).labels("app=web")).await);
    drop(pods.get_opt("b").await);
    drop(pods.logs("b", &LogParams { tail_lines: Some(5), container: Some("c".into()), ..LogParams::default() }).await);
    drop(secrets.list_metadata(&ListParams::default()).await);
    drop(secrets.get_metadata("b").await);
    drop(secrets.list(&ListParams::default().labels("owner=helm").fields("type=helm.sh/release.v1")).await);
    assert_eq!(reached.load(Ordering::SeqCst), 6);
    for refused in [
        pods.delete("b", &DeleteParams::default()).await.map(|_| ()),
        pods.create(&PostParams::default(), &Pod::default()).await.map(|_| ()),
        secrets.get("b").await.map(|_| ()),
        secrets.list(&ListParams::default()).await.map(|_| ()),
        pods.evict("b", &kube::api::EvictParams::default()).await.map(|_| ()),
        pods.get_ephemeral_containers("b").await.map(|_| ()),
    ] {
        let error = refused.unwrap_err();
        assert!(kubernetes::refusal(&error).is_some(), "{error}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn a_broken_audit_file_is_one_flag_and_no_failure() {
    struct Broken;
    impl std::io::Write for Broken {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::Error::other("disk full"))
        }
    }
    let audit = Audit::writer(Broken, Clock::Wall);
    let (client, reached) = counting(&audit);
    for _ in 0..3 {
        client.send(Request::get("/version").body(Body::empty()).unwrap()).await.unwrap();
    }
    assert_eq!(reached.load(Ordering::SeqCst), 3);
    let totals = audit.flush();
    assert_eq!((totals.requests, totals.incomplete), (3, true));
}

const WRITE: &[&str] = &["POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "MERGE", "put", "delete"];
const CONNECTING: &[&str] = &["exec", "attach", "portforward", "proxy"];

fn word() -> impl Strategy<Value = String> {
    "[a-z0-9]([a-z0-9.-]{0,6}[a-z0-9])?"
}

proptest! {
    #[test]
    fn no_connecting_subresource_passes(
        root in prop_oneof![Just("/api/v1".to_owned()), (word(), word()).prop_map(|(g, v)| format!("/apis/{g}.io/v{v}"))],
        namespace in proptest::option::of(word()),
        resource in word(),
        name in word(),
        sub in proptest::sample::select(CONNECTING),
        tail in proptest::collection::vec(word(), 0..3),
        method in proptest::sample::select(&["GET", "HEAD", "POST", "PUT"][..]),
    ) {
        let ns = namespace.map_or(String::new(), |ns| format!("/namespaces/{ns}"));
        let tail = tail.iter().fold(String::new(), |all, one| all + "/" + one);
        let uri = format!("{root}{ns}/{resource}/{name}/{sub}{tail}");
        // `…/namespaces/{x}/{sub}` with one segment behind it reads as the resource `{sub}`, which is no resource either.
        prop_assert!(check(method, &uri, &[]).is_err(), "{method} {uri}");
    }

    #[test]
    fn no_write_passes(path in "/(api/v1|apis/[a-z.]{1,12}/v1)(/[a-z0-9.-]{1,12}){0,5}", verb in proptest::sample::select(WRITE)) {
        prop_assert!(check(verb, &path, &[]).is_err(), "{verb} {path}");
    }

    #[test]
    fn what_passes_is_a_plain_address(path in "/[ -~&&[^\"<>\\\\^`{|}#? ]]{0,60}") {
        if let Ok(uri) = path.parse::<http::Uri>()
            && let Ok(request) = Request::get(uri).body(())
            && Guard::kubernetes().check(Purpose::Investigate, &request).is_ok()
        {
            prop_assert!(!path.contains("..") || !path.split('/').any(|s| s == ".."));
            prop_assert!(!path.contains(['%', ';']) && !path.contains("//"));
        }
    }
}
