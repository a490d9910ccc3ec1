//! What is true passes the verifier unstruck: the engine's own answers, as drafts that an agent could have submitted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod causes_support;
mod support;
mod verifier_support;

use causes_support::case_file::{CaseFile, Role};
use sre::evidence::event;
use sre::investigate;
use sre::report::model::{Origin, Verdict};
use support::{asking, recording};
use verifier_support::{Asked, told};

/// Statements of the engine that the suite has to hold, at least.
const TRUTHS: usize = 100;

fn cases() -> impl Iterator<Item = Asked> {
    causes_support::all().into_iter().filter(|case| case.role == Role::Holds).map(|case| {
        let gathered = causes_support::gather(&case);
        Asked::new(case.path.clone(), &case.question, gathered)
    })
}

fn questions() -> impl Iterator<Item = Asked> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    recording::questions().into_iter().map(move |case| {
        let options = asking::of_bundle(&recording::archive());
        let (events, _) = event::channel();
        let gathered = runtime.block_on(investigate::gather(&case.question, &options, events)).unwrap();
        Asked::new(case.question.clone(), &case.question, gathered)
    })
}

#[test]
fn what_the_engine_says_is_not_struck() {
    let (mut statements, mut failures) = (0, Vec::new());
    for asked in cases().chain(questions()) {
        let draft = asked.draft();
        let verified = asked.verify(&draft);
        statements += 1 + draft.root_causes.iter().map(|cause| 1 + cause.chain.len()).sum::<usize>();
        failures.extend(told(&verified).into_iter().map(|why| format!("{}: {why}", asked.name)));
        if verified.report.verdict != asked.report.verdict {
            failures.push(format!("{}: {:?} became {:?}", asked.name, asked.report.verdict, verified.report.verdict));
        }
        let kept = verified.draft.root_causes.len();
        if kept != draft.root_causes.len() {
            failures.push(format!("{}: {kept} causes are left of {}", asked.name, draft.root_causes.len()));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    assert!(statements >= TRUTHS, "{statements} statements are fewer than {TRUTHS}");
}

/// What a model would say in its own words: a case, a link of the engine's answer, and a true sentence on its evidence.
const IN_OTHER_WORDS: &[(&str, usize, &str)] = &[
    ("ApplicationCrash/holds.yaml", 0, "the container ends with exit code 1"),
    ("ApplicationCrash/holds.yaml", 0, "Pod shop/pricing-7b5c9d8f66-4pfrt dies of \"KeyError: 'default'\""),
    ("ApplicationCrash/holds.yaml", 0, "logs an ERROR about rules.yaml, line 40, at 14:26:11Z"),
    ("ApplicationCrash/holds.yaml", 0, "one of 2 pods of Deployment pricing that crash"),
    ("ApplicationCrash/holds.yaml", 0, "one of two pods of deployment/pricing that crash"),
    ("ApplicationCrash/holds.yaml", 0, "has restarted 6 times"),
    ("ImageNotFound/holds.yaml", 0, "wants the image acme/checkout:2.9.0-rc1, which its registry does not have"),
    ("ImageNotFound/holds.yaml", 1, "is in ImagePullBackOff"),
    ("ConfigMapNotFound/holds.yaml", 0, "takes its environment from configmap/web-config"),
    ("ConfigMapNotFound/holds.yaml", 1, "is missing from namespace shop"),
    (
        "ConfigMapNotFound/holds.yaml",
        2,
        "is stuck in CreateContainerConfigError since ConfigMap web-config was not found",
    ),
    ("InsufficientCpu/holds.yaml", 0, "asks for 1.5 cores a pod"),
    ("InsufficientCpu/holds.yaml", 0, "requests 1500 millicores"),
    ("InsufficientCpu/holds.yaml", 1, "has 4 CPU in all"),
    ("InsufficientCpu/holds.yaml", 3, "waits, for none of the 3 nodes can take it"),
    ("PodStuckTerminating/holds.yaml", 0, "was to be gone at 13:50:31Z, 38 minutes before now"),
    ("PodStuckTerminating/holds.yaml", 1, "still has the finalizer drain.acme.io/flush"),
    ("ServiceSelectorMismatch/holds.yaml", 1, "selects app=ledger-api, so it has 0 endpoints"),
    ("AuthorizationPolicyDenies/holds.yaml", 0, "calls http://rates/v1"),
];

#[test]
fn what_is_true_may_be_said_in_other_words() {
    let mut failures = Vec::new();
    for (path, index, statement) in IN_OTHER_WORDS {
        let case = CaseFile::read(&causes_support::root().join(path));
        let asked = Asked::new((*path).to_owned(), &case.question, causes_support::gather(&case));
        let mut draft = asked.draft();
        (*statement).clone_into(&mut draft.root_causes[0].chain[*index].statement);
        failures.extend(told(&asked.verify(&draft)).into_iter().map(|why| format!("{path}: {statement}: {why}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_place_that_is_not_given_is_found() {
    let case = CaseFile::read(&causes_support::root().join("ImageNotFound/holds.yaml"));
    let asked = Asked::new(case.path.clone(), &case.question, causes_support::gather(&case));
    let mut draft = asked.draft();
    for cited in draft.root_causes[0].chain.iter_mut().flat_map(|link| &mut link.evidence) {
        cited.at = None;
    }
    let verified = asked.verify(&draft);
    assert!(verified.struck.is_empty(), "{:?}", told(&verified));
    let found = &verified.draft.root_causes[0].chain[0].evidence[0].at;
    assert_eq!(found.as_deref(), Some("/items/0/spec/template/spec/containers/0/image"));
}

#[test]
fn a_cause_of_no_catalogue_stands_on_its_links_and_is_never_sure() {
    let case = CaseFile::read(&causes_support::root().join("ApplicationCrash/holds.yaml"));
    let mut asked = Asked::new(case.path.clone(), &case.question, causes_support::gather(&case));
    let mut draft = asked.draft();
    "Other".clone_into(&mut draft.root_causes[0].cause);
    asked.report.root_causes.clear();
    asked.report.verdict = Verdict::Inconclusive;
    let verified = asked.verify(&draft);
    assert!(verified.struck.is_empty(), "{:?}", told(&verified));
    let cause = &verified.report.root_causes[0];
    assert_eq!((verified.report.verdict, cause.origin), (Verdict::RootCause, Origin::Model));
    assert!(cause.confidence <= 0.6 && !cause.evidence.is_empty(), "{cause:#?}");
    let known = |id: &String| verified.report.evidence.iter().any(|it| it.id == *id);
    assert!(cause.chain.iter().all(|link| link.evidence.iter().all(known)), "{cause:#?}");
}
