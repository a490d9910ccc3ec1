//! A recorded cluster, asked what its breakers wrote down: never a wrong cause, never a healthy workload blamed, and
//! what is answered in full changes only on purpose.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; the slow server needs a socket"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sre::diagnosis::catalogue::Depth;
use sre::diagnosis::causes;
use sre::investigate::Options;
use sre::report::model::{ObjectRef, Report, RootCause, Scope, Verdict};
use support::asking::{self, ask, assert_same, placeless, stable};
use support::recording::{self, BROKEN, Case, Expected};
use support::server;
use support::table::columns;

/// Questions about broken namespaces that are answered with "healthy", because no rule of this version looks at what is
/// wrong there. Each is a defect; one that is mended must leave the list. Two may stay: nobody suffers from `messaging`
/// until a node is drained, and whether `legacy` was scaled down on purpose only its owner knows.
const OVERLOOKED: &[&str] =
    &["is everything ok in legacy?", "what is wrong in messaging?", "is everything ok in messaging?"];

/// Requests that one question may cost.
const REQUESTS: u64 = 45;

fn broken(namespace: &str) -> &'static [&'static str] {
    BROKEN.iter().find(|(name, _)| *name == namespace).map_or(&[], |(_, names)| names)
}

fn asked(question: &str) -> Report {
    ask(question, &asking::of_bundle(&recording::archive()))
}

fn place(object: &ObjectRef) -> String {
    format!("{} {}{}", object.kind, object.namespace.as_ref().map_or(String::new(), |ns| format!("{ns}/")), object.name)
}

/// `ImageNotFound at Deployment terranetes/echo-pod`, or the verdict.
fn answer(report: &Report) -> String {
    match report.root_causes.first() {
        Some(cause) => format!("{} at {}", cause.cause, place(&cause.object)),
        None => serde_json::to_value(report.verdict).unwrap().as_str().unwrap().to_owned(),
    }
}

fn depth(cause: &RootCause) -> Depth {
    causes::all().into_iter().find(|known| known.code == cause.cause).map(|known| known.depth).unwrap()
}

/// What is wrong with an answer; nothing where it is true.
fn untrue(case: &Case, report: &Report) -> Option<String> {
    let known = |expected: &Expected| causes::all().iter().any(|cause| expected.is_cause(cause.code));
    if case.expect.is_empty() {
        return (report.verdict != Verdict::Healthy).then(|| format!("it is healthy, not {}", answer(report)));
    }
    let Some(first) = report.root_causes.first() else {
        return if case.expect.iter().any(known) {
            Some(format!("the cause is in the catalogue and was not found: {}", report.summary))
        } else {
            (report.verdict != Verdict::Inconclusive).then(|| format!("{} is wrong", answer(report)))
        };
    };
    if case.expect.iter().any(|expected| expected.is_cause(&first.cause) && expected.is_object(first)) {
        return None;
    }
    if case.expect.iter().any(known) {
        return Some(format!("the cause is in the catalogue, and the answer is {}", answer(report)));
    }
    // Without the rule for it, "what happened" about the right object is true, and less than it could be.
    let weaker = depth(first) < Depth::Root && case.expect.iter().any(|expected| expected.is_object(first));
    (!weaker).then(|| format!("a wrong cause: {}", answer(report)))
}

