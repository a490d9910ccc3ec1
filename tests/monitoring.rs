//! Prometheus and Alertmanager beside a live cluster tell what a bundle would hold of them: real servers, the recorded
//! clusters of the causes served on a socket.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; servers need sockets and processes"
)]

mod causes_support;
mod cli_support;
mod support;

use std::fs;

use causes_support::case_file::CaseFile;
use cli_support::Home;
use serde_json::{Value, json};
use sre::investigate::{Options, Servers, Source};
use sre::report::model::{Report, Verdict};
use sre::transport::monitoring::Address;
use support::asking::{self, ask, assert_same};
use support::monitoring::{Server, alertmanager, listener, prometheus};
use support::recording;
use support::served::Served;
use tempfile::TempDir;

/// Cases whose answer stands on series, and what becomes of them where nobody measured.
const CASES: &[&str] = &["CpuSaturation/holds.yaml", "CpuSaturation/recovered.yaml", "CpuSaturation/near_miss.yaml"];

fn at(server: &Server) -> Address {
    Address { url: server.url.clone(), token_env: None, token_file: None }
}

fn live(served: &Served, servers: Servers) -> Options {
    let source = Source::Live { context: None, kubeconfig: Some(served.kubeconfig.clone()), node_services: false };
    Options { servers, ..asking::of(source) }
}

/// What an answer comes to: the causes with their objects, or the verdict.
fn comes_to(report: &Report) -> Vec<String> {
    let causes = report.root_causes.iter().map(|cause| format!("{} {}", cause.cause, cause.object.name));
    let verdict = serde_json::to_value(report.verdict).unwrap().as_str().unwrap().to_owned();
    causes.chain([verdict]).collect()
}

#[test]
fn a_live_cluster_with_prometheus_answers_as_a_bundle_with_its_series() {
    for name in CASES {
        let case = CaseFile::read(&causes_support::root().join(name));
        let folder = TempDir::new().unwrap();
        let bundle = causes_support::bundle::write(&case, folder.path(), None);
        let question = case.question.clone();
        let recorded = ask(&question, &asking::of_bundle(&bundle));
        let export = fs::read_to_string(bundle.join("telemetry/metrics.jsonl")).unwrap();
        fs::remove_dir_all(bundle.join("telemetry")).unwrap();

        let server = prometheus(folder.path(), &export);
        let served = Served::start(&bundle, folder.path());
        let with = ask(&question, &live(&served, Servers { prometheus: Some(at(&server)), alertmanager: None }));
        assert_eq!(comes_to(&with), comes_to(&recorded), "{name}");

        let without = ask(&question, &live(&served, Servers::default()));
        assert!(without.root_causes.is_empty(), "{name}: nothing but the series shows it");
        let cites = |report: &Report, source: &str| report.evidence.iter().any(|evidence| evidence.source == source);
        assert_eq!(cites(&with, "prometheus"), cites(&recorded, "bundle"), "{name}");
        assert!(!cites(&without, "prometheus"), "{name}");
    }
}

#[test]
fn who_calls_whom_is_told_by_a_mesh_where_no_setting_does() {
    let mut case = CaseFile::read(&causes_support::root().join(CASES[0]));
    let folder = TempDir::new().unwrap();
    for object in &mut case.objects {
        for pointer in ["/spec/containers/0", "/spec/template/spec/containers/0"] {
            if let Some(container) = object.pointer_mut(pointer).and_then(Value::as_object_mut) {
                container.remove("env");
            }
        }
    }
    let bundle = causes_support::bundle::write(&case, folder.path(), None);
    let export = fs::read_to_string(bundle.join("telemetry/metrics.jsonl")).unwrap();
    fs::remove_dir_all(bundle.join("telemetry")).unwrap();
    let requests = export.lines().find(|line| line.contains("http_server_requests_total")).unwrap();
    let mut counted: Value = serde_json::from_str(requests).unwrap();
    counted["metric"] = json!({
        "__name__": "istio_requests_total", "reporter": "source", "response_code": "200",
        "source_workload": "gallery", "source_workload_namespace": "studio",
        "destination_service_name": "thumbs", "destination_service_namespace": "studio",
    });
    let served = Served::start(&bundle, folder.path());
    for (name, export, answers) in [("without", export.clone(), false), ("with", format!("{export}{counted}\n"), true)]
    {
        let folder = TempDir::new().unwrap();
        let server = prometheus(folder.path(), &export);
        let servers = Servers { prometheus: Some(at(&server)), alertmanager: None };
        let report = ask(&case.question, &live(&served, servers));
        let blames = report.root_causes.iter().any(|cause| cause.object.name == "thumbs");
        assert_eq!(blames, answers, "{name}: {report:#?}");
    }
}

