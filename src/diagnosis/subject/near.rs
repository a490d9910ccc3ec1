//! Names that nearly fit: listed by metadata only, and only after an exact look-up missed.

use std::collections::BTreeMap;

use crate::cluster::read::Target;
use crate::cluster::reader::{Answer, Reader};
use crate::diagnosis::collect::reduce;
use crate::diagnosis::subject::lookup::take_lists;
use crate::diagnosis::subject::words::{Candidate, Form};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};

/// Kinds that are listed for a near name first: what people ask about.
const USUAL: &[&Kind] =
    &[&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::CRON_JOB, &kinds::JOB, &kinds::SERVICE];
/// Kinds that pods are made by, and named after.
const WORKLOADS: &[&Kind] = &[&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::JOB];
/// Kinds that are listed where none of those fits.
const OTHERS: &[&Kind] = &[&kinds::PVC, &kinds::INGRESS, &kinds::HPA, &kinds::PDB, &kinds::NODE];
/// From here on a word is another's name with a slip.
const MISSPELT: f64 = 0.9;
/// Suggestions that are made at most.
const SUGGESTIONS: usize = 5;

/// What nearly fits.
#[derive(Debug, Default)]
pub struct Near {
    /// Objects that a word means: it is their name up to a suffix or prefix between dashes, or their app label.
    pub objects: Vec<EntityKey>,
    /// Objects with a similar name, for "did you mean".
    pub similar: Vec<EntityKey>,
    /// Whether one of them is so similar that the word is its name with a slip.
    pub misspelt: bool,
    /// Objects of which a word may be the plural: `contacts` of `contact-sync`. Less than a fit, more than a miss.
    pub plural: BTreeMap<String, Vec<EntityKey>>,
}

/// Looks for names that nearly fit.
pub async fn search(names: &[&Candidate], scope: Option<&str>, reader: &Reader, graph: &mut Graph) -> Near {
    let words: Vec<&str> = names.iter().map(|c| c.word.as_str()).filter(|w| w.len() > 2).collect();
    let mut named = graph.clone();
    let mut listed = list(USUAL, scope, reader, &mut named, graph).await;
    let mut objects = fitting(&words, &listed, &named);
    if objects.is_empty() && WORKLOADS.iter().any(|kind| !named.was_listed(kind, scope)) {
        // Who may not see workloads knows them from their pods.
        let pods = list(&[&kinds::POD], scope, reader, &mut named, graph).await;
        objects = fitting(&words, &pods, &named);
    }
    if !objects.is_empty() {
        return Near { objects, ..Near::default() };
    }
    listed.extend(list(OTHERS, scope, reader, &mut named, graph).await);
    let objects = fitting(&words, &listed, &named);
    let plural = words.iter().map(|word| ((*word).to_owned(), fitting(&[singular(word)], &listed, &named)));
    let plural = plural.filter(|(_, objects)| !objects.is_empty()).collect();
    let misspelt =
        names.iter().filter(|c| c.form != Form::Vague && c.word.len() > 2).any(|c| is_misspelt(&c.word, &listed));
    let mut close: Vec<EntityKey> = Vec::new();
    for word in words {
        for name in similar(word, listed.iter().map(|key| key.name.as_str())) {
            close.extend(listed.iter().filter(|key| key.name == name).cloned());
        }
    }
    close.sort();
    close.dedup();
    close.truncate(SUGGESTIONS);
    Near { objects, similar: close, misspelt, plural }
}

fn is_misspelt(word: &str, listed: &[EntityKey]) -> bool {
    listed.iter().any(|key| strsim::jaro_winkler(word, &key.name) > MISSPELT)
}

/// Lists names into `named`. Of a list that is long the question's own graph takes nothing but that it was read: all
/// that is asked later would look through it again and again.
async fn list(
    kinds: &[&Kind],
    scope: Option<&str>,
    reader: &Reader,
    named: &mut Graph,
    graph: &mut Graph,
) -> Vec<EntityKey> {
    let reads = kinds.iter().map(|kind| reduce::names(kind, scope.filter(|_| kind.namespaced))).collect();
    let answers = reader.read_all("subject", reads).await;
    let (long, short): (Vec<Answer>, Vec<Answer>) =
        answers.iter().cloned().partition(|(_, observation)| observation.reduced.is_some());
    take_lists(&short, graph);
    for (read, observation) in &long {
        if let Target::List { kind, namespace, .. } = &read.target {
            graph.note_list(observation, kind, namespace.as_deref());
        }
    }
    take_lists(&answers, named)
}

/// What the first word that means anything means.
fn fitting(words: &[&str], listed: &[EntityKey], graph: &Graph) -> Vec<EntityKey> {
    for word in words {
        let mut fits: Vec<EntityKey> = listed.iter().filter(|key| fits(word, key, graph)).cloned().collect();
        // Workloads that a Job or a CronJob made stand for themselves only where nothing above them fits.
        let tops: Vec<EntityKey> = fits.iter().map(|key| graph.top_owner(key)).collect();
        fits.retain(|key| tops.contains(key) || !listed.contains(&graph.top_owner(key)));
        // Of pods, those whose workload is called so, and not those of `WORD-something`.
        if tops.iter().any(|top| top.name == *word) {
            fits.retain(|key| graph.top_owner(key).name == *word);
        }
        if !fits.is_empty() {
            return fits;
        }
    }
    Vec::new()
}

/// `thumbnailers` are the pods of `thumbnailer`.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|one| one.len() > 2).unwrap_or(word)
}

/// Whether a word means an object: its name between dashes, or what its labels call it.
fn fits(word: &str, key: &EntityKey, graph: &Graph) -> bool {
    let one = singular(word);
    if key.name == word || key.name == one {
        return true;
    }
    let dashed = key.name.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
        || key.name.strip_suffix(word).is_some_and(|rest| rest.ends_with('-'));
    let label = |name: &str| {
        let value = graph.view(key).and_then(|v| v.key_at("/metadata/labels", name)?.str());
        value == Some(word) || value == Some(one)
    };
    dashed || label("app") || label("app.kubernetes.io/name") || label("app.kubernetes.io/instance")
}

/// The most similar names, best first.
pub fn similar<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> = names
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(score, name)| *score > 0.8 || (word.len() > 3 && name.contains(word)))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut best: Vec<String> = scored.into_iter().map(|(_, name)| name.to_owned()).collect();
    best.dedup();
    best.truncate(SUGGESTIONS);
    best
}
