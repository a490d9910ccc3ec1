//! The rooms of the house know only those below them, see ARCHITECTURE.md.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read the sources is a failed one")]

use std::path::{Path, PathBuf};

use regex::Regex;

/// From top to bottom; rooms of one line do not know each other.
const FLOORS: &[&[&str]] = &[
    &["cli"],
    &["tui"],
    &["investigate", "capture", "doctor"],
    &["agent"],
    &["tools"],
    &["report"],
    &["diagnosis", "llm"],
    &["cluster"],
    &["transport"],
    &["evidence", "config"],
    &["clock", "error"],
];

fn floor(room: &str) -> usize {
    FLOORS
        .iter()
        .position(|rooms| rooms.contains(&room))
        .unwrap_or_else(|| panic!("`{room}` has no floor: name it here and in ARCHITECTURE.md"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The contract of the report is data that everybody may name.
fn is_contract(mention: &str) -> bool {
    mention == "report::model"
}

#[test]
fn rooms_know_only_those_below_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mentions = Regex::new(r"crate::([a-z_]+)(?:::[a-z_]+)?").unwrap();
    let mut wrong = Vec::new();
    for file in sources(&source) {
        let place = file.strip_prefix(&source).unwrap();
        let room = place.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if ["main", "lib"].contains(&room) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for found in mentions.captures_iter(line) {
                let other = found.get(1).unwrap().as_str();
                let mention = found.get(0).unwrap().as_str().trim_start_matches("crate::");
                let below = floor(room) < floor(other) || room == other;
                if !below && !is_contract(mention) {
                    wrong.push(format!("{}: {}", place.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these look up or sideways:\n{}", wrong.join("\n"));
}
