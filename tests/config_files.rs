//! Where the configuration comes from, as a person sees it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use cli_support::{Ended, Home};
use serde_json::Value;

fn shown(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
    let mut command = home.sre(&["config", "show", "-o", "json"]);
    Ended::from(command.args(arguments).envs(variables.iter().copied()).output().unwrap()).json()
}

fn setting<'a>(shown: &'a Value, key: &str) -> (&'a str, &'a str) {
    let entries = shown["settings"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["key"] == key).unwrap();
    (entry["value"].as_str().unwrap_or("-"), entry["origin"].as_str().unwrap())
}

#[test]
fn flags_stand_above_the_environment_above_the_file_above_the_defaults() {
    let home = Home::new();
    let file = home.config_file().display().to_string();
    home.configure("namespace = \"file\"\ncontext = \"file\"\n[limits]\ndeadline = \"1m 30s\"");
    let shown = shown(&home, &["--context", "flag"], &[("SRE_NAMESPACE", "variable"), ("SRE_CONTEXT", "variable")]);
    assert_eq!(setting(&shown, "context"), ("flag", "--context"));
    assert_eq!(setting(&shown, "namespace"), ("variable", "SRE_NAMESPACE"));
    assert_eq!(setting(&shown, "limits.deadline"), ("90s", file.as_str()));
    assert_eq!(setting(&shown, "limits.read_timeout"), ("10s", "default"));
    assert_eq!(setting(&shown, "output"), ("json", "--output"));
    assert_eq!(setting(&shown, "kubeconfig"), ("-", "default"));
    assert_eq!(shown["file"], file.as_str());
    assert_eq!(shown["file_exists"], true);
}

#[test]
fn every_value_has_a_line_with_its_origin() {
    let ended = Home::new().run(&["config", "show"]);
    assert_eq!(ended.out.lines().count(), 42, "{ended:?}");
    assert!(ended.out.lines().skip(1).all(|line| line.ends_with("  default")), "{ended:?}");
}

#[test]
fn the_working_directory_is_never_asked() {
    let home = Home::new();
    for name in ["config.toml", "sre.toml", ".sre.toml"] {
        std::fs::write(home.dir.path().join(name), "context = \"trap\"").unwrap();
    }
    std::fs::create_dir(home.dir.path().join(".sre")).unwrap();
    std::fs::write(home.dir.path().join(".sre/config.toml"), "context = \"trap\"").unwrap();
    assert_eq!(setting(&shown(&home, &[], &[]), "context"), ("-", "default"));
}

#[test]
fn another_file_is_named_by_flag_or_variable_and_must_be_there() {
    let home = Home::new();
    home.configure("context = \"platform\"");
    std::fs::write(home.dir.path().join("mine.toml"), "namespace = \"mine\"").unwrap();
    for (arguments, variables) in [(&["--config", "mine.toml"][..], &[][..]), (&[], &[("SRE_CONFIG", "mine.toml")])] {
        let shown = shown(&home, arguments, variables);
        assert_eq!(setting(&shown, "namespace"), ("mine", "mine.toml"));
        assert_eq!(setting(&shown, "context").0, "-", "the platform's file is not read besides");
    }
    home.run(&["--config", "absent.toml", "runs"]).is_usage_error("cannot be read");
}

#[test]
fn mistakes_name_the_place_and_the_remedy() {
    let home = Home::new();
    home.configure("[runs]\nkeepdays = 3");
    home.run(&["runs"]).is_usage_error("did you mean `runs.keep_days`?");
    home.configure("context = [");
    home.run(&["runs"]).is_usage_error("not valid TOML");
    home.configure("");
    let ended = Ended::from(home.sre(&["runs"]).env("SRE_LIMITS_DEADLINE", "soon").output().unwrap());
    ended.is_usage_error("SRE_LIMITS_DEADLINE");
    ended.is_usage_error("\"10s\"");
}

#[test]
fn init_writes_the_example_once() {
    let home = Home::new();
    let path = home.config_file();
    assert_eq!(home.run(&["config", "path"]).out, format!("{}\n", path.display()));
    assert_eq!(home.run(&["config", "init"]).code, Some(0));
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml")).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), example);

    home.configure("context = \"precious\"");
    home.run(&["config", "init"]).is_usage_error("--force");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "context = \"precious\"");
    assert_eq!(home.run(&["config", "init", "--force"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), example);
}
