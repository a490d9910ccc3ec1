//! Moments that releases tell of: revisions of Helm, deployments of Argo CD and Flux.
//!
//! Who began one is told as what it is: automation, or the account that the tool names. Whether an account is a person
//! nobody here knows, so it is never called one.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::diagnosis::changes::moments::{Moment, Sort};
use crate::diagnosis::collect::scope;
use crate::diagnosis::managed::{self, Manager};
use crate::diagnosis::objects::release;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Characters of a hash that tell it from another.
const HASH: usize = 8;
/// How the names of Helm's records begin.
const RECORD: &str = "sh.helm.release.v1.";

/// Whether an object is a record of Helm: its writing is told as the release's.
pub fn is_record(key: &EntityKey) -> bool {
    key.is(&kinds::SECRET) && key.name.starts_with(RECORD)
}

/// What the subject's workloads are released by: records of Helm, Applications, what Flux applies.
pub fn releasing(entities: &BTreeSet<EntityKey>, graph: &Graph) -> BTreeSet<EntityKey> {
    let mut found = BTreeSet::new();
    let workloads = entities.iter().filter(|key| scope::is_template_owner(key) || key.is(&kinds::CRON_JOB));
    for key in workloads {
        match managed::of(graph, key) {
            Some(Manager::Argo { application, .. }) => {
                found.insert(application);
            }
            Some(Manager::Helm { release, namespace, .. }) => {
                let prefix = format!("{RECORD}{release}.v");
                let records = graph.of_kind(&kinds::SECRET).map(|object| &object.key);
                found.extend(records.filter(|key| key.ns() == namespace && key.name.starts_with(&prefix)).cloned());
            }
            None => {}
        }
    }
    found
}

/// A revision of Helm, by its record.
pub fn helm(view: &View<'_>) -> Vec<Moment> {
    let key = view.key();
    if !is_record(key) {
        return Vec::new();
    }
    let Some((name, revision)) = key.name.strip_prefix(RECORD).and_then(|rest| rest.rsplit_once(".v")) else {
        return Vec::new();
    };
    let label = |name: &str| view.key_at("/metadata/labels", name);
    let Some(status) = label("status") else { return Vec::new() };
    // The record is made when the revision begins; its last writing is when it ended, or when the next one took over.
    let began = view.time_at("/metadata/creationTimestamp");
    let written = label("modifiedAt").and_then(|at| Timestamp::from_second(at.str()?.parse().ok()?).ok());
    let word = status.str().unwrap_or_default();
    let at = if matches!(word, "superseded" | "deployed") { began.or(written) } else { written.or(began) };
    let Some(at) = at else { return Vec::new() };
    let field = |pointer: &str| view.str_at(&format!("/data/release/{pointer}"));
    let chart = match (field("chart/name"), field("chart/version")) {
        (Some(chart), Some(version)) => format!(", chart {chart} {version}"),
        _ => String::new(),
    };
    let said = field("info/description").map(|text| format!(": {text}")).unwrap_or_default();
    let what = format!("Helm revision {revision}{chart} ({word}){said}");
    let manager =
        view.items("/metadata/managedFields").first().and_then(|entry| entry.str_at("/manager").map(str::to_owned));
    let entity = release::key(key.ns(), name);
    vec![Moment { at, entity, sort: Sort::Change, what, manager, facts: vec![status.state()] }]
}

/// Deployments of an Argo CD Application, and its last operation where that did not get through.
pub fn argo(view: &View<'_>) -> Vec<Moment> {
    if !view.key().is(&kinds::ARGO_APPLICATION) {
        return Vec::new();
    }
    let mut found: Vec<Moment> =
        view.items("/status/history").iter().filter_map(|entry| deployed(view, entry)).collect();
    found.extend(view.at("/status/operationState").and_then(|operation| operated(view, &operation)));
    found
}

fn deployed(view: &View<'_>, entry: &View<'_>) -> Option<Moment> {
    let at = entry.at("/deployedAt")?;
    let source = entry.str_at("/source/path").or_else(|| entry.str_at("/source/chart"));
    let place = source.map(|path| format!(" of {path}")).unwrap_or_default();
    let what = format!("deployed revision {}{place} ({})", revision(entry), initiator(entry, "/initiatedBy"));
    tell(view, &at, what)
}

/// An operation that runs or failed; one that came through is in the history.
fn operated(view: &View<'_>, operation: &View<'_>) -> Option<Moment> {
    let phase = operation.str_at("/phase").filter(|phase| *phase != "Succeeded")?;
    let at = operation.at("/finishedAt").or_else(|| operation.at("/startedAt"))?;
    let what = match phase {
        "Running" | "Terminating" => "a sync is under way".to_owned(),
        _ => format!("a sync failed: {}", operation.str_at("/message").unwrap_or(phase)),
    };
    let result = operation.at("/syncResult").or_else(|| operation.at("/operation/sync"));
    let of = result.map(|result| format!(", revision {}", revision(&result))).unwrap_or_default();
    tell(view, &at, format!("{what} ({}{of})", initiator(operation, "/operation/initiatedBy")))
}

fn tell(view: &View<'_>, at: &View<'_>, what: String) -> Option<Moment> {
    let (entity, facts) = (view.key().clone(), vec![at.state()]);
    Some(Moment { at: at.time()?, entity, sort: Sort::Change, what, manager: None, facts })
}

/// Who began it, as far as Argo CD says.
fn initiator(of: &View<'_>, pointer: &str) -> String {
    let by = of.at(pointer);
    let account = by.as_ref().and_then(|by| by.str_at("/username")).filter(|name| !name.is_empty());
    match (account, by.as_ref().and_then(|by| by.bool_at("/automated"))) {
        (Some(account), _) => format!("begun with the account {account} of Argo CD"),
        (None, Some(true)) => "begun by automated sync".to_owned(),
        _ => "it does not say who began it".to_owned(),
    }
}

/// A revision, short where it is a hash.
fn revision(of: &View<'_>) -> String {
    let first = of.items("/revisions").first().and_then(View::str);
    let whole = of.str_at("/revision").filter(|text| !text.is_empty()).or(first).unwrap_or("(none)");
    let is_hash = whole.len() == 40 && whole.chars().all(|c| c.is_ascii_hexdigit());
    if is_hash { whole.chars().take(HASH).collect() } else { whole.to_owned() }
}

/// Revisions of a release of Flux.
pub fn flux(view: &View<'_>) -> Vec<Moment> {
    if !view.key().is(&kinds::FLUX_HELM_RELEASE) {
        return Vec::new();
    }
    let of = |entry: &View<'_>| {
        let at = entry.at("/lastDeployed")?;
        let chart = [entry.str_at("/chartName"), entry.str_at("/chartVersion")];
        let chart: Vec<&str> = chart.into_iter().flatten().collect();
        let number = entry.i64_at("/version").map(|number| format!("revision {number}, ")).unwrap_or_default();
        let status = entry.str_at("/status").unwrap_or("of unknown state");
        tell(view, &at, format!("Flux released {number}chart {} ({status})", chart.join(" ")))
    };
    view.items("/status/history").iter().filter_map(of).collect()
}
