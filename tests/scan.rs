//! A scan lists everything that is wrong and nothing else: as a list for people, as results for pipelines, and against what
//! was known before.

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
use std::fs;

use cli_support::Home;
use serde_json::{Value, json};
use sre::evidence::event;
use sre::investigate::{self, Options};
use sre::report::fleet::model::{Certainty, Fleet, Known};
use sre::report::model::{ObjectRef, Severity, Verdict};
use sre::report::schema;
use support::asking;
use support::recording::{self, BROKEN};

/// What is broken only in the eyes of those who miss it: nobody suffers from a budget until a node is drained, and
/// whether an app was switched off and a schedule suspended on purpose only their owners know.
const NOTICED: &[&str] = &["backups/nightly-backup", "legacy/soap-bridge", "messaging/broker-pdb"];

fn scan(namespace: Option<&str>) -> Fleet {
    let options = Options {
        namespace: namespace.map(str::to_owned),
        all_namespaces: namespace.is_none(),
        ..asking::of_bundle(&recording::archive())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (events, _) = event::channel();
    runtime.block_on(investigate::scan(&options, events)).unwrap()
}

fn path(object: &ObjectRef) -> String {
    format!("{}/{}", object.namespace.as_deref().unwrap_or_default(), object.name)
}

/// Whether a finding is about an object, or about something that belongs to it by its name.
fn is_about(found: &ObjectRef, namespace: &str, name: &str) -> bool {
    let home = match &found.namespace {
        Some(home) => home == namespace,
        None => true,
    };
    home && (found.name == name || found.name.starts_with(&format!("{name}-")))
}

#[test]
fn everything_that_is_broken_is_found_and_nothing_else() {
    let fleet = scan(None);
    assert_eq!(fleet.verdict, Verdict::RootCause);
    let mut missing = BTreeSet::new();
    for (namespace, names) in BROKEN {
        for name in *names {
            // The trouble of an app is told at what mends it: its claim, its Service, its namespace.
            let told = |object: &ObjectRef| is_about(object, namespace, name);
            let cited = fleet.reports[0].evidence.iter().map(|evidence| &evidence.object);
            let found = fleet.findings.iter().any(|finding| told(&finding.object)) || cited.clone().any(told);
            if !found {
                missing.insert(format!("{namespace}/{name}"));
            }
        }
    }
    assert!(missing.is_empty(), "not found: {missing:?}");
    let notices = fleet.findings.iter().filter(|finding| finding.certainty == Certainty::Notice);
    let noticed: BTreeSet<String> = notices.map(|notice| path(&notice.object)).collect();
    assert_eq!(noticed, NOTICED.iter().map(|path| (*path).to_owned()).collect(), "noticed");
    let blamed: Vec<String> = fleet
        .findings
        .iter()
        .filter(|finding| {
            let object = &finding.object;
            !BROKEN.iter().any(|(namespace, names)| {
                names.iter().any(|name| is_about(object, namespace, name))
                    || (object.kind == "Namespace" && object.name == *namespace)
                    || (object.namespace.is_none() && names.iter().any(|name| object.name.starts_with(name)))
            })
        })
        .map(|finding| format!("{} {}", path(&finding.object), finding.statement))
        .collect();
    assert!(blamed.is_empty(), "healthy, and blamed:\n{}", blamed.join("\n"));
}

#[test]
fn findings_come_once_the_most_severe_first_and_with_their_evidence() {
    let fleet = scan(None);
    let prints: BTreeSet<&str> = fleet.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
    assert_eq!(prints.len(), fleet.findings.len());
    assert!(fleet.findings.is_sorted_by_key(|finding| std::cmp::Reverse(finding.severity)));
    assert_eq!(fleet.findings[0].severity, Severity::Critical);
    assert!(fleet.workloads.len() > 30);
    let report = &fleet.reports[0];
    for finding in &fleet.findings {
        assert_eq!(finding.cause.is_none(), finding.certainty == Certainty::Unexplained);
        assert!(!finding.evidence.is_empty(), "{}", finding.statement);
        assert!(finding.evidence.iter().all(|id| report.evidence.iter().any(|evidence| evidence.id == *id)));
        assert_ne!(finding.object.kind, "ReplicaSet", "told at the owner");
    }
}

/// What may be on purpose is listed last, is called a notice, and fails nothing.
#[test]
fn what_may_be_on_purpose_is_a_notice() {
    let fleet = scan(Some("legacy"));
    assert_eq!((fleet.verdict, fleet.findings.len(), fleet.faults().count()), (Verdict::Healthy, 1, 0));
    let notice = &fleet.findings[0];
    assert_eq!((notice.severity, notice.cause.as_deref()), (Severity::Info, Some("ScaledToZero")));
    assert!(!notice.evidence.is_empty());
    assert!(!sre::report::fleet::junit::to_junit(&fleet).contains("<failure"));
    let home = Home::new();
    let archive = recording::archive();
    let ended = home.run(&["scan", "--bundle", archive.to_str().unwrap(), "-q", "-n", "legacy", "--exit-code"]);
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    assert!(ended.out.contains("Nothing was found in namespace legacy"), "{}", ended.out);
    assert!(ended.out.lines().any(|line| line.starts_with("notice ")), "{}", ended.out);
}

#[test]
fn a_namespace_is_scanned_alone() {
    let fleet = scan(Some("media"));
    assert!(fleet.findings.len() >= 4);
    assert!(fleet.findings.iter().all(|finding| finding.object.namespace.as_deref() == Some("media")));
    let healthy = scan(Some("kube-public"));
    assert!(healthy.findings.is_empty(), "{:?}", healthy.findings);
}

/// A scan of the recorded incident in a folder of its own.
fn run(home: &Home, arguments: &[&str]) -> cli_support::Ended {
    let all: Vec<&str> = ["scan", "--demo=crash-loop", "-q"].into_iter().chain(arguments.iter().copied()).collect();
    home.run(&all)
}

#[test]
fn the_exit_code_tells_whether_something_was_found() {
    let home = Home::new();
    let code = |arguments: &[&str]| run(&home, arguments).code;
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--exit-code"]), Some(10));
    assert_eq!(code(&["--exit-code", "--severity", "critical"]), Some(10));
    assert_eq!(code(&["--exit-code", "-n", "nonesuch-nowhere"]), Some(11));
    let healthy = home.run(&["scan", "--demo", "-n", "demo-healthy", "-q", "--exit-code", "-o", "json"]);
    assert_eq!(healthy.code, Some(0), "{}", healthy.out);
    assert_eq!(healthy.json()["complete"], true);
    let nothing = home.run(&["scan", "--kubeconfig", "nowhere", "-q", "--exit-code"]);
    assert!(nothing.code.is_some_and(|code| code != 0 && code != 10), "{nothing:?}");
}

#[test]
fn what_is_known_is_left_out_and_what_is_gone_is_told() {
    let home = Home::new();
    let written = run(&home, &["--write-baseline", "known.json", "-o", "json"]).json();
    let all = written["findings"].as_array().unwrap().len();
    let again = run(&home, &["--baseline", "known.json", "-o", "json", "--exit-code"]);
    assert_eq!(again.code, Some(0));
    let again = again.json();
    assert_eq!(
        (again["findings"].as_array().unwrap().len(), again["baseline"]["known"].as_u64()),
        (0, Some(all as u64))
    );
    // A whole result is a baseline as well, and one that knew more tells what is gone.
    let mut former = written.clone();
    let findings = former["findings"].as_array_mut().unwrap();
    let namespace = findings[0]["object"]["namespace"].clone();
    findings[0]["fingerprint"] = json!("0000000000000000");
    findings.push(json!({"fingerprint": "1111111111111111", "cause": "OOMKilled",
        "object": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": namespace, "name": "checkout"}}));
    fs::write(home.dir.path().join("former.json"), former.to_string()).unwrap();
    let text = run(&home, &["--baseline", "former.json"]).out;
    assert!(text.contains("gone") && text.contains("OOMKilled at Deployment"), "{text}");
    let now: Fleet = serde_json::from_str(&run(&home, &["--baseline", "former.json", "-o", "json"]).out).unwrap();
    let baseline = now.baseline.unwrap();
    assert_eq!(now.findings.len(), 1, "what is new");
    assert!(baseline.gone.iter().any(|known: &Known| known.object.name == "checkout"));
    fs::write(home.dir.path().join("other.json"), "{\"schema\": \"sre.report/v1\", \"findings\": []}").unwrap();
    run(&home, &["--baseline", "other.json"]).is_usage_error("that is no baseline");
    run(&home, &["--baseline", "none.json"]).is_usage_error("the baseline cannot be read");
}

#[test]
fn less_severe_findings_are_counted_and_not_shown() {
    let fleet = scan(None);
    let of = |severity| fleet.findings.iter().filter(|finding| finding.severity >= severity).count();
    let critical = fleet.clone().at_least(Severity::Critical);
    assert_eq!(critical.findings.len(), of(Severity::Critical));
    assert_eq!(critical.below, (fleet.findings.len() - critical.findings.len()) as u64);
    assert!(critical.below > 0 && fleet.clone().at_least(Severity::Info).below == 0);
}

#[test]
fn json_keeps_its_schema() {
    let home = Home::new();
    let value = run(&home, &["-o", "json"]).json();
    let validator = jsonschema::validator_for(&schema::fleet()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value["schema"], "sre.fleet/v1");
    assert_eq!(value["reports"][0]["schema"], "sre.report/v1");
    assert_eq!(home.run(&["schema", "fleet"]).json(), schema::fleet());
    let yaml = run(&home, &["-o", "yaml"]).out;
    let again: Fleet = serde_saphyr::from_str(&yaml).unwrap();
    assert_eq!(again.findings.len(), value["findings"].as_array().unwrap().len());
}

/// What SARIF 2.1.0 demands of the parts that we write: names, required fields and enumerations of its schema.
fn sarif_schema() -> Value {
    let message =
        json!({"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}});
    let location = json!({"type": "object", "additionalProperties": false, "properties": {
        "physicalLocation": {"type": "object", "required": ["artifactLocation"], "properties": {
            "artifactLocation": {"type": "object", "required": ["uri"], "properties": {
                "uri": {"type": "string", "pattern": "^[A-Za-z0-9._~%/-]+$"}}},
            "region": {"type": "object", "properties": {"startLine": {"type": "integer", "minimum": 1}}}}},
        "logicalLocations": {"type": "array", "items": {"type": "object", "additionalProperties": false,
            "properties": {"name": {"type": "string"}, "fullyQualifiedName": {"type": "string"}, "kind": {"type": "string"}}}}}});
    let rule = json!({"type": "object", "required": ["id"], "additionalProperties": false, "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}, "shortDescription": message, "fullDescription": message,
        "help": message, "properties": {"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": true}}}}});
    let result = json!({"type": "object", "required": ["message"], "additionalProperties": false, "properties": {
        "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": -1},
        "level": {"enum": ["none", "note", "warning", "error"]}, "message": message,
        "locations": {"type": "array", "items": location},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "properties": {"type": "object"}}});
    let invocation = json!({"type": "object", "required": ["executionSuccessful"], "additionalProperties": false,
        "properties": {"executionSuccessful": {"type": "boolean"}, "toolExecutionNotifications": {"type": "array",
            "items": {"type": "object", "required": ["message"], "properties": {"message": message}}}}});
    json!({"type": "object", "required": ["version", "runs"], "additionalProperties": false, "properties": {
        "$schema": {"type": "string"}, "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["tool"],
            "additionalProperties": false, "properties": {
                "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {"type": "object",
                    "required": ["name"], "properties": {"name": {"type": "string"},
                        "rules": {"type": "array", "uniqueItems": true, "items": rule}}}}},
                "invocations": {"type": "array", "items": invocation},
                "results": {"type": "array", "items": result}}}}}})
}

