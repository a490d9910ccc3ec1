//! What may be read: each declared read is asked about, everywhere or in the namespace that was named. What is denied
//! everywhere may be allowed somewhere, so then the namespaces are asked about one by one.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt as _};
use serde_json::Value;

use super::checks::{Checks, some};
use super::model::{Allowed, Area, Check, Right};
use crate::cluster::fetch::Fetcher;
use crate::cluster::read::Read;
use crate::cluster::rights::{Attributes, Rights, Rules, Trouble};
use crate::evidence::declared::{Declared, Form, READS};
use crate::evidence::kinds;

/// Questions under way at once.
const CONCURRENCY: usize = 8;
/// Namespaces that are asked about one by one.
const NAMESPACES: usize = 20;
/// Namespaces that one line names.
const NAMED: usize = 4;

/// Which namespaces a person cares about.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// The one that questions are about, if they are about one.
    pub(super) namespace: Option<String>,
    /// The one of the context.
    pub(super) own: Option<String>,
}

impl Place {
    /// One namespace to ask about.
    pub(super) fn some(&self) -> Option<&str> {
        self.namespace.as_deref().or(self.own.as_deref())
    }
}

/// A declared read, and the answer.
struct Asked {
    read: &'static Declared,
    verb: &'static str,
    answer: Result<bool, Trouble>,
    namespaces: Vec<String>,
}

pub(super) async fn check(rights: &Rights, fetcher: &Fetcher, place: &Place, checks: &mut Checks) {
    let wanted = READS.iter().flat_map(|read| read.verbs.iter().map(move |verb| (read, *verb)));
    let mut asked: Vec<Asked> = stream::iter(wanted)
        .map(|(read, verb)| ask(rights, read, verb, place.namespace.as_deref()))
        .buffered(CONCURRENCY)
        .collect()
        .await;
    // Secrets are left out on purpose more often than not; they alone are no reason to look around.
    let matters = |read: &Declared| read.kind.namespaced && read.form == Form::Whole;
    let denied = asked.iter().any(|one| one.answer == Ok(false) && matters(one.read));
    let narrowed =
        if denied && place.namespace.is_none() { one_by_one(rights, fetcher, place, &mut asked).await } else { None };
    checks.reads = asked.iter().map(Asked::right).collect();
    let check = judged(&asked, place);
    checks.add(match narrowed {
        Some(note) => check.list([note]),
        None => check,
    });
}

async fn ask(rights: &Rights, read: &'static Declared, verb: &'static str, namespace: Option<&str>) -> Asked {
    let attributes = Attributes {
        verb,
        group: &read.kind.group,
        resource: &read.kind.plural,
        subresource: read.subresource,
        namespace: namespace.filter(|_| read.kind.namespaced),
    };
    Asked { read, verb, answer: rights.may(&attributes).await, namespaces: Vec::new() }
}

/// Looks for what is denied everywhere in single namespaces, by the rules that hold there. Says which were looked at.
async fn one_by_one(rights: &Rights, fetcher: &Fetcher, place: &Place, asked: &mut [Asked]) -> Option<String> {
    let all = namespaces(fetcher, place, asked).await;
    let looked_at: Vec<&String> = all.iter().take(NAMESPACES).collect();
    let told: Vec<(&String, Result<Rules, Trouble>)> = stream::iter(looked_at)
        .map(|namespace| async move { (namespace, rights.rules(namespace).await) })
        .buffered(CONCURRENCY)
        .collect()
        .await;
    let mut incomplete = Vec::new();
    for (namespace, rules) in &told {
        match rules {
            Ok(rules) => {
                for one in asked.iter_mut().filter(|one| one.answer == Ok(false) && one.read.kind.namespaced) {
                    if rules.allows(one.verb, &one.read.kind.group, &one.read.resource()) {
                        one.namespaces.push((*namespace).clone());
                    }
                }
                if rules.incomplete {
                    incomplete.push(namespace.as_str());
                }
            }
            Err(_) => incomplete.push(namespace.as_str()),
        }
    }
    if !incomplete.is_empty() {
        return Some(format!("not all rights are known in {}; more may be allowed", some(&incomplete, NAMED)));
    }
    let more = all.len().saturating_sub(NAMESPACES);
    (more > 0).then(|| format!("{NAMESPACES} namespaces were looked at one by one, {more} were not: name one with -n"))
}