/// The recording, served.
fn recorded() -> (Served, TempDir) {
    let folder = TempDir::new().unwrap();
    (Served::start(&recording::archive(), folder.path()), folder)
}

fn alert(name: &str, state: &Value) -> Value {
    let labels = json!({"alertname": name, "namespace": "databases", "deployment": "mysql", "severity": "critical"});
    let mut alert = json!({
        "labels": labels,
        "annotations": {"description": "mysql answers after 4 s"},
        "startsAt": "2026-11-22T14:20:00Z",
        "endsAt": "2126-11-22T14:20:00Z",
    });
    alert.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
    alert
}

#[test]
fn an_alert_at_what_was_asked_about_keeps_it_from_being_called_healthy() {
    const QUESTION: &str = "is mysql in databases healthy?";
    let (served, folder) = recorded();
    let server = alertmanager(folder.path());
    let options = live(&served, Servers { prometheus: None, alertmanager: Some(at(&server)) });
    assert_eq!(ask(QUESTION, &options).verdict, Verdict::Healthy, "nothing fires");

    server.post("/api/v2/alerts", &json!([alert("SlowQueries", &json!({}))]));
    let report = ask(QUESTION, &options);
    assert_ne!(report.verdict, Verdict::Healthy);
    let text = serde_json::to_string(&report).unwrap();
    assert!(text.contains("SlowQueries") && text.contains("mysql answers after 4 s"), "{text}");

    let matcher = json!({"name": "alertname", "value": "SlowQueries", "isRegex": false, "isEqual": true});
    let silence = json!({
        "matchers": [matcher], "createdBy": "a test", "comment": "known",
        "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2126-01-01T00:00:00Z",
    });
    server.post("/api/v2/silences", &silence);
    assert_eq!(ask(QUESTION, &options).verdict, Verdict::Healthy, "somebody knows of it");
}

#[test]
fn what_cannot_be_asked_is_told_once_and_costs_no_answer() {
    let (served, folder) = recorded();
    let gone = Address { url: "http://127.0.0.1:9".to_owned(), token_env: None, token_file: None };
    let elsewhere = Address { url: format!("{}/nothing/here", alertmanager(folder.path()).url), ..gone.clone() };
    let servers = Servers { prometheus: Some(gone), alertmanager: Some(elsewhere) };
    let report = ask("why is orders-api crash looping?", &live(&served, servers));
    assert_eq!(report.verdict, Verdict::RootCause);
    let told: Vec<&str> = report.not_seen.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(told, ["Alertmanager", "Prometheus"], "{:?}", report.not_seen);
}

#[test]
fn a_token_goes_to_its_server_and_to_no_other() {
    let (served, folder) = recorded();
    let server = prometheus(folder.path(), "");
    let (asked, url) = listener(&server);
    let token = folder.path().join("token");
    fs::write(&token, "for-prometheus-only\n").unwrap();
    let prometheus = Some(Address { url, token_env: None, token_file: Some(token) });
    let audit = folder.path().join("audit.jsonl");
    let options = live(&served, Servers { prometheus, alertmanager: None });
    ask("is mysql in databases healthy?", &Options { audit: Some(audit.clone()), ..options });

    let heads = asked.lock().unwrap().clone();
    assert!(!heads.is_empty());
    for head in &heads {
        assert!(head.starts_with("GET /api/v1/"), "{head}");
        assert!(head.contains("authorization: Bearer for-prometheus-only"), "{head}");
    }
    let audit = fs::read_to_string(audit).unwrap();
    assert!(!audit.contains("for-prometheus-only"));
    let lines = audit.lines().filter(|line| line.contains("/-/prometheus/api/v1/")).count();
    assert_eq!(lines, heads.len(), "each request is in the audit");
}

