//! Redaction of parsed documents: Secrets and `ConfigMap`s by kind, environment variables by name, flags by their
//! neighbours, JSON within strings by parsing it, and every other string as text.

use serde_json::{Map, Value};

use super::commands::{self, Program};
use super::names::{Name, Sort, classify};
use super::pairs::is_attribute;
use super::scan::{self, Mode};
use super::values::{Place, is_harmless, is_secret};
use super::{Redactor, base64, is_placeholder};

/// How deep JSON within strings within JSON is followed.
const NESTING: usize = 4;
const HELM: &str = "helm.sh/release.v1";
/// Fields that name things; a name is never a secret and must stay whole.
const NAMES: &[&str] = &[
    "uid",
    "resourceVersion",
    "apiVersion",
    "kind",
    "image",
    "imageID",
    "containerID",
    "secretName",
    "selfLink",
    "creationTimestamp",
    "serviceAccountName",
    "nodeName",
];
/// Fields that hold sentences, whatever they begin with.
const PROSE: &[&str] =
    &["message", "description", "note", "reason", "error", "lastError", "log", "output", "summary", "text"];

/// Redacts a document that the source calls `kind`.
pub(super) fn redact(redactor: &Redactor, value: &mut Value, kind: &str) {
    Walk { redactor, nesting: 0 }.document(value, kind);
}

struct Walk<'a> {
    redactor: &'a Redactor,
    nesting: usize,
}

/// What is known about a value from above.
#[derive(Clone, Copy)]
struct At<'a> {
    key: &'a str,
    place: Place,
    mode: Option<Mode>,
}

