//! What a scan found (`sre.fleet/v1`), out of the reports that it made: findings in an order that suits a list.
//!
//! Nothing is concluded here. [`model`] is the contract; [`sarif`] and [`junit`] are for what reads other tools' results,
//! text and Markdown for people.

pub mod baseline;
pub mod junit;
pub mod markdown;
pub mod model;
pub mod sarif;

use std::collections::BTreeMap;

use crate::report::build::cause::fingerprint;
use crate::report::model::{ObjectRef, Report, RootCause, Scope, Severity, Statement, Verdict};
use crate::report::words;
use model::{Certainty, Finding, Fleet, SCHEMA};

/// What stands in the place of a cause where there is none.
pub const UNEXPLAINED: &str = "Unexplained";

/// The findings of some reports; `workloads` are those that were looked at.
pub fn of(reports: Vec<Report>, workloads: Vec<ObjectRef>) -> Fleet {
    let mut findings: Vec<Finding> = Vec::new();
    for (number, report) in reports.iter().enumerate() {
        findings.extend(of_report(report, number as u64));
    }
    sort(&mut findings);
    let complete = reports.iter().all(|report| !report.not_seen.iter().any(|seen| seen.blinding))
        && reports.iter().all(|report| report.verdict != Verdict::NoAccess);
    let mut fleet = Fleet {
        schema: SCHEMA.to_owned(),
        verdict: worst(&reports),
        complete,
        summary: String::new(),
        findings,
        below: 0,
        baseline: None,
        workloads,
        reports,
    };
    fleet.summary = summary(&fleet);
    fleet
}

impl Fleet {
    /// The findings that something is wrong by, without those that may be on purpose.
    pub fn faults(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.certainty != Certainty::Notice)
    }

    /// Whether a report found nothing and is not sure of it either: a name that is unknown, pods that only just start.
    pub fn is_open(&self) -> bool {
        self.reports.iter().any(|report| {
            let silent = report.root_causes.is_empty() && report.hypotheses.is_empty() && report.unexplained.is_empty();
            report.verdict == Verdict::Inconclusive && silent
        })
    }

    /// The same with the findings that are at least so severe; the others are counted.
    #[must_use]
    pub fn at_least(mut self, severity: Severity) -> Self {
        let before = self.findings.len();
        self.findings.retain(|finding| finding.severity >= severity);
        self.below += (before - self.findings.len()) as u64;
        self.summary = summary(&self);
        self
    }
}

/// The findings of one report: causes, ideas, and the symptoms that are left, one for each object.
fn of_report(report: &Report, number: u64) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        report.root_causes.iter().map(|cause| of_cause(cause, Certainty::Proven, number)).collect();
    findings.extend(report.hypotheses.iter().map(|idea| of_cause(idea, Certainty::Possible, number)));
    let told: Vec<ObjectRef> = findings.iter().map(|finding| finding.object.clone()).collect();
    let mut left: BTreeMap<&ObjectRef, Vec<&Statement>> = BTreeMap::new();
    for statement in &report.unexplained {
        let owner = statement.owner.as_ref().or(statement.object.as_ref());
        if let Some(object) = owner.filter(|object| !told.contains(object)) {
            left.entry(object).or_default().push(statement);
        }
    }
    findings.extend(left.into_iter().filter_map(|(object, all)| of_symptoms(object, &all, number)));
    findings.extend(report.notices.iter().map(|notice| of_cause(notice, Certainty::Notice, number)));
    findings
}

fn of_cause(cause: &RootCause, certainty: Certainty, report: u64) -> Finding {
    Finding {
        fingerprint: cause.fingerprint.clone(),
        certainty,
        severity: cause.severity,
        cause: Some(cause.cause.clone()),
        category: Some(cause.category.clone()),
        object: cause.object.clone(),
        confidence: Some(cause.confidence),
        since: cause.since,
        statement: cause.statement.clone(),
        report,
        evidence: cause.evidence.clone(),
    }
}

