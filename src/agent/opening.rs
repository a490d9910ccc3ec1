//! How the conversation of an agent begins: who it is, what the rules are, what it is asked, what is known.

use std::collections::BTreeSet;

use super::calls;
use super::prompt::Prompt;
use super::roster::Roster;
use super::runbook::{Runbook, fitting};
use super::state::{Form, Setup};
use super::untrusted::Fence;
use crate::diagnosis::subject::Subject;
use crate::llm::Message;

const EVIDENCE: &str = include_str!("../../prompts/shared/evidence.md");
const SPECIALIST: &str = include_str!("../../prompts/shared/specialist.md");

/// Turns of a lead and of a specialist.
const TURNS: (u32, u32) = (12, 10);
/// Tokens that are taken to fit where nobody says.
const WINDOW: u64 = 64_000;

/// What every agent of a run is told.
pub(super) struct Known<'k> {
    pub(super) question: &'k str,
    /// What it is about, and how that was found out.
    pub(super) about: &'k Subject,
    pub(super) subject: &'k str,
    /// The engine's answer, as lines.
    pub(super) brief: &'k str,
    pub(super) fence: &'k Fence,
    pub(super) runbooks: &'k [Runbook],
}

/// The lead at its beginning.
pub(super) fn lead(prompt: &Prompt, roster: &Roster, known: &Known<'_>, window: Option<u64>) -> Setup {
    let mut system = format!("{}\n\n{EVIDENCE}{}\n\nSpecialists:\n", prompt.text, known.fence.explained());
    for one in roster.offered() {
        system.push_str(&format!("- {}: {}\n", one.name, one.domain));
    }
    let mut user = opening(known);
    let names: BTreeSet<&str> = fitting(known.runbooks, known.brief).iter().map(|one| one.name.as_str()).collect();
    if !names.is_empty() {
        let names: Vec<&str> = names.into_iter().collect();
        user.push_str(&format!("\nSpecialists get these runbooks where they fit: {}.\n", names.join(", ")));
    }
    Setup {
        prefix: vec![Message::System(system), Message::User(user)],
        tools: calls::of_lead(roster.offered()),
        submit: calls::submit(),
        form: Form::Draft,
        turns: TURNS.0,
        window: window.unwrap_or(WINDOW),
    }
}

/// A specialist at its beginning.
pub(super) fn specialist(prompt: &Prompt, task: &str, known: &Known<'_>, window: Option<u64>) -> Setup {
    let system = format!("{SPECIALIST}\n{}\n\n{EVIDENCE}{}\n", prompt.text, known.fence.explained());
    let mut user = format!("Your task: {task}\n\n{}", opening(known));
    for one in fitting(known.runbooks, &format!("{task}\n{}", known.brief)) {
        user.push_str(&format!("\nRunbook {} of this team:\n{}\n", one.name, one.text));
    }
    Setup {
        prefix: vec![Message::System(system), Message::User(user)],
        tools: calls::of_specialist(prompt),
        submit: calls::report(),
        form: Form::Findings,
        turns: TURNS.1,
        window: window.unwrap_or(WINDOW),
    }
}

fn opening(known: &Known<'_>) -> String {
    format!(
        "The question that a person asked: {}\nIt is about {} ({}).\n\nWhat the engine found:\n{}",
        known.question,
        about(known.about),
        known.subject,
        known.fence.wrap("engine", known.brief)
    )
}

/// The subject in words.
fn about(subject: &Subject) -> String {
    match subject {
        Subject::Objects(keys) => {
            let names: Vec<String> = keys.iter().take(8).map(|key| format!("{} {}", key.kind, key.path())).collect();
            names.join(", ")
        }
        Subject::Namespace(namespace) => format!("the namespace {namespace}"),
        Subject::Cluster => "the whole cluster".to_owned(),
    }
}