#[test]
fn sarif_is_what_its_readers_expect() {
    let home = Home::new();
    let all = home.run(&["scan", "--bundle", recording::archive().to_str().unwrap(), "-q", "-o", "sarif"]).json();
    let errors: Vec<String> = jsonschema::validator_for(&sarif_schema())
        .unwrap()
        .iter_errors(&all)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let run = &all["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 20);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["partialFingerprints"]["sre/v1"].as_str().is_some_and(|print| print.len() == 16));
    }
}

#[test]
fn junit_has_a_case_for_every_workload_and_a_failure_for_every_broken_object() {
    let mut fleet = scan(None);
    fleet.findings[0].statement = "a <b> & \"c\" 'd' \u{1b}[31m\u{0}".to_owned();
    let text = sre::report::fleet::junit::to_junit(&fleet);
    assert!(text.contains("a &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "nothing that XML cannot say");
    let count = |mark: &str| text.matches(mark).count();
    assert_eq!((count("<testsuite "), count("<testsuites ")), (count("</testsuite>"), 1));
    let objects: BTreeSet<&ObjectRef> = fleet.faults().map(|finding| &finding.object).collect();
    assert_eq!(count("<failure "), objects.len());
    let unseen = fleet.reports[0].not_seen.iter().filter(|seen| seen.blinding).count();
    let cases: BTreeSet<&ObjectRef> = fleet.workloads.iter().chain(objects).collect();
    assert_eq!(count("<testcase "), cases.len() + unseen);
    assert!(text.contains(&format!("<testsuites name=\"sre scan\" tests=\"{}\"", cases.len() + unseen)));
}

#[test]
fn the_list_fits_the_terminal_one_line_a_finding() {
    let home = Home::new();
    for columns in [60, 100, 200] {
        let archive = recording::archive();
        let mut command = home.sre(&["scan", "--bundle", archive.to_str().unwrap(), "-q"]);
        let out = command.env("COLUMNS", columns.to_string()).output().unwrap();
        let out = String::from_utf8(out.stdout).unwrap();
        let rows = out.lines().filter(|line| line.starts_with("critical ") || line.starts_with("warning "));
        assert_eq!(rows.clone().count(), scan(None).findings.iter().filter(|f| f.severity > Severity::Info).count());
        assert!(rows.clone().all(|line| line.chars().count() <= columns), "{out}");
    }
}

#[test]
fn only_a_scan_is_printed_as_results_of_a_scanner() {
    let home = Home::new();
    for command in [
        &["ask", "--demo", "-o", "sarif", "why?"][..],
        &["causes", "-o", "junit"],
        &["changes", "--demo", "-o", "sarif"],
    ] {
        home.run(command).is_usage_error("only `sre scan` prints SARIF and JUnit");
    }
}
