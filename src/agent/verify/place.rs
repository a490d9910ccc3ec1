//! A citation that was looked up: the place, what stands there, and what it is about.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::agent::draft::{Cited, Named};
use crate::agent::verify::seen::{Seen, is_evidence};
use crate::agent::verify::{fold, lines};
use crate::evidence::observation::{Body, Observation, Outcome};
use crate::evidence::view;
use crate::report::model::Rule;

/// Characters that a part of a text must have to prove anything.
const PART: usize = 6;

/// A citation that stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub(super) observation: &'a Observation,
    pub(super) pointer: String,
    /// What stands there, on one line.
    pub(super) text: String,
    /// The objects whose body, event or log it lies in.
    pub(super) about: Vec<Named>,
    /// The item that it lies in, of a document.
    pub(super) item: Option<&'a Value>,
}

/// Why a citation does not stand.
pub(super) type Fault = (Rule, String);

/// Looks a citation up.
pub(super) fn look_up<'a>(cited: &Cited, object: &Named, seen: &Seen<'a>) -> Result<Place<'a>, Fault> {
    let (id, at) = translated(cited, seen);
    let Some(observation) = seen.observation(&id) else {
        return Err((Rule::UnknownObservation, format!("there is no observation {id}")));
    };
    if !is_evidence(observation) && observation.source == "engine" {
        return Err((Rule::NoEvidence, format!("{id} is what the engine concludes; cite what it rests on")));
    }
    if !matches!(observation.outcome, Outcome::Read | Outcome::Absent) {
        return Err((Rule::NoEvidence, format!("{id} could not be read and proves nothing")));
    }
    let quote = fold(&cited.quote);
    match &observation.body {
        Body::Text(text) => {
            let (pointer, text) = lines::find(text, at.as_deref(), &quote, &id)?;
            Ok(Place { observation, pointer, text, about: of_log(&observation.request), item: None })
        }
        Body::Json(document) => in_document(observation, document, at.as_deref(), &quote, object, seen),
        Body::Empty => Err((Rule::NoSuchPlace, format!("{id} is empty"))),
    }
}

/// The id and the place; a citation of the engine's report (`e3`) is as good as what it stands for.
fn translated(cited: &Cited, seen: &Seen<'_>) -> (String, Option<String>) {
    let id = cited.observation.trim();
    let at = cited.at.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
    match seen.evidence.engine.evidence.iter().find(|it| it.id == id) {
        Some(evidence) => (evidence.observation.clone(), at.or_else(|| Some(evidence.pointer.clone()))),
        None => (id.to_owned(), at),
    }
}

fn in_document<'a>(
    observation: &'a Observation,
    document: &'a Value,
    at: Option<&str>,
    quote: &str,
    object: &Named,
    seen: &Seen<'a>,
) -> Result<Place<'a>, Fault> {
    let id = observation.id;
    let Some(at) = at else {
        let (pointer, value) = search(document, quote, object)
            .ok_or_else(|| (Rule::Misquoted, format!("\"{quote}\" does not stand in {id}")))?;
        return Ok(found(observation, document, pointer, value, quote, seen));
    };
    let (pointer, value) =
        resolve(document, at, object).ok_or_else(|| (Rule::NoSuchPlace, format!("{id} has nothing at {at}")))?;
    let engine = seen.evidence.engine.evidence.iter();
    let told = engine
        .filter(|it| it.observation == id.to_string() && it.pointer == pointer)
        .any(|it| !quote.is_empty() && is_quoted(&fold(&it.excerpt), quote));
    match stands(value, quote) {
        _ if told => {}
        Stands::Yes => {}
        Stands::Short => return Err(too_short(quote)),
        Stands::No if quote.is_empty() && value.is_array() => {}
        Stands::No => return Err((Rule::Misquoted, format!("\"{quote}\" does not stand in {id} at {at}"))),
    }
    Ok(found(observation, document, pointer, value, quote, seen))
}

pub(super) fn too_short(quote: &str) -> Fault {
    (Rule::QuoteTooShort, format!("\"{quote}\" is too short to prove anything; quote more of it"))
}

/// Whether a quote is there.
pub(super) enum Stands {
    Yes,
    Short,
    No,
}

/// Whether a quote stands at a value: all of it, or a part that is long enough.
fn stands(value: &Value, quote: &str) -> Stands {
    let text = fold(&view::excerpt(value));
    if text == quote && !quote.is_empty() {
        return Stands::Yes;
    }
    if value.is_object() || value.is_array() {
        let dense = |it: &str| it.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let inside = dense(&text).contains(&dense(quote)) || search(value, quote, &Named::nobody()).is_some();
        return part(inside, quote);
    }
    part(is_quoted(&text, quote), quote)
}

/// A part of a text has to be long enough.
pub(super) fn part(inside: bool, quote: &str) -> Stands {
    match (inside && !quote.is_empty(), is_long(quote)) {
        (true, true) => Stands::Yes,
        (true, false) => Stands::Short,
        (false, _) => Stands::No,
    }
}

fn is_long(quote: &str) -> bool {
    let longest = quote.split(|c: char| !c.is_alphanumeric()).map(|it| it.chars().count()).max();
    quote.chars().filter(|c| !c.is_whitespace()).count() >= PART && longest.unwrap_or(0) >= 4
}

