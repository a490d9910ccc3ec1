//! From words to a subject, by what exists: namespaces first, then names by kind, fuzzy listing only after a miss.
//!
//! Flags win over words. A name that is looked for everywhere readable and found in several namespaces is ambiguous;
//! the namespace of `-n` or of the context breaks ties only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cluster::read::{Read, Target};
use crate::cluster::reader::{Answer, Reader};
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::near;
use crate::diagnosis::subject::places::{self, Places};
use crate::diagnosis::subject::words::{Candidate, Words};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;

/// Kinds that a plain word is looked up in.
const NAMED: &[&Kind] = &[
    &kinds::DEPLOYMENT,
    &kinds::STATEFUL_SET,
    &kinds::DAEMON_SET,
    &kinds::CRON_JOB,
    &kinds::JOB,
    &kinds::POD,
    &kinds::SERVICE,
];
/// Words that are looked up at most.
const MAX_WORDS: usize = 4;
/// Objects that a subject has at most.
const MAX_OBJECTS: usize = 12;

/// What the words led to.
#[derive(Debug, Clone)]
pub struct Resolution {
    /// What the question is about.
    pub subject: Subject,
    /// How, for a person.
    pub by: String,
    /// Set where the question names something that is not there, or that could be several things.
    pub unclear: Option<Unclear>,
}

/// Why a name did not resolve.
#[derive(Debug, Clone)]
pub struct Unclear {
    /// One sentence.
    pub why: String,
    /// What could have been meant.
    pub candidates: Vec<EntityKey>,
}

/// The scope that flags set.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `-n`.
    pub namespace: Option<String>,
    /// `-A`.
    pub all_namespaces: bool,
    /// The namespace of the context; breaks ties.
    pub default_namespace: Option<String>,
}

/// Resolves a question. What is read on the way goes into the graph.
pub async fn resolve(words: &Words, flags: &Flags, reader: &Reader, graph: &mut Graph) -> Resolution {
    let mut places = places::find(words, flags, reader, graph).await;
    let place = namespace_of(words, flags, &places);
    let names: Vec<&Candidate> =
        words.candidates.iter().filter(|c| !c.everyday && Some(&c.word) != place.as_ref()).take(MAX_WORDS).collect();
    let scope = flags.namespace.clone().or_else(|| place.clone()).filter(|_| !flags.all_namespaces);
    if let Some(missing) = unknown_namespace(words, flags, &mut places, reader, graph).await {
        return missing;
    }
    let (mut found, mut blind) = look_up(&names, words, scope.as_deref(), reader, graph).await;
    if let (true, true, None, Some(own)) = (found.is_empty(), blind.is_some(), &scope, &flags.default_namespace) {
        // Who may not list everywhere may still list in the namespace of the context.
        (found, blind) = look_up(&names, words, Some(own), reader, graph).await;
    }
    if let (true, Some(why), Some(name)) = (found.is_empty(), blind, names.first()) {
        return not_looked_up(name, &why, scope.as_deref());
    }
    if !found.is_empty() {
        return choose(found, words, flags);
    }
    let fuzzy = if names.is_empty() {
        near::Near::default()
    } else {
        near::search(&names, scope.as_deref(), reader, graph).await
    };
    if !fuzzy.objects.is_empty() {
        return choose(fuzzy.objects, words, flags);
    }
    // A bare word that is a namespace, where nothing is called so.
    let bare = words.candidates.iter().find(|c| scope.is_none() && places.has(&c.word));
    if let Some(bare) = bare {
        return in_namespace(bare.word.clone(), words, format!("the word \"{}\" names a namespace", bare.word));
    }
    // Flags and places give a scope that vague words are about. Without any, a word that names nothing is a miss: the
    // whole cluster is no answer to a question about something else.
    let open = scope.is_none() && !flags.all_namespaces;
    let misspelt = fuzzy.misspelt;
    let is_miss =
        |c: &&&Candidate| (c.certain && c.word.contains(char::is_alphabetic)) || c.kind.is_some() || open || misspelt;
    if let Some(unknown) = names.iter().find(is_miss) {
        let scope_text = scope.as_ref().map_or("anywhere readable".to_owned(), |ns| format!("in namespace {ns}"));
        let why = format!("nothing is called \"{}\" {scope_text}", unknown.word);
        let subject = scope.clone().map_or(Subject::Cluster, Subject::Namespace);
        let by = format!("\"{}\" looked for by name, exactly and nearly", unknown.word);
        return Resolution { subject, by, unclear: Some(Unclear { why, candidates: fuzzy.similar }) };
    }
    match (scope, flags.all_namespaces) {
        (Some(ns), _) => {
            let by = if flags.namespace.is_some() {
                "the flag -n".to_owned()
            } else {
                format!("the word \"{ns}\" names a namespace")
            };
            in_namespace(ns, words, by)
        }
        (None, true) => Resolution { subject: Subject::Cluster, by: "the flag -A".to_owned(), unclear: None },
        (None, false) => {
            let by = "no word of the question names anything, so the whole cluster".to_owned();
            Resolution { subject: Subject::Cluster, by, unclear: None }
        }
    }
}

/// A namespace, or the Namespace object itself where the question is about its going away.
fn in_namespace(namespace: String, words: &Words, by: String) -> Resolution {
    let about_itself = words.kinds.contains(&&kinds::NAMESPACE)
        && words.speaks_of(&["terminating", "deleted", "delete", "still", "gone", "away", "stuck", "removed"])
        && !words.kinds.iter().any(|kind| **kind != kinds::NAMESPACE);
    let subject = if about_itself {
        Subject::Objects(vec![EntityKey::new(&kinds::NAMESPACE, None, &namespace)])
    } else {
        Subject::Namespace(namespace)
    };
    Resolution { subject, by, unclear: None }
}