/// The namespace of the context first, then those that there are, if they may be listed.
async fn namespaces(fetcher: &Fetcher, place: &Place, asked: &[Asked]) -> Vec<String> {
    let mut names: Vec<String> = place.own.iter().cloned().collect();
    let may_list = |one: &Asked| *one.read.kind == kinds::NAMESPACE && one.verb == "list" && one.answer == Ok(true);
    if asked.iter().any(may_list) {
        let listed = fetcher.fetch(&Read::list(&kinds::NAMESPACE, None).metadata()).await;
        let items = listed.body.json().and_then(|list| list.get("items")?.as_array().cloned()).unwrap_or_default();
        let name = |item: &Value| item.pointer("/metadata/name").and_then(Value::as_str).map(str::to_owned);
        let known: BTreeSet<String> = items.iter().filter_map(name).collect();
        names.extend(known.into_iter().filter(|name| Some(name) != place.own.as_ref()));
    }
    names
}

impl Asked {
    fn allowed(&self) -> Allowed {
        match &self.answer {
            Ok(true) => Allowed::Yes,
            Ok(false) if self.namespaces.is_empty() => Allowed::No,
            Ok(false) => Allowed::Partly,
            Err(_) => Allowed::Unknown,
        }
    }

    fn right(&self) -> Right {
        Right {
            group: self.read.kind.group.to_string(),
            resource: self.read.resource(),
            verb: self.verb.to_owned(),
            allowed: self.allowed(),
            namespaces: self.namespaces.clone(),
            blind: self.read.blind.to_owned(),
        }
    }
}

fn judged(asked: &[Asked], place: &Place) -> Check {
    let of = |allowed: Allowed| asked.iter().filter(move |one| one.allowed() == allowed);
    let anywhere = place.namespace.as_ref().map_or_else(String::new, |name| format!(" in the namespace {name}"));
    let grant = match &place.namespace {
        Some(name) => format!("`sre rbac -n {name}` prints a role that grants what is read there"),
        None => "`sre rbac` prints a role that grants what is read, with `-n NAMESPACE` in one namespace".to_owned(),
    };
    if let Some(Err(trouble)) = asked.first().map(|one| &one.answer)
        && of(Allowed::Unknown).count() == asked.len()
    {
        return Check::warning(Area::Reads, "what may be read is not known")
            .because(format!("the server does not answer questions about our rights: {}", trouble.why()));
    }
    if of(Allowed::No).count() == asked.len() {
        return Check::failed(Area::Reads, format!("nothing can be read{anywhere}"))
            .because("every declared read is denied to this identity")
            .advise(grant);
    }
    let missing = missing(asked);
    if missing.is_empty() {
        return Check::ok(Area::Reads, format!("every declared read is allowed{anywhere}"));
    }
    let by_choice = asked.iter().all(|one| one.allowed() == Allowed::Yes || one.read.form == Form::Metadata);
    if by_choice {
        return Check::ok(Area::Reads, format!("every declared read is allowed{anywhere}, but for Secrets"))
            .because("the role of `sre rbac` leaves Secrets out; `sre rbac --helm` adds them")
            .list(missing);
    }
    let resources: BTreeSet<String> = asked.iter().map(|one| one.read.full_name()).collect();
    let what = format!("{} of {} resources cannot be read{anywhere} as they should", missing.len(), resources.len());
    Check::warning(Area::Reads, what)
        .because("what is denied is named in each answer that would have needed it")
        .advise(grant)
        .list(missing)
}

/// One line for each resource that cannot be read, or not everywhere: the verbs, where it can, and what that blinds.
fn missing(asked: &[Asked]) -> Vec<String> {
    let mut lines = Vec::new();
    for read in READS {
        let lacking: Vec<&Asked> =
            asked.iter().filter(|one| std::ptr::eq(one.read, read) && one.allowed() != Allowed::Yes).collect();
        let Some(first) = lacking.first() else { continue };
        let verbs = lacking.iter().map(|one| one.verb).collect::<Vec<_>>().join(", ");
        let place = match &first.answer {
            Err(trouble) => format!(" not known ({})", trouble.why()),
            Ok(_) if first.namespaces.is_empty() => String::new(),
            Ok(_) => format!(" only in {}", some(&first.namespaces, NAMED)),
        };
        lines.push(format!("{} ({verbs}){place}: {}", read.full_name(), read.blind));
    }
    lines
}
