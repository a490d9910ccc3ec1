//! Every cause has a page that somebody can learn from, and pages speak of causes that exist.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test that panics has failed")]

mod cli_support;

use std::collections::BTreeSet;

use cli_support::Home;
use sre::diagnosis::causes::{self, pages};

/// Words of Kubernetes that are spelt much like a cause.
const NO_CAUSES: &[&str] = &[
    "AuthorizationPolicy",
    "BackoffLimitExceeded",
    "DeadlineExceeded",
    "InvalidImageName",
    "ErrImageNeverPull",
    "NodeNotSchedulable",
    "PodSecurity",
    "RequestAuthentication",
    "UnparseableSchedule",
];

#[test]
fn every_page_has_all_its_parts() {
    let mut wrong = Vec::new();
    for cause in causes::all() {
        let parts =
            [("about", cause.about), ("proof", cause.proof), ("mistaken_for", cause.mistaken_for), ("fix", cause.fix)];
        for (name, text) in parts {
            let text = text.trim();
            if text.len() < 36 || text.len() > 1500 {
                wrong.push(format!("{}: {name} has {} characters", cause.code, text.len()));
            }
            if !text.ends_with('.') {
                wrong.push(format!("{}: {name} is no sentence", cause.code));
            }
        }
        if cause.object.is_empty() {
            wrong.push(format!("{}: nothing says what must change", cause.code));
        }
        if pages::family(cause.category).category != cause.category {
            wrong.push(format!("{}: the family {} is not described", cause.code, cause.category));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_name_only_causes_that_exist() {
    let codes: BTreeSet<&str> = causes::all().iter().map(|cause| cause.code).collect();
    let humps = |word: &str| word.chars().filter(char::is_ascii_uppercase).count();
    let mut wrong = Vec::new();
    for cause in causes::all() {
        for text in [cause.about, cause.proof, cause.mistaken_for, cause.fix] {
            let names = pages::words(text).filter(|word| humps(word) > 1 && !codes.contains(word));
            for word in names.filter(|word| !NO_CAUSES.contains(word)) {
                if let Some(near) = codes.iter().find(|code| strsim::jaro_winkler(code, word) > 0.94) {
                    wrong.push(format!("{} names {word}; is {near} meant?", cause.code));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn commands_to_look_by_hand_only_look() {
    for cause in causes::all() {
        let commands = pages::family(cause.category).by_hand;
        assert!(!commands.is_empty(), "{}", cause.code);
        for command in commands {
            let verb = command.split(' ').skip(1).find(|word| {
                !word.starts_with('-') && !["NS", "argocd", "kube-system", "kube-node-lease"].contains(word)
            });
            assert!(
                verb.is_some_and(|verb| ["get", "describe", "logs", "events", "auth", "rollout"].contains(&verb)),
                "{command}"
            );
            assert!(!command.contains("rollout") || command.contains("rollout history"), "{command}");
        }
    }
}

#[test]
fn a_word_finds_the_pages_that_speak_of_it() {
    let home = Home::new();
    let found = home.run(&["causes", "--search", "PullSecret", "-o", "json"]).json();
    let codes: Vec<&str> = found.as_array().unwrap().iter().map(|page| page["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"ImagePullSecretMissing") && codes.len() < causes::all().len(), "{codes:?}");
    home.run(&["causes", "--search", "quarkblatt"]).is_usage_error("no cause speaks of `quarkblatt`");
    let all = home.run(&["causes"]).out;
    for category in causes::all().iter().map(|cause| cause.category).collect::<BTreeSet<_>>() {
        assert!(all.lines().any(|line| line.starts_with(&format!("{category}: "))), "{category}");
    }
    let page = home.run(&["causes", "pvcunbound"]).out;
    assert!(page.contains("TOLD APART FROM\n") && page.contains("\n  VolumeProvisioningFailed: "), "{page}");
}
