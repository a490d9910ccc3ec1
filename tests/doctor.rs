//! `sre doctor`: the real program against servers that answer with the bodies of a real one, and without any.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::collections::BTreeSet;

use cli_support::{Ended, Home};
use serde_json::Value;
use sre::evidence::declared::READS;
use support::limited::{self, Limited, Manner};
use support::recording;

/// A server with these roles, and what the doctor says of it.
fn examined(roles: &str, manner: Manner, user: &str, arguments: &[&str]) -> (Limited, Ended) {
    let home = Home::new();
    let server = limited::serve(&recording::archive(), roles, manner);
    let kubeconfig = server.kubeconfig(home.dir.path(), "shop", user);
    let ended = home.run(&[&["doctor", "--kubeconfig", kubeconfig.to_str().unwrap()], arguments].concat());
    (server, ended)
}

fn role(arguments: &[&str]) -> String {
    Home::new().run(&[&["rbac"], arguments].concat()).out
}

const TOKEN: &str = "{token: abc}";

/// The check of an area.
fn check<'d>(doctor: &'d Value, area: &str) -> &'d Value {
    doctor["checks"].as_array().unwrap().iter().find(|check| check["area"] == area).unwrap()
}

fn status<'d>(doctor: &'d Value, area: &str) -> &'d str {
    check(doctor, area)["status"].as_str().unwrap()
}

/// Places, ports and figures of a run, taken out.
fn settled(text: &str) -> String {
    let volatile = [
        (r"http://127\.0\.0\.1:\d+", "http://[server]"),
        (r"/\S*/\.tmp\w+", "[home]"),
        (r"\b\d+ ms\b", "[time]"),
        (r"\.doctor-\d+", ".doctor-[pid]"),
    ];
    volatile.iter().fold(text.to_owned(), |text, (pattern, instead)| {
        regex::Regex::new(pattern).unwrap().replace_all(&text, *instead).into_owned()
    })
}