#[test]
fn every_question_is_answered_truly() {
    let mut wrong = Vec::new();
    let mut rows = Vec::new();
    for case in recording::questions() {
        let report = asked(&case.question);
        wrong.extend(untrue(&case, &report).map(|why| format!("{}: {why}", case.question)));
        let full = case.expect.iter().any(|e| report.root_causes.first().is_some_and(|c| e.is_cause(&c.cause)));
        let expected = case.expect.first().map_or("healthy", |expected| &expected.cause);
        let found = if full || case.expect.is_empty() { "=".to_owned() } else { format!("wanted: {expected}") };
        rows.push(vec![case.namespace, case.question, answer(&report), found]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!("answered", columns(&rows));
}

/// Everything that a report points a finger at, outside of `allowed`.
fn blamed(report: &Report, allowed: impl Fn(&ObjectRef) -> bool) -> Vec<String> {
    let causes = report.root_causes.iter().chain(&report.hypotheses).map(|cause| &cause.object);
    let left = report.unexplained.iter().filter_map(|statement| statement.object.as_ref());
    causes.chain(left).filter(|object| !allowed(object)).map(place).collect()
}

/// Whether an object, or the workload that a pod belongs to, is one of those.
fn is_one_of(object: &ObjectRef, names: &[&str]) -> bool {
    let own = |name: &&str| object.name == **name || object.name.starts_with(&format!("{name}-"));
    names.iter().any(own)
}

#[test]
fn no_healthy_workload_is_blamed_whatever_namespace_is_asked() {
    let mut wrong = Vec::new();
    let mut rows = Vec::new();
    for namespace in namespaces() {
        let names = broken(&namespace);
        let allowed = |object: &ObjectRef| {
            is_one_of(object, names) && object.namespace.as_ref().is_none_or(|own| **own == namespace)
        };
        let mut row = vec![namespace.clone()];
        for question in [format!("what is wrong in {namespace}?"), format!("is everything ok in {namespace}?")] {
            let report = asked(&question);
            let blamed = blamed(&report, allowed);
            if !blamed.is_empty() {
                wrong.push(format!("{question} blames {}", blamed.join(", ")));
            }
            let overlooked = OVERLOOKED.contains(&question.as_str());
            match (report.verdict == Verdict::Healthy, names.is_empty(), overlooked) {
                (true, true, _) | (true, false, true) | (false, false, false) => {}
                (false, true, _) => wrong.push(format!("{question} is healthy, not {}", answer(&report))),
                (true, false, false) => wrong.push(format!("{question} is not healthy")),
                (false, false, true) => wrong.push(format!("{question} is seen now: take it off OVERLOOKED")),
            }
            row.push(match report.root_causes.len() {
                0 | 1 => answer(&report),
                many => format!("{} and {} more", answer(&report), many - 1),
            });
        }
        if row[1] == row[2] {
            row.pop();
        }
        rows.push(row);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!("namespaces", columns(&rows));
}

#[test]
fn the_whole_cluster_is_asked_and_only_what_is_broken_is_blamed() {
    let everywhere = Options { all_namespaces: true, ..asking::of_bundle(&recording::archive()) };
    for report in [ask("what is broken?", &everywhere), asked("what is broken?")] {
        assert_eq!(report.verdict, Verdict::RootCause);
        let allowed = |object: &ObjectRef| match &object.namespace {
            Some(namespace) => is_one_of(object, broken(namespace)),
            None => BROKEN.iter().any(|(_, names)| is_one_of(object, names)),
        };
        let blamed = blamed(&report, allowed);
        assert!(blamed.is_empty(), "blamed: {}", blamed.join(", "));
        let all: BTreeSet<&str> = report.root_causes.iter().map(|cause| cause.fingerprint.as_str()).collect();
        assert_eq!(all.len(), report.root_causes.len(), "each cause once");
    }
}

/// The namespaces of the recording, from its own list.
fn namespaces() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    recording::unpacked(folder.path(), |path, document| {
        if path.ends_with("cluster-resources/namespaces.json") {
            let items = document["items"].as_array().unwrap();
            names.extend(items.iter().map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()));
        }
    });
    names.sort();
    assert!(names.len() > 30);
    names
}

/// Lines of an audit file.
fn requests(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Lists of all there is of what no answer about one object needs. (Workloads are listed where a name has to be searched,
/// pods where it matters which nodes have room.)
const GROWS: &[&str] =
    &["\"/api/v1/namespaces?limit=", "\"/api/v1/events?limit=", "\"/apis/apps/v1/replicasets?limit="];

#[test]
fn a_question_only_reads_and_asks_for_little() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = Vec::new();
    for (number, case) in recording::questions().into_iter().enumerate() {
        let file = folder.path().join(number.to_string());
        let report = asking::audited(&case.question, &recording::archive(), file.clone());
        let lines = requests(&file);
        for line in &lines {
            assert_eq!(line["method"], "GET", "{}: {line}", case.question);
            assert_eq!(line["purpose"], "investigate", "{}: {line}", case.question);
            assert!(line["rule"].is_string() && line.get("refused").is_none(), "{}: {line}", case.question);
        }
        let paths: BTreeSet<String> = lines.iter().map(|line| line["path"].to_string()).collect();
        assert_eq!(paths.len(), lines.len(), "{}: nothing is asked twice", case.question);
        assert_eq!(lines.len() as u64, report.stats.requests, "{}", case.question);
        assert!(report.stats.requests <= REQUESTS, "{}: {} requests", case.question, lines.len());
        // A cluster can have thousands of namespaces; a question that names an object is not about them.
        let whole = paths.iter().find(|path| GROWS.iter().any(|list| path.contains(list)));
        assert!(report.subject.scope != Scope::Object || whole.is_none(), "{}: {whole:?}", case.question);
        rows.push(vec![lines.len().to_string(), case.question]);
    }
    insta::assert_snapshot!("requests", columns(&rows));
}

/// Questions whose answers touch every phase: pulls, crashes, probes, references, jobs, health, no answer, everything.
const SOME: &[&str] = &[
    "why is the pod in terranetes namespace not running?",
    "why is orders-api crash looping?",
    "payment-gateway restarts all the time, why?",
    "why is web-ui not ready?",
    "why does wal-archive fail?",
    "why is redis pending in databases?",
    "is mysql in databases healthy?",
    "what is wrong in media?",
    "why is payments-nonesuch down?",
    "what is broken?",
];

/// A small generator (`SplitMix64`); good enough to mix a list.
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (bound as u64)).unwrap()
    }

    fn list(&mut self, items: &mut [Value]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[test]
fn neither_the_order_of_lists_nor_the_packing_changes_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = |seed: Option<u64>| {
        let mut shuffle = seed.map(Shuffle);
        recording::unpacked(&folder.path().join(format!("{seed:?}")), |_, document| {
            if let (Some(shuffle), Some(items)) =
                (&mut shuffle, document.get_mut("items").and_then(Value::as_array_mut))
            {
                shuffle.list(items);
            }
        })
    };
    let plain = asking::of_bundle(&bundle(None));
    let answers: Vec<Value> = SOME.iter().map(|question| stable(&ask(question, &plain))).collect();
    for question in &SOME[..7] {
        assert_same(
            &placeless(&asked(question)),
            &placeless(&ask(question, &plain)),
            &format!("{question} of the archive"),
        );
    }
    for seed in [7, 2026] {
        let mixed = asking::of_bundle(&bundle(Some(seed)));
        for (question, expected) in SOME.iter().zip(&answers) {
            assert_same(expected, &stable(&ask(question, &mixed)), &format!("{question} with seed {seed}"));
        }
    }
}

#[test]
fn the_order_of_arrival_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    // Healthy answers say for how long, and on a live cluster that is until now; the others name moments only.
    for question in &SOME[..6] {
        let live = |seed| {
            let kubeconfig = Some(server::serve(&recording::archive(), folder.path(), seed));
            placeless(&ask(
                question,
                &asking::of(sre::investigate::Source::Live { context: None, kubeconfig, node_services: false }),
            ))
        };
        let first = live(3);
        for seed in [500, 9_000] {
            assert_same(&first, &live(seed), &format!("{question} with seed {seed}"));
        }
        assert_eq!(first["root_causes"], placeless(&asked(question))["root_causes"], "{question} live and recorded");
    }
}
