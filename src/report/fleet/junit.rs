//! `JUnit` XML, for what shows test results: a suite a namespace, a case a workload, a failure a finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::fleet::model::{Finding, Fleet};
use crate::report::fleet::{label, level};
use crate::report::model::ObjectRef;
use crate::report::printable;

/// The suite of what belongs to no namespace.
const CLUSTER: &str = "the cluster";
/// The suite of what could not be read.
const UNSEEN: &str = "not seen";

type Cases<'f> = BTreeMap<&'f ObjectRef, Vec<&'f Finding>>;

/// The scan as `JUnit` XML.
pub fn to_junit(fleet: &Fleet) -> String {
    let mut suites: BTreeMap<&str, Cases<'_>> = BTreeMap::new();
    for object in &fleet.workloads {
        suites.entry(place(object)).or_default().entry(object).or_default();
    }
    for finding in fleet.faults() {
        suites.entry(place(&finding.object)).or_default().entry(&finding.object).or_default().push(finding);
    }
    let unseen = unseen(fleet);
    let cases: usize = suites.values().map(BTreeMap::len).sum::<usize>() + unseen.len();
    let failed: usize = suites.values().map(failures).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"sre scan\" tests=\"{cases}\" failures=\"{failed}\" errors=\"{}\">",
        unseen.len()
    );
    for (name, cases) in &suites {
        write_suite(&mut out, name, cases);
    }
    if !unseen.is_empty() {
        let count = unseen.len();
        let _ = writeln!(out, "  <testsuite name=\"{UNSEEN}\" tests=\"{count}\" failures=\"0\" errors=\"{count}\">");
        for (what, text) in unseen {
            let (what, text) = (escaped(&what), escaped(&text));
            let _ = writeln!(out, "    <testcase classname=\"{UNSEEN}\" name=\"{what}\">");
            let _ = writeln!(out, "      <error message=\"{text}\" type=\"unseen\"/>\n    </testcase>");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn place(object: &ObjectRef) -> &str {
    object.namespace.as_deref().unwrap_or(CLUSTER)
}

fn failures(cases: &Cases<'_>) -> usize {
    cases.values().filter(|findings| !findings.is_empty()).count()
}

fn write_suite(out: &mut String, name: &str, cases: &Cases<'_>) {
    let class = escaped(name);
    let (all, failed) = (cases.len(), failures(cases));
    let _ = writeln!(out, "  <testsuite name=\"{class}\" tests=\"{all}\" failures=\"{failed}\" errors=\"0\">");
    for (object, findings) in cases {
        let name = escaped(&format!("{}/{}", object.kind, object.name));
        if findings.is_empty() {
            let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\"/>");
            continue;
        }
        let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\">");
        // One failure a case is what every reader understands; what else is wrong stands in its text.
        let kind = findings.first().map(|finding| escaped(&label(finding))).unwrap_or_default();
        let message = findings.first().map(|finding| escaped(&finding.statement)).unwrap_or_default();
        let text: Vec<String> = findings.iter().map(|finding| told(finding)).collect();
        let text = escaped_lines(&text);
        let _ = writeln!(out, "      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n    </testcase>");
    }
    out.push_str("  </testsuite>\n");
}

fn told(finding: &Finding) -> String {
    format!(
        "{} {}: {} (evidence {}, fingerprint {})",
        level(finding),
        label(finding),
        finding.statement,
        if finding.evidence.is_empty() { "none".to_owned() } else { finding.evidence.join(" ") },
        finding.fingerprint
    )
}

/// What "nothing is wrong" lacks.
fn unseen(fleet: &Fleet) -> Vec<(String, String)> {
    let all = fleet.reports.iter().flat_map(|report| &report.not_seen).filter(|seen| seen.blinding);
    all.map(|seen| (seen.what.clone(), format!("{}; {}", seen.why, seen.effect))).collect()
}

fn escaped_lines(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n")
}

/// Text that is safe in XML, in an attribute too. Control characters are gone already: XML 1.0 cannot say them at all.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in printable(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}
