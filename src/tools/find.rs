//! Kinds, names and objects as a caller writes them. What is not found is an error with what is near.

use crate::cluster::read::Read;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;
use serde_json::Value;

use super::{Context, Page, Wrong};

/// Candidates that an error names.
const NAMED: usize = 5;
/// Namespaces that an error names.
const PLACES: usize = 20;
/// How alike two words must be.
const ALIKE: f64 = 0.75;

/// Short names, as `kubectl` knows them.
const SHORT: &[(&str, &Kind)] = &[
    ("po", &kinds::POD),
    ("deploy", &kinds::DEPLOYMENT),
    ("rs", &kinds::REPLICA_SET),
    ("sts", &kinds::STATEFUL_SET),
    ("ds", &kinds::DAEMON_SET),
    ("cj", &kinds::CRON_JOB),
    ("svc", &kinds::SERVICE),
    ("ep", &kinds::ENDPOINTS),
    ("cm", &kinds::CONFIG_MAP),
    ("sa", &kinds::SERVICE_ACCOUNT),
    ("pvc", &kinds::PVC),
    ("pv", &kinds::PV),
    ("ev", &kinds::EVENT),
    ("quota", &kinds::RESOURCE_QUOTA),
    ("limits", &kinds::LIMIT_RANGE),
    ("hpa", &kinds::HPA),
    ("pdb", &kinds::PDB),
    ("ing", &kinds::INGRESS),
    ("netpol", &kinds::NETWORK_POLICY),
    ("sc", &kinds::STORAGE_CLASS),
    ("no", &kinds::NODE),
    ("ns", &kinds::NAMESPACE),
    ("crd", &kinds::CRD),
    ("csr", &kinds::CSR),
    ("app", &kinds::ARGO_APPLICATION),
    ("vs", &kinds::VIRTUAL_SERVICE),
    ("dr", &kinds::DESTINATION_RULE),
    ("cert", &kinds::CERTIFICATE),
];

/// The words nearest to a word, the nearest first.
pub(super) fn nearest<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let word = word.to_lowercase();
    let mut near: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| {
            let lower = name.to_lowercase();
            let part = word.len() > 2 && (lower.contains(&word) || word.contains(&lower));
            (if part { 1.0 } else { strsim::jaro_winkler(&lower, &word) }, name)
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    near.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
    near.into_iter().map(|(_, name)| name).take(NAMED).collect()
}

/// What is near, in words; else what to do.
pub(super) fn near_or(near: &[&str], otherwise: &str) -> String {
    if near.is_empty() { otherwise.to_owned() } else { format!("near are {}", near.join(", ")) }
}

/// A kind by its name, its plural, its short name, or its plural with its group.
pub(super) fn kind(word: &str) -> Result<&'static Kind, Wrong> {
    let wanted = word.trim().to_lowercase();
    if let Some((_, kind)) = SHORT.iter().find(|(short, _)| *short == wanted) {
        return Ok(kind);
    }
    let is_it = |kind: &&&'static Kind| {
        let group = &kind.group;
        let names = [kind.kind.to_lowercase(), kind.plural.to_string()];
        names.iter().any(|name| *name == wanted || (!group.is_empty() && format!("{name}.{group}") == wanted))
    };
    let found: Vec<&'static Kind> = kinds::ALL.iter().filter(is_it).copied().collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => {
            let names = kinds::ALL.iter().flat_map(|kind| [&*kind.kind, &*kind.plural]);
            let mut near = nearest(&wanted, names);
            near.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
            let near = if near.is_empty() { String::new() } else { format!("near are {}; ", near.join(", ")) };
            Err(Wrong::new(format!("no kind that is read is called `{word}`"), near + "`discovery` lists the kinds"))
        }
        // Core kinds are what everybody means by their name.
        several => several.iter().find(|kind| kind.group.is_empty()).copied().ok_or_else(|| {
            let full: Vec<String> = several.iter().map(|kind| format!("{}.{}", kind.plural, kind.group)).collect();
            Wrong::new(format!("`{word}` is the name of several kinds"), format!("write {}", full.join(" or ")))
        }),
    }
}

/// Checks a name of an object or a namespace: anything else would change the path of a request.
pub(super) fn name(name: &str) -> Result<&str, Wrong> {
    if is_name(name) {
        return Ok(name);
    }
    let right = match name.split_once('/').filter(|(before, after)| is_name(before) && is_name(after)) {
        Some((before, after)) => format!("write the parts as arguments of their own: `{before}` and `{after}`"),
        None => "names are of letters, digits, dashes and dots, 253 at most".to_owned(),
    };
    let shown: String = name.chars().take(60).collect();
    Err(Wrong::new(format!("nothing can be called `{shown}`"), right))
}