fn of_symptoms(object: &ObjectRef, all: &[&Statement], report: u64) -> Option<Finding> {
    let worst = all.iter().filter_map(|statement| statement.severity).max().unwrap_or(Severity::Warning);
    let (first, rest) = all.split_first()?;
    let of = first.object.as_ref().unwrap_or(object);
    let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
    Some(Finding {
        fingerprint: fingerprint(UNEXPLAINED, object, None),
        certainty: Certainty::Unexplained,
        severity: worst,
        cause: None,
        category: None,
        object: object.clone(),
        confidence: None,
        since: None,
        statement: format!("{} {}: {}{more}", of.kind, of.name, first.statement),
        report,
        evidence: first.evidence.clone(),
    })
}

/// The most severe first; below that what is of one cause stands together, the proven before the possible.
fn sort(findings: &mut [Finding]) {
    let size: BTreeMap<(Severity, Option<String>), usize> = findings.iter().fold(BTreeMap::new(), |mut sizes, each| {
        *sizes.entry((each.severity, each.cause.clone())).or_default() += 1;
        sizes
    });
    let many = |each: &Finding| size.get(&(each.severity, each.cause.clone())).copied().unwrap_or(0);
    findings.sort_by(|a, b| {
        (b.severity, a.certainty, many(b))
            .cmp(&(a.severity, b.certainty, many(a)))
            .then_with(|| (&a.cause, &a.object, &a.fingerprint).cmp(&(&b.cause, &b.object, &b.fingerprint)))
    });
}

fn worst(reports: &[Report]) -> Verdict {
    let order = [Verdict::RootCause, Verdict::Inconclusive, Verdict::NoAccess];
    order.into_iter().find(|verdict| reports.iter().any(|r| r.verdict == *verdict)).unwrap_or(Verdict::Healthy)
}

/// `12 findings (3 critical, 9 warning) in namespace shop: 14 workloads were looked at.`
fn summary(fleet: &Fleet) -> String {
    if let ([only], true) = (fleet.reports.as_slice(), fleet.is_open() || fleet.verdict == Verdict::NoAccess) {
        return only.summary.clone();
    }
    let place = match fleet.reports.as_slice() {
        [only] if only.subject.scope == Scope::Cluster => "in the cluster".to_owned(),
        [only] if only.subject.scope == Scope::Namespace => format!("in {}", words::subject(&only.subject)),
        _ => String::new(),
    };
    let looked = format!("{} looked at", words::count(fleet.workloads.len() as u64, "workload"));
    let found = match fleet.faults().count() {
        0 if fleet.below > 0 => "Nothing so severe was found".to_owned(),
        0 if fleet.baseline.as_ref().is_some_and(|baseline| baseline.known > 0) => "Nothing new was found".to_owned(),
        0 => "Nothing was found".to_owned(),
        many => format!("{} ({})", words::count(many as u64, "finding"), severities(fleet)),
    };
    let blind = if fleet.complete { "" } else { ", and not everything could be seen" };
    let text = [found, place].join(" ");
    let noticed = match fleet.findings.len() - fleet.faults().count() {
        0 => String::new(),
        many => format!("; {}, perhaps on purpose", words::count(many as u64, "notice")),
    };
    format!("{}: {looked}{blind}{noticed}.", text.trim_end())
}

fn severities(fleet: &Fleet) -> String {
    let all = [Severity::Critical, Severity::Warning, Severity::Info];
    let counted = all.into_iter().filter_map(|severity| {
        let count = fleet.faults().filter(|finding| finding.severity == severity).count();
        (count > 0).then(|| format!("{count} {}", words::severity(severity)))
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// How bad it is, in a word; what may be on purpose is not bad.
pub(in crate::report) fn level(finding: &Finding) -> &'static str {
    if finding.certainty == Certainty::Notice { "notice" } else { words::severity(finding.severity) }
}

/// The code, with how sure it is where that is not sure at all.
pub(in crate::report) fn label(finding: &Finding) -> String {
    match (&finding.cause, finding.certainty) {
        (Some(code), Certainty::Possible) => format!("perhaps {code}"),
        (Some(code), _) => code.clone(),
        (None, _) => "unexplained".to_owned(),
    }
}
