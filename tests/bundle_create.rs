//! A bundle that was taken of a cluster answers as the cluster does, says of everything that it does not hold that it was
//! not collected, and holds no secrets.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; the program is a process"
)]

mod cli_support;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cli_support::{Ended, Home};
use serde_json::{Value, json};
use sre::investigate::Options;
use support::asking::{ask, assert_same, of_bundle, placeless};
use support::recording;
use support::served::Served;

/// Takes a bundle; the arguments name the source and what is taken of it.
fn create(home: &Home, to: &Path, arguments: &[&str]) -> Ended {
    let mut all = vec!["bundle", "create", "--quiet", "--to", to.to_str().unwrap()];
    all.extend(arguments);
    home.run(&all)
}

/// Takes a bundle of a bundle, which must work.
fn created(home: &Home, from: &Path, to: &str, arguments: &[&str]) -> PathBuf {
    let to = home.dir.path().join(to);
    let mut all = vec!["--bundle", from.to_str().unwrap()];
    all.extend(arguments);
    let ended = create(home, &to, &all);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    to
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn one_that_is_taken_over_a_socket_answers_every_question_as_the_cluster_does() {
    let home = Home::new();
    let served = Served::start(&recording::archive(), home.dir.path());
    let taken = home.dir.path().join("all.tar.zst");
    let ended =
        create(&home, &taken, &["--kubeconfig", served.kubeconfig.to_str().unwrap(), "--logs", "all", "--helm"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for case in recording::questions() {
        let question = &case.question;
        let expected = placeless(&ask(question, &of_bundle(&recording::archive())));
        assert_same(&expected, &placeless(&ask(question, &of_bundle(&taken))), question);
    }
}

#[test]
fn it_is_the_same_over_a_socket_and_without_one() {
    let home = Home::new();
    let served = Served::start(&recording::archive(), home.dir.path());
    let over = home.dir.path().join("over-a-socket");
    let ended = create(&home, &over, &["--kubeconfig", served.kubeconfig.to_str().unwrap()]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let (mut over, mut direct) = (files(&over), files(&created(&home, &recording::archive(), "direct", &[])));
    // A date has no fractions of a second.
    let at = |files: &mut BTreeMap<String, Vec<u8>>| {
        let info: Value = serde_json::from_slice(&files.remove("bundle.json").unwrap()).unwrap();
        info["collectedAt"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (at(&mut over).as_str(), at(&mut direct).as_str()),
        ("2026-11-22T14:29:33Z", "2026-11-22T14:29:33.200554Z")
    );
    assert!(over.len() > 900, "{}", over.len());
    assert_eq!(over.keys().collect::<Vec<_>>(), direct.keys().collect::<Vec<_>>());
    for (path, body) in over {
        assert!(direct[&path] == body, "{path}");
    }
}

#[test]
fn one_of_a_namespace_answers_what_is_asked_about_it() {
    let home = Home::new();
    for namespace in ["terranetes", "media", "orders", "reporting", "catalog", "storefront", "shop", "databases"] {
        let taken = created(&home, &recording::archive(), &format!("{namespace}.tar.gz"), &["-n", namespace]);
        for case in recording::questions().iter().filter(|case| case.namespace == namespace) {
            let answer = |bundle: &Path| {
                let options = Options { namespace: Some(namespace.to_owned()), ..of_bundle(bundle) };
                placeless(&ask(&case.question, &options))
            };
            let (expected, found) = (answer(&recording::archive()), answer(&taken));
            for part in ["verdict", "root_causes", "evidence", "summary"] {
                assert_same(&expected[part], &found[part], &format!("{part}: {}", case.question));
            }
        }
        let elsewhere = ask("is web-ui in frontend healthy?", &of_bundle(&taken));
        assert_ne!(
            serde_json::to_value(elsewhere.verdict).unwrap(),
            "healthy",
            "what was not collected is not healthy"
        );
    }
}

#[test]
fn one_of_a_subject_is_of_its_namespaces() {
    let home = Home::new();
    let taken = created(&home, &recording::archive(), "subject", &["why", "does", "report-worker", "restart?"]);
    let info: Value = serde_json::from_slice(&files(&taken)["bundle.json"]).unwrap();
    assert_eq!(
        (&info["namespaces"], &info["collectedAt"]),
        (&json!(["reporting"]), &json!("2026-11-22T14:29:33.200554Z"))
    );
    let pods: Vec<String> =
        files(&taken).into_keys().filter(|path| path.starts_with("cluster-resources/pods/")).collect();
    assert!(pods.len() > 1 && pods.iter().all(|path| path.contains("reporting")), "{pods:?}");
    let from = recording::archive();
    let unknown = create(
        &home,
        &home.dir.path().join("none"),
        &["--bundle", from.to_str().unwrap(), "why is nonesuch-api down?"],
    );
    unknown.is_usage_error("nonesuch-api");
    let absent = create(&home, &home.dir.path().join("none"), &["--bundle", from.to_str().unwrap(), "-n", "nonesuch"]);
    absent.is_usage_error("the cluster has no namespace `nonesuch`");
}

#[test]
fn what_was_not_collected_stays_so() {
    let home = Home::new();
    let cluster = recording::unpacked(&home.dir.path().join("cluster"), |_, _| {});
    let folder = cluster.join("cluster-resources");
    std::fs::remove_file(folder.join("events/orders.json")).unwrap();
    std::fs::remove_file(folder.join("configmaps/orders.json")).unwrap();
    std::fs::write(folder.join("configmaps-errors.json"), r#"{"orders": "configmaps is forbidden"}"#).unwrap();
    std::fs::remove_file(folder.join("nodes.json")).unwrap();
    let taken = created(&home, &cluster, "partial", &[]);
    for question in ["why is orders-api failing?", "is everything ok in orders?", "what is broken?"] {
        let answer = |bundle: &Path| placeless(&ask(question, &of_bundle(bundle)));
        let (expected, found) = (answer(&cluster), answer(&taken));
        for part in ["verdict", "root_causes", "evidence", "unexplained"] {
            assert_same(&expected[part], &found[part], &format!("{part}: {question}"));
        }
        // For whom it was not collected first is a matter of words; what and with which effect is not.
        let unseen = |report: &Value| -> Vec<Value> {
            report["not_seen"].as_array().unwrap().iter().map(|line| json!([line["what"], line["effect"]])).collect()
        };
        assert_eq!(unseen(&expected), unseen(&found), "{question}");
    }
    let text = home.run(&["bundle", "inspect", taken.to_str().unwrap()]).out;
    // What lacks for one reason stands in one line.
    for name in ["configmaps in orders", "events in orders", "nodes"] {
        let named = [format!(" {name}:"), format!(" {name},")];
        assert!(named.iter().any(|words| text.contains(words)), "{name} is not in {text}");
    }
}

/// Secrets in all the places where people leave them.
fn careless(path: &str, document: &mut Value) {
    let items = document.get_mut("items").and_then(Value::as_array_mut);
    for item in items.into_iter().flatten() {
        if path.contains("/pods/") {
            item["spec"]["containers"][0]["env"] = json!([{"name": "DB_PASSWORD", "value": "seeded-hunter2"}]);
            item["metadata"]["annotations"]["note"] = "postgres://admin:seeded-hunter3@db/x".into();
        } else if path.contains("/configmaps/") {
            item["data"]["application.properties"] = "db.password=seeded-hunter4\nx=1\n".into();
        } else if path.contains("/secrets/") {
            // `seeded-hunter5` and itself in clear.
            item["data"] = json!({"password": "c2VlZGVkLWh1bnRlcjU="});
            item["stringData"] = json!({"password": "seeded-hunter6"});
            item["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] =
                r#"{"kind":"Secret","stringData":{"password":"seeded-hunter7"}}"#.into();
        }
    }
}

#[test]
fn no_secret_gets_into_it_and_those_of_others_are_found() {
    let home = Home::new();
    let cluster = recording::unpacked(&home.dir.path().join("cluster"), careless);
    let logs = cluster.join("cluster-resources/pods/logs");
    for (path, mut log) in files(&logs).into_iter().filter(|(path, _)| !path.ends_with("-errors.log")) {
        log.extend_from_slice(b"connecting with password=seeded-hunter8\n");
        std::fs::write(logs.join(path), log).unwrap();
    }
    let careless = home.run(&["bundle", "verify", cluster.to_str().unwrap(), "-o", "json"]);
    assert_eq!(careless.code, Some(1));
    assert!(!careless.out.contains("seeded"), "places are named, values are not");
    let found = careless.json();
    let found: Vec<&str> =
        found["secrets"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    for folder in ["/pods/orders.json", "/configmaps/orders.json", "/secrets/", "/pods/logs/"] {
        assert!(found.iter().any(|path| path.contains(folder)), "{folder}: {found:?}");
    }

    let taken = created(&home, &cluster, "taken", &["--logs", "all", "--helm"]);
    let mut logs = 0;
    for (path, body) in files(&taken) {
        let text = String::from_utf8_lossy(&body);
        assert!(!text.contains("seeded-") && !text.contains("c2VlZGVk"), "{path}");
        logs += usize::from(path.contains("/logs/") && text.contains("[redacted:"));
    }
    assert!(logs > 20, "{logs} logs");
    let secrets: Value = serde_json::from_slice(&files(&taken)["cluster-resources/secrets/databases.json"]).unwrap();
    assert!(secrets["items"].as_array().unwrap().iter().all(|secret| secret.get("data").is_none()));
    let verified = home.run(&["bundle", "verify", taken.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    assert!(verified.out.starts_with("nothing was found"), "{verified:?}");
}

#[test]
fn it_only_reads_and_of_secrets_only_their_names() {
    let home = Home::new();
    let audit = home.dir.path().join("audit.jsonl");
    created(&home, &recording::archive(), "x", &["--logs", "all", "--helm", "--audit", audit.to_str().unwrap()]);
    let text = std::fs::read_to_string(audit).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 100, "{}", lines.len());
    for line in &lines {
        assert!(line["method"] == "GET" && line["rule"].is_string() && line.get("refused").is_none(), "{line}");
    }
    let rules: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["rule"].as_str())
        .filter(|r| r.contains("helm") || r.contains("secret"))
        .collect();
    assert_eq!(rules, ["secret-metadata", "helm-releases"]);
}

#[test]
fn the_same_evidence_makes_the_same_bytes() {
    let home = Home::new();
    for name in ["same.tar.zst", "same.tar.gz", "same.tar"] {
        let packed = |folder: &str| {
            std::fs::create_dir_all(home.dir.path().join(folder)).unwrap();
            std::fs::read(created(&home, &recording::archive(), &format!("{folder}/{name}"), &["-n", "orders"]))
                .unwrap()
        };
        assert!(packed("one") == packed("two"), "{name}");
    }
    let file = std::fs::File::open(home.dir.path().join("one/same.tar")).unwrap();
    let mut archive = tar::Archive::new(file);
    let entries: Vec<(PathBuf, u64, u64)> = archive
        .entries()
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.path().unwrap().into_owned(), entry.header().uid().unwrap(), entry.header().mtime().unwrap())
        })
        .collect();
    assert!(
        entries.is_sorted_by(|a, b| a.0 < b.0) && entries.iter().all(|(_, uid, at)| (*uid, *at) == (0, 1_795_357_773))
    );
    assert!(entries.iter().all(|(path, ..)| path.starts_with("same")));
}

#[test]
fn nothing_that_is_there_is_lost() {
    let home = Home::new();
    let from = recording::archive();
    let from = from.to_str().unwrap();
    let at = |name: &str| home.dir.path().join(name);
    let orders = ["--bundle", from, "-n", "orders"];
    let forced = ["--bundle", from, "-n", "orders", "--force"];
    for name in ["a.tar.zst", "a"] {
        assert_eq!(create(&home, &at(name), &orders).code, Some(0));
        create(&home, &at(name), &orders).is_usage_error("exists already");
        assert_eq!(create(&home, &at(name), &forced).code, Some(0));
        assert_eq!(home.run(&["bundle", "inspect", at(name).to_str().unwrap()]).code, Some(0));
    }
    std::fs::create_dir(at("mine")).unwrap();
    std::fs::write(at("mine/letter"), "dear").unwrap();
    create(&home, &at("mine"), &forced).is_usage_error("only a bundle is replaced by one");
    assert_eq!(std::fs::read_to_string(at("mine/letter")).unwrap(), "dear");
    create(&home, &at("x.zip"), &orders).is_usage_error("cannot be written as");
    create(&home, &at("none/x.tar"), &orders).is_usage_error("cannot write beside");
    let left: Vec<_> = std::fs::read_dir(home.dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".sre")), "{left:?}");
}

#[test]
fn a_source_that_does_not_answer_leaves_nothing_behind() {
    let home = Home::new();
    let served = Served::start(&recording::archive(), home.dir.path());
    let kubeconfig = served.kubeconfig.clone();
    served.signal("-TERM");
    assert_eq!(served.wait().code(), Some(0));
    let to = home.dir.path().join("gone.tar.zst");
    let ended = create(&home, &to, &["--kubeconfig", kubeconfig.to_str().unwrap()]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""), "{ended:?}");
    assert!(!to.exists());
}

#[test]
fn names_of_a_hostile_cluster_stay_inside() {
    let home = Home::new();
    let cluster = recording::unpacked(&home.dir.path().join("cluster"), |path, document| {
        if path.ends_with("/pods/reporting.json") {
            document["items"][0]["metadata"]["name"] = "../../../../../../escaped".into();
        }
    });
    let taken = home.dir.path().join("deep/er/taken");
    std::fs::create_dir_all(taken.parent().unwrap()).unwrap();
    let ended = create(&home, &taken, &["--bundle", cluster.to_str().unwrap(), "--logs", "all", "-o", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let everything = files(home.dir.path());
    assert!(!everything.keys().any(|path| path.contains("escaped")), "{:?}", everything.keys().collect::<Vec<_>>());
    assert!(ended.json()["not_collected"].to_string().contains("escaped"), "{ended:?}");
}

#[test]
fn what_is_in_a_bundle_as_a_person_reads_it() {
    let home = Home::new();
    let taken = home.dir.path().join("orders");
    let from = recording::archive();
    let made = create(&home, &taken, &["--bundle", from.to_str().unwrap(), "-n", "orders"]);
    let stable = |text: &str| text.replace(home.dir.path().to_str().unwrap(), "HOME");
    insta::assert_snapshot!("created", stable(&made.out));
    insta::assert_snapshot!("inspected", home.run(&["bundle", "inspect", taken.to_str().unwrap()]).out);
    let json = home.run(&["bundle", "inspect", "-o", "json", "--bundle", taken.to_str().unwrap()]).json();
    assert_eq!(json["server_version"], "v1.36.2");
    // Those of what is not well, and one of the app that is.
    assert_eq!(json["logs"].as_u64().unwrap() + json["previous_logs"].as_u64().unwrap(), 5);
    let pods = json["resources"].as_array().unwrap().iter().find(|one| one["resource"] == "pods").unwrap();
    assert_eq!(pods, &json!({"resource": "pods", "objects": 3, "namespaces": 1}));

    std::fs::write(taken.join("cluster-resources/pods/orders.json"), "{").unwrap();
    let broken = home.run(&["bundle", "verify", taken.to_str().unwrap()]);
    assert_eq!(broken.code, Some(1));
    insta::assert_snapshot!("broken", broken.out);
    let hostile = home.dir.path().join("hostile.tar");
    std::fs::write(&hostile, support::archive::tar(&[support::archive::file("../x", b"x")])).unwrap();
    for command in ["inspect", "verify"] {
        let refused = home.run(&["bundle", command, hostile.to_str().unwrap()]);
        assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""), "{refused:?}");
    }
}
