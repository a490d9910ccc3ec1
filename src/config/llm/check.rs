//! From what the layers say to models that can be asked: every value is checked, and keys stay with their host.

use std::collections::BTreeMap;

use clap::ValueEnum as _;
use http::{HeaderName, Uri};
use serde_json::{Map, Value as Json};
use toml::Value;

use super::layers::{Height, Layered, Layers};
use super::{Field, HeaderValue, KeySource, Llm, Model, Prices, Role, ToolMode};
use crate::config::units::parse_duration;
use crate::config::{Origin, Setting};
use crate::error::{Error, ErrorKind, Result};

/// Headers that follow from the request itself.
const OURS: &[&str] = &["host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "accept"];
/// Fields of the body that the conversation sets.
const SET: &[&str] = &["model", "messages", "tools", "tool_choice", "functions", "function_call", "stream", "n"];

impl Layers {
    /// The models of both roles.
    pub(in crate::config) fn check(&mut self) -> Result<Llm> {
        let named = |layers: &Self| -> Result<bool> {
            Ok(name(layers, Role::Lead)?.value.is_some() || name(layers, Role::Specialist)?.value.is_some())
        };
        if !named(self)? {
            self.forget_foreign();
        }
        Ok(Llm { lead: model(self, Role::Lead)?, specialist: model(self, Role::Specialist)? })
    }
}

fn model(layers: &Layers, role: Role) -> Result<Model> {
    let of = |field| Asked { layers, role, field };
    let base_url = of(Field::BaseUrl).required("an address such as \"https://api.openai.com/v1\"", base_url)?;
    let mut left_behind = Vec::new();
    let key = key(layers, role, &mut left_behind)?;
    let headers = match layers.get(role, Field::Headers) {
        Some(layered) if !belongs(layers, role, layered.height) => {
            left_behind.push(format!("the headers from {}", layered.setting.origin));
            None
        }
        other => other,
    };
    let whole = |value: &Value| value.as_integer().and_then(|number| u64::try_from(number).ok());
    let duration = |value: &Value| value.as_str().and_then(parse_duration);
    let positive = |value: &Value| whole(value).filter(|number| *number > 0);
    let number = |value: &Value| {
        let number = value.as_float().or_else(|| value.as_integer().and_then(|whole| u32::try_from(whole).ok()).map(f64::from));
        number.filter(|number| number.is_finite() && *number >= 0.0)
    };
    let tokens = "a number of tokens";
    let dollars = "US dollars for a million tokens";
    Ok(Model {
        base_url,
        name: name(layers, role)?,
        key,
        key_header: of(Field::KeyHeader).required("the name of a header", header)?,
        api_version: of(Field::ApiVersion).optional("a version such as \"2024-10-21\"", version)?,
        headers: settle(headers, Field::Headers, role, "a table of names and texts, or of names and `{ env = \"NAME\" }`", header_values)?,
        body: settle(layers.get(role, Field::Body), Field::Body, role, "a table without the fields that a conversation sets", body)?,
        tool_mode: of(Field::ToolMode).required("one of auto, native, json", |value| ToolMode::from_str(value.as_str()?, true).ok())?,
        context_window: of(Field::ContextWindow).optional(tokens, positive)?,
        max_tokens: of(Field::MaxTokens).optional(tokens, positive)?,
        idle_timeout: of(Field::IdleTimeout).required(DURATION, duration)?,
        timeout: of(Field::Timeout).required(DURATION, duration)?,
        retries: of(Field::Retries).required("a number up to 10", |value| whole(value).filter(|n| *n <= 10).and_then(|n| n.try_into().ok()))?,
        retry_wait: of(Field::RetryWait).required(DURATION, duration)?,
        prices: Prices {
            input: of(Field::InputPrice).optional(dollars, number)?,
            cached: of(Field::CachedPrice).optional(dollars, number)?,
            output: of(Field::OutputPrice).optional(dollars, number)?,
        },
        left_behind,
    })
}

const DURATION: &str = "a duration such as \"30s\" or \"5m\", of at most a day";

/// One key as a role sees it.
struct Asked<'l> {
    layers: &'l Layers,
    role: Role,
    field: Field,
}

impl Asked<'_> {
    fn required<T>(&self, expected: &str, parse: impl Fn(&Value) -> Option<T>) -> Result<Setting<T>> {
        let Setting { value, origin } = self.optional(expected, parse)?;
        let missing = || Error::internal(format!("`llm.{}` has no default", self.field.name()));
        Ok(Setting { value: value.ok_or_else(missing)?, origin })
    }

    fn optional<T>(&self, expected: &str, parse: impl Fn(&Value) -> Option<T>) -> Result<Setting<Option<T>>> {
        let Some(layered) = self.layers.get(self.role, self.field) else {
            return Ok(Setting { value: None, origin: Origin::Default });
        };
        let Setting { value, origin } = &layered.setting;
        match parse(value) {
            Some(value) => Ok(Setting { value: Some(value), origin: origin.clone() }),
            None => Err(wrong(self.role, self.field, layered, expected)),
        }
    }
}

/// The model's name; `none` means none.
fn name(layers: &Layers, role: Role) -> Result<Setting<Option<String>>> {
    let name = |value: &Value| Some(value.as_str()?.trim().to_owned()).filter(|name| !name.is_empty());
    let mut setting = Asked { layers, role, field: Field::Model }.optional("the name of a model, or none", name)?;
    setting.value = setting.value.filter(|name| name != "none");
    Ok(setting)
}

