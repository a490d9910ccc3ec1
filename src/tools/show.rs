//! How objects are shown to a model: the columns of `kubectl get`, ages, conditions, and outlines of what is left.

use jiff::Timestamp;
use serde_json::Value;

use super::Page;
use super::digest::shortened;
use crate::cluster::bundle;
use crate::evidence::kinds::Kind;
use crate::evidence::view::{View, escape, excerpt};
use crate::report::words;

/// Characters of a value in an outline.
const VALUE: usize = 160;

/// `8m`, `3h`, `5d`; `?` where nobody says when.
pub(super) fn ago(now: Timestamp, then: Option<Timestamp>) -> String {
    then.map_or_else(|| "?".to_owned(), |then| words::span(now.duration_since(then)))
}

/// `1 pod`, `8 pods`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    words::count(number as u64, noun)
}

/// Rows as `kubectl get` has them, headings first, each with its namespace where there are several. Kinds without a
/// printer show their name, age and conditions.
pub(super) fn rows(kind: &Kind, objects: &[View<'_>], now: Timestamp, wide: bool) -> Vec<Vec<String>> {
    let several =
        objects.windows(2).any(|pair| matches!(pair, [one, other] if one.key().namespace != other.key().namespace));
    let mut rows: Vec<Vec<String>> = Vec::new();
    for view in objects {
        // Cells are made of what only the whole object has.
        let whole = view.graph().get(view.key()).is_none_or(|object| !object.metadata_only);
        let shown = whole.then(|| bundle::shown(kind, view.value(), now, wide)).flatten();
        let shown = shown.unwrap_or_else(|| plain(view, now));
        if rows.is_empty() {
            let place = several.then_some("NAMESPACE").into_iter().map(str::to_owned);
            rows.push(place.chain(shown.iter().map(|(heading, _)| heading.to_uppercase())).collect());
        }
        let place = several.then(|| view.key().ns().to_owned()).into_iter();
        rows.push(place.chain(shown.into_iter().map(|(_, cell)| cell)).collect());
    }
    rows
}

fn plain(view: &View<'_>, now: Timestamp) -> Vec<(&'static str, String)> {
    let state = ["/status/phase", "/status/sync/status", "/status/health/status"];
    let state: Vec<&str> = state.iter().filter_map(|at| view.str_at(at)).collect();
    let conditions: Vec<String> = view.items("/status/conditions").iter().filter_map(condition).collect();
    let state = if state.is_empty() { conditions.join(" ") } else { state.join(" ") };
    vec![
        ("Name", view.key().name.clone()),
        ("State", state),
        ("Age", ago(now, view.time_at("/metadata/creationTimestamp"))),
    ]
}

/// `Ready=False`
fn condition(condition: &View<'_>) -> Option<String> {
    Some(format!("{}={}", condition.str_at("/type")?, condition.str_at("/status")?))
}

/// The conditions of an object, each with its reason and words.
pub(super) fn conditions(view: &View<'_>, now: Timestamp, page: &mut Page) {
    let all = view.items("/status/conditions");
    if all.is_empty() {
        return;
    }
    page.line(0, "conditions:");
    for one in all {
        let Some(state) = condition(&one) else { continue };
        let why = one.str_at("/reason").unwrap_or_default();
        let words = one.str_at("/message").map(|message| format!(": {message}")).unwrap_or_default();
        let since = one.time_at("/lastTransitionTime").map(|at| format!(" for {}", ago(now, Some(at))));
        page.line(1, format!("{state}{} {why}{words}", since.unwrap_or_default()));
    }
}

/// The values below a place, one a line with its JSON pointer, down to the leaves.
pub(super) fn outline(value: &Value, base: &str, most: usize, page: &mut Page) {
    let mut lines: Vec<String> = Vec::new();
    flatten(value, base, most, &mut lines);
    let cut = lines.len() > most;
    for line in lines.into_iter().take(most) {
        page.line(1, line);
    }
    if cut {
        page.line(1, "… and more, see `yaml`");
    }
}

fn flatten(value: &Value, pointer: &str, most: usize, lines: &mut Vec<String>) {
    if lines.len() > most {
        return;
    }
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, below) in map {
                flatten(below, &format!("{pointer}/{}", escape(key)), most, lines);
            }
        }
        Value::Array(list) if list.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, below) in list.iter().enumerate() {
                flatten(below, &format!("{pointer}/{index}"), most, lines);
            }
        }
        leaf => lines.push(format!("{pointer} = {}", shortened(&excerpt(leaf), VALUE))),
    }
}

/// `a=b, c=d`, but for some keys.
pub(super) fn labels(view: &View<'_>, pointer: &str, without: &[&str]) -> String {
    let all: Vec<String> = view
        .entries(pointer)
        .iter()
        .filter(|(key, _)| !without.contains(key))
        .filter_map(|(key, value)| Some(format!("{key}={}", value.str()?)))
        .collect();
    all.join(", ")
}
