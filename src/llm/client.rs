//! The client of one model at one endpoint.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Map, Value};

use super::body::{self, Manner};
use super::connector::{Connector, Endpoint, of_openai};
use super::failure::{Failure, Kind, Quirk};
use super::list::{self, Listed};
use super::probe::{self, Probe};
use super::request::Request;
use super::turn::Usage;
use super::turning::Turning;
use crate::config::llm::{Model, ToolMode};
use crate::transport::audit::Audit;
use crate::transport::model::Wire;

/// Asks one model. Clones share the connection and what was learnt about the endpoint.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    openai: async_openai::Client<Endpoint>,
    model: Model,
    name: String,
    host: String,
    quirks: AtomicU8,
    json_tools: AtomicBool,
    /// How many tokens its endpoint told that it takes; 0 where it did not.
    told: AtomicU64,
    /// Somebody answered, whatever the answer.
    answered: AtomicBool,
}

impl Client {
    /// A client for a model of the configuration. Nothing is sent, read or run before the first turn.
    pub fn new(model: &Model, audit: &Audit) -> Result<Self, Failure> {
        let host = host(&model.base_url.value);
        let Some(name) = model.name.value.clone() else {
            return Err(Failure::new(Kind::Config, &host, "no model is named"));
        };
        let wire = Wire::new(model, audit).map_err(|error| Failure::new(Kind::Config, &host, error.to_string()))?;
        let connector = Connector { wire: wire.clone(), host: host.clone() };
        let endpoint = Endpoint::of(&wire, &model.base_url.value);
        let openai = async_openai::Client::build(wire.http().clone(), endpoint).with_http_service(connector);
        Ok(Self(Arc::new(Shared {
            openai,
            model: model.clone(),
            name,
            quirks: AtomicU8::new(known_quirks(&host)),
            host,
            told: AtomicU64::new(0),
            answered: AtomicBool::new(false),
            json_tools: AtomicBool::new(model.tool_mode.value == ToolMode::Json),
        })))
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The host that is asked, for people to see before anything leaves for it.
    pub fn host(&self) -> &str {
        &self.0.host
    }

    /// How many tokens fit into a request and its answer, as configured, or as the endpoint told some time ago.
    pub fn context_window(&self) -> Option<u64> {
        let told = self.0.told.load(Ordering::Relaxed);
        self.0.model.context_window.value.or((told > 0).then_some(told))
    }

    /// From now on so many tokens fit, where the configuration does not say.
    pub fn told_window(&self, tokens: Option<u64>) {
        self.0.told.store(tokens.unwrap_or_default(), Ordering::Relaxed);
    }

    /// Whether tools are called by JSON in the text.
    pub fn calls_in_text(&self) -> bool {
        self.0.json_tools.load(Ordering::Relaxed)
    }

    /// From now on tools are called by JSON in the text, as after a probe that found no others.
    pub fn call_in_text(&self) {
        self.0.json_tools.store(true, Ordering::Relaxed);
    }

    /// Takes a turn. Nothing is sent before the result is polled; dropping it ends the request.
    pub fn turn(&self, request: Request) -> Turning {
        Turning::new(self.clone(), request)
    }

    /// The models that the endpoint has, by name.
    pub async fn models(&self) -> Result<Vec<Listed>, Failure> {
        let asked = async {
            let listed: Result<Value, _> = self.0.openai.models().list_byot().await;
            listed.map_err(|error| of_openai(&self.0.host, error))
        };
        let listed = tokio::time::timeout(self.0.model.idle_timeout.value, asked).await;
        list::read(&self.0.host, &listed.map_err(|_| self.silent())??)
    }

    /// Tries what an investigation needs of a model: a few short turns.
    pub async fn probe(&self) -> Probe {
        probe::run(self).await
    }

    pub(super) fn model(&self) -> &Model {
        &self.0.model
    }

    /// Opens the stream of a turn.
    pub(super) async fn open(&self, request: &Request) -> Result<Events, Failure> {
        let manner = Manner { quirks: self.0.quirks.load(Ordering::Relaxed), json_tools: self.calls_in_text() };
        let model = &self.0.model;
        let body: Map<String, Value> =
            body::of(request, &self.0.name, &model.body.value, model.max_tokens.value, manner);
        let stream = self.0.openai.chat().create_stream_byot(&body).await;
        let stream = stream.map_err(|error| of_openai(&self.0.host, error));
        if !stream.as_ref().is_err_and(|failure| failure.kind == Kind::Unreachable) {
            self.0.answered.store(true, Ordering::Relaxed);
        }
        Ok(Events { inner: stream?, host: self.0.host.clone() })
    }

    /// Whether somebody answered until now. Where nobody ever did, there may be nobody; else a server starts again.
    pub(super) fn was_answered(&self) -> bool {
        self.0.answered.load(Ordering::Relaxed)
    }

    /// Remembers what the endpoint does not take; whether that is news, and another try worth it.
    pub(super) fn learn(&self, failure: &Failure, request: &Request) -> bool {
        match failure.kind {
            Kind::Quirk(quirk) => self.0.quirks.fetch_or(quirk.bit(), Ordering::Relaxed) & quirk.bit() == 0,
            Kind::NoTools if self.0.model.tool_mode.value == ToolMode::Auto && !request.tools.is_empty() => {
                !self.0.json_tools.swap(true, Ordering::Relaxed)
            }
            _ => false,
        }
    }

    /// The price of what was used, as the endpoint told or as the configuration has it.
    pub(super) fn priced(&self, usage: Usage) -> Usage {
        let prices = &self.0.model.prices;
        let (Some(input), Some(output), None) = (prices.input.value, prices.output.value, usage.cost) else {
            return usage;
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of tokens are far below 2^52")]
        let dollars = |tokens: u64, price: f64| tokens as f64 * price / 1e6;
        let cached = dollars(usage.cached, prices.cached.value.unwrap_or(input));
        let cost = dollars(usage.input.saturating_sub(usage.cached), input) + cached + dollars(usage.output, output);
        Usage { cost: Some(cost), ..usage }
    }

    pub(super) fn silent(&self) -> Failure {
        let patience = self.0.model.idle_timeout.value;
        Failure::new(Kind::Silent, &self.0.host, format!("nothing came for {}", seconds(patience)))
    }
}

/// The events of a stream, as JSON.
pub(super) struct Events {
    inner: std::pin::Pin<Box<dyn futures::Stream<Item = Result<Value, async_openai::error::OpenAIError>> + Send>>,
    host: String,
}

impl Events {
    /// The next one; none at the end. Empty ones are left out: some endpoints keep the connection alive with them.
    pub(super) async fn next(&mut self) -> Option<Result<Value, Failure>> {
        use async_openai::error::OpenAIError::JSONDeserialize;
        loop {
            return match futures::StreamExt::next(&mut self.inner).await? {
                Ok(event) => Some(Ok(event)),
                Err(JSONDeserialize(_, content)) if content.trim().is_empty() => continue,
                Err(error) => Some(Err(of_openai(&self.host, error))),
            };
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("model", &self.0.name).field("host", &self.0.host).finish_non_exhaustive()
    }
}

/// `OpenAI`'s own endpoints have long told everybody to say `max_completion_tokens`.
fn known_quirks(host: &str) -> u8 {
    let own = host == "api.openai.com" || host.ends_with(".openai.azure.com");
    if own { Quirk::CompletionTokens.bit() } else { 0 }
}

/// The host and port of an address.
fn host(address: &str) -> String {
    let authority = address.parse::<http::Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string));
    authority.unwrap_or_else(|| "the configured address".to_owned())
}

pub(super) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f32())
}