/// Whether a text has a quote; `…` stands for what was left out.
pub(super) fn is_quoted(text: &str, quote: &str) -> bool {
    let mut rest = text;
    quote.split('…').map(str::trim).filter(|it| !it.is_empty()).all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = rest.get(at + piece.len()..).unwrap_or_default();
            true
        }
        None => false,
    })
}

/// The value at a pointer; one that is relative to the object is understood.
fn resolve<'v>(document: &'v Value, at: &str, object: &Named) -> Option<(String, &'v Value)> {
    let at = at.trim_start_matches('#');
    if let Some(value) = document.pointer(at) {
        return Some((at.to_owned(), value));
    }
    let items = document.get("items")?.as_array()?;
    let index = items.iter().position(|item| is_of(item, object))?;
    let pointer = format!("/items/{index}{at}");
    document.pointer(&pointer).map(|value| (pointer, value))
}

fn is_of(item: &Value, object: &Named) -> bool {
    let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
    text("/metadata/name") == Some(&object.name) && text("/metadata/namespace") == object.namespace.as_deref()
}

static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"^"?([\w./-]+)"?\s*[:=]\s*"?(.*?)"?,?$"#).ok());

/// Where a quote stands in a document: first in the object's own body, then anywhere.
fn search<'v>(document: &'v Value, quote: &str, object: &Named) -> Option<(String, &'v Value)> {
    if quote.is_empty() {
        return None;
    }
    let pair = PAIR.as_ref().and_then(|it| it.captures(quote));
    let pair = pair.and_then(|it| Some((it.get(1)?.as_str().to_owned(), it.get(2)?.as_str().to_owned())));
    let fits = |key: &str, value: &Value| {
        let text = fold(&view::excerpt(value));
        let by_key = pair.as_ref().is_some_and(|(name, said)| name == key && *said == text);
        by_key || (is_long(quote) && is_quoted(&text, quote))
    };
    let items = document.get("items").and_then(Value::as_array);
    if let Some(index) = items.and_then(|items| items.iter().position(|item| is_of(item, object)))
        && let Some(item) = items.and_then(|items| items.get(index))
        && let Some(found) = walk(item, format!("/items/{index}"), "", &fits)
    {
        return Some(found);
    }
    walk(document, String::new(), "", &fits)
}

fn walk<'v>(
    value: &'v Value,
    pointer: String,
    key: &str,
    fits: &impl Fn(&str, &Value) -> bool,
) -> Option<(String, &'v Value)> {
    match value {
        Value::Array(list) => {
            list.iter().enumerate().find_map(|(index, it)| walk(it, format!("{pointer}/{index}"), key, fits))
        }
        Value::Object(map) => {
            map.iter().find_map(|(key, it)| walk(it, format!("{pointer}/{}", view::escape(key)), key, fits))
        }
        Value::Null => None,
        leaf => fits(key, leaf).then_some((pointer, leaf)),
    }
}

fn found<'a>(
    observation: &'a Observation,
    document: &'a Value,
    pointer: String,
    value: &Value,
    quote: &str,
    seen: &Seen<'a>,
) -> Place<'a> {
    let index = pointer.strip_prefix("/items/").map(|rest| rest.split('/').next().unwrap_or(rest));
    let item = match index {
        Some(index) => document.pointer(&format!("/items/{index}")),
        None if document.get("items").is_some_and(Value::is_array) => None,
        None => Some(document),
    };
    let about = item.map(|item| about(item, document, observation, seen)).unwrap_or_default();
    // Of a whole part of a document only what was quoted is cited.
    let whole = value.is_object() || value.is_array();
    let text = if whole { quote.to_owned() } else { fold(&view::excerpt(value)) };
    Place { observation, pointer, text, about, item }
}

/// What an item is, and what it is about where it is an event.
fn about(item: &Value, document: &Value, observation: &Observation, seen: &Seen<'_>) -> Vec<Named> {
    let graph = seen.evidence.graph;
    let asked = graph.coverage.gets.iter().filter(|(_, mark)| mark.observation == observation.id);
    let mut all: Vec<Named> = asked.map(|(key, _)| Named::from(key)).collect();
    let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let kind = text("/kind").or_else(|| Some(document.get("kind")?.as_str()?.trim_end_matches("List").to_owned()));
    if let (Some(kind), Some(name)) = (kind, text("/metadata/name")) {
        all.push(Named { kind, namespace: text("/metadata/namespace"), name });
    }
    for field in ["involvedObject", "regarding", "object"] {
        let part = |name: &str| text(&format!("/{field}/{name}"));
        if let (Some(kind), Some(name)) = (part("kind"), part("name")) {
            all.push(Named { kind, namespace: part("namespace").filter(|it| !it.is_empty()), name });
        }
    }
    all
}

static LOG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"/namespaces/([^/?]+)/pods/([^/?]+)/log").ok());

fn of_log(request: &str) -> Vec<Named> {
    let parts = LOG.as_ref().and_then(|it| it.captures(request));
    let pod = parts.and_then(|it| {
        let namespace = Some(it.get(1)?.as_str().to_owned());
        Some(Named { kind: "Pod".to_owned(), namespace, name: it.get(2)?.as_str().to_owned() })
    });
    pod.into_iter().collect()
}

impl Named {
    /// No object.
    pub(super) fn nobody() -> Self {
        Self { kind: String::new(), namespace: None, name: String::new() }
    }
}
