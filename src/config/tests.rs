//! The layers, without the process: the environment and the places are handed in.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::error::ErrorKind;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: Vec<(String, OsString)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    Environment::from_lookup(|name| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
}

fn places(dir: &Path) -> Places {
    Places {
        config_file: Some(dir.join("config.toml")),
        runs: Some(dir.join("runs")),
        cache: None,
        home: Some(PathBuf::from("/home/ada")),
    }
}

/// Loads with a config file of this text, and nothing else.
fn with_file(text: &str) -> crate::error::Result<Config> {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("config.toml"), text).unwrap();
    load(&Flags::default(), &environment(&[]), &places(dir.path()))
}

#[test]
fn the_example_is_the_default_and_names_every_key() {
    let dir = TempDir::new().unwrap();
    let defaults = load(&Flags::default(), &environment(&[]), &places(dir.path())).unwrap();
    assert_eq!(defaults.runs_keep_days.value, 30);
    assert_eq!(defaults.runs_keep_bytes.value, 1 << 30);
    assert_eq!(defaults.read_timeout.value, Duration::from_secs(10));
    assert_eq!(defaults.deadline.value, Duration::from_mins(2));
    assert_eq!(defaults.runs_dir.value, Some(dir.path().join("runs")));
    assert!(defaults.entries().iter().all(|entry| entry.origin == "default"));

    fs::write(dir.path().join("config.toml"), EXAMPLE).unwrap();
    let written = load(&Flags::default(), &environment(&[]), &places(dir.path())).unwrap();
    let values = |config: &Config| config.entries().into_iter().map(|e| (e.key, e.value)).collect::<Vec<_>>();
    assert_eq!(values(&defaults), values(&written));

    let uncommented: String = EXAMPLE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|l| l.contains(" = \"")).unwrap_or(line))
        .fold(String::new(), |text, line| text + line + "\n");
    let every = file::parse(&uncommented, Path::new("config.example.toml")).unwrap();
    assert_eq!(every.values.keys().copied().collect::<Vec<_>>(), Key::ALL);
    for key in Key::ALL {
        assert!(EXAMPLE.contains(key.variable()), "{} is not documented", key.variable());
    }
}

#[test]
fn each_layer_stands_above_the_one_before_and_says_so() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("config.toml");
    fs::write(&path, "output = \"yaml\"\ncolor = \"always\"\nnamespace = \"file\"\ncontext = \"file\"").unwrap();
    let variables = environment(&[("SRE_NAMESPACE", "variable"), ("SRE_OUTPUT", "json"), ("SRE_CONTEXT", "")]);
    let flags = Flags { output: Some(Output::Markdown), ..Flags::default() };
    let config = load(&flags, &variables, &places(dir.path())).unwrap();
    assert_eq!(config.output, Setting { value: Output::Markdown, origin: Origin::Flag("--output") });
    let variable = Setting { value: Some("variable".to_owned()), origin: Origin::Variable("SRE_NAMESPACE") };
    assert_eq!(config.namespace, variable);
    assert_eq!(config.color, Setting { value: Color::Always, origin: Origin::File(path.clone()) });
    assert_eq!(config.context.origin, Origin::File(path), "an empty variable counts as not set");
    assert_eq!(config.deadline.origin, Origin::Default);
}

#[test]
fn no_color_stands_below_what_is_ours() {
    let dir = TempDir::new().unwrap();
    let color = |variables: &[(&str, &str)]| {
        load(&Flags::default(), &environment(variables), &places(dir.path())).unwrap().color
    };
    assert_eq!(color(&[("NO_COLOR", "1")]), Setting { value: Color::Never, origin: Origin::Variable("NO_COLOR") });
    assert_eq!(color(&[("NO_COLOR", "")]).value, Color::Auto);
    assert_eq!(color(&[("NO_COLOR", "1"), ("SRE_COLOR", "always")]).value, Color::Always);
}

#[test]
fn a_named_file_must_be_there_and_replaces_the_platforms() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("config.toml"), "namespace = \"platform\"").unwrap();
    let other = dir.path().join("other.toml");
    let flags = Flags { config: Some(other.clone()), ..Flags::default() };
    let variables = environment(&[("SRE_CONFIG", dir.path().join("absent.toml").to_str().unwrap())]);
    let error = load(&flags, &variables, &places(dir.path())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);

    fs::write(&other, "context = \"other\"").unwrap();
    let config = load(&flags, &variables, &places(dir.path())).unwrap();
    assert_eq!(config.context.value.as_deref(), Some("other"));
    assert_eq!(config.namespace.value, None, "the platform's file was not read");
    assert!(load(&Flags::default(), &variables, &places(dir.path())).is_err(), "SRE_CONFIG names one too");
}

