//! What a person may type, what is refused, and with which exit code; pipes, Ctrl-C and colours.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use std::io::pipe;
use std::process::Stdio;

use cli_support::{Ended, Home};

#[test]
fn without_a_command_there_is_help_and_exit_2() {
    let ended = Home::new().run(&[]);
    ended.is_usage_error("Usage: sre");
    assert!(ended.err.contains("sre ask --demo"), "a newcomer is told where to begin");
}

#[test]
fn help_and_version_are_answers() {
    let home = Home::new();
    for arguments in [&["--help"][..], &["ask", "--help"], &["help", "runs"], &["--version"]] {
        let ended = home.run(arguments);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{arguments:?}");
    }
    assert_eq!(home.run(&["--version"]).out, concat!("sre ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_wrong_config_does_not_stand_in_the_way_of_mending_it() {
    let home = Home::new();
    home.configure("nonsense = 1");
    home.run(&["runs"]).is_usage_error("unknown key `nonsense`");
    for arguments in [&["--version"][..], &["config", "path"], &["completions", "bash"], &["config", "init", "--force"]]
    {
        assert_eq!(home.run(arguments).code, Some(0), "{arguments:?}");
    }
    assert_eq!(home.run(&["runs"]).code, Some(0), "mended by `config init --force`");
}

#[test]
fn a_question_must_be_asked() {
    let home = Home::new();
    for arguments in [&["ask"][..], &["ask", ""], &["ask", "  ", ""], &["ask", "--demo"], &["--demo", "ask"]] {
        home.run(arguments).is_usage_error("there is no question");
    }
    assert!(home.run(&["ask"]).err.contains("sre ask \""), "with an example");
}

#[test]
fn standard_input_is_bounded_text() {
    let home = Home::new();
    let asked = |input: &[u8]| Ended::from(home.sre(&["ask", "-"]).write_stdin(input).output().unwrap());
    asked(b"").is_usage_error("there is no question");
    asked(b"why \xff\xfe").is_usage_error("not UTF-8");
    asked(&vec![b'x'; 64 * 1024 + 1]).is_usage_error("longer than 64 KiB");
}

#[test]
fn a_question_has_one_source() {
    let home = Home::new();
    for arguments in [
        &["ask", "--demo", "--bundle", "b.tar", "why"][..],
        &["--demo", "ask", "--bundle", "b.tar", "why"],
        &["ask", "--demo=echo-pod", "--context", "prod", "why"],
        &["ask", "--replay", "run", "--kubeconfig", "k", "why"],
        &["ask", "--bundle", "b.tar", "--replay", "run", "why"],
    ] {
        home.run(arguments).is_usage_error("two sources");
    }
    home.run(&["ask", "-n", "shop", "-A", "why"]).is_usage_error("exclude each other");
    home.run(&["-A", "ask", "-n", "shop", "why"]).is_usage_error("exclude each other");
}

#[test]
fn an_unknown_demo_is_told_the_known_ones() {
    let home = Home::new();
    home.run(&["ask", "--demo=nonesuch", "why"]).is_usage_error("the demos are echo-pod, ");
    home.run(&["ask", "--demo=", "why"]).is_usage_error("there is no demo");
    let listed = home.run(&["demo", "list", "-o", "json"]);
    assert_eq!(listed.json()[0]["name"], "echo-pod");
    assert!(home.run(&["demo", "list"]).out.starts_with("NAME"));
}

#[test]
fn flags_that_do_not_exist_and_values_that_cannot_be() {
    let home = Home::new();
    home.run(&["ask", "--demmo", "why"]).is_usage_error("--demo");
    home.run(&["ask", "-o", "xml", "why"]).is_usage_error("json");
    home.run(&["config", "show", "-o", "markdown"]).is_usage_error("only reports are printed as Markdown");
    home.run(&["completions", "tcsh"]).is_usage_error("tcsh");
    home.run(&["ask", "-n", "", "why"]).is_usage_error("--namespace");
}

#[test]
fn files_that_cannot_be_written_are_known_before_anything_is_asked() {
    let home = Home::new();
    home.run(&["ask", "--demo", "--trace", "no/such/folder/trace", "why"]).is_usage_error("trace");
}

#[test]
fn a_source_that_cannot_be_opened_is_an_answer_to_a_program() {
    let home = Home::new();
    let ended = home.run(&["ask", "--replay", "absent", "-n", "shop", "-o", "json", "why?"]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.starts_with("error: there is no run at absent"), "{ended:?}");
    let report = ended.json();
    assert_eq!(report["schema"], "sre.report/v1");
    assert_eq!(report["verdict"], "no_access");
    assert_eq!(report["question"], "why?");
    assert_eq!(report["subject"]["objects"][0]["name"], "shop");
    assert_eq!(report["not_seen"][0]["what"], "replay:absent");
    let schema: serde_json::Value = serde_json::from_str(&home.run(&["schema"]).out).unwrap();
    assert!(jsonschema::is_valid(&schema, &report));

    let ended = home.run(&["ask", "--replay", "absent", "-o", "yaml"]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.out.contains("verdict: no_access"), "{ended:?}");
    let ended = home.run(&["ask", "--replay", "absent"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""), "a person has read the error");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::new();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let output = home.process().arg("schema").stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));

    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let output = home.process().arg("nonsense").stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "nobody reads the error, the code still tells");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = Home::new().process().arg("schema").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error:"));
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_with_130() {
    let home = Home::new();
    let mut process = home.process();
    let mut child = process.args(["ask", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The bit of SIGINT in the mask of caught signals: from then on the program handles it.
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim();
        u64::from_str_radix(mask, 16).unwrap() & 0b10 != 0
    };
    while !caught() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // Waiting would close it, and the end of the question would race with the signal.
    let _open = child.stdin.take();
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let home = Home::new();
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = home.sre(&["ask", "--demo=nonesuch", "why"]);
        let ended = Ended::from(command.args(arguments).envs(variables.iter().copied()).output().unwrap());
        ended.err.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]), "not into a pipe");
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]), "the flag is the last word");
    assert!(colored(&[], &[("SRE_COLOR", "always")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn causes_are_explained_and_guessed() {
    let home = Home::new();
    assert!(home.run(&["causes"]).out.contains("ImageNotFound"));
    let page = home.run(&["causes", "imagenotfound"]);
    assert!(page.out.contains("WHAT PROVES IT"), "{page:?}");
    assert!(page.out.lines().all(|line| line.chars().count() <= 100));
    assert_eq!(home.run(&["causes", "ImageNotFound", "-o", "json"]).json()["code"], "ImageNotFound");
    assert!(home.run(&["causes", "-o", "json"]).json().as_array().is_some_and(|causes| !causes.is_empty()));
    home.run(&["causes", "ImageNotFund"]).is_usage_error("did you mean `ImageNotFound`?");
}
