//! The role that `sre rbac` prints is what the program needs and no more, and what it does not grant is named.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use cli_support::Home;
use serde_json::Value;
use sre::diagnosis::catalogue::Depth;
use sre::diagnosis::causes;
use sre::evidence::declared::{Declared, READS};
use sre::evidence::kinds;
use sre::report::model::Report;
use support::apiserver::{ApiServer, servers};
use support::limited::{self, Limited, Manner};
use support::{asking, recording};

/// Kind, namespace and rules of each role.
fn documents(yaml: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(yaml).unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let ended = Home::new().run(&[&["rbac"], arguments].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    ended.out
}

/// Verbs by group and resource, of every rule.
fn granted(documents: &[Value]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut all: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for rule in documents.iter().filter_map(|d| d["rules"].as_array()).flatten() {
        for group in texts(&rule["apiGroups"]) {
            for resource in texts(&rule["resources"]) {
                all.entry((group.clone(), resource)).or_default().extend(texts(&rule["verbs"]));
            }
        }
    }
    all
}

#[test]
fn the_role_as_it_is_printed() {
    insta::assert_snapshot!("cluster_role", printed(&[]));
}

#[test]
fn roles_of_namespaces_with_a_service_account() {
    insta::assert_snapshot!(
        "namespaces",
        printed(&[
            "-n",
            "shop,payments",
            "--service-account",
            "sre/reader",
            "--name",
            "reader",
            "--logs=false",
            "--helm"
        ])
    );
}

#[test]
fn every_rule_is_a_declared_read_and_the_other_way_round() {
    let declared: BTreeMap<_, BTreeSet<String>> = READS
        .iter()
        .map(|read| {
            let verbs = read.verbs.iter().map(|verb| (*verb).to_owned()).collect();
            ((read.kind.group.to_string(), read.resource()), verbs)
        })
        .collect();
    let everything = granted(&documents(&printed(&["--helm"])));
    assert_eq!(everything, declared);
    assert!(everything.values().flatten().all(|verb| ["get", "list"].contains(&verb.as_str())));

    let usual = granted(&documents(&printed(&[])));
    let left_out: Vec<_> = declared.keys().filter(|key| !usual.contains_key(*key)).collect();
    assert_eq!(left_out, [&(String::new(), "secrets".to_owned())]);
    assert!(!granted(&documents(&printed(&["--logs=false"]))).contains_key(&(String::new(), "pods/log".to_owned())));
}

#[test]
fn a_role_of_a_namespace_holds_what_is_in_one_and_a_cluster_role_the_rest() {
    let documents = documents(&printed(&["-n", "shop", "--helm"]));
    let [cluster, role] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!((cluster["kind"].as_str(), role["kind"].as_str()), (Some("ClusterRole"), Some("Role")));
    assert_eq!(role["metadata"]["namespace"], "shop");
    let plurals = |document: &Value| -> BTreeSet<String> {
        granted(std::slice::from_ref(document)).into_keys().map(|(_, resource)| resource).collect()
    };
    for kind in kinds::ALL {
        let (there, elsewhere) = if kind.namespaced { (role, cluster) } else { (cluster, role) };
        assert!(plurals(there).contains(&*kind.plural), "{kind}");
        assert!(!plurals(elsewhere).contains(&*kind.plural), "{kind}");
    }
}

#[test]
fn what_nothing_can_be_called_is_refused_and_so_are_other_formats() {
    for (arguments, words) in [
        (&["-n", "a,B"][..], "no namespace can be called `B`"),
        (&["-n", ""], "no namespace can be called ``"),
        (&["--name", "a: b\n"], "no role can be called"),
        (&["--service-account", "reader"], "names no namespace"),
        (&["-o", "json"], "a role is printed as YAML"),
        (&["--service-account", "sre/"], "no service account can be called"),
    ] {
        Home::new().run(&[&["rbac"], arguments].concat()).is_usage_error(words);
    }
}

/// Asks over a real socket with these rights.
fn asked(server: &Limited, folder: &std::path::Path, question: &str, namespace: Option<&str>) -> Report {
    let kubeconfig = server.kubeconfig(folder, "default", "{token: abc}");
    let source = sre::investigate::Source::Live { context: None, kubeconfig: Some(kubeconfig), node_services: false };
    let options = sre::investigate::Options { namespace: namespace.map(str::to_owned), ..asking::of(source) };
    asking::ask(question, &options)
}

#[test]
fn the_role_suffices_for_every_question_of_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let server = limited::serve(&recording::archive(), &printed(&["--helm"]), Manner::default());
    for case in recording::questions() {
        let report = asked(&server, folder.path(), &case.question, None);
        let denied: Vec<_> = report.not_seen.iter().filter(|seen| seen.why.contains("forbidden")).collect();
        assert!(denied.is_empty(), "{}: {denied:?}", case.question);
    }
    assert!(server.asked().len() > 400);
    assert!(server.asked().iter().all(|line| line.starts_with("GET ")), "{:?}", server.asked());
}

#[test]
fn without_secrets_a_missing_one_is_still_known_from_what_the_kubelet_says() {
    let folder = tempfile::tempdir().unwrap();
    let server = limited::serve(&recording::archive(), &printed(&[]), Manner::default());
    let whole = limited::serve(&recording::archive(), &printed(&["--helm"]), Manner::default());
    for case in recording::questions() {
        let with = asked(&whole, folder.path(), &case.question, None);
        let without = asked(&server, folder.path(), &case.question, None);
        // What Helm recorded is in Secrets and nowhere else.
        let proven = |report: &Report| -> Vec<String> {
            let causes = report.root_causes.iter().filter(|cause| cause.object.kind != "Release");
            causes.map(|cause| format!("{} {}", cause.cause, cause.object.name)).collect()
        };
        assert_eq!(proven(&with), proven(&without), "{}", case.question);
    }
}

