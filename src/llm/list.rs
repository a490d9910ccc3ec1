//! The models of an endpoint, out of the lists that endpoints give.

use serde::Serialize;
use serde_json::Value;

use super::chunk::number;
use super::failure::{Failure, Kind};
use super::provider::{self, plain};

/// More models than any endpoint has.
const MOST: usize = 10_000;

/// A model as its endpoint lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Listed {
    /// Its name: what `llm.model` takes.
    pub id: String,
    /// How many tokens it can take, where the endpoint tells.
    pub context_window: Option<u64>,
    /// Who made or serves it, where the endpoint tells.
    pub owner: Option<String>,
}

/// The models, by name.
pub(super) fn read(host: &str, document: &Value) -> Result<Vec<Listed>, Failure> {
    let list =
        ["data", "models"].iter().find_map(|name| document.get(*name)?.as_array()).or_else(|| document.as_array());
    let Some(list) = list else {
        return Err(match super::chunk::error(document) {
            Some(error) => provider::of_error(host, None, &error),
            None => Failure::new(Kind::Garbage, host, "its list of models has another form than that of OpenAI"),
        });
    };
    let mut models: Vec<Listed> = list.iter().take(MOST).filter_map(listed).collect();
    models.sort();
    models.dedup_by(|one, other| one.id == other.id);
    Ok(models)
}

/// The model of a name. Gemini lists its models as `models/NAME`.
pub(super) fn entry<'l>(models: &'l [Listed], name: &str) -> Option<&'l Listed> {
    models.iter().find(|listed| listed.id == name || listed.id.strip_prefix("models/") == Some(name))
}

fn listed(model: &Value) -> Option<Listed> {
    const CONTEXT: [&str; 9] = [
        "/max_model_len",
        "/context_length",
        "/context_window",
        "/max_context_length",
        "/max_input_tokens",
        "/inputTokenLimit",
        "/meta/n_ctx",
        "/top_provider/context_length",
        "/meta/n_ctx_train",
    ];
    let text = |name: &str| model.get(name).and_then(Value::as_str).map(plain).filter(|text| !text.is_empty());
    Some(Listed {
        id: text("id").or_else(|| text("name")).or_else(|| model.as_str().map(plain))?,
        context_window: CONTEXT
            .iter()
            .find_map(|path| model.pointer(path).and_then(number))
            .filter(|tokens| *tokens > 0),
        owner: text("owned_by"),
    })
}
