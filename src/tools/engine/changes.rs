//! `changes`: what happened to a subject when, as far as the objects themselves tell.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;

use super::looked::{About, Looked, called};
use crate::diagnosis::changes::moments::{self, Sort};
use crate::tools::{Context, Function, Page, Wrong, show};

/// Minutes that are looked back where nothing is said.
const DAY: i64 = 24 * 60;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "changes",
    "Tells what happened to an object, a namespace or the cluster, the newest first: rollouts and what they changed, \
     writes, runs, conditions, ends of containers, events of note.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Kind of the object; without it the namespace, or the cluster
    kind: Option<String>,
    /// Name of the object
    name: Option<String>,
    /// Namespace; * for the whole cluster; without it that of the question, else the cluster
    namespace: Option<String>,
    /// How many minutes back, a day if not said
    #[schemars(range(min = 1, max = 525_600))]
    since_minutes: Option<i64>,
    /// Leave out events, conditions and ends: only what somebody changed
    changes_only: Option<bool>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let Arguments { kind, name, namespace, since_minutes, changes_only } = arguments;
    let about = About { kind, name, namespace, question: None };
    let Some(subject) = about.subject(context, &mut page).await? else { return Ok(page) };
    let looked = Looked::into(subject, "what changed?".to_owned(), context).await;
    let minutes = since_minutes.unwrap_or(DAY);
    let from = context.now().checked_sub(SignedDuration::from_mins(minutes)).ok();
    let mut all = moments::since(&looked.subject, &looked.graph, from);
    all.retain(|moment| changes_only != Some(true) || matches!(moment.sort, Sort::Change | Sort::Run));
    let now = context.now().strftime("%Y-%m-%dT%H:%M:%SZ");
    page.line(0, format!("{} moments in the last {minutes} minutes, the newest first; now is {now}", all.len()));
    for moment in all.iter().rev() {
        let by = moment.manager.as_ref().map(|manager| format!(" by the program {manager}")).unwrap_or_default();
        let cited = moment.facts.first().map(|fact| {
            looked.cite(fact.observation, &mut page);
            format!(" [{} {}]", fact.observation, fact.pointer)
        });
        let when = show::ago(context.now(), Some(moment.at));
        let at = called(&moment.entity);
        page.line(1, format!("{} ({when} ago) {at}: {}{by}{}", moment.at, moment.what, cited.unwrap_or_default()));
    }
    Ok(page)
}