/// The namespace that the words put the question in: a word that stands where a namespace does, and is one.
fn namespace_of(words: &Words, flags: &Flags, known: &Places) -> Option<String> {
    if flags.all_namespaces || flags.namespace.is_some() {
        return None;
    }
    let placed = words.candidates.iter().find(|c| c.namespace_place && known.has(&c.word));
    let bare = || words.candidates.iter().find(|c| c.certain && !c.everyday && c.kind.is_none() && known.has(&c.word));
    placed.or_else(bare).map(|c| c.word.clone())
}

/// A namespace that a flag names, or the word after "namespace", and that does not exist.
async fn unknown_namespace(
    words: &Words,
    flags: &Flags,
    places: &mut Places,
    reader: &Reader,
    graph: &mut Graph,
) -> Option<Resolution> {
    let explicit = words
        .all
        .iter()
        .zip(words.all.iter().skip(1))
        .find(|(first, _)| matches!(first.as_str(), "namespace" | "ns"))
        .and_then(|(_, second)| {
            words.candidates.iter().find(|c| c.word == *second && c.namespace_place && !c.everyday)
        });
    let named = flags.namespace.clone().or_else(|| explicit.map(|c| c.word.clone()))?;
    if places.is_blind() || places.has(&named) {
        return None;
    }
    let candidates = near::similar(&named, places.all(reader, graph).await)
        .into_iter()
        .map(|name| EntityKey::new(&kinds::NAMESPACE, None, &name))
        .collect();
    let why = format!("there is no namespace \"{named}\"");
    let by = format!("the namespace \"{named}\" was looked for");
    Some(Resolution { subject: Subject::Namespace(named), by, unclear: Some(Unclear { why, candidates }) })
}

/// A name that could not even be looked up.
fn not_looked_up(name: &Candidate, why: &str, scope: Option<&str>) -> Resolution {
    let subject = scope.map_or(Subject::Cluster, |ns| Subject::Namespace(ns.to_owned()));
    let why = format!("\"{}\" could not be looked up: {why}", name.word);
    let by = format!("\"{}\" was to be looked for by name", name.word);
    Resolution { subject, by, unclear: Some(Unclear { why, candidates: Vec::new() }) }
}

/// Objects that are called exactly so; and why nothing could be seen, where not one look-up came back.
async fn look_up(
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

/// One subject out of what was found; several namespaces are ambiguous unless something breaks the tie.
fn choose(mut found: Vec<EntityKey>, words: &Words, flags: &Flags) -> Resolution {
    found.sort();
    found.dedup();
    if let Some(kind) = preferred_kind(words, &found) {
        found.retain(|key| key.is(kind));
    }
    if let Some(unclear) = break_ties(&mut found, words, flags) {
        let by = "found by name in more than one namespace".to_owned();
        return Resolution { subject: Subject::Objects(found), by, unclear: Some(unclear) };
    }
    found.sort_by_key(|key| (NAMED.iter().position(|kind| key.is(kind)).unwrap_or(NAMED.len()), key.clone()));
    let more = found.len().saturating_sub(MAX_OBJECTS);
    found.truncate(MAX_OBJECTS);
    let names: Vec<String> = found.iter().map(ToString::to_string).collect();
    let more = if more > 0 {
        format!("; {more} more of that name are left out: name a kind or a namespace")
    } else {
        String::new()
    };
    let by = format!("found by name: {}{more}", names.join(", "));
    Resolution { by, subject: Subject::Objects(found), unclear: None }
}

/// Keeps the namespace that is meant where one name is found in several; says so where nothing tells which.
fn break_ties(found: &mut Vec<EntityKey>, words: &Words, flags: &Flags) -> Option<Unclear> {
    let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for key in found.iter() {
        by_name.entry(key.name.clone()).or_default().insert(key.ns().to_owned());
    }
    let mut ambiguous = Vec::new();
    for (name, places) in by_name.into_iter().filter(|(_, places)| places.len() > 1) {
        let mentioned = words.candidates.iter().map(|c| &c.word).find(|word| places.contains(*word));
        match mentioned.or(flags.default_namespace.as_ref()).filter(|ns| places.contains(*ns)).cloned() {
            Some(ns) => found.retain(|key| key.name != name || key.ns() == ns),
            None => ambiguous.push(name),
        }
    }
    if ambiguous.is_empty() {
        return None;
    }
    let candidates: Vec<EntityKey> = found.iter().filter(|key| ambiguous.contains(&key.name)).cloned().collect();
    let names: Vec<String> = candidates.iter().map(ToString::to_string).collect();
    Some(Unclear { why: format!("the name is ambiguous: {}", names.join(", ")), candidates })
}

/// A kind that the question speaks of and that only some of the found objects have, for kinds that are not workloads.
fn preferred_kind(words: &Words, found: &[EntityKey]) -> Option<&'static Kind> {
    let special = [
        &kinds::ARGO_APPLICATION,
        &kinds::VIRTUAL_SERVICE,
        &kinds::DESTINATION_RULE,
        &kinds::FLUX_KUSTOMIZATION,
        &kinds::FLUX_HELM_RELEASE,
        &kinds::GIT_REPOSITORY,
        &kinds::OCI_REPOSITORY,
        &kinds::HELM_REPOSITORY,
        &kinds::SCALED_OBJECT,
        &kinds::VPA,
        &kinds::HPA,
        &kinds::PDB,
        &kinds::PVC,
        &kinds::INGRESS,
        &kinds::CRON_JOB,
        &kinds::NODE,
    ];
    words.kinds.iter().copied().find(|kind| special.contains(kind) && found.iter().any(|key| key.is(kind)))
}
