//! What to do about it: commands act on what is there, and what they may destroy is said.

use std::sync::LazyLock;

use regex::Regex;

use crate::agent::draft::Named;
use crate::agent::verify::link::strike;
use crate::agent::verify::names::{called, kind_of, kind_of_many};
use crate::agent::verify::seen::{Known, Seen};
use crate::agent::verify::{Strike, fold};
use crate::report::model::{Remediation, RemediationKind, Rule};

/// Steps of advice.
const STEPS: usize = 8;

static DESTROYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\bdelet(e|es|ing)\b|\bdrain(s|ing)?\b|--force\b|--replicas[= ]0\b|scal(e|es|ing) (it |\S+ )?(down )?to (0|zero)\b|",
        r"\bevict(s|ing)?\b|\brollout undo\b|\buninstall\b|\bpurge\b|\bwipe\b|\btruncate\b|\bdrop (the )?(table|database)\b|",
        r"\bremove the finalizer|\breplace --force|\bcordon\b|--grace-period[= ]0"
    ))
    .ok()
});

/// What of the advice may be given, with its risk.
pub(super) fn check(steps: &[String], at: &str, seen: &Seen<'_>, struck: &mut Vec<Strike>) -> Vec<String> {
    let mut kept = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let here = format!("{at}.remediation[{index}]");
        if index >= STEPS {
            struck.push(strike(here, step, (Rule::TooMuch, format!("more than {STEPS} steps"))));
            break;
        }
        match acted_on(&fold(step)).into_iter().find_map(|object| missing(&object, seen)) {
            Some(why) => struck.push(strike(here, step, (Rule::BadRemedy, why))),
            None => kept.push(step.clone()),
        }
    }
    kept
}

/// Advice as the report has it.
pub(super) fn written(step: &str) -> Remediation {
    let text = fold(step);
    let destroys = DESTROYS.as_ref().is_some_and(|it| it.is_match(&text));
    let risk = if destroys {
        "it takes away what runs or what is stored; make sure that nobody needs it, and that it can be had back"
    } else {
        "a model advises it; look before you do it"
    };
    let kind = if commands(&text).is_empty() { RemediationKind::Investigate } else { RemediationKind::Command };
    let command = commands(&text).into_iter().next();
    Remediation { kind, text, command, diff: None, risk: risk.to_owned() }
}

/// The commands in a text: what stands in backticks, or from `kubectl` to its end.
fn commands(text: &str) -> Vec<String> {
    let inside = text.split('`').skip(1).step_by(2).map(str::trim).filter(|it| it.starts_with("kubectl "));
    let mut all: Vec<String> = inside.map(str::to_owned).collect();
    if all.is_empty()
        && let Some(at) = text.find("kubectl ")
    {
        all.extend(text.get(at..).map(|it| it.trim_end_matches(['.', '`']).to_owned()));
    }
    all
}

/// The objects that commands act on; one that makes something acts on nothing that has to be there.
fn acted_on(text: &str) -> Vec<Named> {
    let mut all = Vec::new();
    for command in commands(text) {
        let words: Vec<&str> = command.split_whitespace().collect();
        if words.iter().any(|it| matches!(*it, "create" | "apply" | "run" | "expose" | "config")) {
            continue;
        }
        let after = |flags: &[&str]| {
            let at = words.iter().position(|it| flags.contains(it))?;
            words.get(at + 1).map(|it| (*it).to_owned())
        };
        let joined = words.iter().find_map(|it| it.strip_prefix("--namespace=").or_else(|| it.strip_prefix("-n=")));
        let namespace = joined.map(str::to_owned).or_else(|| after(&["-n", "--namespace"]));
        for (index, word) in words.iter().enumerate() {
            let kind = |it: &str| kind_of(it).or_else(|| kind_of_many(it));
            let named = match word.split_once('/') {
                Some((of, name)) => kind(of).map(|kind| (kind, name)),
                None => kind(word).zip(words.get(index + 1).copied().filter(|it| !it.starts_with('-'))),
            };
            if let Some((kind, name)) = named.filter(|(_, name)| !name.contains(['<', '{', '$']) && !name.is_empty()) {
                all.push(Named { kind: kind.to_owned(), namespace: namespace.clone(), name: name.to_owned() });
            }
        }
    }
    all
}

fn missing(object: &Named, seen: &Seen<'_>) -> Option<String> {
    match seen.find(object) {
        Known::Present(_) | Known::Told => None,
        Known::Elsewhere(places) => Some(super::names::elsewhere(object, &places).1),
        Known::Absent(_) => Some(format!("{} does not exist", called(object))),
        Known::Unseen => Some(format!("{} was not seen", called(object))),
    }
}
