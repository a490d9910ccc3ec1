//! The namespaces that a question may be about, read by name: a cluster can have thousands, and a question names few.
//!
//! One request asks for all of them, by the label in which API servers since 1.21 write every namespace's name; of older
//! ones, and of recordings that do not say, all namespaces are listed. `default`, which no cluster is without, is always
//! among those that are asked for: where it does not come back, the label is not there either. Not here: which of them
//! the question is in, which the resolver decides.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cluster::read::{Read, Target};
use crate::cluster::reader::{Answer, Reader};
use crate::diagnosis::collect::{absorb, reduce};
use crate::diagnosis::subject::resolve::Flags;
use crate::diagnosis::subject::words::Words;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;

/// The version from which on servers label namespaces with their names.
const LABELLED: (u32, u32) = (1, 21);
/// That label.
const NAME: &str = "kubernetes.io/metadata.name";
/// The namespace that is always there.
const ALWAYS: &str = "default";
/// Namespaces by which it is seen that an operator is installed.
const OPERATORS: &[&str] = &["flux-system", "istio-system", "keda"];
/// Words that may be a namespace, at most.
const MAX_WORDS: usize = 12;
/// Bytes of a namespace's name at most.
const LONGEST: usize = 63;

/// Namespaces that are known.
#[derive(Debug, Default)]
pub struct Places {
    names: BTreeSet<String>,
    /// Whether those are all.
    whole: bool,
}

impl Places {
    /// Whether a namespace is there.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether it could not be seen which there are.
    pub fn is_blind(&self) -> bool {
        self.names.is_empty()
    }

    /// All names, where a miss is to be told from what was meant.
    pub async fn all(&mut self, reader: &Reader, graph: &mut Graph) -> impl Iterator<Item = &str> {
        if !self.whole {
            self.take(everything(), reader, graph).await;
        }
        self.names.iter().map(String::as_str)
    }

    /// Whether the server answered.
    async fn take(&mut self, read: Read, reader: &Reader, graph: &mut Graph) -> bool {
        self.whole = is_whole(&read);
        let answers = reader.read_all("subject", vec![read]).await;
        absorb::take(&answers, graph);
        self.names.extend(answers.iter().flat_map(named).map(str::to_owned));
        answers.iter().any(|(_, observation)| observation.outcome == Outcome::Read)
    }
}

/// Reads the namespaces that a question may be about.
pub async fn find(words: &Words, flags: &Flags, reader: &Reader, graph: &mut Graph) -> Places {
    let mut places = Places::default();
    let seen = places.take(first(words, flags, reader).await, reader, graph).await;
    if seen && !places.has(ALWAYS) {
        let _ = places.all(reader, graph).await;
    }
    places
}

/// The read that a question begins with, once the version of the server is known: the namespaces that it may name, or
/// all where it names nothing.
pub async fn first(words: &Words, flags: &Flags, reader: &Reader) -> Read {
    let version = reader.read_all("subject", vec![Read::version()]).await;
    let labelled = version.iter().any(|(_, version)| version.body.json().is_some_and(|version| labels_names(version)));
    if labelled { wanted(words, flags) } else { everything() }
}

/// Whether a server of this version labels every namespace with its name.
fn labels_names(version: &Value) -> bool {
    let number = |field: &str| {
        let text = version.get(field)?.as_str()?;
        // `20+` is what some distributions say.
        text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok()
    };
    number("major").zip(number("minor")).is_some_and(|version| version >= LABELLED)
}

fn wanted(words: &Words, flags: &Flags) -> Read {
    let spoken = words.candidates.iter().map(|candidate| candidate.word.as_str());
    let spoken: BTreeSet<&str> = flags.namespace.as_deref().into_iter().chain(spoken).take(MAX_WORDS).collect();
    if spoken.is_empty() {
        return everything();
    }
    let own = flags.default_namespace.as_deref();
    by_name(OPERATORS.iter().copied().chain(own).chain(spoken))
}

/// Reads namespaces by name.
pub fn by_name<'a>(names: impl IntoIterator<Item = &'a str>) -> Read {
    let names: BTreeSet<&str> = names.into_iter().filter(|name| is_name(name)).chain([ALWAYS]).collect();
    let names: Vec<&str> = names.into_iter().collect();
    Read::list(&kinds::NAMESPACE, None).labelled(format!("{NAME} in ({})", names.join(",")))
}

fn everything() -> Read {
    reduce::list(&kinds::NAMESPACE, None)
}

fn is_whole(read: &Read) -> bool {
    matches!(read.target, Target::List { labels: None, .. })
}

fn named((_, observation): &Answer) -> impl Iterator<Item = &str> {
    let document = observation.body.json().filter(|_| observation.outcome == Outcome::Read);
    let items = document.and_then(|document| document.get("items")).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(|item| item.pointer("/metadata/name")?.as_str())
}

/// Whether a namespace can be called so: servers refuse a selector with anything else.
fn is_name(word: &str) -> bool {
    word.len() <= LONGEST
        && word.starts_with(|c: char| c.is_ascii_alphanumeric())
        && word.ends_with(|c: char| c.is_ascii_alphanumeric())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(question: &str, flags: &Flags) -> String {
        wanted(&Words::of(question), flags).path_and_query().replace("%20", " ").replace("%2C", ",")
    }

    #[test]
    fn a_question_asks_for_the_namespaces_that_it_may_name() {
        let asked = asked("why is web-1 in shop down?", &Flags::default());
        assert!(asked.contains("default,flux-system,istio-system,keda,shop,web-1"), "{asked}");
    }

    #[test]
    fn one_that_names_nothing_asks_for_all() {
        let all = asked("what is broken?", &Flags::default());
        assert!(!all.contains("labelSelector"), "{all}");
        let flags = Flags { namespace: Some("shop".to_owned()), ..Flags::default() };
        let one = asked("what is broken?", &flags);
        assert!(one.contains("shop") && !one.contains("broken"), "{one}");
    }

    #[test]
    fn servers_label_names_since_a_version() {
        for (major, minor, labels) in
            [("1", "20+", false), ("1", "21", true), ("1", "36+", true), ("2", "0", true), ("", "", false)]
        {
            assert_eq!(labels_names(&serde_json::json!({"major": major, "minor": minor})), labels, "{major}.{minor}");
        }
    }

    #[test]
    fn what_cannot_be_a_namespace_is_not_asked_for() {
        let long = "a".repeat(64);
        let read = by_name(["x.y", "-a", "B", "", long.as_str(), "ok"]).path_and_query();
        let plain = by_name(["ok"]).path_and_query();
        assert_eq!(read, plain);
    }
}
