//! The routes, and the way of a batch from one to the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::State;
use axum::http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::counters::{self, Stage};
use super::forward::{Forward, Verdict};
use super::intake::{Packing, Refusal, Shape};
use super::pool::{self, Pool};
use super::secret::Secret;
use crate::cli::ServeArgs;

/// Where Vector's http sink sends to.
pub const EVENTS: &str = "/events";

/// Where Okta's event hook calls.
pub const HOOK: &str = "/okta/event-hook";

/// The header of Okta's verification call, whose value is to be given back.
const CHALLENGE: &str = "x-okta-verification-challenge";

/// What the routes share.
pub struct Service {
    pool: Pool,
    forward: Forward,
    token: Option<Secret>,
    hook: Option<Secret>,
    metrics: PrometheusHandle,
    room: Arc<Semaphore>,
    most: usize,
    max_body: usize,
    queue_timeout: Duration,
    receive_timeout: Duration,
    stopping: AtomicBool,
}

impl Service {
    /// A service that takes batches.
    pub fn new(
        arguments: &ServeArgs,
        pool: Pool,
        forward: Forward,
        token: Option<Secret>,
        hook: Option<Secret>,
        metrics: PrometheusHandle,
    ) -> Service {
        let most = arguments.max_batches.get();
        Service {
            pool,
            forward,
            token,
            hook,
            metrics,
            room: Arc::new(Semaphore::new(most)),
            most,
            max_body: arguments.max_body(),
            queue_timeout: arguments.queue_timeout,
            receive_timeout: arguments.receive_timeout,
            stopping: AtomicBool::new(false),
        }
    }

    /// Says that no new batch is wanted: `/ready` turns to 503.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// How many batches are received and not answered.
    pub fn in_flight(&self) -> usize {
        self.most.saturating_sub(self.room.available_permits())
    }

    /// Waits until none is.
    pub async fn finish(&self) {
        let _all = self.room.acquire_many(u32::try_from(self.most).unwrap_or(u32::MAX)).await;
    }

    /// Takes a request's body in, and answers it when the forward has answered.
    async fn take(self: Arc<Self>, request: Request<Body>, shape: Shape) -> Response {
        let Some(packing) = Packing::from_header(request.headers().get(CONTENT_ENCODING).map(AsRef::as_ref))
        else {
            return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_content_encoding");
        };
        if announced(request.headers()).is_some_and(|length| length > self.max_body as u64) {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large");
        }
        // Before the body is read: what waits here holds no memory but its head.
        let Ok(Ok(place)) = timeout(self.queue_timeout, self.room.clone().acquire_owned()).await else {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "too_many_batches");
        };
        let bytes = match timeout(self.receive_timeout, body::to_bytes(request.into_body(), self.max_body)).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) if is_too_long(&error) => {
                return refuse(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large");
            }
            // The sender is gone; nobody reads this.
            Ok(Err(_)) => return refuse(StatusCode::BAD_REQUEST, "body_broken_off"),
            Err(_) => return refuse(StatusCode::SERVICE_UNAVAILABLE, "body_timed_out"),
        };
        let body = pool::Body { bytes, packing, shape, limit: self.max_body };
        // A task of its own: what was received is finished even when the sender hangs up meanwhile.
        let service = self.clone();
        let work = tokio::spawn(async move { service.pass_on(body, place).await });
        work.await.unwrap_or_else(|_| refuse(StatusCode::SERVICE_UNAVAILABLE, "internal"))
    }

    async fn pass_on(&self, body: pool::Body<body::Bytes>, place: OwnedSemaphorePermit) -> Response {
        let response = match self.pool.normalise(body).await {
            Err(Refusal::TooLarge) => refuse(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Err(Refusal::Corrupt) => refuse(StatusCode::BAD_REQUEST, "body_corrupt"),
            Err(Refusal::NoInstance) => refuse(StatusCode::SERVICE_UNAVAILABLE, "internal"),
            Ok(mut batch) => {
                batch.count();
                let verdict = match std::mem::take(&mut batch.text) {
                    none if none.is_empty() => Verdict::Accepted,
                    lines => self.forward.send(lines).await,
                };
                tracing::debug!(records = batch.received, events = batch.events, ?verdict, "batch");
                match verdict {
                    Verdict::Accepted => {
                        batch.count_accepted();
                        StatusCode::OK.into_response()
                    }
                    Verdict::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
                    Verdict::Refused => come_back(),
                }
            }
        };
        drop(place);
        response
    }
}

/// The routes of the service.
pub fn router(service: Arc<Service>) -> Router {
    let mut router = Router::new()
        .route(EVENTS, post(events))
        .route("/health", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics));
    if service.hook.is_some() {
        router = router.route(HOOK, get(hook_challenge).post(hook_call));
    }
    router.with_state(service)
}

async fn events(State(service): State<Arc<Service>>, request: Request<Body>) -> Response {
    if !bearer(service.token.as_ref(), request.headers()) {
        return unauthorized("Bearer");
    }
    service.take(request, Shape::Batch).await
}

async fn hook_call(State(service): State<Arc<Service>>, request: Request<Body>) -> Response {
    if !verbatim(service.hook.as_ref(), request.headers()) {
        return unauthorized("Okta");
    }
    service.take(request, Shape::Record).await
}

/// Okta's one-time proof that the address is ours. Okta sends the authorization with it, so it is asked for.
async fn hook_challenge(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if !verbatim(service.hook.as_ref(), &headers) {
        return unauthorized("Okta");
    }
    let Some(challenge) = headers.get(CHALLENGE).and_then(|value| value.to_str().ok()) else {
        return refuse(StatusCode::BAD_REQUEST, "no_challenge");
    };
    let answer = serde_json::json!({ "verification": challenge }).to_string();
    ([(CONTENT_TYPE, "application/json")], answer).into_response()
}

async fn ready(State(service): State<Arc<Service>>) -> Response {
    if service.stopping.load(Ordering::SeqCst) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response()
    } else if service.forward.reachable().await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "nothing listens at the forward address\n").into_response()
    }
}

async fn metrics(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if !bearer(service.token.as_ref(), &headers) {
        return unauthorized("Bearer");
    }
    counters::in_flight(service.in_flight());
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], service.metrics.render()).into_response()
}

/// Whether the request carries the token, or none is asked for.
fn bearer(token: Option<&Secret>, headers: &HeaderMap) -> bool {
    let Some(token) = token else { return true };
    let sent = headers.get(AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    let guess = match sent.split_at_checked(7) {
        Some((scheme, guess)) if scheme.eq_ignore_ascii_case(b"bearer ") => guess,
        _ => &[],
    };
    token.is(guess)
}

/// Whether the request carries the secret as its whole Authorization header, which is how Okta sends it.
fn verbatim(secret: Option<&Secret>, headers: &HeaderMap) -> bool {
    let sent = headers.get(AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    secret.is_some_and(|secret| secret.is(sent))
}

/// How long the body says it is.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A request that is refused before anything is normalised.
fn refuse(status: StatusCode, code: &'static str) -> Response {
    tracing::warn!(status = status.as_u16(), code, "refused a request");
    counters::errors(Stage::Receiving, "request_failed", code.to_owned(), 1);
    if status == StatusCode::SERVICE_UNAVAILABLE { come_back() } else { status.into_response() }
}

fn unauthorized(scheme: &'static str) -> Response {
    let mut response = refuse(StatusCode::UNAUTHORIZED, "unauthorized");
    if let Ok(scheme) = scheme.parse() {
        response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    }
    response
}

/// 503: the sender is to keep the batch and send it again, in a second at the earliest.
fn come_back() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")]).into_response()
}
