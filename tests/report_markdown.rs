//! The report as Markdown for an incident ticket.

mod report_fixtures;

use report_fixtures::{ALL, load};
use sre::report::markdown::render;

#[test]
fn a_ticket_tells_the_whole_story() {
    insta::assert_snapshot!("echo_pod", render(&load("echo-pod")));
    insta::assert_snapshot!("several", render(&load("several")));
}

#[test]
fn the_other_answers_are_as_plain() {
    insta::assert_snapshot!("healthy", render(&load("healthy")));
    insta::assert_snapshot!("inconclusive", render(&load("inconclusive")));
    insta::assert_snapshot!("no_access", render(&load("no-access")));
}

#[test]
fn observed_text_stays_text() {
    let ticket = render(&load("hostile"));
    insta::assert_snapshot!("hostile", ticket);
    let outside_code: String = ticket.replace("\\<", "").split('`').step_by(2).collect();
    for live in ["<script", "<img", "](http", "https://", "#42", "@oncall"] {
        assert!(!outside_code.contains(live), "{live} is live");
    }
}

#[test]
fn rows_of_the_evidence_have_four_cells() {
    for name in ALL {
        let ticket = render(&load(name));
        for row in ticket.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(row.matches('|').count(), 5, "{name}: {row}");
        }
    }
}
