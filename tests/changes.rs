//! What happened when: newest last, with the program that wrote it and never a person, and nothing without its source.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use cli_support::Home;
use serde_json::Value;
use sre::report::schema;

fn changes(home: &Home, arguments: &[&str]) -> Value {
    let all: Vec<&str> =
        ["changes", "--demo", "-q", "-o", "json"].into_iter().chain(arguments.iter().copied()).collect();
    home.run(&all).json()
}

fn told(value: &Value) -> Vec<&str> {
    value["moments"].as_array().unwrap().iter().map(|moment| moment["what"].as_str().unwrap()).collect()
}

#[test]
fn a_rollout_is_told_with_what_it_changed_and_by_which_program() {
    let home = Home::new();
    let value = changes(&home, &["-n", "storefront", "deployment/storefront"]);
    let rollout = value["moments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|moment| moment["what"].as_str().unwrap().starts_with("image changed"));
    let rollout = rollout.unwrap();
    assert_eq!((rollout["kind"].as_str(), rollout["manager"].as_str()), (Some("change"), Some("kubectl-set")));
    assert!(told(&value).iter().any(|what| what.starts_with("created as revision 1")));
    let times: Vec<&str> = value["moments"].as_array().unwrap().iter().map(|m| m["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "newest last: {times:?}");
}

#[test]
fn every_moment_has_a_source_that_can_be_read_again() {
    let home = Home::new();
    let value = changes(&home, &["-A"]);
    let moments = value["moments"].as_array().unwrap();
    assert!(moments.len() > 50);
    for moment in moments {
        let place = &moment["evidence"][0];
        assert!(place["observation"].as_str().is_some_and(|id| id.starts_with('o')), "{moment}");
        assert!(place["excerpt"].is_string(), "{moment}");
    }
    let id = moments[0]["evidence"][0]["observation"].as_str().unwrap();
    assert_eq!(home.run(&["evidence", id]).code, Some(0));
    let validator = jsonschema::validator_for(&schema::changes()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(home.run(&["schema", "changes"]).json(), schema::changes());
}

#[test]
fn runs_of_jobs_and_ends_of_containers_are_moments() {
    let home = Home::new();
    let value = changes(&home, &["-n", "backups"]);
    let all = told(&value);
    for part in ["the run began", "the run failed: ", "ended with exit code 1"] {
        assert!(all.iter().any(|what| what.contains(part)), "{part} in {all:?}");
    }
}

/// Revisions of Helm and deployments of Argo CD, each with its revision and what began it; an account is no person.
#[test]
fn releases_tell_what_they_rolled_out_and_how_that_began() {
    let home = Home::new();
    let value = changes(&home, &["-n", "releases", "--since", "all", "deployment/podinfo"]);
    let helm: Vec<&Value> = value["moments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|moment| moment["what"].as_str().unwrap().starts_with("Helm revision "))
        .collect();
    assert_eq!(helm.len(), 2, "{value}");
    assert!(helm.iter().all(|moment| moment["object"]["kind"] == "Release" && moment["object"]["name"] == "podinfo"));
    assert!(helm.iter().all(|moment| moment["manager"] == "Helm"), "{helm:?}");
    let value = changes(&home, &["-n", "terranetes", "--since", "all", "deployment/echo-pod"]);
    let all = told(&value);
    assert!(
        all.iter().any(|what| what.starts_with("deployed revision 1a2b3c4d of apps/echo-pod/overlays/blue")),
        "{all:?}"
    );
    let failed = all.iter().find(|what| what.starts_with("a sync failed: ")).unwrap();
    assert!(failed.ends_with("(begun by automated sync, revision 7d1f0c4b)"), "{failed}");
}

#[test]
fn the_window_leaves_out_what_is_older() {
    let home = Home::new();
    let day = changes(&home, &["-n", "storefront"]);
    let minute = changes(&home, &["-n", "storefront", "--since", "1m"]);
    assert!(told(&minute).len() < told(&day).len());
    let from = minute["from"].as_str().unwrap();
    assert!(minute["moments"].as_array().unwrap().iter().all(|moment| moment["at"].as_str().unwrap() >= from));
    home.run(&["changes", "--demo", "--since", "soon"]).is_usage_error("write 30m, 2h, 7d or all");
}

#[test]
fn a_name_that_is_unknown_is_said_and_a_quiet_subject_too() {
    let home = Home::new();
    let unknown = home.run(&["changes", "--demo", "-q", "quarkblatt-nonesuch"]);
    assert!(unknown.out.contains("quarkblatt-nonesuch"), "{unknown:?}");
    assert_eq!(changes(&home, &["quarkblatt-nonesuch"])["moments"].as_array().unwrap().len(), 0);
    let quiet = home.run(&["changes", "--demo", "-q", "-n", "kube-public", "--since", "1m"]);
    assert!(quiet.out.contains("Nothing is known to have happened to namespace kube-public"), "{quiet:?}");
    let table = home.run(&["changes", "--demo", "-q", "-n", "storefront", "-o", "markdown"]).out;
    assert!(table.contains("| When | Object | What | Manager |"), "{table}");
}
