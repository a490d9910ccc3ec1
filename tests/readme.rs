//! What the documents say is what the program does.
//!
//! The `console` blocks of README.md are sessions: below a `$` stands what the program prints on standard output. Only
//! what differs from run to run is left out of the comparison. `UPDATE_README=1 cargo test --test readme` writes the
//! program's answers into the file; read the difference before you commit it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use std::collections::BTreeSet;
use std::path::Path;

use cli_support::{Ended, Home};
use regex::Regex;
use sre::diagnosis::causes;

const OPEN: &str = "```console\n";
const CLOSE: &str = "```\n";

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

#[test]
fn the_sessions_of_the_readme_are_what_the_program_prints() {
    let readme = read("README.md");
    let home = Home::new();
    let mut sessions = 0;
    let mut now = String::new();
    for (index, part) in readme.split_inclusive(OPEN).enumerate() {
        let rest = if index == 0 {
            part
        } else {
            let (session, rest) = part.split_once(CLOSE).unwrap();
            sessions += 1;
            now += &replay(&home, session);
            now += CLOSE;
            rest
        };
        now += rest;
    }
    assert!(sessions > 0, "README.md has no console block");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), now).unwrap();
        return;
    }
    let difference = similar::TextDiff::from_lines(&steady(&readme), &steady(&now)).unified_diff().to_string();
    assert!(difference.is_empty(), "UPDATE_README=1 cargo test --test readme makes README.md say:\n{difference}");
}

/// The commands of a session, each with what it prints now.
fn replay(home: &Home, session: &str) -> String {
    let commands: Vec<String> = session
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .map(|command| format!("$ {command}\n{}", printed(home, command)))
        .collect();
    commands.join("\n")
}

fn printed(home: &Home, command: &str) -> String {
    let mut words = words(command).into_iter();
    assert_eq!(words.next().as_deref(), Some("sre"), "{command}");
    let arguments: Vec<String> = words.collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = Ended::from(home.sre(&arguments).env("COLUMNS", "80").output().unwrap());
    assert_eq!(ended.code, Some(0), "{command}: {ended:?}");
    ended.out
}

/// The words of a command line as a shell has them, as far as double quotes go.
fn words(command: &str) -> Vec<String> {
    let quoted = pattern(r#""([^"]*)"|(\S+)"#);
    quoted.captures_iter(command).map(|word| word.iter().skip(1).flatten().map(|m| m.as_str()).collect()).collect()
}

/// A text without what differs from run to run: how long it took, and the names of runs.
fn steady(text: &str) -> String {
    let text = pattern(r"(?m)^(\d+ reads?), \d+ ms, ").replace_all(text, "$1, … ms, ");
    pattern(r#""(duration_ms|run)": ("[^"]*"|\d+)"#).replace_all(&text, r#""$1": …"#).into_owned()
}

#[test]
fn the_readme_names_every_command_and_flag() {
    let readme = read("README.md");
    let help = Home::new().run(&["ask", "--help"]).out;
    let flags = pattern(r"(?m)^ +(?:-\w, |    )(--[a-z-]+)");
    let mut missing: Vec<&str> =
        flags.captures_iter(&help).map(|flag| flag.get(1).unwrap().as_str()).filter(|f| !readme.contains(f)).collect();
    missing.retain(|flag| *flag != "--help");
    assert!(missing.is_empty(), "README.md does not name {missing:?}");
    let help = Home::new().run(&["--help"]).out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    for command in pattern(r"(?m)^  ([a-z]+) ").captures_iter(commands).map(|found| found.get(1).unwrap().as_str()) {
        assert!(command == "help" || readme.contains(&format!("`sre {command}")), "README.md does not name {command}");
    }
}

#[test]
fn the_readme_names_every_family_of_causes() {
    let readme = read("README.md");
    let families: BTreeSet<&str> = causes::all().iter().map(|cause| cause.category).collect();
    let missing: Vec<_> = families.iter().filter(|family| !readme.contains(&format!("| `{family}` |"))).collect();
    assert!(missing.is_empty(), "the table of families in README.md lacks {missing:?}");
}

#[test]
fn what_the_documents_point_at_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = pattern(r"`((?:src|tests|benches|completions|\.ci|\.config)/[\w./-]*)`|\]\(([\w./-]+)\)");
    for file in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = read(file);
        for found in named.captures_iter(&text) {
            let path = found.iter().skip(1).flatten().next().unwrap().as_str();
            assert!(root.join(path).exists(), "{file} names {path}, which does not exist");
        }
    }
}

#[test]
fn the_architecture_names_every_folder_of_the_source() {
    let text = read("ARCHITECTURE.md");
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // A folder beside a file of the same name holds that file's tests.
            if !path.is_dir() || path.with_extension("rs").exists() {
                continue;
            }
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(text.contains(&format!("{name}/")), "ARCHITECTURE.md does not name {}", path.display());
            // The families of causes are the README's.
            if name != "causes" {
                folders.push(path);
            }
        }
    }
}