#[test]
fn rights_in_one_namespace_suffice_for_a_question_about_it() {
    let folder = tempfile::tempdir().unwrap();
    let whole = limited::serve(&recording::archive(), &printed(&["--helm"]), Manner::default());
    let proven = |report: &Report| -> BTreeSet<String> {
        report.root_causes.iter().map(|cause| format!("{} {}", cause.cause, cause.object.name)).collect()
    };
    let mut rows = Vec::new();
    for case in recording::questions() {
        let namespace = case.namespace.as_str();
        // No list over all namespaces, no list of namespaces, nothing that is in none.
        let roles = printed(&["-n", namespace]);
        let role = roles.split("---\n").nth(1).unwrap();
        let server = limited::serve(&recording::archive(), role, Manner::default());
        let (narrow, wide) = (
            asked(&server, folder.path(), &case.question, Some(namespace)),
            asked(&whole, folder.path(), &case.question, Some(namespace)),
        );
        // Less is seen, so less may be proven, or only what happened and not why; never something else.
        let deepest = |code: &str| causes::all().iter().any(|cause| cause.code == code && cause.depth == Depth::Root);
        let other = proven(&narrow).difference(&proven(&wide)).any(|cause| deepest(cause.split(' ').next().unwrap()));
        assert!(!other, "{}: {narrow:#?}", case.question);
        if proven(&narrow) != proven(&wide) {
            let lost = proven(&wide).difference(&proven(&narrow)).cloned().collect::<Vec<_>>().join(", ");
            rows.push(format!("{namespace}: {}: not {lost}", case.question));
        }
        let namespaces = narrow.not_seen.iter().find(|seen| seen.what == "Namespaces in all namespaces").unwrap();
        assert!(namespaces.why.contains("cannot list resource \"namespaces\""), "{namespaces:?}");
    }
    insta::assert_snapshot!("lost_within_a_namespace", rows.join("\n"));
}

/// What two kubectls, seventeen versions apart, make of each form of the role, and the right that comes of it.
#[test]
fn a_real_cluster_takes_each_form_of_the_role() {
    let server = ApiServer::start(&[]);
    let admin = server.admin_kubeconfig();
    let reader = "system:serviceaccount:sre:reader";
    for name in ["kubectl-1.20", "kubectl-1.37"] {
        let kubectl = |arguments: &[&str], input: &str| {
            let mut command = assert_cmd::Command::new(servers().join(name));
            command.env("KUBECONFIG", &admin).args(arguments).write_stdin(input);
            let output = command.output().unwrap();
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (output.status.success(), text(&output.stdout) + &text(&output.stderr))
        };
        for namespace in ["sre", "shop", "payments"] {
            kubectl(&["create", "namespace", namespace], "");
        }
        for flags in [&["--name", "everywhere"][..], &["--name", "some", "--helm", "-n", "shop,payments"]] {
            let role = printed(&[&["--service-account", "sre/reader"], flags].concat());
            let (applied, said) = kubectl(&["apply", "-f", "-"], &role);
            assert!(applied && !said.to_lowercase().contains("warning"), "{name} {flags:?}: {said}");
        }
        for (allowed, question) in [
            ("yes", &["list", "pods", "-A"][..]),
            ("yes", &["get", "pods/log", "-n", "default"]),
            ("yes", &["list", "secrets", "-n", "shop"]),
            ("no", &["list", "secrets", "-A"]),
            ("no", &["create", "pods/exec", "-n", "shop"]),
            ("no", &["watch", "pods", "-n", "shop"]),
            ("no", &["delete", "pods", "-n", "shop"]),
        ] {
            let (_, said) = kubectl(&[&["auth", "can-i", "--as", reader], question].concat(), "");
            assert!(said.lines().any(|line| line == allowed), "{name} {question:?}: {said}");
        }
    }
}

/// Questions that between them need most of what is read.
const QUESTIONS: &[&str] = &[
    "what is broken?",
    "why is echo-pod in terranetes not running?",
    "why is redis pending in databases?",
    "postgres does not start, why?",
    "why is namespace preview-417 still there?",
    "why did db-migrate fail?",
    "why did the podinfo upgrade fail?",
];

#[test]
fn a_rule_that_is_taken_away_is_named_with_what_it_blinds() {
    let folder = tempfile::tempdir().unwrap();
    let role = printed(&["--helm"]);
    let whole = limited::serve(&recording::archive(), &role, Manner::default());
    let mut without = BTreeMap::new();
    let mut named = BTreeSet::new();
    for question in QUESTIONS {
        asked(&whole, folder.path(), question, None);
        for resource in whole.resources() {
            let read = READS.iter().find(|read| read.full_name() == resource).unwrap();
            let server = without
                .entry(resource.clone())
                .or_insert_with(|| limited::serve(&recording::archive(), &less(&role, read), Manner::default()));
            let report = asked(server, folder.path(), question, None);
            let seen = report.not_seen.iter().find(|seen| seen.effect == read.blind);
            let seen = seen.unwrap_or_else(|| panic!("{question} without {resource}: {:?}", report.not_seen));
            assert!(seen.why.contains("forbidden"), "{seen:?}");
            named.insert(resource);
        }
    }
    insta::assert_snapshot!("named", named.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The role without one of its resources.
fn less(role: &str, read: &Declared) -> String {
    let entry = format!("      - {} ", read.resource());
    let kept: Vec<&str> = role.lines().filter(|line| !line.starts_with(&entry)).collect();
    assert!(kept.len() < role.lines().count(), "{entry}");
    // Of a rule whose only resource is gone nothing is left.
    kept.join("\n").replace("    resources:\n    verbs", "    resources: []\n    verbs")
}