impl Walk<'_> {
    fn document(&self, value: &mut Value, kind: &str) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.document(item, kind)),
            Value::Object(map) => {
                let named = map.get("kind").and_then(Value::as_str).unwrap_or(kind).to_owned();
                if let Some(item) = named.strip_suffix("List").filter(|_| map.get("items").is_some_and(Value::is_array))
                {
                    if let Some(items) = map.get_mut("items") {
                        self.document(items, item);
                    }
                    return;
                }
                match named.as_str() {
                    "Secret" => self.secret(map),
                    "ConfigMap" => self.config_map(map),
                    _ => self.object(map, At { key: "", place: Place::Field, mode: None }),
                }
            }
            _ => self.any(value, At { key: "", place: Place::Field, mode: None }),
        }
    }

    fn secret(&self, map: &mut Map<String, Value>) {
        let helm = map.get("type").and_then(Value::as_str) == Some(HELM);
        for (key, value) in map.iter_mut() {
            match (key.as_str(), value) {
                ("data", Value::Object(data)) => {
                    for (_, value) in data.iter_mut().filter(|(key, _)| !(helm && *key == "release")) {
                        self.all(value, &|walk, text| walk.encoded(text));
                    }
                }
                ("stringData", value) => self.all(value, &|walk, text| walk.whole(text)),
                ("data", value) => self.all(value, &|walk, text| walk.whole(text)),
                (_, value) => self.any(value, At { key, place: Place::Field, mode: None }),
            }
        }
        self.last_applied_of_secret(map);
    }

    /// What was applied repeats the data; where it cannot be parsed it goes as a whole.
    fn last_applied_of_secret(&self, map: &mut Map<String, Value>) {
        let applied = map
            .get_mut("metadata")
            .and_then(|metadata| metadata.get_mut("annotations"))
            .and_then(|annotations| annotations.get_mut("kubectl.kubernetes.io/last-applied-configuration"));
        if let Some(Value::String(text)) = applied
            && serde_json::from_str::<Value>(text).is_err()
        {
            *text = self.whole(text);
        }
    }

    fn config_map(&self, map: &mut Map<String, Value>) {
        for (key, value) in map.iter_mut() {
            match (key.as_str(), value) {
                ("data", Value::Object(data)) => {
                    for (key, value) in data.iter_mut() {
                        self.any(value, At { key, place: Place::Setting, mode: Some(Mode::Config) });
                    }
                }
                ("binaryData", value) => self.all(value, &|walk, text| walk.binary(text)),
                (_, value) => self.any(value, At { key, place: Place::Field, mode: None }),
            }
        }
    }

    fn any(&self, value: &mut Value, at: At<'_>) {
        match value {
            Value::String(text) => self.settle(text, at),
            Value::Array(items) => self.array(items, at, None),
            Value::Object(map) if map.contains_key("kind") && map.contains_key("apiVersion") => {
                self.document(value, "");
            }
            Value::Object(map) => self.object(map, at),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn object(&self, map: &mut Map<String, Value>, at: At<'_>) {
        let name = if map.contains_key("value") { self.pair_name(map, at) } else { None };
        let program =
            map.get("command").and_then(|command| command.get(0)).and_then(Value::as_str).and_then(commands::program);
        for (key, value) in map.iter_mut() {
            match (key.as_str(), value) {
                ("value", Value::String(text)) if name.is_some() => {
                    let at = At {
                        key: name.as_deref().unwrap_or_default(),
                        place: Place::Setting,
                        mode: Some(Mode::Config),
                    };
                    self.settle(text, at);
                }
                // Names of fields and nothing else, in every object and longer than the rest of it.
                ("fieldsV1", Value::Object(_)) => {}
                ("args", Value::Array(items)) => {
                    self.array(items, At { key, ..at }, program);
                }
                (_, value) => self.any(value, At { key, ..at }),
            }
        }
    }

    /// The name in `{name, value}`, as it reads after redaction, so that a second time finds the same.
    fn pair_name(&self, map: &mut Map<String, Value>, at: At<'_>) -> Option<String> {
        ["name", "key"].into_iter().find_map(|key| match map.get_mut(key) {
            Some(Value::String(name)) => {
                self.settle(name, At { key, ..at });
                Some(name.clone())
            }
            _ => None,
        })
    }

    fn array(&self, items: &mut [Value], at: At<'_>, program: Option<Program>) {
        self.flags(items, program);
        // `passwords: [a, b]` is a list of passwords; `secrets: [a, b]` one of names.
        let secrets = matches!(classify(at.key), Name::Secret(Sort::Password | Sort::Cookie));
        let at = if secrets { at } else { At { key: "", ..at } };
        for item in items {
            self.any(item, at);
        }
    }

    /// `["--password", "hunter2"]`, and short flags behind the program that they mean something to.
    fn flags(&self, items: &mut [Value], program: Option<Program>) {
        if program.is_none() && !items.iter().any(|item| item.as_str().is_some_and(|word| word.starts_with('-'))) {
            return;
        }
        let words: Vec<&str> = items.iter().map(|item| item.as_str().unwrap_or("")).collect();
        let program = program.or_else(|| words.first().and_then(|word| commands::program(word)));
        let mut secrets = program.map_or_else(Vec::new, |program| commands::secrets(program, words.iter().copied()));
        for (index, pair) in words.windows(2).enumerate() {
            if let [flag, value] = *pair
                && flag.starts_with('-')
                && !flag.contains(['=', ' '])
                && !value.starts_with('-')
                && is_secret(flag, classify(flag.trim_start_matches('-')), value, Place::Setting)
            {
                secrets.push((index + 1, 0));
            }
        }
        for (index, skip) in secrets {
            if let Some(Value::String(text)) = items.get_mut(index) {
                let (kept, secret) = (text.get(..skip).unwrap_or(""), text.get(skip..).unwrap_or(""));
                let new = format!("{kept}{}", self.whole(secret));
                *text = new;
            }
        }
    }

    /// Redacts a string until nothing changes: what is left may read differently once a part is gone.
    fn settle(&self, text: &mut String, at: At<'_>) {
        for _ in 0..NESTING {
            match self.string(text, at) {
                Some(new) if new != *text => *text = new,
                _ => return,
            }
        }
    }

    /// The redacted form of a string, if it differs.
    fn string(&self, text: &str, at: At<'_>) -> Option<String> {
        if text.len() < 2 || NAMES.contains(&at.key) {
            return None;
        }
        let parsed = self.json(text);
        if parsed.is_none() && is_secret(at.key, classify(at.key), text, at.place) {
            return Some(self.named(text, at));
        }
        let current = parsed.as_deref().unwrap_or(text);
        let lines = current.contains('\n') && !PROSE.contains(&at.key) && parsed.is_none();
        let mode = at.mode.unwrap_or(if lines { Mode::Config } else { Mode::Prose });
        match scan::redact(self.redactor, current, mode) {
            std::borrow::Cow::Owned(new) => Some(new),
            std::borrow::Cow::Borrowed(_) => parsed,
        }
    }

    /// A string under the name of a secret. Schemes and the names of cookies stay.
    fn named(&self, text: &str, at: At<'_>) -> String {
        let kept = match classify(at.key) {
            Name::Secret(Sort::Auth) => "Authorization: ",
            Name::Secret(Sort::Cookie) => "Cookie: ",
            Name::Plain | Name::Weak | Name::Secret(_) => return self.whole(text),
        };
        let line = format!("{kept}{text}");
        let new = scan::redact(self.redactor, &line, Mode::Prose);
        match new.strip_prefix(kept) {
            Some(new) if is_spelled_out(new) => new.to_owned(),
            _ => self.whole(text),
        }
    }

    /// JSON within a string, redacted and written again; nothing if there is none or nothing in it changed.
    fn json(&self, text: &str) -> Option<String> {
        let inner = text.trim();
        let framed =
            (inner.starts_with('{') && inner.ends_with('}')) || (inner.starts_with('[') && inner.ends_with(']'));
        if !framed || self.nesting >= NESTING {
            return None;
        }
        let before: Value = serde_json::from_str(inner).ok()?;
        let mut after = before.clone();
        Walk { redactor: self.redactor, nesting: self.nesting + 1 }.document(&mut after, "");
        if after == before {
            return None;
        }
        let tail = text.strip_suffix('\n').map_or("", |_| "\n");
        Some(format!("{after}{tail}"))
    }

    /// Every string below a value, whatever it is.
    fn all(&self, value: &mut Value, change: &dyn Fn(&Self, &str) -> String) {
        match value {
            Value::String(text) => *text = change(self, text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.all(item, change)),
            Value::Object(map) => map.values_mut().for_each(|item| self.all(item, change)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn whole(&self, text: &str) -> String {
        if text.is_empty() || is_placeholder(text) { text.to_owned() } else { self.redactor.placeholder(text) }
    }

    /// A value of a Secret: tagged by what it encodes, so that it equals the same secret elsewhere.
    fn encoded(&self, text: &str) -> String {
        if text.is_empty() || is_placeholder(text) {
            return text.to_owned();
        }
        match base64::decode(text).map(String::from_utf8) {
            Some(Ok(plain)) => self.redactor.placeholder(&plain),
            Some(Err(_)) | None => self.redactor.placeholder(text),
        }
    }

    fn binary(&self, text: &str) -> String {
        if text.is_empty() || is_placeholder(text) {
            return text.to_owned();
        }
        self.redactor.labelled("binary", text.as_bytes())
    }
}

/// Whether all that is left of credentials is a scheme, or the names of cookies, around placeholders.
fn is_spelled_out(text: &str) -> bool {
    const FLAGS: &[&str] = &["httponly", "secure", "partitioned"];
    let scheme = text.split_once(' ').is_some_and(|(_, rest)| is_placeholder(rest));
    scheme
        || text.split(';').all(|part| match part.split_once('=') {
            Some((name, value)) => {
                !name.trim().contains(' ') && (is_harmless(value.trim()) || is_attribute(name.trim()))
            }
            None => FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(part.trim())),
        })
}
