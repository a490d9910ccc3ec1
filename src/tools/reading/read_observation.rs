//! `read_observation`: the whole of what one read returned, page by page, by pattern, or by path.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::body;
use super::path::Path;
use crate::cluster::reader::describe;
use crate::evidence::observation::{Body, Observation, ObservationId};
use crate::tools::{Context, Function, Page, Wrong, pager, pattern, show};

/// Fields that an error names.
const FIELDS: usize = 20;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "read_observation",
    "Reads an observation (o7) again: page by page, what matches a pattern, or what stands at a path.",
    |arguments, context| Box::pin(std::future::ready(run(&arguments, context))),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Id of the observation, e.g. o7
    id: String,
    /// Which page, 1 if not said
    #[schemars(range(min = 1, max = 1_000_000))]
    page: Option<usize>,
    /// Only what matches this regular expression: lines of a text, values of a document with their pointers
    grep: Option<String>,
    /// Lines of a text to show around each match
    #[schemars(range(min = 0, max = 20))]
    context: Option<usize>,
    /// Only what stands here: a JSON pointer (`/items/0/spec`) or path (`$.items[*].metadata.name`)
    path: Option<String>,
}

fn run(arguments: &Arguments, context: &Context) -> Result<Page, Wrong> {
    let observation = find(&arguments.id, context)?;
    let mut page = Page::default();
    let cut = if observation.truncated { ", cut by a cap" } else { "" };
    page.line(0, format!("{}: {}: {}{cut}", observation.id, observation.label, describe(&observation)));
    let pattern = arguments.grep.as_deref().map(pattern::of).transpose()?;
    let lines = match (&arguments.path, pattern) {
        (Some(path), pattern) => {
            let (text, lines) = at(&observation, path, pattern.as_ref())?;
            page.line(0, text);
            lines
        }
        (None, Some(pattern)) => {
            let (count, lines) = body::grep(&observation.body, &pattern, arguments.context.unwrap_or(0));
            page.line(0, format!("{count} match"));
            lines
        }
        (None, None) => body::lines(&observation.body),
    };
    write(&lines, arguments.page.unwrap_or(1), context, &mut page)?;
    Ok(page)
}

fn find(id: &str, context: &Context) -> Result<std::sync::Arc<Observation>, Wrong> {
    let number = id.trim().strip_prefix(['o', 'O']).and_then(|digits| digits.parse().ok());
    let known = number.and_then(|number| context.reader.observation(ObservationId(number)));
    known.ok_or_else(|| {
        let all = context.reader.observations();
        let right = match (all.first(), all.last()) {
            (Some(first), Some(last)) => format!("there are {} to {}, see `observations`", first.id, last.id),
            _ => "nothing was read yet".to_owned(),
        };
        Wrong::new(format!("there is no observation `{}`", id.chars().take(40).collect::<String>()), right)
    })
}

/// What stands at a path, as lines under their pointers.
fn at(observation: &Observation, path: &str, pattern: Option<&regex::Regex>) -> Result<(String, Vec<String>), Wrong> {
    let Body::Json(document) = &observation.body else {
        let what = format!("{} is a text, it has no paths", observation.id);
        return Err(Wrong::new(what, "use `page` or `grep`"));
    };
    let steps = Path::parse(path).map_err(|why| {
        Wrong::new(
            format!("the path `{path}` is not understood: {why}"),
            "write /items/0/spec or $.items[*].metadata.name",
        )
    })?;
    let (places, more) = steps.places(document);
    if places.is_empty() {
        let (last, value) = steps.last_place(document);
        let last = if last.is_empty() { "the top".to_owned() } else { last };
        return Err(Wrong::new(format!("nothing stands at `{path}`"), format!("at {last} there is {}", holds(value))));
    }
    let mut lines = Vec::new();
    let mut count = 0;
    for (pointer, value) in &places {
        let shown = body::of_value(value);
        if pattern.is_some_and(|pattern| !shown.iter().any(|line| pattern.is_match(line))) {
            continue;
        }
        count += 1;
        let pointer = crate::report::printable(pointer);
        match shown.as_slice() {
            [one] => lines.push(format!("{pointer} = {one}")),
            several => {
                lines.push(format!("{pointer} ="));
                lines.extend(several.iter().map(|line| format!("  {line}")));
            }
        }
    }
    let more = if more { ", and more that are left out" } else { "" };
    Ok((format!("{count} of {} places{more}", places.len()), lines))
}

fn holds(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let names: Vec<&str> = map.keys().map(String::as_str).take(FIELDS).collect();
            format!("an object with {}", names.join(", "))
        }
        Value::Array(list) => format!("a list of {}", list.len()),
        _ => "a single value".to_owned(),
    }
}

/// One page. The head and what the answer rests on need room too.
fn write(lines: &[String], wanted: usize, context: &Context, page: &mut Page) -> Result<(), Wrong> {
    let used: usize = page.lines().iter().map(|line| line.len() + 1).sum();
    let room = context.limits.page.saturating_sub(used + 60).max(context.limits.page / 2);
    let pages = pager::pages(lines, room);
    let Some(shown) = wanted.checked_sub(1).and_then(|index| pages.get(index)) else {
        return Err(Wrong::new(
            format!("there is no page {wanted}"),
            format!("there are {}", show::counted(pages.len(), "page")),
        ));
    };
    if pages.len() > 1 {
        page.line(0, format!("page {wanted} of {}", pages.len()));
    }
    page.verbatim(shown.iter().map(|line| line.clone().into_owned()));
    Ok(())
}