/// Where the key comes from: the highest layer that says so, if it says so about this host.
fn key(layers: &Layers, role: Role, left_behind: &mut Vec<String>) -> Result<Setting<KeySource>> {
    let none = Setting { value: KeySource::None, origin: Origin::Default };
    let mut named: Vec<(Field, &Layered)> =
        Field::KEYS.into_iter().filter_map(|field| Some((field, layers.get(role, field)?))).collect();
    named.sort_by_key(|(_, layered)| layered.height);
    let Some((field, layered)) = named.pop() else { return Ok(none) };
    if let Some((other, _)) = named.last().filter(|(_, other)| other.height == layered.height) {
        let message = format!("both `{}` and `{}` name a key for the model of the {role}", other.name(), field.name());
        return Err(Error::new(ErrorKind::Config, message).hint("name one of them"));
    }
    if !belongs(layers, role, layered.height) {
        left_behind.push(format!("the key from {}", layered.setting.origin));
        return Ok(none);
    }
    settle(Some(layered), field, role, "what its name says; an array of texts for a program", |value| source(field, value))
}

fn source(field: Field, value: &Value) -> Option<KeySource> {
    let text = || value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Some(match field {
        Field::ApiKey => KeySource::Given(text()?.into()),
        Field::ApiKeyEnv => KeySource::Variable(text()?),
        Field::ApiKeyFile => KeySource::File(text()?.into()),
        _ => {
            let words = value.as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
            KeySource::Command(words.collect::<Option<Vec<_>>>().filter(|words| !words.is_empty())?)
        }
    })
}

/// Whether what was said at a height was said about the host that is asked in the end.
fn belongs(layers: &Layers, role: Role, height: Height) -> bool {
    let host = |layered: Option<&Layered>| {
        let address = base_url(&layered?.setting.value)?.parse::<Uri>().ok()?;
        Some((address.scheme_str()?.to_owned(), address.authority()?.as_str().to_ascii_lowercase()))
    };
    host(layers.get(role, Field::BaseUrl)) == host(layers.get_below(role, Field::BaseUrl, height))
}

/// An address of http or https with a host, without credentials, query and fragment.
fn base_url(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim().trim_end_matches('/');
    let address: Uri = text.parse().ok()?;
    let host = address.authority()?;
    let fine = matches!(address.scheme_str(), Some("http" | "https"))
        && !host.as_str().contains('@')
        && !host.host().is_empty()
        && address.query().is_none()
        && !text.contains(['#', '%', '\\'])
        && !address.path().ends_with("/chat/completions")
        && !address.path().split('/').any(|segment| matches!(segment, "." | ".."));
    fine.then(|| text.to_owned())
}

fn header(value: &Value) -> Option<String> {
    let name = HeaderName::try_from(value.as_str()?).ok()?;
    (!OURS.contains(&name.as_str())).then(|| name.as_str().to_owned())
}

fn version(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let fine = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    fine.then(|| text.to_owned())
}

fn header_values(value: &Value) -> Option<BTreeMap<String, HeaderValue>> {
    let entries = value.as_table()?.iter().map(|(name, value)| {
        let value = match value {
            Value::String(text) => HeaderValue::Text(http::HeaderValue::from_str(text).ok().map(|_| text.clone())?),
            Value::Table(table) if table.len() == 1 => HeaderValue::Variable(table.get("env")?.as_str()?.to_owned()),
            _ => return None,
        };
        Some((header(&Value::String(name.clone()))?, value))
    });
    entries.collect()
}

fn body(value: &Value) -> Option<Map<String, Json>> {
    let fields = value.as_table()?;
    if fields.keys().any(|name| SET.contains(&name.as_str())) {
        return None;
    }
    fields.iter().map(|(name, value)| Some((name.clone(), serde_json::to_value(value).ok()?))).collect()
}

/// A setting out of a layer; an empty one where there is none.
fn settle<T: Default>(
    layered: Option<&Layered>,
    field: Field,
    role: Role,
    expected: &str,
    parse: impl Fn(&Value) -> Option<T>,
) -> Result<Setting<T>> {
    let Some(layered) = layered else { return Ok(Setting { value: T::default(), origin: Origin::Default }) };
    match parse(&layered.setting.value) {
        Some(value) => Ok(Setting { value, origin: layered.setting.origin.clone() }),
        None => Err(wrong(role, field, layered, expected)),
    }
}

/// An error that repeats the value only where it cannot be a secret.
fn wrong(role: Role, field: Field, layered: &Layered, expected: &str) -> Error {
    let Setting { value, origin } = &layered.setting;
    let place = match origin {
        Origin::Default => "by default".to_owned(),
        Origin::File(path) => format!("in {}", path.display()),
        Origin::Variable(name) | Origin::Flag(name) => format!("from {name}"),
    };
    let name = field.full_name((layered.height == Height::Role).then_some(role));
    let secret = Field::KEYS.contains(&field) || matches!(field, Field::Headers | Field::Body | Field::BaseUrl);
    let message = match value {
        _ if secret => format!("`{name}` {place} cannot be used as it is"),
        value => format!("`{name}` is {value} {place}, which cannot be"),
    };
    let error = Error::new(ErrorKind::Config, message).hint(format!("it must be {expected}"));
    match field {
        Field::BaseUrl => error.hint("without `/chat/completions` at its end, without a user, a query or a fragment"),
        _ => error,
    }
}
