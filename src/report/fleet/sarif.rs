//! SARIF 2.1.0, for what collects the results of scanners: each cause is a rule, each finding a result.
//!
//! Kubernetes objects are no files. Their place is a logical location; the artifact beside it is the object's path, for
//! readers that want one.

use serde_json::{Value, json};

use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes;
use crate::error::Result;
use crate::report::fleet::model::{Finding, Fleet};
use crate::report::fleet::{UNEXPLAINED, label};
use crate::report::model::{ObjectRef, Severity};
use crate::report::{json as face, printable, words};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The scan as SARIF.
pub fn to_sarif(fleet: &Fleet) -> Result<String> {
    let mut codes: Vec<&str> = fleet.findings.iter().map(code).collect();
    codes.sort_unstable();
    codes.dedup();
    let all = causes::all();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, all.iter().find(|cause| cause.code == *code))).collect();
    let results: Vec<Value> = fleet.findings.iter().map(|finding| result(finding, &codes)).collect();
    face::to_json(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "sre", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "invocations": [{
                "executionSuccessful": fleet.complete,
                "toolExecutionNotifications": notifications(fleet),
            }],
            "results": results,
        }],
    }))
}

fn code(finding: &Finding) -> &str {
    finding.cause.as_deref().unwrap_or(UNEXPLAINED)
}

fn rule(code: &str, cause: Option<&&Cause>) -> Value {
    let Some(cause) = cause else {
        return json!({"id": code, "name": code, "shortDescription": {"text": "A symptom that no cause explains."}});
    };
    let first = cause.about.split_once(". ").map_or(cause.about, |(first, _)| first).trim_end_matches('.');
    json!({
        "id": code,
        "name": code,
        "shortDescription": {"text": format!("{first}.")},
        "fullDescription": {"text": cause.about},
        "help": {"text": format!("{}\n\nMistaken for: {}\n\nTo mend it: {}", cause.proof, cause.mistaken_for, cause.fix)},
        "properties": {"tags": [cause.category]},
    })
}

fn result(finding: &Finding, codes: &[&str]) -> Value {
    let code = code(finding);
    json!({
        "ruleId": code,
        "ruleIndex": codes.iter().position(|known| *known == code),
        "level": match finding.severity {
            Severity::Critical => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        },
        "message": {"text": printable(&finding.statement)},
        "locations": [location(&finding.object)],
        "partialFingerprints": {"sre/v1": finding.fingerprint},
        "properties": {
            "severity": finding.severity,
            "certainty": finding.certainty,
            "confidence": finding.confidence,
            "label": label(finding),
            "evidence": finding.evidence,
        },
    })
}

fn location(object: &ObjectRef) -> Value {
    let name = [object.namespace.as_deref(), Some(&*object.kind), Some(&*object.name)];
    let parts: Vec<&str> = name.into_iter().flatten().collect();
    let uri: Vec<String> = parts.iter().map(|part| encoded(part)).collect();
    json!({
        "physicalLocation": {"artifactLocation": {"uri": format!("kubernetes/{}", uri.join("/"))}, "region": {"startLine": 1}},
        "logicalLocations": [{"name": object.name, "fullyQualifiedName": parts.join("/"), "kind": "resource"}],
    })
}

/// For a URI: names of Kubernetes may hold colons and more.
fn encoded(part: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    part.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn notifications(fleet: &Fleet) -> Vec<Value> {
    let unseen = fleet.reports.iter().flat_map(|report| words::not_seen(&report.not_seen));
    unseen.map(|text| json!({"level": "warning", "message": {"text": printable(&text)}})).collect()
}