fn is_name(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
    !name.is_empty() && name.len() <= 253 && name.chars().all(fine) && name.chars().any(|c| c != '.')
}

/// Checks a namespace, where one is named.
pub(super) fn namespace(named: Option<&String>) -> Result<Option<&str>, Wrong> {
    named.map(|named| name(named)).transpose()
}

/// The key of one object. Where no namespace is named and none is meant, the object is looked for in all of them:
/// several are an error with their places.
pub(super) async fn object(
    kind: &'static Kind,
    place: Option<&String>,
    named: &str,
    context: &Context,
    page: &mut Page,
) -> Result<EntityKey, Wrong> {
    let named = name(named)?;
    let place = namespace(place)?;
    if let Some(place) = context.scope(place).filter(|_| kind.namespaced) {
        return Ok(EntityKey::new(kind, Some(place), named));
    }
    if !kind.namespaced {
        return Ok(EntityKey::new(kind, None, named));
    }
    let read = Read::list(kind, None).fields(format!("metadata.name={named}")).metadata();
    let mut places: Vec<String> = Vec::new();
    for (_, observation) in context.read(vec![read], page).await {
        if observation.outcome != Outcome::Read {
            let why = observation.outcome.blindness().map_or("the kind is not served", |(_, why)| why);
            let what = format!("{} {named} cannot be looked for in all namespaces: {why}", kind.kind);
            return Err(Wrong::new(what, "name the argument `namespace`"));
        }
        let items = observation.body.json().and_then(|body| body.get("items")).and_then(Value::as_array).cloned();
        let found =
            items.iter().flatten().filter_map(|item| item.pointer("/metadata/namespace")?.as_str().map(str::to_owned));
        places.extend(found);
    }
    match places.as_slice() {
        [only] => Ok(EntityKey::new(kind, Some(only), named)),
        [] => Err(missing(kind, named, context, page).await),
        several => {
            let shown: Vec<&str> = several.iter().map(String::as_str).take(PLACES).collect();
            let more = if several.len() > PLACES { " and others" } else { "" };
            let what = format!("there are {} of kind {} called `{named}`", several.len(), kind.kind);
            Err(Wrong::new(what, format!("name the argument `namespace`: {}{more}", shown.join(", "))))
        }
    }
}

/// What is near a name that nothing has.
async fn missing(kind: &Kind, named: &str, context: &Context, page: &mut Page) -> Wrong {
    let mut names: Vec<String> = Vec::new();
    for (_, observation) in context.read(vec![Read::list(kind, None).metadata()], page).await {
        let items = observation.body.json().and_then(|body| body.get("items")).and_then(Value::as_array).cloned();
        let text = |item: &Value, at: &str| item.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        names.extend(
            items
                .iter()
                .flatten()
                .map(|item| format!("{}/{}", text(item, "/metadata/namespace"), text(item, "/metadata/name"))),
        );
    }
    let near: Vec<&String> = names
        .iter()
        .filter(|path| path.split_once('/').is_some_and(|(_, name)| !nearest(named, [name]).is_empty()))
        .take(NAMED)
        .collect();
    let right = if near.is_empty() {
        format!("`resources` with kind {} lists what there is", kind.plural)
    } else {
        format!("near are {}", near.iter().map(|path| path.as_str()).collect::<Vec<_>>().join(", "))
    };
    Wrong::new(format!("no {} is called `{named}` in any namespace", kind.kind), right)
}

/// The namespace that a list is about; none for all.
pub(super) fn scope<'a>(named: Option<&'a String>, context: &'a Context) -> Result<Option<&'a str>, Wrong> {
    match named.map(String::as_str) {
        Some("*") => Ok(None),
        Some(named) => name(named).map(Some),
        None => Ok(context.namespace.as_deref()),
    }
}

/// An object that was read whole; else the page says what became of it.
pub(super) fn present<'g>(key: &EntityKey, graph: &'g Graph, page: &mut Page) -> Option<View<'g>> {
    match graph.lookup(key) {
        Lookup::Present(_) => graph.view(key),
        Lookup::Absent(fact) => {
            page.line(0, format!("{} {} does not exist ({})", key.kind, key.path(), fact.observation));
            None
        }
        Lookup::Unseen(why) => {
            page.line(0, format!("{} {} was not seen: {why}", key.kind, key.path()));
            None
        }
    }
}
