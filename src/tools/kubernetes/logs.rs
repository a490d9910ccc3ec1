//! `logs`: what the containers of a pod wrote, reduced to what decides.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::logs::{decisive, severity};
use crate::diagnosis::objects::container::Container;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::log::{Log, LogKey, LogLine};
use crate::evidence::view::View;
use crate::tools::{Context, Function, Page, Wrong, find, pattern};

/// Lines from the end that are shown.
const TAIL: usize = 12;
/// Lines with errors that are shown.
const ERRORS: usize = 12;
/// Matches that are shown.
const MATCHES: usize = 60;
/// Containers whose logs are read at once.
const CONTAINERS: usize = 8;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "logs",
    "Reads what the containers of a pod wrote: the line that decides, errors, the end, or what matches a pattern.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Name of the pod
    pod: String,
    /// Its namespace; without it that of the question, else the pod is looked for in all
    namespace: Option<String>,
    /// One container; without it all of them
    container: Option<String>,
    /// The log of the instance before the current one
    previous: Option<bool>,
    /// Show the lines that match this regular expression, whatever their case
    grep: Option<String>,
    /// How many of the last lines are read, 200 if not said
    #[schemars(range(min = 1, max = 5000))]
    lines: Option<usize>,
    /// Leave out lines whose own time stamp is older than this many minutes
    #[schemars(range(min = 1, max = 525_600))]
    since_minutes: Option<i64>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let pattern = arguments.grep.as_deref().map(pattern::of).transpose()?;
    let key = find::object(&kinds::POD, arguments.namespace.as_ref(), &arguments.pod, context, &mut page).await?;
    let mut graph = context.graph();
    context.take(vec![Read::object(&kinds::POD, key.namespace.as_deref(), &key.name)], &mut page, &mut graph).await;
    let Some(view) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    let previous = arguments.previous == Some(true);
    let (keys, restarted) = chosen(&view, arguments.container.as_deref(), previous)?;
    if keys.is_empty() {
        page.line(0, "no container was restarted: there are no words from before");
        return Ok(page);
    }
    let lines = arguments.lines.unwrap_or(crate::cluster::read::LOG_LINES);
    let reads = keys.iter().map(|key| Read::log(key.clone()).last(lines)).collect();
    context.take(reads, &mut page, &mut graph).await;
    let since = arguments.since_minutes.and_then(|m| context.now().checked_sub(SignedDuration::from_mins(m)).ok());
    for key in &keys {
        tell(key, &graph, pattern.as_ref(), since, &mut page);
    }
    if restarted && !previous {
        page.line(0, "it was restarted: `previous: true` has the words of the instance before");
    }
    Ok(page)
}

/// The logs that are meant, and whether one of their containers was restarted.
fn chosen(pod: &View<'_>, named: Option<&str>, previous: bool) -> Result<(Vec<LogKey>, bool), Wrong> {
    let all = Container::of_pod(pod);
    let wanted: Vec<&Container<'_>> = all.iter().filter(|it| named.is_none_or(|name| it.name == name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = all.iter().map(|it| it.name).collect();
        let what = format!("the pod has no container `{}`", named.unwrap_or_default());
        return Err(Wrong::new(what, format!("it has {}", names.join(", "))));
    }
    let restarted = wanted.iter().any(|it| it.last_terminated().is_some());
    // Who asks for everything from before means what there is of it.
    let there = |it: &&&Container<'_>| !previous || named.is_some() || it.last_terminated().is_some();
    let keys = wanted.iter().filter(there).take(CONTAINERS).map(|it| it.log_key(previous)).collect();
    Ok((keys, restarted))
}

fn tell(key: &LogKey, graph: &Graph, pattern: Option<&regex::Regex>, since: Option<Timestamp>, page: &mut Page) {
    let which = if key.previous { "previous log" } else { "log" };
    let Some(mut log) = graph.log(key) else {
        page.line(0, format!("{which} of {}: not seen", key.container));
        return;
    };
    if let Some(since) = since {
        newer(&mut log, since);
    }
    let total = log.lines.last().map_or(0, |line| line.last);
    page.line(
        0,
        format!(
            "{which} of {}, {}: {total} lines, {} of them different",
            key.container,
            log.observation,
            log.lines.len()
        ),
    );
    if let Some(pattern) = pattern {
        let found: Vec<&LogLine> = log.lines.iter().filter(|line| pattern.is_match(&line.text)).collect();
        page.line(1, format!("{} match", found.len()));
        let skipped = found.len().saturating_sub(MATCHES);
        show(found.into_iter().skip(skipped), page);
        return;
    }
    if let Some(decisive) = decisive::of(&log).filter(|found| found.severity > severity::Severity::Plain) {
        page.line(1, "the line that decides:");
        show(decisive.before.iter().chain([&decisive.line]).chain(&decisive.after), page);
    }
    let errors: Vec<&LogLine> =
        log.lines.iter().filter(|line| severity::of(&line.text) >= severity::Severity::Error).collect();
    if !errors.is_empty() {
        page.line(1, format!("{} lines with errors, the last of them:", errors.len()));
        let skipped = errors.len().saturating_sub(ERRORS);
        show(errors.into_iter().skip(skipped), page);
    }
    page.line(1, "its end:");
    let skipped = log.lines.len().saturating_sub(TAIL);
    show(log.lines.iter().skip(skipped), page);
}

fn show<'l>(lines: impl Iterator<Item = &'l LogLine>, page: &mut Page) {
    for line in lines {
        let place = if line.count > 1 { format!("L{}-L{}", line.first, line.last) } else { format!("L{}", line.first) };
        page.line(2, format!("{place} {}", line.text));
    }
}

/// Drops what is older by its own time stamp. Lines without one belong to the line before them.
fn newer(log: &mut Log, since: Timestamp) {
    let mut keep = true;
    log.lines.retain(|line| {
        let first = line.text.split_whitespace().next().unwrap_or_default();
        if let Ok(at) = first.parse::<Timestamp>() {
            keep = at >= since;
        }
        keep
    });
}