#[test]
fn unknown_keys_are_errors_that_know_what_was_meant() {
    for (text, meant) in [
        ("namspace = \"shop\"", "`namespace`"),
        ("[runs]\nkeepdays = 3", "`runs.keep_days`"),
        ("deadline = \"1s\"", "`limits.deadline`"),
        ("[limit]\ndeadline = \"1s\"", "`limits"),
    ] {
        let error = with_file(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{text}");
        assert!(error.hints().iter().any(|hint| hint.contains(meant)), "{text}: {:?}", error.hints());
    }
    assert!(with_file("api_key = \"x\"").unwrap_err().message().contains("unknown key `api_key`"));
}

#[test]
fn values_that_cannot_be_are_errors_that_name_their_place() {
    for text in [
        "output = \"xml\"",
        "namespace = \"\"",
        "namespace = true",
        "runs = 3",
        "[runs]\nkeep_days = -1",
        "[runs]\nkeep_bytes = \"lots\"",
        "[limits]\ndeadline = \"0s\"",
        "[limits]\nread_timeout = [1]",
        "[prometheus]\nurl = \"localhost:9090\"",
        "[prometheus]\nurl = \"http://user:word@host\"",
        "[alertmanager]\nurl = \"ftp://host\"",
        "output = ",
    ] {
        let error = with_file(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{text}");
        assert!(error.chain().join(" ").contains("config.toml"), "{text}: {error}");
    }
    let dir = TempDir::new().unwrap();
    let error = load(&Flags::default(), &environment(&[("SRE_COLOR", "pink")]), &places(dir.path())).unwrap_err();
    assert!(error.message().contains("SRE_COLOR"));
    assert!(error.hints()[0].contains("auto, always, never"));
}

#[test]
fn paths_of_a_file_start_at_its_folder_or_at_home() {
    let dir = TempDir::new().unwrap();
    let load_with = |text: &str, variables: &[(&str, &str)]| {
        fs::write(dir.path().join("config.toml"), text).unwrap();
        load(&Flags::default(), &environment(variables), &places(dir.path())).unwrap()
    };
    let config = load_with("kubeconfig = \"~/.kube/other\"\n[runs]\ndir = \"kept\"", &[]);
    assert_eq!(config.kubeconfig.value, Some(PathBuf::from("/home/ada/.kube/other")));
    assert_eq!(config.runs_dir.value, Some(dir.path().join("kept")));
    assert_eq!(load_with("", &[("SRE_RUNS_DIR", "here")]).runs_dir.value, Some(PathBuf::from("here")));
}

#[test]
fn a_token_belongs_to_the_address_that_it_was_given_for() {
    let dir = TempDir::new().unwrap();
    let text = "[prometheus]\nurl = \"https://metrics.lab/\"\ntoken_file = \"metrics.token\"";
    fs::write(dir.path().join("config.toml"), text).unwrap();
    let server = |variables: &[(&str, &str)]| {
        load(&Flags::default(), &environment(variables), &places(dir.path())).unwrap().prometheus
    };
    let of_file = server(&[]);
    assert_eq!(of_file.url.value.as_deref(), Some("https://metrics.lab"));
    assert_eq!(of_file.token_file.value, Some(dir.path().join("metrics.token")));
    let elsewhere = server(&[("SRE_PROMETHEUS_URL", "http://localhost:9090")]);
    assert_eq!((elsewhere.token_file.value, elsewhere.token_env.value), (None, None), "it stays behind");
    let both = server(&[("SRE_PROMETHEUS_URL", "http://localhost:9090"), ("SRE_PROMETHEUS_TOKEN_ENV", "TOKEN")]);
    assert_eq!(both.token_env.value.as_deref(), Some("TOKEN"));

    let two = "[alertmanager]\ntoken_env = \"A\"\ntoken_file = \"b\"";
    assert!(with_file(two).unwrap_err().message().contains("two places for one token"));
}
