//! `diff`: two revisions of a workload, or an object beside what `kubectl apply` last asked for.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::rollout_history;
use crate::cluster::read::Read;
use crate::diagnosis::changes::revisions;
use crate::report::{printable_lines, yaml};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Where `kubectl apply` keeps what it asked for.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// Labels that controllers add to every revision.
const ADDED: &[&str] = &["pod-template-hash", "controller-revision-hash"];
/// Unchanged lines around a change.
const AROUND: usize = 3;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "diff",
    "Compares the pod templates of two revisions of a workload, or an object with what kubectl apply last asked for.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Kind of the object
    kind: String,
    /// Name of the object
    name: String,
    /// Its namespace; without it that of the question, else it is looked for in all
    namespace: Option<String>,
    /// Compare with what was last applied, instead of revisions
    last_applied: Option<bool>,
    /// The older revision; without it the one before `to`
    from: Option<i64>,
    /// The newer revision; without it the newest
    to: Option<i64>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    if arguments.last_applied == Some(true) {
        applied(&arguments, context, &mut page).await?;
        return Ok(page);
    }
    let kind = rollout_history::kind(&arguments.kind)?;
    let key = find::object(kind, arguments.namespace.as_ref(), &arguments.name, context, &mut page).await?;
    let graph = rollout_history::read(&key, context, &mut page).await;
    if find::present(&key, &graph, &mut page).is_none() {
        return Ok(page);
    }
    let all = revisions::of(&graph, &key);
    let known: Vec<String> = all.iter().map(|revision| revision.number.to_string()).collect();
    let at = |number: i64| {
        let missing =
            || Wrong::new(format!("there is no revision {number}"), format!("there are {}", known.join(", ")));
        all.iter().position(|revision| revision.number == number).ok_or_else(missing)
    };
    let newer = arguments.to.map(at).transpose()?.or_else(|| all.len().checked_sub(1));
    let older = match arguments.from {
        Some(number) => Some(at(number)?),
        None => newer.and_then(|newer| newer.checked_sub(1)),
    };
    let pair = older.and_then(|index| all.get(index)).zip(newer.and_then(|index| all.get(index)));
    let Some((older, newer)) = pair else {
        page.line(0, format!("there is nothing to compare: revisions {}", known.join(", ")));
        return Ok(page);
    };
    page.line(
        0,
        format!(
            "{} {}: revision {} against {}: {}",
            key.kind,
            key.path(),
            newer.number,
            older.number,
            newer.against(older)
        ),
    );
    write(older.template.value(), newer.template.value(), &mut page);
    Ok(page)
}

async fn applied(arguments: &Arguments, context: &Context, page: &mut Page) -> Result<(), Wrong> {
    let kind = find::kind(&arguments.kind)?;
    let key = find::object(kind, arguments.namespace.as_ref(), &arguments.name, context, page).await?;
    let mut graph = context.graph();
    context.take(vec![Read::object(kind, key.namespace.as_deref(), &key.name)], page, &mut graph).await;
    let Some(view) = find::present(&key, &graph, page) else { return Ok(()) };
    let wanted = view.key_at("/metadata/annotations", APPLIED).and_then(|view| view.str().map(str::to_owned));
    let Some(wanted) = wanted.and_then(|text| serde_json::from_str::<Value>(&text).ok()) else {
        page.line(
            0,
            format!("{} {} was not written by `kubectl apply`, or what it asked for is not kept", key.kind, key.path()),
        );
        return Ok(());
    };
    page.line(
        0,
        format!(
            "{} {}: what is, against what was applied; defaults that were not asked for are left out",
            key.kind,
            key.path()
        ),
    );
    let has = only(view.value(), &wanted);
    write(&wanted, &has, page);
    Ok(())
}

/// Of a value, what another speaks of: what servers add by themselves is no difference.
fn only(value: &Value, wanted: &Value) -> Value {
    match (value, wanted) {
        (Value::Object(has), Value::Object(asked)) => {
            let kept = asked.iter().filter_map(|(key, below)| Some((key.clone(), only(has.get(key)?, below))));
            Value::Object(kept.collect())
        }
        (Value::Array(has), Value::Array(asked)) => {
            let empty = Value::Null;
            let each = has.iter().enumerate().map(|(index, one)| only(one, asked.get(index).unwrap_or(&empty)));
            Value::Array(each.collect())
        }
        (value, _) => value.clone(),
    }
}

fn write(older: &Value, newer: &Value, page: &mut Page) {
    let text = |value: &Value| {
        let mut value = value.clone();
        if let Some(labels) = value.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
            labels.retain(|label, _| !ADDED.contains(&label.as_str()));
        }
        yaml::to_yaml(&value).unwrap_or_default()
    };
    let (older, newer) = (text(older), text(newer));
    if older == newer {
        page.line(0, "no difference");
        return;
    }
    let diff = similar::TextDiff::from_lines(&older, &newer);
    let unified = diff.unified_diff().context_radius(AROUND).to_string();
    page.verbatim(printable_lines(&unified));
}
