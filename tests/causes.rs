//! Every cause of the catalogue: it is found where it holds, and nowhere else.
//!
//! Three small clusters a cause (`tests/data/causes/<Code>/`): one where it holds, a near miss, one that has recovered.
//! Over those that hold, two promises more: take any cited fact away and the confidence falls, and the order in which a
//! cluster lists its objects does not matter. `SRE_CASE=ImageNotFound cargo test --test causes` runs those of one cause.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod causes_support;

use std::collections::BTreeSet;

use causes_support::case_file::{CaseFile, Role};
use causes_support::{all, ask, gather, root};
use sre::diagnosis::hypothesis::Hypothesis;
use sre::diagnosis::{causes, diagnose};
use sre::evidence::fact::Fact;
use sre::evidence::graph::Graph;
use sre::investigate::Gathered;
use sre::report::model::{Report, RootCause};

/// Runs a check over every case and tells all that fail at once.
fn check(cases: impl Iterator<Item = CaseFile>, test: impl Fn(&CaseFile) -> Vec<String>) {
    let mut failures = Vec::new();
    for case in cases {
        failures.extend(test(&case).into_iter().map(|why| format!("{case}: {why}")));
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

fn of_role(role: Role) -> impl Iterator<Item = CaseFile> {
    all().into_iter().filter(move |case| case.role == role)
}

#[test]
fn every_cause_has_its_three_clusters() {
    let codes: BTreeSet<&str> = causes::all().iter().map(|cause| cause.code).collect();
    let mut missing = Vec::new();
    for code in &codes {
        for role in Role::ALL {
            let path = root().join(code).join(role.file());
            if !path.is_file() {
                missing.push(format!("{code}/{}", role.file()));
            }
        }
    }
    let strays: Vec<String> =
        all().into_iter().filter(|case| !codes.contains(&*case.code)).map(|case| case.path).collect();
    assert!(missing.is_empty() && strays.is_empty(), "missing: {missing:#?}\nof no cause: {strays:#?}");
}

#[test]
fn objects_refer_to_each_other_by_their_uids() {
    check(all().into_iter(), CaseFile::slips);
}

#[test]
fn it_is_found_where_it_holds() {
    check(of_role(Role::Holds), |case| expected(case, &ask(case, None)));
}

#[test]
fn a_near_miss_is_not_taken_for_it() {
    check(of_role(Role::NearMiss), |case| expected(case, &ask(case, None)));
}

#[test]
fn what_is_over_is_no_cause() {
    check(of_role(Role::Recovered), |case| expected(case, &ask(case, None)));
}

/// What an answer has that was not expected of it.
fn expected(case: &CaseFile, report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let verdict = serde_json::to_value(report.verdict).unwrap();
    let said = || format!("said {}", told(report));
    if verdict != *case.verdict {
        wrong.push(format!("verdict {verdict}, not {}; {}", case.verdict, said()));
    }
    let first = report.root_causes.first();
    if let Some(code) = &case.cause
        && first.map(|cause| &cause.cause) != Some(code)
    {
        wrong.push(format!("the first cause is not {code}; {}", said()));
    }
    if let Some(object) = &case.object
        && first.map(named).as_ref() != Some(object)
    {
        wrong.push(format!("the first object is not {object}; {}", said()));
    }
    for code in &case.not {
        if report.root_causes.iter().chain(&report.hypotheses).any(|cause| cause.cause == *code) {
            wrong.push(format!("{code} was said; {}", said()));
        }
    }
    wrong.extend(wording(case, &words(report)));
    if report.cluster.as_of != case.now.parse().unwrap() {
        wrong.push(format!("as of {}, not {}", report.cluster.as_of, case.now));
    }
    wrong
}

/// What the words of an answer lack, or have too many of.
fn wording(case: &CaseFile, words: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut rest = words;
    for text in &case.says {
        match rest.split_once(&**text) {
            Some((_, after)) => rest = after,
            None => wrong.push(format!("{text:?} is not said, or too early:\n{words}")),
        }
    }
    let said = case.never.iter().filter(|text| words.contains(&***text));
    wrong.extend(said.map(|text| format!("{text:?} is said:\n{words}")));
    wrong
}

/// What the root causes say: what is wrong, how it came to that, who changed what, and how to mend it.
fn words(report: &Report) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for cause in &report.root_causes {
        lines.push(&cause.statement);
        lines.extend(cause.chain.iter().map(|link| &*link.statement));
        lines.extend(cause.changed_by.iter().map(|change| &*change.what));
        for way in &cause.remediation {
            lines.extend([&*way.text, &*way.risk]);
            lines.extend(way.command.iter().chain(&way.diff).map(|text| &**text));
        }
    }
    lines.join("\n")
}

fn named(cause: &RootCause) -> String {
    format!("{}/{}", cause.object.kind, cause.object.name)
}

fn told(report: &Report) -> String {
    let line = |cause: &RootCause| format!("{} at {} ({})", cause.cause, named(cause), cause.confidence);
    let causes: Vec<_> = report.root_causes.iter().map(line).collect();
    let ideas: Vec<_> = report.hypotheses.iter().map(line).collect();
    let unseen: Vec<_> = report.not_seen.iter().map(|n| format!("{}: {}", n.what, n.why)).collect();
    format!("causes {causes:?}, hypotheses {ideas:?}, unexplained {}, not seen {unseen:?}", report.unexplained.len())
}

#[test]
fn without_a_cited_fact_it_is_less_sure() {
    check(of_role(Role::Holds), |case| {
        let gathered = gather(case);
        let found = proven(case, &gathered, &gathered.graph);
        let mut wrong = Vec::new();
        if found.is_empty() {
            wrong.push(format!("no rule found {}", case.code));
        }
        for hypothesis in &found {
            for fact in hypothesis.facts() {
                wrong.extend(still_as_sure(case, &gathered, hypothesis, fact));
            }
        }
        wrong
    });
}

fn still_as_sure(case: &CaseFile, gathered: &Gathered, hypothesis: &Hypothesis, fact: &Fact) -> Vec<String> {
    let before = hypothesis.confidence();
    let place = format!("{} {} of {} (\"{}\")", fact.observation, fact.pointer, fact.entity, fact.excerpt);
    let mut wrong = Vec::new();
    if hypothesis.without(fact).confidence() >= before {
        wrong.push(format!("{place} is cited and supports nothing"));
    }
    let mut graph = gathered.graph.clone();
    graph.hide(fact);
    let same = |other: &&Hypothesis| other.object == hypothesis.object && other.container == hypothesis.container;
    let now = proven(case, gathered, &graph).iter().filter(same).map(Hypothesis::confidence).fold(0.0, f64::max);
    if now >= before {
        wrong.push(format!("with {place} hidden the confidence is {now:.2}, no less than {before:.2}"));
    }
    wrong
}

/// The hypotheses of the case's own cause.
fn proven(case: &CaseFile, gathered: &Gathered, graph: &Graph) -> Vec<Hypothesis> {
    let looked_at = diagnose::case(&gathered.subject, &gathered.words, graph);
    causes::rules()
        .into_iter()
        .filter(|rule| rule.cause.code == case.code)
        .flat_map(|rule| (rule.prove)(&looked_at))
        .collect()
}

#[test]
fn the_order_of_lists_does_not_matter() {
    check(of_role(Role::Holds), |case| {
        let plain = stable(&ask(case, None));
        let mut wrong = Vec::new();
        for seed in [7, 1_000_003] {
            let mixed = stable(&ask(case, Some(seed)));
            if mixed != plain {
                wrong.push(format!("seed {seed}: {}", first_difference(&plain, &mixed)));
            }
        }
        wrong
    });
}

/// A report without what is volatile: figures, moments of reading, and the places that items have in their lists.
fn stable(report: &Report) -> String {
    let mut value = serde_json::to_value(report).unwrap();
    value["stats"] = serde_json::Value::Null;
    for evidence in value["evidence"].as_array_mut().into_iter().flatten() {
        evidence["observed_at"] = serde_json::Value::Null;
    }
    serde_json::to_string_pretty(&value).unwrap()
}

fn first_difference(one: &str, other: &str) -> String {
    let pair = one.lines().zip(other.lines()).find(|(a, b)| a != b);
    pair.map_or("one is longer".to_owned(), |(a, b)| format!("{} / {}", a.trim(), b.trim()))
}
