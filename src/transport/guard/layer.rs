//! The guard as a tower layer: it sits outermost, so refused requests reach nothing below it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use tower::{BoxError, Layer, Service};

use super::{Guard, Purpose, Refused};
use crate::clock::Stopwatch;
use crate::transport::audit::{Audit, Line};

/// The longest request body: a self-subject review is a few hundred bytes.
const LONGEST_BODY: u64 = 16 * 1024;

/// Puts a [`Guarded`] around a service.
#[derive(Debug, Clone)]
pub struct GuardLayer {
    guard: Guard,
    purpose: Purpose,
    audit: Audit,
}

impl GuardLayer {
    /// A layer for one purpose; every request below it is in the audit.
    pub fn new(guard: Guard, purpose: Purpose, audit: Audit) -> Self {
        Self { guard, purpose, audit }
    }
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Guarded { inner, layer: self.clone() }
    }
}

/// A service that only declared requests reach. Refusals are a [`Refused`] inside the `BoxError`.
#[derive(Debug, Clone)]
pub struct Guarded<S> {
    inner: S,
    layer: GuardLayer,
}

impl<S> Guarded<S> {
    fn check<Q: Body>(&self, request: &Request<Q>) -> Result<&'static str, Refused> {
        let rule = self.layer.guard.check(self.layer.purpose, request)?;
        let body = request.body();
        let says_something = !body.is_end_stream();
        let reads = matches!(request.method().as_str(), "GET" | "HEAD");
        let too_long = body.size_hint().upper().is_none_or(|bytes| bytes > LONGEST_BODY);
        if says_something && (reads || too_long) {
            return Err(Refused {
                rule: "request-body",
                method: request.method().to_string(),
                path: request.uri().path().to_owned(),
                why: "a read has no body, and a review a short one of known length".to_owned(),
            });
        }
        Ok(rule.name)
    }
}

type Answer<R> = Pin<Box<dyn Future<Output = Result<Response<Metered<R>>, BoxError>> + Send>>;

impl<S, Q, R> Service<Request<Q>> for Guarded<S>
where
    S: Service<Request<Q>, Response = Response<R>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    Q: Body,
    R: Body + Send + 'static,
{
    type Response = Response<Metered<R>>;
    type Error = BoxError;
    type Future = Answer<R>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let audit = self.layer.audit.clone();
        let mut line = Line::new(self.layer.purpose, request.method(), request.uri());
        let rule = match self.check(&request) {
            Ok(rule) => rule,
            Err(refused) => {
                audit.refused(line, &refused);
                return Box::pin(std::future::ready(Err(refused.into())));
            }
        };
        line.rule = Some(rule);
        let watch = Stopwatch::start();
        let answer = self.inner.call(request);
        Box::pin(async move {
            // Dropping this future or the body it returns writes the line as far as it got.
            let mut pending = Pending { audit, line: Some(line), watch, bytes: 0 };
            match answer.await {
                Ok(response) => {
                    pending.status(response.status());
                    Ok(response.map(|body| Metered { body: Box::pin(body), pending }))
                }
                Err(error) => {
                    let error = error.into();
                    pending.failed(&error);
                    Err(error)
                }
            }
        })
    }
}

/// One request under way; its audit line is written when it ends, however it ends.
#[derive(Debug)]
struct Pending {
    audit: Audit,
    line: Option<Line>,
    watch: Stopwatch,
    bytes: u64,
}

impl Pending {
    fn status(&mut self, status: StatusCode) {
        if let Some(line) = &mut self.line {
            line.status = Some(status.as_u16());
        }
    }

    fn failed(&mut self, error: &BoxError) {
        if let Some(line) = &mut self.line {
            line.error = Some(error.to_string());
        }
    }

    fn finish(&mut self) {
        if let Some(mut line) = self.line.take() {
            line.bytes = self.bytes;
            line.millis = self.watch.millis();
            self.audit.sent(line);
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.finish();
    }
}

/// A response body that counts what passes through it.
#[derive(Debug)]
pub struct Metered<R> {
    body: Pin<Box<R>>,
    pending: Pending,
}

impl<R: Body<Data = Bytes>> Body for Metered<R>
where
    R::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        Poll::Ready(match ready!(this.body.as_mut().poll_frame(context)) {
            Some(Ok(frame)) => {
                let length = frame.data_ref().map_or(0, Bytes::len);
                this.pending.bytes = this.pending.bytes.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
                Some(Ok(frame))
            }
            Some(Err(error)) => {
                let error = error.into();
                this.pending.failed(&error);
                this.pending.finish();
                Some(Err(error))
            }
            None => {
                this.pending.finish();
                None
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
