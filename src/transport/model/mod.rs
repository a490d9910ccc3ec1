//! The only place that opens a connection to a model: under the guard, in the audit, without redirects, with the key
//! added below all of it.

mod body;
pub(super) mod key;

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use tokio::sync::Mutex;

use self::body::Pending;
use self::key::Key;
pub use self::key::KeyTrouble;
use super::audit::{Audit, Line};
use super::guard::{ModelGuard, Purpose, Refused};
use super::kubernetes::install_crypto;
use crate::clock::Stopwatch;
use crate::config::env;
use crate::config::llm::{HeaderValue as Configured, Model};

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(10);

/// Why nothing was sent, or nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The guard did not let it through.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no key.
    #[error(transparent)]
    Key(#[from] KeyTrouble),
    /// The configuration names an address or a header that cannot be.
    #[error("{0}")]
    Config(String),
    /// The connection failed.
    #[error("the request failed")]
    Http(#[source] reqwest::Error),
}

/// The connection to one model's endpoint. Clones share it.
#[derive(Debug, Clone)]
pub struct Wire(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    http: reqwest::Client,
    guard: ModelGuard,
    turn: Uri,
    list: Uri,
    headers: HeaderMap,
    key: Mutex<Key>,
    key_header: HeaderName,
    audit: Audit,
}

impl Wire {
    /// A connection for a model. Nothing is opened, run or read before the first request.
    pub fn new(model: &Model, audit: &Audit) -> Result<Self, SendError> {
        install_crypto();
        let (turn, list) =
            addresses(model).ok_or_else(|| SendError::Config("the model's address cannot be used".to_owned()))?;
        #[expect(clippy::disallowed_methods, reason = "the guard is asked before every request of it")]
        let builder = reqwest::Client::builder();
        let http = builder
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .user_agent(concat!("sre/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(SendError::Http)?;
        let key_header = HeaderName::try_from(&model.key_header.value)
            .map_err(|_| SendError::Config("`llm.key_header` is not the name of a header".to_owned()))?;
        Ok(Self(Arc::new(Shared {
            http,
            guard: ModelGuard::new(turn.clone(), list.clone()),
            turn,
            list,
            headers: configured(model)?,
            key: Mutex::new(Key::new(model.key.value.clone())),
            key_header,
            audit: audit.clone(),
        })))
    }

    /// The address of turns.
    pub fn turn(&self) -> &Uri {
        &self.0.turn
    }

    /// The address of the list of models.
    pub fn list(&self) -> &Uri {
        &self.0.list
    }

    /// The client that builds requests. What it builds is sent with [`Wire::send`] only.
    pub fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Sends a request that has neither key nor configured headers yet. A key that a program printed is asked for
    /// once more where the endpoint does not accept it any longer.
    pub async fn send(&self, request: reqwest::Request) -> Result<reqwest::Response, SendError> {
        let again = request.try_clone();
        let response = self.send_once(request).await?;
        match again {
            Some(again) if response.status() == StatusCode::UNAUTHORIZED && self.0.key.lock().await.renew() => {
                drop(response);
                self.send_once(again).await
            }
            _ => Ok(response),
        }
    }

    async fn send_once(&self, mut request: reqwest::Request) -> Result<reqwest::Response, SendError> {
        let shared = &self.0;
        let uri: Uri =
            request.url().as_str().parse().map_err(|_| SendError::Config("the address is no URI".to_owned()))?;
        let mut line = Line::new(Purpose::Model, request.method(), &uri);
        match shared.guard.check(request.method(), &uri, request.headers()) {
            Ok(rule) => line.rule = Some(rule),
            Err(refused) => {
                shared.audit.refused(line, &refused);
                return Err(refused.into());
            }
        }
        request.headers_mut().extend(shared.headers.clone());
        if let Some(value) = shared.key.lock().await.header(&shared.key_header).await? {
            request.headers_mut().insert(shared.key_header.clone(), value);
        }
        let mut pending = Pending::new(shared.audit.clone(), line, Stopwatch::start());
        #[expect(clippy::disallowed_methods, reason = "the guard was asked above")]
        let answer = shared.http.execute(request).await;
        match answer {
            Ok(response) => {
                pending.status(response.status());
                Ok(body::metered(response, pending))
            }
            Err(error) => {
                pending.failed(&error);
                Err(SendError::Http(error))
            }
        }
    }
}

/// Where turns and the list of models are. Azure has deployments instead of models, each with an address of its own.
fn addresses(model: &Model) -> Option<(Uri, Uri)> {
    let base = model.base_url.value.as_str();
    let Some(version) = &model.api_version.value else {
        return Some((format!("{base}/chat/completions").parse().ok()?, format!("{base}/models").parse().ok()?));
    };
    let plain = base.strip_suffix("/openai").unwrap_or(base);
    let origin = match base.split_once("/openai/deployments/") {
        Some((origin, _)) => origin,
        None => plain,
    };
    let path = origin.parse::<Uri>().ok()?.path().len();
    let (turns, lists) = match (origin == base, path <= 1) {
        // The newer addresses of Azure (`…/openai/v1`) are like everybody's.
        (true, false) => (base.to_owned(), base.to_owned()),
        (true, true) => (deployment(origin, model)?, format!("{origin}/openai")),
        (false, _) if plain == origin => (deployment(origin, model)?, format!("{origin}/openai")),
        (false, _) => (base.to_owned(), format!("{origin}/openai")),
    };
    let address = |base: &str, path: &str| format!("{base}/{path}?api-version={version}").parse().ok();
    Some((address(&turns, "chat/completions")?, address(&lists, "models")?))
}

/// The address of the deployment that the model's name is.
fn deployment(origin: &str, model: &Model) -> Option<String> {
    let name = model.name.value.as_deref().unwrap_or("none");
    let fine =
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) && !name.starts_with('.');
    fine.then(|| format!("{origin}/openai/deployments/{name}"))
}

/// The headers that the configuration adds, marked as sensitive: gateways take keys in them.
fn configured(model: &Model) -> Result<HeaderMap, SendError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    for (name, value) in &model.headers.value {
        let text = match value {
            Configured::Text(text) => text.clone(),
            Configured::Variable(variable) => {
                env::named(variable).and_then(|text| text.into_string().ok()).ok_or_else(|| {
                    SendError::Config(format!("the header `{name}` is to be taken from {variable}, which is not set"))
                })?
            }
        };
        let parsed = (HeaderName::try_from(name), HeaderValue::try_from(text.trim()));
        let (Ok(name), Ok(mut value)) = parsed else {
            return Err(SendError::Config(format!(
                "the header `{name}` cannot be sent: its name or its value has characters that no header has"
            )));
        };
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}