#[test]
fn a_run_with_series_and_alerts_is_told_again_without_their_servers() {
    let case = CaseFile::read(&causes_support::root().join(CASES[0]));
    let folder = TempDir::new().unwrap();
    let bundle = causes_support::bundle::write(&case, folder.path(), None);
    let export = fs::read_to_string(bundle.join("telemetry/metrics.jsonl")).unwrap();
    fs::remove_dir_all(bundle.join("telemetry")).unwrap();
    let home = Home::new();
    let served = Served::start(&bundle, folder.path());
    let report = {
        let (series, alerts) = (prometheus(folder.path(), &export), alertmanager(folder.path()));
        let config = home.dir.path().join("config.toml");
        let text = format!("[prometheus]\nurl = \"{}/\"\n[alertmanager]\nurl = \"{}\"\n", series.url, alerts.url);
        fs::write(&config, text).unwrap();
        let (config, kubeconfig) = (config.to_str().unwrap(), served.kubeconfig.to_str().unwrap());
        let flags = ["ask", "-q", "-o", "json", "--record", "run", "--config", config, "--kubeconfig", kubeconfig];
        home.run(&[&flags[..], &[case.question.as_str()]].concat()).json()
    };
    assert_eq!(report["root_causes"][0]["cause"], "CpuSaturation", "{report}");
    drop(served);
    let again = home.run(&["ask", "-q", "-o", "json", "--replay", "run"]).json();
    let stable = |mut report: Value| {
        report["stats"] = Value::Null;
        report
    };
    assert_same(&stable(report), &stable(again), "a replay");
}

#[test]
fn a_capture_takes_series_alerts_and_calls_along() {
    let case = CaseFile::read(&causes_support::root().join(CASES[0]));
    let folder = TempDir::new().unwrap();
    let bundle = causes_support::bundle::write(&case, folder.path(), None);
    let export = fs::read_to_string(bundle.join("telemetry/metrics.jsonl")).unwrap();
    fs::remove_dir_all(bundle.join("telemetry")).unwrap();
    let home = Home::new();
    let served = Served::start(&bundle, folder.path());
    let (series, alerts) = (prometheus(folder.path(), &export), alertmanager(folder.path()));
    alerts.post("/api/v2/alerts", &json!([alert("SlowQueries", &json!({}))]));
    let config = home.dir.path().join("config.toml");
    fs::write(&config, format!("[prometheus]\nurl = \"{}\"\n[alertmanager]\nurl = \"{}\"\n", series.url, alerts.url))
        .unwrap();
    let (config, kubeconfig) = (config.to_str().unwrap(), served.kubeconfig.to_str().unwrap());
    let flags = ["bundle", "create", "-n", "studio", "--to", "taken", "--config", config, "--kubeconfig", kubeconfig];
    let ended = home.run(&flags);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    drop((served, series, alerts));

    let taken = home.dir.path().join("taken");
    assert!(fs::read_to_string(taken.join("telemetry/alerts.json")).unwrap().contains("SlowQueries"));
    assert!(taken.join("telemetry/dependencies.json").exists());
    assert!(home.run(&["bundle", "verify", "taken"]).code == Some(0));
    let report = ask(&case.question, &asking::of_bundle(&taken));
    assert_eq!(comes_to(&report)[0], "CpuSaturation thumbs");
}

#[test]
fn the_doctor_says_whether_they_answer() {
    let (served, folder) = recorded();
    let home = Home::new();
    let server = prometheus(folder.path(), "");
    let config = home.dir.path().join("config.toml");
    let text = format!("[prometheus]\nurl = \"{}\"\n[alertmanager]\nurl = \"http://127.0.0.1:9\"\n", server.url);
    fs::write(&config, text).unwrap();
    let (config, kubeconfig) = (config.to_str().unwrap(), served.kubeconfig.to_str().unwrap());
    let ended = home.run(&["doctor", "-o", "json", "--config", config, "--kubeconfig", kubeconfig]).json();
    let checks = ended["checks"].as_array().unwrap().iter().filter(|check| check["area"] == "backends");
    let told: Vec<String> = checks.map(|check| format!("{} {}", check["status"], check["what"])).collect();
    let address = &server.url;
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], format!("\"ok\" \"Prometheus 2.42.0+ds answers at {address}\""));
    assert_eq!(told[1], "\"warning\" \"Alertmanager does not answer at http://127.0.0.1:9\"");
}
