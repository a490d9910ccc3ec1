//! Which namespaces a capture is about.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::options::Options;
use super::record::Record;
use super::session::Session;
use crate::cluster::fetch::Fetcher;
use crate::cluster::read::Read;
use crate::cluster::reader::Reader;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::resolve::{self, Flags};
use crate::diagnosis::subject::words::Words;
use crate::error::{Error, Result};
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::narrator::Narrator;
use crate::evidence::observation::{Observation, Outcome};
use crate::transport::redact::Redactor;

/// What is captured of what lives in namespaces.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Whether that is everything that can be read.
    pub(super) everything: bool,
    /// The namespaces that are wanted, as far as they are known.
    pub(super) namespaces: BTreeSet<String>,
}

/// Lists the namespaces, records them, and finds those that are wanted.
pub(super) async fn find(
    session: &Session,
    options: &Options,
    named: Option<Vec<String>>,
    record: &mut Record,
) -> Result<Scope> {
    let answer = session.read(&Read::list(&kinds::NAMESPACE, None)).await;
    let known = names(&answer);
    let scope = match named.or_else(|| options.namespace.clone().map(|namespace| vec![namespace])) {
        Some(named) if !options.all_namespaces => {
            let listed = answer.outcome == Outcome::Read && answer.partial.is_empty() && !answer.truncated;
            if let Some(missing) = named.iter().find(|namespace| listed && !known.contains(*namespace)) {
                let error = Error::usage(format!("the cluster has no namespace `{missing}`"));
                return Err(error.hint("`-A` captures everything"));
            }
            Scope { everything: false, namespaces: named.into_iter().collect() }
        }
        _ => Scope { everything: true, namespaces: known },
    };
    super::objects::take(&kinds::NAMESPACE, None, answer, &scope, record);
    Ok(scope)
}

fn names(answer: &Observation) -> BTreeSet<String> {
    let items = answer.body.json().filter(|_| answer.outcome == Outcome::Read).and_then(|list| list.get("items"));
    let items = items.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.pointer("/metadata/name")?.as_str().map(str::to_owned)).collect()
}

/// The namespaces of what the words name; `None` where they name nothing that lives in one.
pub(super) async fn of_words(
    client: kube::Client,
    narrator: Narrator,
    default_namespace: Option<String>,
    now: jiff::Timestamp,
    options: &Options,
) -> Result<Option<Vec<String>>> {
    if options.subject.trim().is_empty() {
        return Ok(None);
    }
    let timeout: Duration = options.read_timeout;
    let reader = Reader::new(Fetcher::new(client, Redactor::default()), narrator, now, timeout);
    let flags =
        Flags { namespace: options.namespace.clone(), all_namespaces: options.all_namespaces, default_namespace };
    let mut graph = Graph::new(now);
    let words = Words::of(&options.subject);
    let resolved = resolve::resolve(&words, &flags, &reader, &mut graph).await;
    if let Some(unclear) = resolved.unclear {
        let candidates: Vec<String> = unclear.candidates.iter().take(10).map(ToString::to_string).collect();
        let error = Error::usage(unclear.why);
        return Err(match candidates.as_slice() {
            [] => error.hint("name a namespace with `-n`, or capture everything with `-A`"),
            some => error.hint(format!("it could be {}", some.join(", "))),
        });
    }
    Ok(match resolved.subject {
        Subject::Objects(keys) => {
            let namespaces: BTreeSet<String> = keys.into_iter().filter_map(|key| key.namespace).collect();
            (!namespaces.is_empty()).then(|| namespaces.into_iter().collect())
        }
        Subject::Namespace(namespace) => Some(vec![namespace]),
        Subject::Cluster => None,
    })
}