#[test]
fn an_identity_with_the_whole_role_is_in_order() {
    let (server, ended) = examined(&role(&["--helm"]), Manner::default(), TOKEN, &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!("whole_role", settled(&ended.out));
    // It asks, and changes nothing.
    for line in server.asked() {
        let fine = line.starts_with("GET ")
            || line.starts_with("POST /apis/authorization.k8s.io/v1/selfsubject")
            || line == "POST /apis/authentication.k8s.io/v1/selfsubjectreviews";
        assert!(fine, "{line}");
    }
}

#[test]
fn the_usual_role_leaves_secrets_out_and_that_is_said() {
    let (_, ended) = examined(&role(&[]), Manner::default(), TOKEN, &["-o", "json"]);
    let doctor = ended.json();
    assert_eq!((ended.code, status(&doctor, "reads"), status(&doctor, "writes")), (Some(0), "ok", "ok"));
    assert!(
        check(&doctor, "reads")["details"][0].as_str().unwrap().starts_with("secrets (get, list): missing Secrets")
    );
}

#[test]
fn every_rule_that_is_missing_is_named_with_what_it_blinds() {
    let whole = role(&["--helm"]);
    // One server for two resources each: half as many processes.
    for pair in READS.chunks(2) {
        let entries: Vec<String> = pair.iter().map(|read| format!("      - {} ", read.resource())).collect();
        let kept: Vec<&str> =
            whole.lines().filter(|line| !entries.iter().any(|entry| line.starts_with(entry))).collect();
        let less = kept.join("\n").replace("    resources:\n    verbs", "    resources: []\n    verbs");
        let (_, ended) = examined(&less, Manner::default(), TOKEN, &["-o", "json"]);
        let doctor = ended.json();
        let lines: BTreeSet<String> = check(&doctor, "reads")["details"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap().to_owned())
            .filter(|line| !line.starts_with("20 namespaces were looked at one by one, "))
            .collect();
        // Two groups may have a resource of one name; both lose it then.
        let expected: BTreeSet<String> = READS
            .iter()
            .filter(|read| pair.iter().any(|lost| lost.resource() == read.resource()))
            .map(|read| format!("{} ({}): {}", read.full_name(), read.verbs.join(", "), read.blind))
            .collect();
        assert_eq!((ended.code, lines), (Some(0), expected));
    }
}

#[test]
fn rights_in_a_namespace_only() {
    let roles = role(&["-n", "shop"]);
    let role_only = roles.split("---\n").nth(1).unwrap();
    // With -n that is enough for what is in the namespace.
    let (_, ended) = examined(&roles, Manner::default(), TOKEN, &["-n", "shop", "-o", "json"]);
    assert_eq!((ended.code, status(&ended.json(), "reads")), (Some(0), "ok"));
    // Without, the namespaces are tried one by one; those that may not be listed are the context's own.
    for (roles, namespaces_known) in [(roles.as_str(), true), (role_only, false)] {
        let (_, ended) = examined(roles, Manner::default(), TOKEN, &["-o", "json"]);
        let doctor = ended.json();
        assert_eq!((ended.code, status(&doctor, "reads")), (Some(0), "warning"), "{doctor:#}");
        let of = |resource: &str| {
            doctor["reads"].as_array().unwrap().iter().find(|read| read["resource"] == resource).unwrap()
        };
        assert_eq!(
            (of("pods")["allowed"].as_str(), &of("pods")["namespaces"]),
            (Some("partly"), &serde_json::json!(["shop"]))
        );
        assert_eq!(of("namespaces")["allowed"], if namespaces_known { "yes" } else { "no" });
    }
}

#[test]
fn an_identity_without_rights_cannot_investigate() {
    let (_, ended) = examined("kind: ClusterRole\nrules: []\nmetadata: {}\n", Manner::default(), TOKEN, &[]);
    assert_eq!(ended.code, Some(3));
    insta::assert_snapshot!("no_rights", settled(&ended.out));
}

#[test]
fn an_administrator_is_warned() {
    let roles = "kind: ClusterRole\nmetadata: {}\nrules:\n- {apiGroups: ['*'], resources: ['*'], verbs: ['*']}\n";
    let (_, ended) = examined(roles, Manner::default(), TOKEN, &["-o", "json"]);
    let doctor = ended.json();
    assert_eq!((ended.code, status(&doctor, "reads"), status(&doctor, "writes")), (Some(0), "ok", "warning"));
    assert_eq!(check(&doctor, "writes")["details"], serde_json::json!(["every verb: everything"]));
}

#[test]
fn rights_to_connect_and_to_write_are_told_one_by_one() {
    let roles = format!(
        "{}---\nkind: Role\nmetadata: {{namespace: shop}}\nrules:\n\
         - {{apiGroups: [''], resources: [pods/exec], verbs: [create]}}\n\
         - {{apiGroups: [apps], resources: [deployments, statefulsets], verbs: [patch, get]}}\n",
        role(&[])
    );
    let manner = Manner { incomplete: true, old: true, ..Manner::default() };
    // The payload of the token is {"sub":"system:serviceaccount:sre:reader"}.
    let user = "{token: e30.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6c3JlOnJlYWRlciJ9.c2ln, as: jane, as-groups: [ops]}";
    let (_, ended) = examined(&roles, manner, user, &[]);
    assert_eq!(ended.code, Some(0));
    assert!(!ended.out.contains("e30.") && !ended.err.contains("e30."));
    insta::assert_snapshot!("writes", settled(&ended.out));
}

#[test]
fn what_the_program_prints_for_programs_keeps_its_schema() {
    let schema: Value = serde_json::from_str(&Home::new().run(&["schema", "doctor"]).out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (_, live) = examined(&role(&[]), Manner::default(), TOKEN, &["-o", "json"]);
    let demo = Home::new().run(&["doctor", "--demo", "-o", "json"]);
    for ended in [live, demo] {
        let errors: Vec<String> = validator.iter_errors(&ended.json()).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    insta::assert_snapshot!("schema", serde_json::to_string_pretty(&schema).unwrap());
}

#[test]
fn a_recording_tells_what_was_not_collected() {
    let ended = Home::new().run(&["doctor", "--demo"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!("demo", settled(&ended.out));

    let home = Home::new();
    let bundle = home.dir.path().join("bundle");
    let pods = bundle.join("cluster-resources/pods");
    std::fs::create_dir_all(&pods).unwrap();
    std::fs::write(pods.join("shop.json"), r#"{"kind":"PodList","apiVersion":"v1","items":[]}"#).unwrap();
    let ended = home.run(&["doctor", "--bundle", bundle.to_str().unwrap(), "-o", "json"]);
    let doctor = ended.json();
    assert_eq!((ended.code, status(&doctor, "reads")), (Some(0), "warning"), "{doctor:#}");
    let lines = check(&doctor, "reads")["details"].as_array().unwrap();
    assert!(
        lines.iter().any(|line| line
            == "deployments.apps not collected: Deployments that do not get on are not found, nor who owns their pods"),
        "{lines:#?}"
    );
}

#[test]
fn a_server_that_does_not_know_us() {
    let manner = Manner { locked: true, ..Manner::default() };
    let (_, ended) = examined(&role(&[]), manner, TOKEN, &["-o", "json"]);
    let doctor = ended.json();
    assert_eq!((ended.code, status(&doctor, "source"), status(&doctor, "reads")), (Some(3), "failed", "skipped"));
}

#[test]
fn a_server_that_is_not_there_and_no_cluster_at_all() {
    let home = Home::new();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let kubeconfig = home.dir.path().join("kubeconfig");
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: a, contexts: [{{name: a, context: {{cluster: a}}}}], \
         clusters: [{{name: a, cluster: {{server: 'http://{gone}'}}}}], users: []}}"
    );
    std::fs::write(&kubeconfig, text).unwrap();
    let ended = home.run(&["doctor", "-o", "json", "--kubeconfig", kubeconfig.to_str().unwrap()]);
    let doctor = ended.json();
    assert_eq!((ended.code, doctor["ready"].as_bool(), status(&doctor, "source")), (Some(3), Some(false), "failed"));

    let ended = home.run(&["doctor"]);
    assert_eq!(ended.code, Some(3));
    insta::assert_snapshot!("no_cluster", settled(&ended.out));
}

#[test]
fn a_configuration_that_cannot_be_used_is_a_finding() {
    let home = Home::new();
    home.configure("outputt = 'json'\n");
    let ended = home.run(&["doctor"]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!("broken_config", settled(&ended.out));
}

#[test]
fn what_is_configured_is_told_with_its_origin_and_runs_that_cannot_be_kept() {
    let home = Home::new();
    home.configure("[runs]\ndir = '/proc/nowhere'\n");
    let ended = home.run(&["doctor", "--demo", "-o", "json"]);
    let doctor = ended.json();
    assert_eq!((ended.code, status(&doctor, "config"), status(&doctor, "runs")), (Some(0), "ok", "warning"));
    let details = check(&doctor, "config")["details"].as_array().unwrap();
    assert!(
        details.iter().any(|line| line.as_str().unwrap().starts_with("runs.dir = /proc/nowhere (from ")),
        "{details:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_plugin_is_named_before_it_is_run_and_its_environment_is_not_told() {
    let user = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: sre-test-login, args: [get, --cluster, web], \
                env: [{name: LOGIN_PROFILE, value: hunter2hunter2}], interactiveMode: Never}}";
    let (server, ended) = examined(&role(&[]), Manner::default(), user, &[]);
    // There is no such program, so nothing comes of it; but who reads this knows what was tried.
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.contains("sre-test-login get --cluster web"), "{}", ended.err);
    assert!(ended.out.contains("runs sre-test-login get --cluster web") && ended.out.contains("LOGIN_PROFILE"));
    assert!(!ended.out.contains("hunter2") && !ended.err.contains("hunter2"));
    assert!(server.asked().is_empty());
}
