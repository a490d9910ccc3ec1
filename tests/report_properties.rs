//! What holds for every report, whatever was observed: it renders, it fits, it cannot touch the terminal, it comes back.

mod report_fixtures;

use proptest::prelude::*;
use report_fixtures::{ALL, load};
use sre::report::model::{ChainLink, Evidence, ObjectRef, Origin, Report, Verdict};
use sre::report::{TextOptions, json, markdown, render, yaml};
use unicode_width::UnicodeWidthStr;

/// Names, prose, escape sequences, other scripts, and whatever else there is.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9-]{1,80}",
        "([a-zA-Z0-9/:.@-]{1,60} ?){0,6}",
        "(\u{1b}\\[[0-9;]{0,4}m|\u{1b}\\]0;|\u{9b}2J|\r|\n|\t|`|\\||\u{202e}|e[0-9]|[a-z ]){0,30}",
        "([\u{4e00}-\u{4eff}]|[😀-😎]|👩‍🚀|❤️|é|[א-ת]| ){0,40}",
        "\\PC{0,60}",
        any::<String>(),
    ]
}

fn object() -> impl Strategy<Value = ObjectRef> {
    (text(), proptest::option::of(text()), text()).prop_map(|(kind, namespace, name)| ObjectRef {
        api_version: "v1".into(),
        kind,
        namespace,
        name,
    })
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("e[0-9]{1,3}", 0..8)
}

fn chain() -> impl Strategy<Value = Vec<ChainLink>> {
    let link = (object(), text(), ids());
    proptest::collection::vec(
        link.prop_map(|(object, statement, evidence)| ChainLink {
            object,
            statement,
            evidence,
            origin: Origin::Engine,
        }),
        0..5,
    )
}

prop_compose! {
    fn report()(
        verdict in prop_oneof![Just(Verdict::RootCause), Just(Verdict::Healthy), Just(Verdict::Inconclusive), Just(Verdict::NoAccess)],
        fixture in proptest::sample::select(&ALL[..]),
        (summary, question, what, excerpt, risk, manager) in (text(), text(), text(), text(), text(), proptest::option::of(text())),
        (object, chain, candidates) in (object(), chain(), proptest::collection::vec(object(), 0..4)),
    ) -> Report {
        let mut report = load(fixture);
        report.verdict = verdict;
        report.summary = summary;
        report.question = question;
        report.candidates = candidates;
        for cause in report.root_causes.iter_mut().chain(&mut report.hypotheses) {
            cause.object = object.clone();
            cause.statement.clone_from(&what);
            cause.chain.clone_from(&chain);
            cause.evidence.extend(chain.iter().flat_map(|link| link.evidence.clone()));
            if let Some(change) = &mut cause.changed_by {
                change.manager.clone_from(&manager);
                change.identity = None;
            }
            for fix in &mut cause.remediation {
                fix.text.clone_from(&what);
                fix.risk.clone_from(&risk);
            }
        }
        for evidence in &mut report.evidence {
            *evidence = Evidence { excerpt: excerpt.clone(), pointer: risk.clone(), object: object.clone(), ..evidence.clone() };
        }
        for each in report.ruled_out.iter_mut().chain(&mut report.unexplained).chain(&mut report.history) {
            each.statement.clone_from(&what);
        }
        report
    }
}

/// Lines that are there to be copied, and so are as long as they are.
fn verbatim(report: &Report) -> Vec<String> {
    let fixes = report.root_causes.iter().flat_map(|cause| &cause.remediation);
    let copied = fixes.flat_map(|fix| [fix.command.clone(), fix.diff.clone()]).flatten();
    copied.flat_map(|text| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_fits_and_none_touches_the_terminal(report in report(), width in 1usize..140) {
        let text = render(&report, &TextOptions { width, color: false });
        let limit = width.clamp(40, 100);
        let verbatim = verbatim(&report);
        prop_assert!(text.ends_with('\n'));
        for line in text.lines() {
            prop_assert!(line.width() <= limit || verbatim.contains(&line.trim().to_owned()), "{} > {limit}: {line:?}", line.width());
            prop_assert!(!line.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{line:?}");
            prop_assert!(!line.ends_with(' '));
        }
    }

    #[test]
    fn colour_changes_no_letter(report in report(), width in 40usize..100) {
        let plain = render(&report, &TextOptions { width, color: false });
        let colored = render(&report, &TextOptions { width, color: true });
        prop_assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    }

    #[test]
    fn citations_stay_whole(report in report(), width in 40usize..100) {
        prop_assume!(report.verdict == Verdict::RootCause);
        let text = render(&report, &TextOptions { width, color: false });
        for id in report.root_causes.first().into_iter().flat_map(|cause| &cause.chain).flat_map(|link| &link.evidence) {
            prop_assert!(text.split_whitespace().any(|word| word == id), "{id} in {text}");
        }
    }

    #[test]
    fn markdown_renders_without_control_characters(report in report()) {
        let ticket = markdown::render(&report);
        prop_assert!(ticket.chars().all(|c| c == '\n' || !c.is_control()));
        for row in ticket.lines().filter(|line| line.starts_with("| `e")) {
            prop_assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{}", row);
        }
    }

    #[test]
    fn data_comes_back_whole(report in report()) {
        let value = serde_json::to_value(&report).unwrap();
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&json::to_json(&report).unwrap()).unwrap(), &value);
        let yaml = yaml::to_yaml(&report).unwrap();
        prop_assert_eq!(&serde_saphyr::from_str::<serde_json::Value>(&yaml).unwrap(), &value);
    }
}
