//! Between async-openai and the guarded connection: addresses, statuses, and answers that are no streams.
//!
//! async-openai builds requests and takes events apart. What it would do with an answer that is none (lose its status,
//! log its body, take JSON for an empty stream) is done here before it gets to see it.

use std::pin::Pin;
use std::task::{Context, Poll};

use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use secrecy::SecretString;

use super::failure::{Failure, Kind};
use super::{provider, retry};
use crate::transport::model::{SendError, Wire};

/// The most of an error's body that is read.
const LONGEST_ERROR: usize = 64 * 1024;

/// The addresses of an endpoint, for async-openai. Keys are added below the guard.
#[derive(Clone)]
pub(super) struct Endpoint {
    turn: String,
    list: String,
    base: String,
    no_key: SecretString,
}

impl Endpoint {
    pub(super) fn of(wire: &Wire, base: &str) -> Self {
        Self {
            turn: wire.turn().to_string(),
            list: wire.list().to_string(),
            base: base.to_owned(),
            no_key: SecretString::default(),
        }
    }
}

impl Config for Endpoint {
    fn headers(&self) -> HeaderMap {
        HeaderMap::new()
    }

    fn url(&self, path: &str) -> String {
        match path {
            "/chat/completions" => self.turn.clone(),
            "/models" => self.list.clone(),
            other => format!("{}{other}", self.base),
        }
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.no_key
    }
}

/// Sends what async-openai builds, and passes on answers of models only.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    pub(super) wire: Wire,
    pub(super) host: String,
}

type Answer = Pin<Box<dyn Future<Output = Result<reqwest::Response, OpenAIError>> + Send>>;

impl tower::Service<HttpRequestFactory> for Connector {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let Self { wire, host } = self.clone();
        Box::pin(async move {
            let request = factory.build().await?;
            let is_turn = request.method() == http::Method::POST;
            let sent = wire.send(request).await.map_err(|error| of_send(&host, error));
            let answer = match sent {
                Ok(response) if !response.status().is_success() => Err(of_status(&host, response).await),
                Ok(response) if is_turn => as_stream(&host, response).await,
                other => other,
            };
            answer.map_err(|failure| OpenAIError::Boxed(Box::new(failure)))
        })
    }
}

/// What an error of async-openai means: our own failures come through it.
pub(super) fn of_openai(host: &str, error: OpenAIError) -> Failure {
    match error {
        OpenAIError::Boxed(inner) => match inner.downcast::<Failure>() {
            Ok(failure) => *failure,
            Err(other) => Failure::new(Kind::Broken, host, provider::plain(&other.to_string())),
        },
        OpenAIError::Reqwest(error) => of_send(host, SendError::Http(error)),
        // What came is the model's, or worse; only that it is no JSON is said.
        OpenAIError::JSONDeserialize(error, _) => {
            Failure::new(Kind::Garbage, host, format!("it sent something that is not JSON: {error}"))
        }
        OpenAIError::StreamError(error) => {
            let said = error.to_string();
            let kind = if said.contains("is longer than") { Kind::Garbage } else { Kind::Cut };
            let why = if kind == Kind::Garbage { plain_end(&said) } else { super::failure::CUT.to_owned() };
            Failure::new(kind, host, why)
        }
        other => Failure::new(Kind::Rejected, host, provider::plain(&other.to_string())),
    }
}

fn plain_end(said: &str) -> String {
    provider::plain(said.rsplit(": ").next().unwrap_or(said))
}

fn of_send(host: &str, error: SendError) -> Failure {
    match error {
        SendError::Refused(refused) => Failure::new(Kind::Refused, host, refused.to_string()),
        SendError::Key(trouble) => Failure::new(Kind::Config, host, trouble.to_string()),
        SendError::Config(why) => Failure::new(Kind::Config, host, why),
        SendError::Http(error) => {
            let trouble = crate::transport::trouble::of(&error);
            Failure::new(Kind::Unreachable, host, trouble)
        }
    }
}

/// A refusal of the endpoint's.
async fn of_status(host: &str, response: reqwest::Response) -> Failure {
    let (status, after) = (response.status().as_u16(), retry::asked(response.headers()));
    let body = read(response, LONGEST_ERROR).await;
    provider::of_body(host, status, &String::from_utf8_lossy(&body), after)
}

/// A stream as it is; a whole answer as a stream of one event.
async fn as_stream(host: &str, response: reqwest::Response) -> Result<reqwest::Response, Failure> {
    let media = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media.as_str() {
        "text/html" => Err(Failure::new(Kind::Garbage, host, "a web page came back, not an API")),
        "application/json" | "application/problem+json" => {
            let mut headers = response.headers().clone();
            let status = response.status();
            let body = read(response, usize::MAX).await;
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
            headers.remove(CONTENT_LENGTH);
            // Line breaks of JSON are between its tokens only, and an event ends at one.
            let line: Vec<u8> = body.into_iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }).collect();
            let mut event = http::Response::new(reqwest::Body::from([&b"data: "[..], &line, b"\n\n"].concat()));
            *event.status_mut() = status;
            *event.headers_mut() = headers;
            Ok(event.into())
        }
        _ => Ok(response),
    }
}

/// The beginning of a body, as far as it comes.
async fn read(mut response: reqwest::Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= most {
            body.truncate(most);
            break;
        }
    }
    body
}
