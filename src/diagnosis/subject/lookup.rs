//! Names looked up exactly, kind by kind, in the first scope where anything may be seen. Not here: what is meant where
//! nothing or several things are called so.

use serde_json::Value;

use crate::cluster::read::{Read, Target};
use crate::cluster::reader::{Answer, Reader};
use crate::diagnosis::subject::words::{Candidate, Words};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;

/// Kinds that a plain word is looked up in.
pub(super) const NAMED: &[&Kind] = &[
    &kinds::DEPLOYMENT,
    &kinds::STATEFUL_SET,
    &kinds::DAEMON_SET,
    &kinds::CRON_JOB,
    &kinds::JOB,
    &kinds::POD,
    &kinds::SERVICE,
];

/// Where names are looked for.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// One namespace, or all.
    pub(super) namespace: Option<String>,
    /// Why there, for a person.
    pub(super) by: String,
    /// Whether the question or a flag says so.
    pub(super) is_given: bool,
    /// The word that gives it, which is then no name to look for.
    pub(super) word: Option<String>,
}

impl Scope {
    /// One that a flag gives.
    pub(super) fn flag(namespace: Option<String>, by: &str) -> Self {
        Self { namespace, by: by.to_owned(), is_given: true, word: None }
    }

    /// One that a word of the question gives.
    pub(super) fn word(word: &str, by: &str) -> Self {
        let by = format!("the word \"{word}\" {by}");
        Self { namespace: Some(word.to_owned()), by, is_given: true, word: Some(word.to_owned()) }
    }

    /// One that nobody named.
    pub(super) fn open(namespace: Option<String>, by: &str) -> Self {
        Self { namespace, by: by.to_owned(), is_given: false, word: None }
    }
}

/// What a look-up came to.
#[derive(Debug)]
pub(super) struct LookedUp<'n> {
    /// Objects that are called exactly so.
    pub(super) found: Vec<EntityKey>,
    /// Why nothing could be seen, where not one look-up came back.
    pub(super) blind: Option<String>,
    /// The names that were looked for.
    pub(super) names: Vec<&'n Candidate>,
    /// Where.
    pub(super) scope: Scope,
}

/// Looks in the first of the scopes in which anything may be seen.
pub(super) async fn in_first_seen<'n>(
    names: &[&'n Candidate],
    words: &Words,
    scopes: &[Scope],
    reader: &Reader,
    graph: &mut Graph,
) -> LookedUp<'n> {
    let mut last = LookedUp { found: Vec::new(), blind: None, names: names.to_vec(), scope: Scope::open(None, "") };
    for scope in scopes {
        let place = scope.namespace.as_deref();
        let names: Vec<&Candidate> = names.iter().copied().filter(|c| scope.word.as_ref() != Some(&c.word)).collect();
        let (found, blind) = look_up(&names, words, place, reader, graph).await;
        let is_seen = !found.is_empty() || blind.is_none();
        last = LookedUp { found, blind, names, scope: scope.clone() };
        if is_seen {
            break;
        }
    }
    last
}

/// Objects that are called exactly so; and why nothing could be seen, where not one look-up came back.
pub(super) async fn look_up(
    names: &[&Candidate],
    words: &Words,
    scope: Option<&str>,
    reader: &Reader,
    graph: &mut Graph,
) -> (Vec<EntityKey>, Option<String>) {
    let mut reads = Vec::new();
    for candidate in names {
        for kind in kinds_for(candidate, words) {
            let namespace = scope.filter(|_| kind.namespaced);
            reads.push(Read::list(kind, namespace).fields(format!("metadata.name={}", candidate.word)));
        }
    }
    let answers = reader.read_all("subject", reads).await;
    let blind = answers.iter().map(|(_, o)| o.outcome.blindness().map(|(word, why)| format!("{word} ({why})")));
    let blind: Option<Vec<String>> = blind.collect();
    (take_lists(&answers, graph), blind.and_then(|all| all.into_iter().next()))
}

/// The kinds in which a word is looked up: the usual ones, and what it was written with.
fn kinds_for<'k>(candidate: &Candidate, words: &Words) -> Vec<&'k Kind> {
    let mut wanted: Vec<&'static Kind> = NAMED.to_vec();
    let spoken = words.kinds.iter().copied().chain(candidate.kind);
    for kind in spoken.filter(|kind| **kind != kinds::NAMESPACE) {
        if !wanted.contains(&kind) {
            wanted.push(kind);
        }
    }
    if let Some(kind) = candidate.kind.filter(|kind| candidate.certain && **kind != kinds::POD) {
        // `cronjob/x` means that one and nothing else.
        wanted.retain(|k| *k == kind || k.kind == "Service" || k.kind == "Deployment");
    }
    wanted
}

/// Takes the answers of name look-ups into the graph and returns what they found.
pub(super) fn take_lists(answers: &[Answer], graph: &mut Graph) -> Vec<EntityKey> {
    let mut found = Vec::new();
    for (read, observation) in answers {
        let Target::List { kind, namespace, labels, fields, .. } = &read.target else { continue };
        let complete = labels.is_none() && fields.is_none();
        graph.add_list(observation, kind, namespace.as_deref(), complete);
        let Some(document) = observation.body.json().filter(|_| observation.outcome == Outcome::Read) else { continue };
        let items = document.get("items").and_then(Value::as_array);
        found.extend(items.into_iter().flatten().filter_map(|item| EntityKey::of_body(item, kind)));
    }
    found
}
