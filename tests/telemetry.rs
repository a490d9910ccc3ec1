//! What other systems say is told, and never more than they say: an alert is a symptom, not a cause.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, helpers included"
)]

mod causes_support;

use std::path::Path;

use causes_support::ask;
use causes_support::case_file::CaseFile;
use sre::report::model::{Report, Verdict};

/// The cluster of a healthy case, with further documents.
fn with(documents: &str) -> Report {
    let healthy = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/healthy/one-try-failed.yaml");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("healthy").join("more.yaml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, format!("{}---\n{documents}", std::fs::read_to_string(healthy).unwrap())).unwrap();
    ask(&CaseFile::read(&file), None)
}

fn told(report: &Report) -> Vec<String> {
    report.unexplained.iter().map(|left| format!("{} {}", left.object.as_ref().unwrap().name, left.statement)).collect()
}

/// Alerts in Alertmanager's form at every Service, and nothing behind them.
#[test]
fn a_storm_of_alerts_is_no_cause() {
    let alert = |name: &str, service: &str| {
        format!(
            "- {{labels: {{alertname: {name}, severity: critical, namespace: depot, service: {service}}}, annotations: {{summary: it is bad}}, \
             startsAt: '2026-11-22T14:20:00Z', endsAt: '2026-11-22T14:33:00Z', status: {{state: active, inhibitedBy: [], silencedBy: []}}}}\n"
        )
    };
    let names = ["TooSlow", "TooManyErrors", "TooLittleTraffic", "TooLittleTraffic"];
    let all: String = ["dispatch", "stock"].iter().flat_map(|service| names.map(|name| alert(name, service))).collect();
    let report = with(&format!("kind: Document\npath: telemetry/alerts.json\njson:\n{all}"));
    assert_eq!((report.verdict, report.root_causes.len()), (Verdict::Inconclusive, 0), "{:?}", told(&report));
    let lines = told(&report);
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert!(lines.contains(&"stock has the alert TooSlow".to_owned()), "{lines:?}");
}

/// The same in Prometheus' form, with labels as recorded rules of kube-state-metrics have them.
#[test]
fn alerts_are_read_as_prometheus_gives_them() {
    let report = with(
        "kind: Document\npath: telemetry/alerts.json\njson:\n  status: success\n  data:\n    alerts:\n    \
         - {labels: {alertname: QueueTooLong, namespace: depot, deployment: stock, severity: warning, job: kube-state-metrics}, \
         annotations: {description: 900 wait}, state: firing, activeAt: '2026-11-22T14:20:10.833Z', value: '9e+02'}\n    \
         - {labels: {alertname: QueueGrows, namespace: depot, deployment: stock, severity: warning}, state: pending, \
         activeAt: '2026-11-22T14:28:10Z', value: '1e+00'}\n",
    );
    assert_eq!(told(&report), ["stock has the alert QueueTooLong"]);
    assert!(report.evidence.iter().any(|cited| cited.excerpt.contains("900 wait")), "{:?}", report.evidence);
}

/// Documents of the wrong shape say nothing, and break nothing.
#[test]
fn what_is_not_understood_is_passed_over() {
    let files = ["node-services", "connectivity", "dependencies", "alerts"];
    for json in ["[]", "{}", "7", "[1, null, {labels: 3}, {node: {}, service: [], from: x, success: maybe}]"] {
        // A later document of the same path takes the place of the earlier one.
        let document = |file: &&str| format!("kind: Document\npath: telemetry/{file}.json\njson: {json}\n");
        let report = with(&files.iter().map(document).collect::<Vec<_>>().join("---\n"));
        assert_eq!(report.verdict, Verdict::Healthy, "{json}: {:?} {:?}", told(&report), report.not_seen);
    }
}
