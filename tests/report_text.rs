//! The report as text: what an engineer sees, at every width, with and without colour.

mod report_fixtures;

use report_fixtures::{ALL, load};
use sre::report::{TextOptions, render};

fn text(name: &str, width: usize) -> String {
    render(&load(name), &TextOptions { width, color: false })
}

#[test]
fn the_demo_reads_as_a_good_answer_does() {
    insta::assert_snapshot!("echo_pod_80", text("echo-pod", 80));
    insta::assert_snapshot!("echo_pod_40", text("echo-pod", 40));
    insta::assert_snapshot!("echo_pod_100", text("echo-pod", 100));
}

#[test]
fn a_healthy_answer_is_short() {
    insta::assert_snapshot!("healthy", text("healthy", 80));
}

#[test]
fn an_inconclusive_answer_says_what_it_found_and_what_it_would_need() {
    insta::assert_snapshot!("inconclusive", text("inconclusive", 80));
}

#[test]
fn no_access_says_what_to_do() {
    insta::assert_snapshot!("no_access", text("no-access", 80));
}

#[test]
fn the_first_of_several_causes_is_told_in_full_and_the_others_briefly() {
    insta::assert_snapshot!("several", text("several", 80));
}

#[test]
fn long_names_other_scripts_and_escape_sequences_do_no_harm() {
    insta::assert_snapshot!("hostile_40", text("hostile", 40));
    insta::assert_snapshot!("hostile_80", text("hostile", 80));
    insta::assert_snapshot!("hostile_100", text("hostile", 100));
}

#[test]
fn colour_is_decoration() {
    let colored = render(&load("several"), &TextOptions { width: 80, color: true });
    insta::assert_snapshot!("several_in_colour", colored.replace('\u{1b}', "␛"));
    for name in ALL {
        for width in [40, 57, 80, 100] {
            let colored = render(&load(name), &TextOptions { width, color: true });
            assert_eq!(anstream::adapter::strip_str(&colored).to_string(), text(name, width), "{name} at {width}");
        }
    }
}

#[test]
fn widths_beyond_the_limits_are_taken_as_the_nearest() {
    assert_eq!(text("several", 7), text("several", 40));
    assert_eq!(text("several", 400), text("several", 100));
}
