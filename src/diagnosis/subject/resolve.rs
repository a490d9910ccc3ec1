//! From words to a subject, by what exists: namespaces first, then names by kind, fuzzy listing only after a miss.
//!
//! Flags win over words. A name that is looked for everywhere readable and found in several namespaces is ambiguous;
//! the namespace of `-n` or of the context breaks ties only.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::reader::Reader;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::lookup::{self, LookedUp, NAMED, Scope};
use crate::diagnosis::subject::near;
use crate::diagnosis::subject::places::{self, Places};
use crate::diagnosis::subject::words::{Candidate, Words};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};

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
    let scopes = scopes(words, flags, &places);
    let place = scopes.first().and_then(|scope| scope.word.as_ref());
    let names: Vec<&Candidate> =
        words.candidates.iter().filter(|c| !c.everyday && Some(&c.word) != place).take(MAX_WORDS).collect();
    if let Some(missing) = unknown_namespace(words, flags, &mut places, reader, graph).await {
        return missing;
    }
    let LookedUp { found, blind, names, scope } = lookup::in_first_seen(&names, words, &scopes, reader, graph).await;
    if let (true, Some(why), Some(name)) = (found.is_empty(), blind, names.first()) {
        return not_looked_up(name, &why, scopes.first().and_then(|scope| scope.namespace.as_deref()));
    }
    if !found.is_empty() {
        return choose(found, words, flags);
    }
    let fuzzy = if names.is_empty() {
        near::Near::default()
    } else {
        near::search(&names, scope.namespace.as_deref(), reader, graph).await
    };
    if !fuzzy.objects.is_empty() {
        return choose(fuzzy.objects, words, flags);
    }
    // A bare word that is a namespace, where nothing is called so.
    if let Some(bare) = bare(words, &places).filter(|_| scope.namespace.is_none()) {
        return in_namespace(bare.word.clone(), words, format!("the word \"{}\" names a namespace", bare.word));
    }
    if let Some(missing) = missing(&names, &scope, fuzzy) {
        return missing;
    }
    match scope.namespace {
        Some(namespace) => in_namespace(namespace, words, scope.by),
        None => Resolution { subject: Subject::Cluster, by: scope.by, unclear: None },
    }
}

/// Where a question may be about, in the order in which to look: a place that it or a flag gives, else everywhere. Who
/// may not list namespaces is taken at their word where a word stands in a namespace's place, and may at least look
/// into the namespace of the context.
fn scopes(words: &Words, flags: &Flags, places: &Places) -> Vec<Scope> {
    if flags.all_namespaces {
        return vec![Scope::flag(None, "the flag -A")];
    }
    if flags.namespace.is_some() {
        return vec![Scope::flag(flags.namespace.clone(), "the flag -n")];
    }
    if let Some(place) = namespace_of(words, places) {
        return vec![Scope::word(&place, "names a namespace")];
    }
    let everywhere = "no word of the question names anything, so the whole cluster";
    let mut scopes = vec![Scope::open(None, everywhere)];
    if let Some(place) = words.candidates.iter().find(|c| places.is_blind() && c.namespace_place && !c.everyday) {
        scopes.push(Scope::word(&place.word, "stands where a namespace does"));
    }
    if let Some(own) = &flags.default_namespace {
        scopes.push(Scope::open(Some(own.clone()), "nothing may be listed beyond the namespace of the context"));
    }
    scopes
}

/// A word that is a namespace; where those may not be seen, the only word, in a namespace's place.
fn bare<'w>(words: &'w Words, places: &Places) -> Option<&'w Candidate> {
    let mut named = words.candidates.iter().filter(|c| !c.everyday);
    let only = named.next().filter(|c| places.is_blind() && c.namespace_place && named.next().is_none());
    words.candidates.iter().find(|c| places.has(&c.word)).or(only)
}

/// A name that nothing bears. Flags and places give a scope that vague words are about; without any, a word that names
/// nothing is a miss: the whole cluster is no answer to a question about something else.
fn missing(names: &[&Candidate], scope: &Scope, fuzzy: near::Near) -> Option<Resolution> {
    let open = !scope.is_given;
    let is_miss = |c: &&&Candidate| {
        (c.certain && c.word.contains(char::is_alphabetic)) || c.kind.is_some() || open || fuzzy.misspelt
    };
    let unknown = names.iter().find(is_miss)?;
    let scope_text = scope.namespace.as_ref().map_or("anywhere readable".to_owned(), |ns| format!("in namespace {ns}"));
    let why = format!("nothing is called \"{}\" {scope_text}", unknown.word);
    let subject = scope.namespace.clone().map_or(Subject::Cluster, Subject::Namespace);
    let by = format!("\"{}\" looked for by name, exactly and nearly", unknown.word);
    Some(Resolution { subject, by, unclear: Some(Unclear { why, candidates: fuzzy.similar }) })
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
fn namespace_of(words: &Words, known: &Places) -> Option<String> {
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
