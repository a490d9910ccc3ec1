//! From words to a subject, by what exists: namespaces first, then names by kind, fuzzy listing only after a miss.
//!
//! Flags win over words. A name that is looked for everywhere readable and found in several namespaces is ambiguous;
//! the namespace of `-n` or of the context breaks ties only.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::reader::Reader;
use crate::diagnosis::subject::hosts::{self, Routed};
use crate::diagnosis::subject::lookup::{self, LookedUp, NAMED, Scope};
use crate::diagnosis::subject::near;
use crate::diagnosis::subject::places::{self, Places};
use crate::diagnosis::subject::words::{Candidate, Form, Words};
use crate::diagnosis::subject::{Subject, everyday};
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
    let names: Vec<&Candidate> = words
        .candidates
        .iter()
        .filter(|c| c.form != Form::Everyday && Some(&c.word) != place)
        .take(MAX_WORDS)
        .collect();
    if let Some(missing) = unknown_namespace(words, flags, &mut places, reader, graph).await {
        return missing;
    }
    let LookedUp { found, blind, names, scope } = lookup::in_first_seen(&names, words, &scopes, reader, graph).await;
    if !found.is_empty() {
        return choose(found, words, flags);
    }
    // Nothing is called exactly so: the namespace of `-n` is then that, and a vague word was no name.
    let names_place = |c: &&Candidate| flags.namespace.as_ref() == Some(&c.word) && c.form != Form::WithKind;
    let meant: Vec<&Candidate> = names.iter().copied().filter(|c| c.form != Form::Vague && !names_place(c)).collect();
    if let (Some(why), Some(name)) = (blind, meant.first()) {
        let known = by_address(words, flags, &scope, reader, graph).await;
        return known
            .unwrap_or_else(|| not_looked_up(name, &why, scopes.first().and_then(|scope| scope.namespace.as_deref())));
    }
    let mut fuzzy = nearly(&names, names_place, &scope, reader, graph).await;
    if !fuzzy.objects.is_empty() {
        return choose(fuzzy.objects, words, flags);
    }
    // A bare word that is a namespace, where nothing is called so.
    if let Some(bare) = bare(words, &places).filter(|_| scope.namespace.is_none()) {
        return in_namespace(bare.word.clone(), words, format!("the word \"{}\" names a namespace", bare.word));
    }
    let missed = missed(&meant, &scope, fuzzy.misspelt);
    if (missed.is_some() || !scope.is_given)
        && let Some(addressed) = by_address(words, flags, &scope, reader, graph).await
    {
        return addressed;
    }
    if let Some(missed) = missed {
        return match fuzzy.plural.remove(&missed.word) {
            Some(objects) => choose(objects, words, flags),
            None => missing(missed, &scope, fuzzy.similar),
        };
    }
    match scope.namespace {
        Some(namespace) => in_namespace(namespace, words, scope.by),
        None => Resolution { subject: Subject::Cluster, by: scope.by, unclear: None },
    }
}

/// Looks for what the names nearly fit. Contractions and the namespace of `-n` fit nothing. Where the question is in a
/// scope the names there are listed all the same: what is read then does not hang on how the question is put.
async fn nearly(
    names: &[&Candidate],
    names_place: impl Fn(&&Candidate) -> bool,
    scope: &Scope,
    reader: &Reader,
    graph: &mut Graph,
) -> near::Near {
    let is_contraction = |c: &Candidate| c.form == Form::Vague && everyday::is_contraction(&c.word);
    let fitting: Vec<&Candidate> = names.iter().copied().filter(|c| !names_place(c) && !is_contraction(c)).collect();
    if names.is_empty() || fitting.is_empty() && !scope.is_given {
        return near::Near::default();
    }
    near::search(&fitting, scope.namespace.as_deref(), reader, graph).await
}

