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

use causes_support::case_file::Role;
use sre::evidence::event;
use sre::investigate;
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
