//! Summaries of errors: lines of an app's logs that were grouped, each group with a sample and how often it came.
//!
//! They stand for a log where none was collected: a sample is a line of it, and its count how often it was said.

use serde_json::Value;

use crate::diagnosis::logs::message;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::graph::Graph;
use crate::evidence::log::{Log, LogKey, LogLine};

/// Where a bundle keeps them, a file an app.
pub const FOLDER: &str = "telemetry/error-logs/";
/// Groups of one summary that are looked at.
const GROUPS: usize = 50;
/// What a client wrote in place of a log that it did not get.
const NOT_A_LOG: &[&str] = &["Error from server", "error: container", "unable to retrieve container logs"];

/// Where the summary of an app is.
pub fn path(app: &str) -> String {
    format!("{FOLDER}{app}.txt")
}

/// Lets the summary that came in stand for the log of the app's pod, where that has none of its own.
pub fn attach(graph: &mut Graph, path: &str) {
    let Some(name) = path.strip_prefix(FOLDER).and_then(|file| file.strip_suffix(".txt")) else { return };
    let Some(key) = stands_for(graph, name) else { return };
    let Some(log) = graph.document_log(path, &key.pod) else { return };
    let text = graph.document_text(path).unwrap_or_default();
    let Some(lines) = samples(&text) else { return };
    graph.add_summary(Log { key, lines, ..log });
}

/// The log that a summary stands for: of the first pod of the only app of that name, by trouble and name.
fn stands_for(graph: &Graph, name: &str) -> Option<LogKey> {
    let apps: Vec<App<'_>> = App::all(graph).into_iter().filter(|app| app.key.name == name).collect();
    let [app] = apps.as_slice() else { return None };
    let ran = |pod: &&Pod<'_>| main(pod).is_some_and(|container| has_run(&container));
    let troubled = app.troubled().into_iter().find(|pod| ran(pod));
    let pod = troubled.or_else(|| app.pods.iter().filter(|pod| pod.deleted().is_none()).find(ran))?;
    main(pod).map(|container| container.log_key(ended(&container)))
}

fn main<'g>(pod: &Pod<'g>) -> Option<Container<'g>> {
    pod.containers().into_iter().find(|container| container.role == Role::Main)
}

fn has_run(container: &Container<'_>) -> bool {
    container.running().is_some() || container.last_exit().is_some()
}

/// Whether what it said is in the log of the instance before.
fn ended(container: &Container<'_>) -> bool {
    container.running().is_none() && container.terminated().is_none()
}

/// The samples as lines, in the order in which they were written as far as they tell, else the most frequent last.
fn samples(text: &str) -> Option<Vec<LogLine>> {
    let summary: Value = serde_json::from_str(text).ok()?;
    let groups = summary.get("patterns").and_then(Value::as_array)?;
    let mut lines: Vec<LogLine> = groups.iter().take(GROUPS).filter_map(|group| line(group, text)).collect();
    lines.reverse();
    lines.sort_by_key(|line| message::written(&line.text).map(|written| written.at));
    Some(lines)
}

fn line(group: &Value, text: &str) -> Option<LogLine> {
    let sample = group.get("sample")?.as_str()?;
    if NOT_A_LOG.iter().any(|words| sample.contains(words)) {
        return None;
    }
    let count = group.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
    let quoted = Value::from(sample).to_string();
    let place = text.lines().position(|line| line.contains(&quoted)).unwrap_or(0) + 1;
    let clean: String = sample.chars().filter(|c| !c.is_control() || *c == '\t').collect();
    Some(LogLine { first: place, last: place, count: count.max(1), text: clean })
}

#[cfg(test)]
mod tests {
    use super::samples;

    #[test]
    fn samples_are_lines_with_their_count_and_their_place() {
        let text = "{\n \"patterns\": [\n {\"count\": 3,\n \"sample\": \"2026-11-22T10:00:05Z it \\\"broke\\\"\"},\n \
            {\"count\": 1, \"sample\": \"2026-11-22T10:00:01Z it began\"},\n {\"sample\": \"Error from server (BadRequest)\"}]}";
        let lines = samples(text).unwrap_or_default();
        let told: Vec<_> = lines.iter().map(|line| (line.first, line.count, line.text.as_str())).collect();
        assert_eq!(told, [(5, 1, "2026-11-22T10:00:01Z it began"), (4, 3, "2026-11-22T10:00:05Z it \"broke\"")]);
        assert!(samples("no summary").is_none());
        assert!(samples("{}").is_none());
    }
}