/// What an address in the question leads to: something by its name in the cluster, or a route and what stands behind it.
async fn by_address(
    words: &Words,
    flags: &Flags,
    scope: &Scope,
    reader: &Reader,
    graph: &mut Graph,
) -> Option<Resolution> {
    let hosts = hosts::spoken(words);
    let found = hosts::in_cluster(&hosts, words, flags.namespace.as_deref(), reader, graph).await;
    if !found.is_empty() {
        return Some(choose(found, words, flags));
    }
    let Routed { host, routes, backends } = hosts::routed(&hosts, scope.namespace.as_deref(), reader, graph).await?;
    let names: Vec<String> = routes.iter().map(ToString::to_string).collect();
    let by = format!("the host {host} is that of {}", names.join(", "));
    let objects = routes.into_iter().chain(backends).take(MAX_OBJECTS).collect();
    Some(Resolution { subject: Subject::Objects(objects), by, unclear: None })
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
    if let Some(place) =
        words.candidates.iter().find(|c| places.is_blind() && c.namespace_place && c.form != Form::Everyday)
    {
        scopes.push(Scope::word(&place.word, "stands where a namespace does"));
    }
    if let Some(own) = &flags.default_namespace {
        scopes.push(Scope::open(Some(own.clone()), "nothing may be listed beyond the namespace of the context"));
    }
    scopes
}

/// A word that is a namespace; where those may not be seen, the only word, in a namespace's place.
fn bare<'w>(words: &'w Words, places: &Places) -> Option<&'w Candidate> {
    let mut named = words.candidates.iter().filter(|c| c.form != Form::Everyday);
    let only = named.next().filter(|c| places.is_blind() && c.namespace_place && named.next().is_none());
    words.candidates.iter().find(|c| places.has(&c.word)).or(only)
}

/// A name that nothing bears. Flags and places give a scope that words may be about; without any, a word that names
/// nothing is a miss: the whole cluster is no answer to a question about something else.
fn missed<'c>(names: &[&'c Candidate], scope: &Scope, misspelt: bool) -> Option<&'c Candidate> {
    let open = !scope.is_given;
    let is_miss =
        |c: &&Candidate| (c.certain && c.word.contains(char::is_alphabetic)) || c.kind.is_some() || open || misspelt;
    names.iter().copied().find(is_miss)
}

/// That a name is nothing's, with what is called nearly so.
fn missing(unknown: &Candidate, scope: &Scope, candidates: Vec<EntityKey>) -> Resolution {
    let scope_text = scope.namespace.as_ref().map_or("anywhere readable".to_owned(), |ns| format!("in namespace {ns}"));
    let why = format!("nothing is called \"{}\" {scope_text}", unknown.word);
    let subject = scope.namespace.clone().map_or(Subject::Cluster, Subject::Namespace);
    let by = format!("\"{}\" looked for by name, exactly and nearly", unknown.word);
    Resolution { subject, by, unclear: Some(Unclear { why, candidates }) }
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
    let bare = || {
        words
            .candidates
            .iter()
            .find(|c| c.certain && c.form != Form::Everyday && c.kind.is_none() && known.has(&c.word))
    };
    placed.or_else(bare).map(|c| c.word.clone())
}

/// The word after "namespace", unless the one before it is that already: `the shop namespace checkout is in`.
fn word_for_namespace<'w>(words: &'w Words, places: &Places) -> Option<&'w Candidate> {
    let is_word = |word: &str| matches!(word, "namespace" | "ns");
    let mut before: Option<&str> = None;
    for pair in words.all.windows(2) {
        let [first, second] = pair else { continue };
        if is_word(first) {
            let named =
                words.candidates.iter().find(|c| c.word == *second && c.namespace_place && c.form != Form::Everyday);
            return named.filter(|c| c.form != Form::Vague && !before.is_some_and(|before| places.has(before)));
        }
        before = Some(first);
    }
    None
}

/// A namespace that a flag names, or the word after "namespace", and that does not exist.
async fn unknown_namespace(
    words: &Words,
    flags: &Flags,
    places: &mut Places,
    reader: &Reader,
    graph: &mut Graph,
) -> Option<Resolution> {
    let explicit = word_for_namespace(words, places);
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
