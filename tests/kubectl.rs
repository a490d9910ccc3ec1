//! A real kubectl, of an old version and of today's, works on a served bundle as on a cluster, command by command.
//!
//! One snapshot holds what a group of commands prints in one version. What depends on today's date is left out: kubectl
//! itself counts from now in events that it prints by itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod support;

use support::apiserver::ApiServer;
use support::kubectl::{Kubectl, Served, VERSIONS, ageless};
use support::recording;

const POD: &str = "orders-api-79bcd89f7f-4pfrt";

/// Runs commands in every version, each against a server that nobody asked before.
fn session(group: &str, commands: &[&str]) {
    let served = Served::start(&recording::archive());
    for version in VERSIONS {
        let kubectl = Kubectl::new(version, served.kubeconfig());
        kubectl.file("pod.json", r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","namespace":"orders"}}"#);
        let mut text = String::new();
        for command in commands {
            let command = command.replace("POD", POD);
            text.push_str(&format!("$ kubectl {command}\n{}\n", steady(&kubectl.run(&command))));
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(true);
        settings.add_filter(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT");
        // An old kubectl walks the limits of a range in no order.
        settings.add_filter(r"(?m)^ ?Container +(cpu|memory) .*\n", "");
        settings.bind(|| insta::assert_snapshot!(format!("{group}_{version}"), text));
    }
}

/// The text of a command without what kubectl counts from today: events, and the pods of a node.
fn steady(text: &str) -> String {
    let mut counted = false;
    let mut out = String::new();
    for line in text.lines() {
        let begins =
            ["Events:", "Non-terminated Pods:", "LAST SEEN "].iter().any(|start| line.trim_start().starts_with(start));
        let ends = line.is_empty() || line.starts_with("Allocated resources:");
        counted = begins || (counted && !ends);
        out.push_str(if counted { ageless(line) } else { line.trim_end().to_owned() }.as_str());
        out.push('\n');
    }
    out
}

#[test]
fn lists() {
    session(
        "lists",
        &[
            "get pods -A",
            "get all -n orders",
            "get all -n backups",
            "get pods -n orders -o wide",
            "get deploy,rs,sts,ds,controllerrevisions -n databases -o wide",
            "get jobs,cronjobs -A -o wide",
            "get svc,ep,endpointslices,ing,netpol -n demo-healthy -o wide",
            "get cm,secret,sa,quota,limits -n team-blue",
            "get secrets -A",
            "get pv,pvc,sc -A -o wide",
            "get hpa,pdb -A",
            "get nodes -o wide",
            "get ns",
            "get leases -n kube-system",
            "get priorityclasses,ingressclasses -o wide",
            "get rolebindings,roles -n kube-system -o wide",
            "get crd",
            "get validatingwebhookconfigurations,mutatingwebhookconfigurations",
            "get apiservices v1.apps v1alpha1.argoproj.io",
            "get app -A",
            "get vs,dr,gw -A",
            "get certificates -A",
            "get pods -n no-such-namespace",
            "get pod no-such-pod -n orders",
            "get no-such-kind",
        ],
    );
}

#[test]
fn choices() {
    session(
        "choices",
        &[
            "get pods -n orders -l app=orders-api --show-labels",
            "get pods -A -l app=orders-db -L app",
            "get pods -A --field-selector status.phase=Pending",
            "get pods -n shop --sort-by=.metadata.name",
            "get pods -n orders -o name",
            "get pods -n orders -o jsonpath={.items[*].metadata.name}",
            "get pods -n orders -o custom-columns=NAME:.metadata.name,PHASE:.status.phase",
            "get deploy orders-api -n orders",
            "get deploy orders-api -n orders -o yaml",
            "get svc orders-db -n orders -o json",
            "get events -n orders",
            "get events -n orders --field-selector involvedObject.name=POD -o wide",
            "get pods -n orders --chunk-size=1",
            "get pods -n orders --no-headers --server-print=false -o name",
            "get pods -n orders -w --request-timeout=1s",
        ],
    );
}

#[test]
fn descriptions() {
    session(
        "descriptions",
        &[
            "describe pod POD -n orders",
            "describe deploy orders-api -n orders",
            "describe rs -n orders",
            "describe sts postgres -n databases",
            "describe ds node-agent -n agents",
            "describe job heartbeat-29922628 -n backups",
            "describe svc orders-db -n orders",
            "describe ing hello -n demo-healthy",
            "describe pvc mysql-data -n databases",
            "describe pv pv-mysql-0",
            "describe node lab-worker-3",
            "describe ns team-blue",
            "describe netpol -n secure-zone",
            "describe sa default -n orders",
            "describe quota -n team-blue",
            "describe app echo-pod -n argocd",
        ],
    );
}

#[test]
fn logs() {
    session(
        "logs",
        &[
            "logs POD -n orders",
            "logs POD -n orders -p --tail=3",
            "logs POD -n orders -c orders-api --tail=1",
            "logs POD -n orders -c no-such-container",
            "logs POD -n orders --all-containers --limit-bytes=100",
            "logs POD -n orders --timestamps --since=100000h --tail=1",
            "logs deploy/orders-api -n orders --tail=2",
            "logs -l app=orders-db -n orders --tail=1 --prefix",
            "logs web-ui-96456799b-j5lcl -n frontend",
            "rollout history deployment/orders-api -n orders",
            "rollout status deployment/orders-db -n orders",
            "rollout status deployment/orders-api -n orders --timeout=1s",
            "wait --for=condition=Ready pod/orders-db-6585cfd9df-nl559 -n orders --timeout=1s",
        ],
    );
}

#[test]
fn discovery() {
    session(
        "discovery",
        &[
            "api-versions",
            "api-resources --sort-by=name",
            "api-resources --api-group=argoproj.io -o wide",
            "cluster-info",
            "get --raw /version",
            "get --raw /api",
            "auth can-i --list",
            "auth can-i list pods",
            "auth can-i delete pods",
        ],
    );
}

#[test]
fn refusals() {
    session(
        "refusals",
        &[
            "top pods",
            "explain pods",
            "get --raw /healthz",
            "delete pod POD -n orders",
            "scale deploy/orders-api -n orders --replicas=3",
            "label pod POD -n orders a=b",
            "annotate pod POD -n orders a=b",
            "create -f pod.json --validate=false",
            "apply -f pod.json",
            "diff -f pod.json",
            "cordon lab-worker-1",
            "exec POD -n orders -- ls",
            "port-forward POD -n orders 12345:80",
            "cp POD:/etc/passwd x -n orders",
        ],
    );
}

/// What is listed on both servers. Roles of the cluster and priority classes are the server's own, and others of each version.
const KINDS: &[&str] = &[
    "pods",
    "deployments",
    "replicasets",
    "statefulsets",
    "daemonsets",
    "controllerrevisions",
    "jobs",
    "cronjobs",
    "services",
    "endpoints",
    "ingresses",
    "networkpolicies",
    "configmaps",
    "secrets",
    "serviceaccounts",
    "persistentvolumeclaims",
    "poddisruptionbudgets",
    "resourcequotas",
    "limitranges",
    "roles",
    "rolebindings",
    "events",
    "applications.argoproj.io",
    "virtualservices",
    "nodes",
    "namespaces",
    "persistentvolumes",
    "storageclasses",
    "ingressclasses",
    "validatingwebhookconfigurations",
    "mutatingwebhookconfigurations",
    "crd",
];

/// Whose text must be the same but for ages and moments.
const TEXTS: &[&str] = &[
    "describe pod POD -n orders",
    "describe deploy orders-api -n orders",
    "logs POD -n orders --tail=3",
    "logs POD -n orders -p",
    "rollout history deployment/orders-api -n orders",
    "get pods -A -l app=orders-api -o name",
    "get pods -n orders -o jsonpath={.items[*].spec.nodeName}",
    "get pods -n no-such-namespace",
    "get pod no-such-pod -n orders",
];

/// Columns that a server of 1.20 has not, or fills with other words: kind, column, why.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("pods", "RESTARTS", "when the last restart was is told since 1.22"),
    ("jobs", "STATUS", "told since 1.31"),
    ("jobs", "SELECTOR", "the controller's uid: the server gave the job another one"),
    ("cronjobs", "TIMEZONE", "there since 1.25"),
    ("persistentvolumeclaims", "VOLUMEATTRIBUTESCLASS", "there since 1.29"),
    ("persistentvolumes", "VOLUMEATTRIBUTESCLASS", "there since 1.29"),
    ("nodes", "KERNEL-VERSION", "with the architecture since 1.36"),
    ("nodes", "INTERNAL-IP", "the test's own, so that the server finds the recorded logs"),
    ("events", "COUNT", "a series of events counted for one more"),
    ("events", "SOURCE", "a reporting controller counts as the source since 1.28"),
];

/// A table without the columns that differ, in rows and columns that are sorted: 1.20 had some in another order.
fn comparable(kind: &str, text: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines();
    let Some(header) = lines.next() else { return Vec::new() };
    let starts = columns(header);
    let cut = |line: &str| -> Vec<String> {
        let chars: Vec<char> = line.chars().collect();
        let part = |at: usize| {
            let end = starts.get(at + 1).copied().unwrap_or(usize::MAX).min(chars.len());
            chars.get(starts[at].min(end)..end).unwrap_or_default().iter().collect::<String>()
        };
        (0..starts.len()).map(|at| ageless(&part(at))).collect()
    };
    let names = cut(header);
    let differs = |name: &str| OTHERWISE.iter().any(|(of, column, _)| *of == kind && *column == name);
    let mut order: Vec<usize> = (0..names.len()).filter(|at| !differs(&names[*at])).collect();
    order.sort_by_key(|at| names[*at].clone());
    let sorted = |row: Vec<String>| order.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
    let own = |row: &Vec<String>| !row[0].starts_with("kube-") && row[0] != "default";
    // A pod that failed and is being deleted was `Terminating` in 1.20 and is what it failed with today.
    let renamed = |row: &Vec<String>| kind == "pods" && row[0] == "stuck";
    let mut rows: Vec<Vec<String>> = lines.map(cut).filter(|row| own(row) && !renamed(row)).map(sorted).collect();
    rows.sort();
    rows.insert(0, sorted(names));
    rows
}

/// Where the columns of a header begin: after the gaps that kubectl makes.
fn columns(header: &str) -> Vec<usize> {
    let chars: Vec<char> = header.chars().collect();
    let begins = |at: usize| chars[at] != ' ' && (at == 0 || (at >= 2 && chars[at - 1] == ' ' && chars[at - 2] == ' '));
    (0..chars.len()).filter(|at| begins(*at)).collect()
}

/// Text without moments, which on the real server are the recorded ones moved to today, and without what a kubectl of
/// today complains about while it learns to know an old server.
fn momentless(text: &str) -> String {
    let moment =
        regex::Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000")
            .unwrap();
    let complaint = regex::Regex::new(r"^[EW]\d{4} ").unwrap();
    let lines = text.lines().filter(|line| !complaint.is_match(line)).map(|line| format!("{line}\n"));
    moment.replace_all(&lines.collect::<String>(), "MOMENT").into_owned()
}

#[test]
fn a_bundle_prints_what_the_real_server_prints() {
    let (real, _) = ApiServer::with_recording(&[]);
    let served = Served::start(&recording::archive());
    for version in VERSIONS {
        let real = Kubectl::new(version, real.admin_kubeconfig());
        let bundle = Kubectl::new(version, served.kubeconfig());
        let both = |command: &str| [&bundle, &real].map(|kubectl| momentless(&kubectl.run(command)));
        let mut rows = 0;
        for kind in KINDS {
            let command = format!("get {kind} -A -o wide");
            let [bundle, real] = both(&command).map(|text| comparable(kind, &text));
            rows += bundle.len();
            assert_eq!(bundle, real, "kubectl {version} {command}");
        }
        assert!(rows > 500, "{rows} rows only were compared");
        for command in TEXTS {
            let [bundle, real] = both(&command.replace("POD", POD)).map(|text| steady(&text));
            assert_eq!(bundle, real, "kubectl {version} {command}");
        }
    }
}
