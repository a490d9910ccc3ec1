//! The objects of every kind that the program reads by name.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::stream::{self, StreamExt as _};
use serde_json::Value;

use super::record::Record;
use super::scope::Scope;
use super::session::Session;
use super::{helm, run::Wanted};
use crate::cluster::read::Read;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::{Body, Observation, Outcome};

/// Lists under way at once: they may be long.
const CONCURRENCY: usize = 4;
/// Namespaces that are asked one by one where nobody may list a kind in all of them.
const ONE_BY_ONE: usize = 500;

/// The pods that came, list by list: logs are chosen by them.
pub(super) type Pods = Vec<Observation>;

/// Reads and records every kind, in the order of the table. Namespaces were read before.
pub(super) async fn collect(session: &Session, scope: &Scope, wanted: &Wanted, record: &mut Record) -> Pods {
    let mut pods = Vec::new();
    let kinds = kinds::ALL.iter().copied().filter(|kind| **kind != kinds::NAMESPACE);
    let mut lists = stream::iter(kinds).map(|kind| lists(session, scope, kind)).buffered(CONCURRENCY);
    while let Some((kind, answers)) = lists.next().await {
        for (namespace, mut answer) in answers {
            if *kind == kinds::POD {
                pods.push(answer.clone());
            }
            if *kind == kinds::SECRET && wanted.helm {
                helm::add(session, namespace.as_deref(), &mut answer, record).await;
            }
            take(kind, namespace.as_deref(), answer, scope, record);
        }
    }
    pods
}

/// The lists of a kind. Applications live where Argo CD does and tell where the objects of other namespaces come from:
/// they are read wherever they are.
///
/// There is one list for all namespaces, or one for each where that is what may be read.
async fn lists<'k>(session: &Session, scope: &Scope, kind: &'k Kind) -> (&'k Kind, Vec<(Option<String>, Observation)>) {
    if kind.namespaced && !scope.everything && *kind != kinds::ARGO_APPLICATION {
        return (kind, one_by_one(session, kind, scope.namespaces.iter()).await);
    }
    let answer = session.read(&Read::list(kind, None)).await;
    if kind.namespaced && matches!(answer.outcome, Outcome::Forbidden(_)) && !scope.namespaces.is_empty() {
        return (kind, one_by_one(session, kind, scope.namespaces.iter().take(ONE_BY_ONE)).await);
    }
    // A bundle names the namespaces that its list leaves out; asked for one by one it says why.
    let missing = answer.partial.iter().filter(|namespace| scope.namespaces.contains(*namespace));
    let mut answers = one_by_one(session, kind, missing.take(ONE_BY_ONE)).await;
    answers.push((None, answer));
    (kind, answers)
}

async fn one_by_one(
    session: &Session,
    kind: &Kind,
    namespaces: impl Iterator<Item = &String>,
) -> Vec<(Option<String>, Observation)> {
    let reads = stream::iter(namespaces).map(|namespace| async move {
        (Some(namespace.clone()), session.read(&Read::list(kind, Some(namespace))).await)
    });
    reads.buffered(CONCURRENCY).collect().await
}

/// Records what came of one list.
pub(super) fn take(kind: &Kind, namespace: Option<&str>, answer: Observation, scope: &Scope, record: &mut Record) {
    if let Some((word, why)) = answer.outcome.blindness() {
        record.unseen(kind, namespace, &said(word, why));
        return;
    }
    let (Body::Json(document), Outcome::Read) = (answer.body, answer.outcome) else {
        // The server does not have the kind, and says so in its discovery.
        return;
    };
    let document = Arc::unwrap_or_clone(document);
    if answer.truncated {
        cut(kind, namespace, &document, scope, record);
    }
    match namespace {
        Some(namespace) => {
            if !answer.partial.is_empty() {
                record.unseen(kind, Some(namespace), "its source does not hold all of them");
            }
            record.namespace(kind, namespace, document);
        }
        None if !kind.namespaced => {
            if answer.partial.iter().any(|place| place == "*") {
                record.unseen(kind, None, "its source does not hold all of them");
            }
            record.whole(kind, document);
        }
        None => {
            let mut namespaces: BTreeSet<String> = scope.namespaces.clone();
            namespaces.retain(|namespace| !answer.partial.contains(namespace));
            if answer.partial.iter().any(|place| place == "*" || place.starts_with('+')) {
                record.unseen(kind, None, "its source does not hold all of them");
            }
            record.everywhere(kind, &namespaces, &answer.partial, document);
        }
    }
}

/// A list that was cut is complete up to the namespace in which it was cut, since servers list in that order.
fn cut(kind: &Kind, namespace: Option<&str>, document: &Value, scope: &Scope, record: &mut Record) {
    let why = "there are more than are read";
    let last = document.get("items").and_then(Value::as_array).and_then(|items| items.last());
    let last = last.and_then(|item| item.pointer("/metadata/namespace")).and_then(Value::as_str);
    match (namespace, last) {
        (None, Some(last)) if kind.namespaced => {
            for incomplete in scope.namespaces.iter().filter(|ns| ns.as_str() >= last) {
                record.unseen(kind, Some(incomplete), why);
            }
        }
        _ => record.unseen(kind, namespace, why),
    }
}

/// The reason alone: that it was not collected is what the bundle will say itself.
fn said(word: &str, why: &str) -> String {
    let why = why.split_once(" were not collected: ").map_or(why, |(_, reason)| reason);
    if why.is_empty() { word.to_owned() } else { why.to_owned() }
}

/// What a list brought, for those who look into it before it is recorded.
pub(super) fn items_mut(answer: &mut Observation) -> Option<&mut Vec<Value>> {
    match &mut answer.body {
        Body::Json(document) => Arc::make_mut(document).get_mut("items").and_then(Value::as_array_mut),
        _ => None,
    }
}
